"""The grid of the budget of one action."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from actionplans import services
from actionplans.figures.health import gap_in_words
from actionplans.forms import BudgetGrid, amount_in_words, cell_in_words, more_rows, taken_cells, write_cells
from actionplans.models import Action
from actionplans.services import BudgetConflict
from actionplans.views.loading import action_to_edit, action_url
from territories.access import CtgRequest, requires
from territories.models import TEAM


@requires(TEAM)
def edit_budget(request: CtgRequest, pk: UUID) -> HttpResponse:
    action = action_to_edit(request, pk)
    if request.method != "POST":
        cells = services.stored_cells(action)
        return _page(request, action, BudgetGrid(action, request.ctg.years, cells=cells, shown=cells))
    if longer := more_rows(request.POST):
        return _page(request, action, BudgetGrid.typed(action, request.ctg.years, longer))
    grid = BudgetGrid.typed(action, request.ctg.years, request.POST)
    if not grid.is_valid():
        return _page(request, action, grid)
    try:
        typed = grid.cells_with(taken_cells(request.POST))
        has_others = services.write_budget(action, typed, shown=grid.shown, by=request.user)
    except BudgetConflict as conflict:
        both = BudgetGrid(action, request.ctg.years, cells=conflict.merged, shown=conflict.theirs)
        return _page(request, action, both, conflict)
    _announce(request, action, has_others=has_others)
    return redirect(action_url(request, action, "#budget"))


def _announce(request: CtgRequest, action: Action, *, has_others: bool) -> None:
    messages.success(request, "Le budget est enregistré.")
    if has_others:
        messages.info(request, "Quelqu’un d’autre l’a modifié en même temps : ses montants et les vôtres sont réunis.")
    gaps = services.ledger_of(action).gaps
    if gaps:
        named = " ; ".join(f"en {year}, {gap_in_words(gap)}" for year, gap in gaps.items())
        messages.warning(request, f"Le budget n’est pas équilibré : {named}.")


def _page(
    request: CtgRequest, action: Action, grid: BudgetGrid, conflict: BudgetConflict | None = None
) -> HttpResponse:
    ledger = grid.ledger
    context = {
        "action": action,
        "grid": grid,
        "totals": services.totals(ledger, grid.years),
        "conflict": conflict,
        "choices": _choices(request, conflict) if conflict else [],
        "cancel_url": action_url(request, action, "#budget"),
    }
    return render(request, "actionplans/edit_budget.html", context)


def _choices(request: CtgRequest, conflict: BudgetConflict) -> list[dict[str, Any]]:
    """Both versions of each cell that two people changed."""
    names = dict(request.caf.organisations.values_list("pk", "name"))
    return [
        {
            "label": cell_in_words(each.cell, names),
            "theirs": amount_in_words(each.theirs),
            "mine": amount_in_words(each.mine),
            "value": write_cells({each.cell: each.theirs or 0}),
        }
        for each in conflict.conflicts
    ]
