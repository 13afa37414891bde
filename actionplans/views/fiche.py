"""The short forms of a fiche, its partners and its steps."""

from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from actionplans import services
from actionplans.forms import CalendarForm, PartnerForm, PeopleForm, ScopeForm, StepForm, TextForm
from actionplans.models import Action, ActionPartner, Step
from actionplans.views.loading import action_to_edit, action_url
from territories.access import CtgRequest, requires
from territories.models import CONTRIBUTORS, TEAM


def _page(request: CtgRequest, page: str, form: BaseForm, action: Action, anchor: str = "") -> HttpResponse:
    context = {"form": form, "action": action, "cancel_url": action_url(request, action, anchor)}
    return render(request, f"actionplans/{page}.html", context)


@requires(CONTRIBUTORS)
def edit_text(request: CtgRequest, pk: UUID) -> HttpResponse:
    action = action_to_edit(request, pk)
    form = TextForm(request.POST or None, instance=action, user=request.user, is_team=request.access.has(TEAM))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Les textes de la fiche sont enregistrés.")
        return redirect(action_url(request, action))
    return _page(request, "edit_text", form, action)


@requires(TEAM)
def edit_people(request: CtgRequest, pk: UUID) -> HttpResponse:
    action = action_to_edit(request, pk)
    form = PeopleForm(request.POST or None, instance=action, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Le pilotage de l’action est enregistré.")
        return redirect(action_url(request, action))
    return _page(request, "edit_people", form, action)


@requires(CONTRIBUTORS)
def edit_calendar(request: CtgRequest, pk: UUID) -> HttpResponse:
    action = action_to_edit(request, pk)
    form = CalendarForm(request.POST or None, instance=action, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Le calendrier est enregistré.")
        if warning := services.outside(request.ctg, action.starts_on, action.ends_on):
            messages.warning(request, warning)
        return redirect(action_url(request, action))
    return _page(request, "edit_calendar", form, action)


@requires(CONTRIBUTORS)
def edit_scope(request: CtgRequest, pk: UUID) -> HttpResponse:
    action = action_to_edit(request, pk)
    form = ScopeForm(request.POST or None, instance=action, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save(commit=False).save()
        services.set_scope(action, form.cleaned_data["issues"], form.cleaned_data["communes"])
        messages.success(request, "Les enjeux et les communes sont enregistrés.")
        return redirect(action_url(request, action))
    return _page(request, "edit_scope", form, action)


@requires(TEAM)
def add_partner(request: CtgRequest, pk: UUID) -> HttpResponse:
    action = action_to_edit(request, pk)
    form = PartnerForm(request.POST or None, instance=ActionPartner(action=action), user=request.user)
    if request.method == "POST" and form.is_valid():
        added = form.save()
        services.sign(action, request.user)
        messages.success(request, f"{added.organisation} figure sur la fiche.")
        return redirect(action_url(request, action, "#partenaires"))
    return _page(request, "add_partner", form, action, "#partenaires")


@requires(TEAM)
def remove_partner(request: CtgRequest, pk: UUID) -> HttpResponse:
    partners = ActionPartner.objects.select_related("organisation")
    partner = get_object_or_404(partners, action__ctg=request.ctg, pk=pk)
    action = action_to_edit(request, partner.action_id)
    url = action_url(request, action, "#partenaires")
    if request.method == "POST":
        partner.delete()
        services.sign(action, request.user)
        messages.success(request, f"{partner.organisation} ne figure plus sur la fiche.")
        return redirect(url)
    return render(request, "actionplans/remove_partner.html", {"partner": partner, "action": action, "cancel_url": url})


@requires(CONTRIBUTORS)
def add_step(request: CtgRequest, pk: UUID) -> HttpResponse:
    return _write_step(request, "add_step", Step(action=action_to_edit(request, pk)))


@requires(CONTRIBUTORS)
def edit_step(request: CtgRequest, pk: UUID) -> HttpResponse:
    return _write_step(request, "edit_step", _step(request, pk))


def _write_step(request: CtgRequest, page: str, step: Step) -> HttpResponse:
    form = StepForm(request.POST or None, instance=step, user=request.user)
    if request.method == "POST" and form.is_valid():
        written = form.save()
        services.sign(step.action, request.user)
        messages.success(request, f"L’étape « {written} » est enregistrée.")
        if warning := services.outside(request.ctg, written.starts_on or written.due_on, written.due_on):
            messages.warning(request, warning)
        return redirect(action_url(request, step.action, "#etapes"))
    return _page(request, page, form, step.action, "#etapes")


@require_POST
@requires(CONTRIBUTORS)
def finish_step(request: CtgRequest, pk: UUID) -> HttpResponse:
    step = _step(request, pk)
    services.finish(step, on=timezone.localdate(), by=request.user)
    messages.success(request, f"L’étape « {step} » est faite.")
    return redirect(action_url(request, step.action, "#etapes"))


@require_POST
@requires(CONTRIBUTORS)
def reopen_step(request: CtgRequest, pk: UUID) -> HttpResponse:
    step = _step(request, pk)
    services.reopen(step, by=request.user)
    messages.success(request, f"L’étape « {step} » est à nouveau à faire.")
    return redirect(action_url(request, step.action, "#etapes"))


@requires(CONTRIBUTORS)
def delete_step(request: CtgRequest, pk: UUID) -> HttpResponse:
    step = _step(request, pk)
    url = action_url(request, step.action, "#etapes")
    if request.method == "POST":
        step.delete()
        services.sign(step.action, request.user)
        messages.success(request, f"L’étape « {step} » est supprimée.")
        return redirect(url)
    return render(request, "actionplans/delete_step.html", {"step": step, "action": step.action, "cancel_url": url})


def _step(request: CtgRequest, pk: UUID) -> Step:
    """A step of a fiche that this person may change; the fiche is held before its step is read."""
    steps = Step.objects.filter(action__ctg=request.ctg)
    action = action_to_edit(request, get_object_or_404(steps, pk=pk).action_id)
    step = get_object_or_404(steps, pk=pk)
    step.action = action
    return step
