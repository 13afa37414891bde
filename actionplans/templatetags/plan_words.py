"""The words and signs of the plan: status, gaps, and the links between its pages."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template

from actionplans.figures.health import gap_in_words
from actionplans.figures.money import ZERO
from actionplans.models import Action, Hypothesis
from actionplans.services import hypothesis_in_words
from actionplans.services.readers import READS_MONEY
from territories.access import CtgRequest
from territories.models import TEAM

register = template.Library()

TONES = {
    Action.Status.PROPOSED: "todo",
    Action.Status.VALIDATED: "info",
    Action.Status.IN_PROGRESS: "doing",
    Action.Status.COMPLETED: "done",
    Action.Status.DELAYED: "late",
    Action.Status.BLOCKED: "blocked",
    Action.Status.SUSPENDED: "locked",
    Action.Status.ABANDONED: "bad",
}


@register.filter
def status_tone(status: str) -> str:
    """The tone of the badge of a status."""
    return TONES[Action.Status(status)]


@register.filter
def gap_words(gap: Decimal) -> str:
    """A gap is expenses minus resources: « il manque 500 € de ressources »."""
    return gap_in_words(gap)


@register.filter
def of_year(amounts: Mapping[int, Decimal], year: int) -> Decimal:
    """The amount of one year; a year without any is zero."""
    return amounts.get(year, ZERO)


@register.filter
def supposed(hypothesis: Hypothesis) -> str:
    """A hypothesis in words: « Caf : −10 % à partir de 2028 »."""
    return hypothesis_in_words(hypothesis)


@register.simple_tag
def plan_tabs(request: CtgRequest) -> list[dict[str, Any]]:
    """The pages of the plan; the filters of the address follow from one to the other."""
    pages = [("Fiches action", "actionplans:plan"), ("Frise", "actionplans:timeline"), ("Budget", "actionplans:totals")]
    kept = f"?{request.GET.urlencode()}" if request.GET else ""
    tabs = [_tab(request, label, name, kept) for label, name in pages]
    tabs.append(_tab(request, "Bonus territoire", "actionplans:bonus", ""))
    if request.access.has(READS_MONEY):
        tabs.append(_tab(request, "Scénarios", "actionplans:scenarios", ""))
    if request.access.has(TEAM):
        tabs.append(_tab(request, "Organiser", "actionplans:arrange", ""))
    return tabs


def _tab(request: CtgRequest, label: str, name: str, kept: str) -> dict[str, Any]:
    is_here = request.resolver_match is not None and request.resolver_match.view_name == name
    return {"label": label, "url": request.ctg.url(name) + kept, "is_current": is_here}
