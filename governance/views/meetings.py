"""A meeting: planned, held or cancelled; its attendance, its minutes, its record of decisions."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from governance import exports, services
from governance.forms import AttendanceForm, MeetingForm, MinutesForm
from governance.models import Attendance, Meeting, Seat
from governance.services import MeetingRefused
from territories.access import CtgRequest, requires
from territories.models import EVERYONE, TEAM, Role


def _meeting(request: CtgRequest, pk: str) -> Meeting:
    return get_object_or_404(request.ctg.meetings.select_related("body", "body__ctg", "updated_by"), pk=pk)


def _contents(meeting: Meeting) -> dict[str, Any]:
    """What the page of a meeting and its printed record both show."""
    return {
        "meeting": meeting,
        "agenda": meeting.agenda.all(),
        "attendances": meeting.attendances.select_related("seat__contact__organisation").order_by(
            "seat__part", "seat__contact__last_name"
        ),
        "decisions": meeting.decisions.with_context().order_by("number"),
    }


@requires(EVERYONE - {Role.CONSULTANT})
def meeting(request: CtgRequest, pk: str) -> HttpResponse:
    meeting_in_hand = _meeting(request, pk)
    can_edit = request.access.has(TEAM)
    context = _contents(meeting_in_hand) | {
        "invited": services.who_attends(meeting_in_hand),
        "today": timezone.localdate(),
        "can_edit": can_edit,
        "can_change": can_edit and not meeting_in_hand.is_cancelled,
    }
    return render(request, "governance/meeting.html", context)


@requires(EVERYONE - {Role.CONSULTANT})
def record_of_decisions(request: CtgRequest, pk: str) -> HttpResponse:
    context = _contents(_meeting(request, pk))
    seats: dict[str, list[Seat]] = {label: [] for label in Attendance.Status.labels}
    for attendance in context["attendances"]:
        seats[attendance.get_status_display()].append(attendance.seat)
    context["present"] = [each for each in seats.items() if each[1]]
    return render(request, "governance/record_of_decisions.html", context)


@requires(EVERYONE - {Role.CONSULTANT})
def calendar_file(request: CtgRequest, pk: str) -> HttpResponse:
    meeting_in_hand = get_object_or_404(request.ctg.meetings.planned().select_related("body"), pk=pk)
    meeting_in_hand.ctg = request.ctg
    event = exports.icalendar(
        meeting_in_hand,
        [item.title for item in meeting_in_hand.agenda.all()],
        url=request.build_absolute_uri(request.ctg.url("governance:meeting", pk=pk)),
        now=timezone.now(),
    )
    name = f"reunion-{meeting_in_hand.held_on:%Y-%m-%d}.ics"
    return HttpResponse(
        event,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@requires(TEAM)
def plan_meeting(request: CtgRequest, pk: str) -> HttpResponse:
    body = get_object_or_404(request.ctg.bodies.select_related("ctg"), pk=pk)
    form = MeetingForm(request.POST or None, instance=Meeting(body=body), user=request.user)
    if request.method == "POST" and form.is_valid():
        planned = form.save()
        messages.success(request, f"La réunion du {planned.held_on:%d/%m/%Y} est prévue. Écrivez son ordre du jour.")
        return redirect(request.ctg.url("governance:meeting", pk=planned.pk))
    context = {"form": form, "body": body, "cancel_url": request.ctg.url("governance:body", pk=pk)}
    return render(request, "governance/plan_meeting.html", context)


@requires(TEAM)
def edit_meeting(request: CtgRequest, pk: str) -> HttpResponse:
    meeting_in_hand = _meeting(request, pk)
    form = MeetingForm(request.POST or None, instance=meeting_in_hand, user=request.user)
    url = request.ctg.url("governance:meeting", pk=pk)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "La réunion est enregistrée.")
        return redirect(url)
    return render(request, "governance/edit_meeting.html", {"form": form, "cancel_url": url})


@requires(TEAM)
def hold_meeting(request: CtgRequest, pk: str) -> HttpResponse:
    meeting_in_hand = _meeting(request, pk)
    form = AttendanceForm(request.POST or None, instance=meeting_in_hand, user=request.user)
    url = request.ctg.url("governance:meeting", pk=pk)
    if request.method == "POST" and form.is_valid():
        try:
            services.hold(form.save(commit=False), form.attendance, on=timezone.localdate())
        except MeetingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Les présences sont relevées. Enregistrez maintenant les décisions.")
            return redirect(url)
    context = {"form": form, "meeting": meeting_in_hand, "cancel_url": url}
    return render(request, "governance/hold_meeting.html", context)


@requires(TEAM)
def edit_minutes(request: CtgRequest, pk: str) -> HttpResponse:
    meeting_in_hand = _meeting(request, pk)
    form = MinutesForm(request.POST or None, instance=meeting_in_hand, user=request.user)
    url = request.ctg.url("governance:meeting", pk=pk)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Le compte rendu est enregistré.")
        return redirect(url)
    context = {"form": form, "meeting": meeting_in_hand, "cancel_url": url}
    return render(request, "governance/edit_minutes.html", context)


@require_POST
@requires(TEAM)
def cancel_meeting(request: CtgRequest, pk: str) -> HttpResponse:
    try:
        services.cancel(_meeting(request, pk), by=request.user)
    except MeetingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "La réunion est annulée. Vous pouvez la rétablir.")
    return redirect(request.ctg.url("governance:meeting", pk=pk))


@require_POST
@requires(TEAM)
def restore_meeting(request: CtgRequest, pk: str) -> HttpResponse:
    services.restore(_meeting(request, pk), by=request.user)
    messages.success(request, "La réunion est rétablie.")
    return redirect(request.ctg.url("governance:meeting", pk=pk))
