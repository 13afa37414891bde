"""Fiches in the tree: created, read, placed, validated, deleted."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from actionplans import services
from actionplans.forms import NewActionForm, PlaceForm
from actionplans.models import Action
from actionplans.services import IncompleteAction, PlanRefused, Reader
from actionplans.views.attention import COMMENTERS
from actionplans.views.loading import READERS, action_to_edit, action_url, find_action, reader_of
from territories.access import CtgRequest, requires
from territories.models import TEAM


@requires(READERS)
def action(request: CtgRequest, pk: UUID) -> HttpResponse:
    reader = reader_of(request)
    found = find_action(request, pk, reader)
    codes = services.codes_of(request.ctg)
    budget = services.budget_of(found, request.ctg.years, reader)
    today = timezone.localdate()
    concerns, muted = services.concerns_of(found, budget.ledger, services.last_kept(found), today=today)
    context = {
        "concerns": concerns,
        "muted": muted,
        "blockers": found.blockers.filter(lifted_on=None).select_related("lifter__organisation"),
        "comments": found.comments.select_related("author").prefetch_related("mentions__contact"),
        "can_comment": request.access.has(COMMENTERS),
        "action": found,
        "code": codes[found.pk],
        "trail": [(codes[node.pk], node) for node in services.ancestors(found)],
        "budget": budget,
        "issues": found.issues.order_by("number"),
        "communes": found.communes.order_by("name"),
        "partners": found.partners.select_related("organisation").order_by("part", "organisation__name"),
        "steps": found.steps.all(),
        "news": found.follow_ups.kept().with_people(),
        "waiting": found.follow_ups.proposed().with_people() if reader.is_team else [],
        "today": today,
        "upcoming": services.upcoming(request.ctg, today=today).get(found.pk),
        "is_proposed": found.status == Action.Status.PROPOSED,
    }
    return render(request, "actionplans/action.html", context | _permissions(found, reader, budget))


def _permissions(found: Action, reader: Reader, budget: services.Budget) -> dict[str, Any]:
    """What this person may do with the fiche, and what they are told is missing."""
    can_edit = reader.may_edit(found)
    return {
        "can_edit": can_edit,
        "is_team": reader.is_team,
        "can_report": reader.may_report(found),
        "lacks": services.lacks(found, budget.ledger) if can_edit else [],
    }


@requires(TEAM)
def create_action(request: CtgRequest) -> HttpResponse:
    fiche = Action(ctg=request.ctg, updated_by=request.user)
    asked = {"node": request.GET.get("objectif", "")}
    form = NewActionForm(request.POST or None, instance=fiche, user=request.user, initial=asked)
    if request.method == "POST" and form.is_valid():
        try:
            added = services.add_action(form.save(commit=False))
        except PlanRefused as refusal:
            form.add_error("node", str(refusal))
        else:
            messages.success(request, "La fiche est créée. Complétez-la : ce qui manque est indiqué.")
            return redirect(action_url(request, added))
    context = {"form": form, "cancel_url": request.ctg.url("actionplans:plan")}
    return render(request, "actionplans/create_action.html", context)


@requires(TEAM)
def place_action(request: CtgRequest, pk: UUID) -> HttpResponse:
    """Move a fiche to another objectif."""
    if request.method == "POST":
        services.lock_plan(request.ctg)  # before the fiche itself: everybody takes the locks in this order
    fiche = action_to_edit(request, pk)
    before = fiche.node_id
    form = PlaceForm(request.POST or None, instance=fiche, user=request.user)
    if request.method == "POST" and form.is_valid():
        placed = form.save(commit=False)
        if placed.node_id != before:
            services.place(placed, placed.node)
        messages.success(request, f"La fiche est dans « {placed.node} ».")
        return redirect(action_url(request, fiche))
    return render(
        request,
        "actionplans/place_action.html",
        {"form": form, "action": fiche, "cancel_url": action_url(request, fiche)},
    )


@require_POST
@requires(TEAM)
def move_action_up(request: CtgRequest, pk: UUID) -> HttpResponse:
    return _move(request, pk, -1)


@require_POST
@requires(TEAM)
def move_action_down(request: CtgRequest, pk: UUID) -> HttpResponse:
    return _move(request, pk, +1)


def _move(request: CtgRequest, pk: UUID, by: int) -> HttpResponse:
    services.lock_plan(request.ctg)
    services.move_action(action_to_edit(request, pk), by)
    return redirect(request.ctg.url("actionplans:arrange") + f"#action-{pk}")


@require_POST
@requires(TEAM)
def validate_action(request: CtgRequest, pk: UUID) -> HttpResponse:
    fiche = action_to_edit(request, pk)
    try:
        services.validate(fiche, by=request.user)
    except IncompleteAction as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "L’action est validée.")
    return redirect(action_url(request, fiche))


@requires(TEAM)
def delete_action(request: CtgRequest, pk: UUID) -> HttpResponse:
    if request.method == "POST":
        services.lock_plan(request.ctg)
    fiche = action_to_edit(request, pk)
    if request.method == "POST":
        try:
            services.delete_action(fiche)
        except PlanRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(action_url(request, fiche))
        messages.success(request, f"La fiche « {fiche} » est supprimée.")
        return redirect(request.ctg.url("actionplans:arrange"))
    context = {"action": fiche, "cancel_url": action_url(request, fiche)}
    return render(request, "actionplans/delete_action.html", context)
