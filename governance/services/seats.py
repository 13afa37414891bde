"""Who sits where, from when to when. A mandate that left a trace ends; it is never erased."""

from datetime import date

from django.db import transaction
from django.db.models import Max, Min, Q

from governance.models import Body, Seat


class SeatRefused(Exception):
    """The dates of a mandate contradict another one, or the meetings already attended."""


class BodyHasMet(Exception):
    """A body that met stays: its decisions hang on it."""

    def __init__(self, body: Body) -> None:
        super().__init__(
            f"« {body} » s’est déjà réunie ou une réunion y est prévue : elle ne peut plus être supprimée."
            " Mettez plutôt fin aux mandats de ses membres."
        )


def check_mandate(seat: Seat) -> None:
    """Refuse dates that overlap another mandate of the same person, or that leave out an attended meeting."""
    overlapping = Seat.objects.filter(body=seat.body_id, contact=seat.contact_id).exclude(pk=seat.pk)
    overlapping = overlapping.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=seat.starts_on))
    if seat.ends_on:
        overlapping = overlapping.filter(starts_on__lte=seat.ends_on)
    if other := overlapping.first():
        raise SeatRefused(f"{other.contact} siège déjà dans cette instance depuis le {other.starts_on:%d/%m/%Y}.")
    attended = seat.attendances.aggregate(first=Min("meeting__held_on"), last=Max("meeting__held_on"))
    if attended["first"] and attended["first"] < seat.starts_on:
        raise SeatRefused(f"Sa présence est relevée à la réunion du {attended['first']:%d/%m/%Y}, avant ce début.")
    if attended["last"] and seat.ends_on and attended["last"] > seat.ends_on:
        raise SeatRefused(f"Sa présence est relevée à la réunion du {attended['last']:%d/%m/%Y}, après cette fin.")


@transaction.atomic
def remove_seat(seat: Seat, *, on: date) -> bool:
    """End on that day a mandate that attended a meeting (False), erase one that never did (True)."""
    if not seat.attendances.exists():
        seat.delete()
        return True
    seat.ends_on = on
    if seat.ends_on < seat.starts_on:
        raise SeatRefused("La fin du mandat doit suivre son début.")
    check_mandate(seat)
    seat.save()
    return False


@transaction.atomic
def delete_body(body: Body) -> None:
    """Erase a body created by mistake, with its seats."""
    if body.meetings.exists():
        raise BodyHasMet(body)
    body.delete()
