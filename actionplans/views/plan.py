"""The plan as it is read: the tree, its money, its years, and its spreadsheet."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from actionplans import exports, services
from actionplans.forms import PlanFilters
from actionplans.models import Step
from actionplans.services import PlanTree, Reader
from actionplans.views.loading import READERS, attached, reader_of
from territories.access import CtgRequest, requires
from territories.models import TEAM


def filtered(request: CtgRequest, reader: Reader) -> tuple[PlanFilters, PlanTree]:
    """The part of the plan that the address asks for, with the steps of its actions."""
    filters = PlanFilters(request.GET or None, ctg=request.ctg, reader=reader)
    steps = Prefetch("steps", Step.objects.order_by("due_on", "id"))
    actions = filters.narrow(services.readable(request.ctg, reader)).prefetch_related(steps)
    return filters, services.plan_tree(request.ctg, actions, keep_empty=not request.GET)


def _context(request: CtgRequest, filters: PlanFilters, tree: PlanTree, reader: Reader) -> dict[str, Any]:
    return {
        "filters": filters,
        "tree": tree,
        "is_filtered": bool(request.GET),
        "can_edit": reader.is_team,
        "reads_money": reader.reads_money,
    }


@requires(READERS)
def plan(request: CtgRequest) -> HttpResponse:
    reader = reader_of(request)
    filters, tree = filtered(request, reader)
    context = _context(request, filters, tree, reader) | {
        "issues_without_action": services.issues_without_action(request.ctg) if reader.is_team else [],
        "funders": tree.money.funder_rows(tree.years) if reader.reads_money else [],
        "reset_url": request.ctg.url("actionplans:plan"),
    }
    return render(request, "actionplans/plan.html", context)


@requires(READERS)
def timeline(request: CtgRequest) -> HttpResponse:
    reader = reader_of(request)
    filters, tree = filtered(request, reader)
    today = timezone.localdate()
    context = _context(request, filters, tree, reader) | {
        "timeline": services.timeline(tree, today=today),
        "today": today,
        "reset_url": request.ctg.url("actionplans:timeline"),
    }
    return render(request, "actionplans/timeline.html", context)


@requires(TEAM)
def arrange(request: CtgRequest) -> HttpResponse:
    """The tree with what changes it: add, rename, move, delete."""
    return render(request, "actionplans/arrange.html", {"tree": services.plan_tree(request.ctg)})


@requires(READERS)
def export(request: CtgRequest) -> HttpResponse:
    reader = reader_of(request)
    _, tree = filtered(request, reader)
    return attached(request, exports.to_csv(*services.table(tree, reader)), "plan", "csv")
