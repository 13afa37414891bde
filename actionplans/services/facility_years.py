"""What one facility counts over the years, written as a small grid: two people's cells are merged, none is lost."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from accounts.models import User
from actionplans.figures.merge import Conflict, merge
from actionplans.models import BudgetLine, FacilityYear, SharedLine
from actionplans.services.tree import lock_plan
from partners.models import Facility
from territories.models import Ctg

QUANTITIES = ("existing_units", "new_units")
FIELDS = (*QUANTITIES, "opening_month", "former_amount", "notified", "paid", "explanation")
Value = Decimal | int | str


class Place(NamedTuple):
    """A facility, or a service without walls, of one CTG."""

    ctg: Ctg
    facility: Facility | None
    service: str = ""

    def rows(self) -> Any:
        return self.ctg.facility_years.filter(facility=self.facility, service=self.service)


class YearField(NamedTuple):
    year: int
    name: str


Values = dict[YearField, Value]


class BonusConflict(Exception):
    """Somebody else changed some of the same cells; `merged` holds mine, `theirs` what is stored."""

    def __init__(
        self, merged: Values, theirs: Values, conflicts: list[Conflict[YearField, Value]], by: User | None
    ) -> None:
        self.merged, self.theirs, self.conflicts, self.by = merged, theirs, conflicts, by
        super().__init__(
            f"{by or 'Quelqu’un'} a modifié ces lignes pendant que vous les écriviez. Rien n’est perdu : comparez les"
            " deux versions, choisissez, puis enregistrez."
        )


class SharedTooMuch(Exception):
    pass


def stored_years(place: Place) -> Values:
    return {
        YearField(row.year, name): value
        for row in place.rows()
        for name in FIELDS
        if (value := getattr(row, name)) not in (None, "") and not (name in QUANTITIES and not value)
    }


@transaction.atomic
def write_years(place: Place, typed: Mapping[YearField, Value], *, shown: Mapping[YearField, Value], by: User) -> bool:
    """Store what was typed over what was `shown`; returns whether somebody else's cells were kept beside them."""
    lock_plan(place.ctg)
    theirs = stored_years(place)
    merged, conflicts = merge(shown, typed, theirs)
    if conflicts:
        last = place.rows().select_related("updated_by").order_by("-updated_at").first()
        raise BonusConflict(merged, theirs, conflicts, last.updated_by if last else None)
    if merged != theirs:
        _store(place, merged, by)
    return merged != dict(typed)


def _store(place: Place, values: Values, by: User) -> None:
    rows = {row.year: row for row in place.rows()}
    for year in sorted({each.year for each in values} | rows.keys()):
        typed = {name: values[YearField(year, name)] for name in FIELDS if YearField(year, name) in values}
        row = rows.get(year)
        if row and not typed and not row.shared_lines.exists():
            row.delete()
            continue
        _write(row or FacilityYear(ctg=place.ctg, facility=place.facility, service=place.service, year=year), typed, by)


def _write(row: FacilityYear, typed: Mapping[str, Value], by: User) -> None:
    for name in FIELDS:
        empty: Value | None = Decimal(0) if name in QUANTITIES else "" if name == "explanation" else None
        setattr(row, name, typed.get(name, empty))
    if not row._state.adding:
        row.version += 1
    row.updated_by = by
    row.save()


class Shareable(NamedTuple):
    """One budget line of the Caf in an action, and how much of it is already the bonus of this facility or others."""

    line: BudgetLine
    here: Decimal
    elsewhere: Decimal

    @property
    def free(self) -> Decimal:
        return self.line.amount - self.elsewhere


def shareable_lines(place: Place, action: UUID) -> list[Shareable]:
    """The lines of the Caf in one action, for the years of the CTG."""
    lines = (
        BudgetLine.objects.resources()
        .filter(action=action, action__ctg=place.ctg, funder=BudgetLine.Funder.CAF, year__in=place.ctg.years)
        .prefetch_related("shared_lines__facility_year")
        .order_by("year", "scheme", "id")
    )
    found = []
    for line in lines:
        mine = [each for each in line.shared_lines.all() if _is_of(each.facility_year, place)]
        others = [each for each in line.shared_lines.all() if not _is_of(each.facility_year, place)]
        found.append(Shareable(line, _total(mine), _total(others)))
    return found


def _is_of(row: FacilityYear, place: Place) -> bool:
    return (row.facility_id, row.service) == (place.facility.pk if place.facility else None, place.service)


def _total(shares: list[SharedLine]) -> Decimal:
    return sum((share.amount for share in shares), Decimal(0))


@transaction.atomic
def share(place: Place, action: UUID, amounts: Mapping[UUID, Decimal], *, by: User) -> None:
    """Say how much of each line of the Caf is the bonus of this facility; never more than what the line holds."""
    lock_plan(place.ctg)
    rows = {row.year: row for row in place.rows()}
    for each in shareable_lines(place, action):
        amount = amounts.get(each.line.pk, Decimal(0))
        if amount > each.free:
            raise SharedTooMuch(f"En {each.line.year}, cette ligne ne peut pas en contenir autant.")
        row = rows.get(each.line.year)
        SharedLine.objects.filter(line=each.line, facility_year__in=place.rows()).delete()
        if amount:
            if row is None:
                row = FacilityYear(ctg=place.ctg, facility=place.facility, service=place.service, year=each.line.year)
                row.updated_by = by
                row.save()
                rows[row.year] = row
            SharedLine.objects.create(facility_year=row, line=each.line, amount=amount)
