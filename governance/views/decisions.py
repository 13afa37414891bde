"""Decisions: recorded in a meeting, followed until they are carried out, never erased."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from governance import services
from governance.forms import DecisionFilters, DecisionForm, FollowUpForm, ValidationForm
from governance.models import Decision
from governance.services import DecisionRefused, PhaseIncomplete, closing
from governance.services.closing import Missing
from territories.access import CtgRequest, requires
from territories.models import EVERYONE, TEAM, LegalStatus, Phase, Role

PAGE = 25


@requires(EVERYONE - {Role.CONSULTANT})
def decisions(request: CtgRequest) -> HttpResponse:
    today = timezone.localdate()
    filters = DecisionFilters(request.GET or None, ctg=request.ctg)
    found = filters.narrow(request.ctg.decisions.with_context(), today)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "page": page,
        "is_filtered": bool(request.GET),
        "reset_url": request.ctg.url("governance:decisions"),
        "today": today,
    }
    return render(request, "governance/decisions.html", context)


@requires(EVERYONE - {Role.CONSULTANT})
def decision(request: CtgRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(request.ctg.decisions.with_context().select_related("updated_by"), pk=pk)
    context = {
        "decision": found,
        "phase": Phase(found.validated_phase) if found.validated_phase else None,
        "today": timezone.localdate(),
        "can_edit": request.access.has(TEAM),
    }
    return render(request, "governance/decision.html", context)


@requires(TEAM)
def record_decision(request: CtgRequest, pk: str) -> HttpResponse:
    meeting = get_object_or_404(request.ctg.meetings.select_related("body", "ctg"), pk=pk)
    form = DecisionForm(request.POST or None, instance=Decision(meeting=meeting), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            recorded = services.record(form.save(commit=False))
        except DecisionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"La décision n° {recorded.number} est enregistrée.")
            return redirect(request.ctg.url("governance:meeting", pk=pk) + "#decisions")
    context = {"form": form, "meeting": meeting, "cancel_url": request.ctg.url("governance:meeting", pk=pk)}
    return render(request, "governance/record_decision.html", context)


@requires(TEAM)
def record_validation(request: CtgRequest, pk: str) -> HttpResponse:
    """Three steps on one address: write the decision, read what it will do, then record it."""
    meeting = get_object_or_404(request.ctg.meetings.select_related("body", "ctg"), pk=pk)
    phase = request.ctg.phase
    draft = Decision(meeting=meeting, kind=Decision.Kind.VALIDATION, validated_phase=phase)
    form = ValidationForm(request.POST or None, instance=draft, user=request.user, initial={"phase": phase})
    missing: Sequence[Missing] = ()
    if request.method == "POST" and form.is_valid():
        draft = form.save(commit=False)
        try:
            if "confirmer" in request.POST:
                return _recorded(request, services.record_validation(draft, by=request.user))
            services.check_validation(draft)
        except DecisionRefused as refusal:
            form.add_error(None, str(refusal))
            missing = refusal.missing if isinstance(refusal, PhaseIncomplete) else ()
    is_summary = form.is_bound and not form.errors and "modifier" not in request.POST
    return _validation_page(request, form, draft, missing, is_summary=is_summary)


def _recorded(request: CtgRequest, decision: Decision) -> HttpResponse:
    told = services.announce(decision.meeting.body, Phase(decision.validated_phase), decision.outcome)
    messages.success(request, f"Décision n° {decision.number} enregistrée. {told}")
    return redirect(request.ctg.url("governance:meeting", pk=decision.meeting_id) + "#decisions")


def _validation_page(
    request: CtgRequest, form: ValidationForm, draft: Decision, missing: Sequence[Missing], *, is_summary: bool
) -> HttpResponse:
    phase = Phase(draft.validated_phase)
    what_follows = closing.of(phase)
    context = {
        "form": form,
        "decision": draft,
        "phase": phase,
        "announcement": services.announce(draft.meeting.body, phase, draft.outcome),
        "what_follows": what_follows.announcement if what_follows else "",
        "missing": [(each.text, each.url(request.ctg)) for each in missing],
        "is_unsigned": phase == Phase.AGREEMENT and request.ctg.legal_status != LegalStatus.SIGNED,
        "cancel_url": request.ctg.url("governance:meeting", pk=draft.meeting_id),
    }
    return render(request, f"governance/{'confirm' if is_summary else 'record'}_validation.html", context)


@requires(TEAM)
def follow_up_decision(request: CtgRequest, pk: str) -> HttpResponse:
    found = get_object_or_404(request.ctg.decisions.with_context(), pk=pk)
    form = FollowUpForm(request.POST or None, instance=found, user=request.user)
    url = request.ctg.url("governance:decision", pk=pk)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, f"La suite de la décision n° {found.number} est enregistrée.")
        return redirect(url)
    return render(request, "governance/follow_up_decision.html", {"form": form, "decision": found, "cancel_url": url})
