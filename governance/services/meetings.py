"""A meeting from its agenda to its attendance."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q, QuerySet

from accounts.models import User
from governance.models import AgendaItem, Attendance, Meeting, Seat


class MeetingRefused(Exception):
    """The meeting does not allow it in the state that it is in; the text says why."""


def who_attends(meeting: Meeting) -> QuerySet[Seat]:
    """The seats active on the day of the meeting, and those whose attendance is already known."""
    seats = meeting.body.seats.active(meeting.held_on).values("pk")
    known = meeting.attendances.values("seat")
    return meeting.body.seats.filter(Q(pk__in=seats) | Q(pk__in=known)).with_people()


@transaction.atomic
def hold(meeting: Meeting, attendance: Mapping[UUID, str], *, on: date) -> None:
    """Say that a meeting took place, and who was there; said again, it corrects the attendance."""
    if meeting.is_cancelled:
        raise MeetingRefused("Cette réunion est annulée : rétablissez-la avant de relever les présences.")
    if meeting.held_on > on:
        raise MeetingRefused(
            f"Cette réunion est prévue le {meeting.held_on:%d/%m/%Y} : les présences se relèvent à partir de ce jour."
        )
    meeting.status = Meeting.Status.HELD
    meeting.save()
    Attendance.objects.bulk_create(
        [Attendance(meeting=meeting, seat_id=seat, status=status) for seat, status in attendance.items()],
        update_conflicts=True,
        unique_fields=["caf", "meeting", "seat"],
        update_fields=["status"],
    )


@transaction.atomic
def cancel(meeting: Meeting, *, by: User) -> None:
    locked = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if locked.is_held:
        raise MeetingRefused("Cette réunion s’est tenue : elle ne peut plus être annulée.")
    locked.status = Meeting.Status.CANCELLED
    locked.touched_by(by).save()


@transaction.atomic
def restore(meeting: Meeting, *, by: User) -> None:
    """Undo a cancellation."""
    locked = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if locked.is_cancelled:
        locked.status = Meeting.Status.PLANNED
        locked.touched_by(by).save()


@transaction.atomic
def add_to_agenda(item: AgendaItem) -> None:
    """Put a new item last."""
    Meeting.objects.select_for_update(of=("self",)).get(pk=item.meeting_id)
    last = item.meeting.agenda.aggregate(last=Max("position"))["last"]
    item.position = (last or 0) + 1
    item.save()


def move_up(item: AgendaItem) -> None:
    _move(item, -1)


def move_down(item: AgendaItem) -> None:
    _move(item, +1)


@transaction.atomic
def _move(item: AgendaItem, step: int) -> None:
    """Exchange an item with its neighbour; at either end nothing moves. Ranks are made consecutive again."""
    Meeting.objects.select_for_update(of=("self",)).get(pk=item.meeting_id)
    items = list(item.meeting.agenda.all())
    here = items.index(item)
    there = here + step
    if 0 <= there < len(items):
        items[here], items[there] = items[there], items[here]
    for position, each in enumerate(items, start=1):
        each.position = position
    AgendaItem.objects.bulk_update(items, ["position"])
