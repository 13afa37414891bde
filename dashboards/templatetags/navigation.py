"""The menus of a Caf and of a CTG: only pages that exist and that this person may open."""

from typing import Any, NamedTuple, cast

from django import template
from django.urls import resolve, reverse

from territories.access import CafRequest, CtgRequest
from territories.models import Phase

register = template.Library()


class Entry(NamedTuple):
    """One line of a menu; `owns` are the view names, or the namespaces, of the pages that belong to it."""

    label: str
    view_name: str
    owns: tuple[str, ...]


PHASES = {
    Phase.PREPARATION: Entry("Préparation", "governance:bodies", ("governance",)),
    Phase.DIAGNOSIS: Entry("Diagnostic", "diagnostics:overview", ("diagnostics",)),
    Phase.ACTION_PLAN: Entry("Plan d’actions", "actionplans:plan", ("actionplans",)),
    Phase.AGREEMENT: Entry("Convention", "conventions:overview", ("conventions",)),
    Phase.FOLLOW_UP: Entry("Suivi", "actionplans:follow_up", ("actionplans:follow_up", "actionplans:report")),
    Phase.EVALUATION: Entry("Évaluation", "evaluation:overview", ("evaluation",)),
}
CTG_PAGES = [
    Entry("Synthèse", "dashboards:ctg", ("dashboards:ctg",)),
    Entry("Ma commune", "dashboards:elected", ("dashboards:elected",)),
    Entry("Partenaires", "partners:list", ("partners",)),
    Entry("Périmètre et dates", "territories:edit_ctg", ("territories",)),
]
IMPORTS = (
    "imports", "new_import", "datasets", "profiles", "delete_profile", "dataset_import", "answer_import",
    "undo_import", "save_profile",
)  # fmt: skip
CAF_PAGES = [
    Entry("Portefeuille", "dashboards:portfolio", ("dashboards",)),
    Entry("Organisations", "partners:organisations", ("partners",)),
    Entry(
        "Accès",
        "partners:access",
        ("partners:access", "partners:invite", "partners:end_membership", "partners:revoke_invitation"),
    ),
    Entry("Indicateurs", "diagnostics:catalogue", ("diagnostics",)),
    Entry(
        "Critères",
        "diagnostics:criteria",
        ("diagnostics:criteria", "diagnostics:new_criterion", "diagnostics:edit_criterion"),
    ),
    Entry("Imports", "diagnostics:imports", tuple(f"diagnostics:{name}" for name in IMPORTS)),
    Entry("Barèmes", "actionplans:rate_tables", ("actionplans",)),
    Entry("Modèle de convention", "conventions:template", ("conventions",)),
    Entry("Réglages", "territories:settings", ("territories:settings",)),
]


@register.simple_tag
def ctg_phases(request: CtgRequest) -> list[dict[str, Any]]:
    """The phases of the stepper: label, url, state, and whether the open page belongs to them."""
    order = list(PHASES)
    current = order.index(Phase(request.ctg.phase))
    here = _most_precise(list(PHASES.values()), request)
    return [
        {
            "label": entry.label,
            "url": allowed_url(request, entry.view_name, request.ctg.route),
            "state": "done" if position < current else "current" if position == current else "todo",
            "is_here": entry is here,
        }
        for position, entry in enumerate(PHASES.values())
    ]


@register.simple_tag
def ctg_pages(request: CtgRequest) -> list[dict[str, Any]]:
    return _menu(request, CTG_PAGES, request.ctg.route)


@register.simple_tag
def caf_pages(request: CafRequest) -> list[dict[str, Any]]:
    return _menu(request, CAF_PAGES, {"caf": request.caf.slug})


@register.simple_tag
def allowed_link(request: CtgRequest, view_name: str) -> str:
    """The address of a page of this CTG, or an empty text when this person's roles do not open it."""
    return allowed_url(request, view_name, request.ctg.route)


def _menu(request: CafRequest, entries: list[Entry], route: dict[str, str]) -> list[dict[str, Any]]:
    here = _most_precise(entries, request)
    links = [(entry, allowed_url(request, entry.view_name, route)) for entry in entries]
    return [{"label": entry.label, "url": url, "is_current": entry is here} for entry, url in links if url]


def allowed_url(request: CafRequest, view_name: str, route: dict[str, str]) -> str:
    """The address of a page, or an empty text when this person's roles do not open it."""
    url = reverse(view_name, kwargs=route)
    roles: frozenset[str] = getattr(resolve(url).func, "required_roles", frozenset())
    return url if request.access.has(roles) else ""


def _most_precise(entries: list[Entry], request: CafRequest) -> Entry | None:
    match = cast("Any", request.resolver_match)
    for name in (match.view_name, match.namespace):
        for entry in entries:
            if name in entry.owns:
                return entry
    return None
