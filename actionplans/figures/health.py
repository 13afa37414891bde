"""What is computed about an action, apart from what its pilot declares: each alert says its reason in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from actionplans.figures.money import Ledger
from actionplans.models import Action, Alert, Step
from territories.templatetags.french import WIDE, day, euro

SILENCE_DAYS = 90
STOPPED = frozenset({Action.Status.COMPLETED, Action.Status.ABANDONED})


@dataclass(frozen=True)
class Concern:
    """One alert and why it is there; it disappears when its cause does."""

    alert: Alert
    reason: str


def health(
    action: Action, *, steps: Iterable[Step], money: Ledger, last_news_on: date | None, today: date
) -> list[Concern]:
    """The alerts of one action; one that is finished or given up has none."""
    if action.status in STOPPED:
        return []
    concerns = [Concern(Alert.LATE, reason) for reason in _late(action, steps, today)]
    if reason := _silent(action, last_news_on, today):
        concerns.append(Concern(Alert.SILENT, reason))
    if action.pilot_id is None:
        concerns.append(Concern(Alert.NO_PILOT, "Aucune organisation ne pilote cette action."))
    concerns += [Concern(Alert.UNBALANCED, f"{year}{WIDE}: {gap_in_words(gap)}.") for year, gap in money.gaps.items()]
    return concerns


def _late(action: Action, steps: Iterable[Step], today: date) -> Iterator[str]:
    if action.ends_on and action.ends_on < today:
        yield f"L’action devait finir le {day(action.ends_on)}."
    for step in steps:
        if step.done_on is None and step.due_on < today:
            yield f"L’étape « {step.title} » était attendue le {day(step.due_on)}."


def _silent(action: Action, last_news_on: date | None, today: date) -> str:
    """Silence is counted from the last news, else from the day when the action began."""
    since = last_news_on or action.starts_on
    if since is None or (today - since).days < SILENCE_DAYS:
        return ""
    if last_news_on is None:
        return f"Aucune nouvelle depuis son début, le {day(since)}."
    return f"Dernières nouvelles le {day(since)}, il y a {(today - since).days} jours."


def gap_in_words(gap: Decimal) -> str:
    """`gap` is expenses minus resources."""
    return f"il manque {euro(gap)} de ressources" if gap > 0 else f"les ressources dépassent de {euro(-gap)}"
