"""Opening a CTG, drawing its perimeter, and moving it from phase to phase."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify
from uuid_utils.compat import uuid7

from accounts.models import User
from territories.models import (
    LONGEST_DURATION_YEARS,
    Caf,
    Commune,
    Counter,
    Ctg,
    Epci,
    LegalStatus,
    PerimeterCommune,
    Phase,
    Territory,
)


class InvalidPeriod(Exception):
    """The dates of a CTG cannot be these; the text says why."""


class PerimeterOverlaps(Exception):
    """Some communes are already covered by another CTG of the Caf at that time."""

    def __init__(self, taken: Iterable[PerimeterCommune]) -> None:
        names = ", ".join(f"{each.commune} ({each.ctg})" for each in taken)
        super().__init__(f"Déjà couvertes par une autre CTG à ces dates : {names}.")


class WrongPhase(Exception):
    """The decision does not fit the phase in which the CTG stands."""


def last_day(start: date, end: date) -> date:
    """The end of a CTG, or `InvalidPeriod` when it lasts less than a day or more than five years."""
    if end <= start:
        raise InvalidPeriod("La date de fin doit suivre la date d’effet.")
    if end >= _years_later(start, LONGEST_DURATION_YEARS):
        latest = _years_later(start, LONGEST_DURATION_YEARS) - timedelta(days=1)
        raise InvalidPeriod(f"Une CTG dure cinq ans au plus : elle peut aller jusqu’au {latest:%d/%m/%Y}.")
    return end


def _years_later(day: date, years: int) -> date:
    """The same day `years` later; 29 February gives 28 February, as PostgreSQL's intervals do."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@transaction.atomic
def open_ctg_for_epci(
    caf: Caf, epci: Epci, *, new_id: UUID, name: str, start: date, end: date, communes: Iterable[Commune], by: User
) -> Ctg:
    """Start the preparation of a CTG on the Caf's territory for this EPCI, made on its first CTG.

    `new_id` was drawn when the form was shown: sent twice, it opens one CTG.
    """
    if already := caf.ctgs.select_related("territory").filter(pk=new_id).first():
        return already
    territory = territory_for(caf, name, epci)
    return open_ctg(territory, new_id=new_id, start=start, end=end, communes=communes, by=by)


@transaction.atomic
def open_ctg(
    territory: Territory,
    *,
    start: date,
    end: date,
    communes: Iterable[Commune],
    by: User,
    new_id: UUID | None = None,
    renewal_of: Ctg | None = None,
) -> Ctg:
    """Start the preparation of a CTG on a territory and draw its perimeter."""
    ctg = Ctg(
        pk=new_id or uuid7(),
        territory=territory,
        caf=territory.caf,
        effective_from=start,
        effective_to=last_day(start, end),
        renewal_of=renewal_of,
        updated_by=by,
    )
    ctg.slug = _free_slug(territory, ctg.period)
    ctg.number = f"CTG-{start.year}-{next_number(territory.caf, f'ctg-{start.year}'):04d}"
    ctg.save()
    draw_perimeter(ctg, communes)
    return ctg


@transaction.atomic
def redraw(ctg: Ctg, communes: Iterable[Commune]) -> None:
    """Keep the new dates of a CTG, and its perimeter with them."""
    ctg.save()
    draw_perimeter(ctg, communes)


@transaction.atomic
def draw_perimeter(ctg: Ctg, communes: Iterable[Commune]) -> None:
    """Replace the perimeter by these communes; an overlap with another CTG of the Caf is refused."""
    communes = list(communes)
    until = ctg.effective_to + timedelta(days=1)
    taken = (
        PerimeterCommune.objects.filter(
            caf=ctg.caf, commune__in=communes, valid_from__lt=until, valid_to__gt=ctg.effective_from
        )
        .exclude(ctg=ctg)
        .select_related("commune", "ctg", "ctg__territory")
    )
    if taken:
        raise PerimeterOverlaps(taken)
    ctg.perimeter.exclude(commune__in=communes).delete()
    kept = set(ctg.perimeter.values_list("commune_id", flat=True))
    ctg.perimeter.update(valid_from=ctg.effective_from, valid_to=until)
    PerimeterCommune.objects.bulk_create(
        PerimeterCommune(ctg=ctg, commune=commune, valid_from=ctg.effective_from, valid_to=until)
        for commune in communes
        if commune.pk not in kept
    )


def territory_for(caf: Caf, name: str, epci: Epci | None) -> Territory:
    """The Caf's territory for this EPCI, made on the first CTG."""
    if epci is not None and (known := caf.territories.filter(epci=epci).first()):
        return known
    return Territory.objects.create(caf=caf, name=name, epci=epci, slug=_free_territory_slug(caf, name))


def next_number(caf: Caf, name: str) -> int:
    """The next human number of a series; two people never draw the same."""
    counter, _ = Counter.objects.get_or_create(caf=caf, name=name)
    Counter.objects.filter(pk=counter.pk).update(value=F("value") + 1)
    counter.refresh_from_db()
    return counter.value


@transaction.atomic
def validate_phase(ctg: Ctg, phase: str, *, by: User) -> None:
    """Close the phase in which the CTG stands and open the next one."""
    locked = Ctg.objects.select_for_update(of=("self",)).get(pk=ctg.pk)
    if locked.phase != phase:
        raise WrongPhase(
            f"Cette décision valide la phase « {Phase(phase).label} », mais la CTG en est à"
            f" « {Phase(locked.phase).label} »."
        )
    following = Phase(phase).next
    if following is None:
        locked.legal_status = LegalStatus.ENDED
    else:
        locked.phase = following
    if phase == Phase.ACTION_PLAN:
        locked.legal_status = LegalStatus.APPROVED
    locked.touched_by(by).save()
    ctg.phase, ctg.legal_status, ctg.version = locked.phase, locked.legal_status, locked.version


def _free_slug(territory: Territory, period: str) -> str:
    taken = set(territory.ctgs.values_list("slug", flat=True))
    return _first_free(period, taken)


def _free_territory_slug(caf: Caf, name: str) -> str:
    base = slugify(name)[:70] or "territoire"
    return _first_free(base, set(caf.territories.filter(slug__startswith=base).values_list("slug", flat=True)))


def _first_free(base: str, taken: set[str]) -> str:
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
