"""The bonus territoire of a CTG as it is read: facilities by year, estimated beside notified and paid."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.db.models import Sum
from django.db.models.functions import Least

from actionplans.figures import bonus
from actionplans.figures.bonus import Estimate, Growth, Scale, Units
from actionplans.models import Action, BudgetLine, FacilityYear, Rate, RateTable, Service, Trajectory
from actionplans.services.readers import Reader
from partners.models import Facility
from territories.models import Caf, Ctg

ZERO = Decimal(0)


class Cell(NamedTuple):
    """One facility in one year; an amount that nobody knows is None."""

    year: int
    units: Decimal = ZERO
    new_units: Decimal = ZERO
    estimated: Decimal | None = None
    notified: Decimal | None = None
    paid: Decimal | None = None
    shared: Decimal = ZERO
    remarks: tuple[str, ...] = ()
    gap: str = ""
    explanation: str = ""
    is_written: bool = False

    @property
    def best(self) -> Decimal | None:
        """What is known best: the notification is the truth, the estimate comes before it."""
        return self.estimated if self.notified is None else self.notified

    @property
    def wants_a_reason(self) -> bool:
        """A notification that differs from the estimate; a payment under it is a usual advance."""
        return self.notified not in (None, self.estimated) and bool(self.gap) and not self.explanation


class Line(NamedTuple):
    """One facility, or one service without walls, over the years."""

    label: str
    kind: str
    facility: Facility | None
    service: str
    cells: tuple[Cell, ...]

    @property
    def estimated(self) -> Decimal | None:
        return _sum(cell.estimated for cell in self.cells if cell.is_written)

    @property
    def is_written(self) -> bool:
        return any(cell.is_written for cell in self.cells)


class Total(NamedTuple):
    """All the facilities in one year; `unknown` estimates are not counted, and the page says so."""

    year: int
    estimated: Decimal
    notified: Decimal | None
    paid: Decimal | None
    unknown: int
    growth: Growth | None

    @property
    def with_trajectory(self) -> Decimal:
        return self.estimated + (self.growth.amount or ZERO if self.growth else ZERO)


@dataclass(frozen=True)
class BonusTable:
    """`lines` are those that this reader may see; the totals are those of all facilities."""

    years: tuple[int, ...]
    lines: tuple[Line, ...]
    totals: tuple[Total, ...]
    missing_years: tuple[int, ...]
    baseline: Decimal | None
    is_whole: bool
    shared: dict[int, Decimal]

    @cached_property
    def five_years(self) -> Decimal:
        """Bonus and trajectory of all the years."""
        return sum((total.with_trajectory for total in self.totals), ZERO)

    @property
    def estimated(self) -> Decimal:
        return sum((total.estimated for total in self.totals), ZERO)

    @property
    def trajectory(self) -> Decimal:
        return self.five_years - self.estimated

    @property
    def notified(self) -> Decimal | None:
        return _sum(total.notified for total in self.totals if total.notified is not None)

    @property
    def paid(self) -> Decimal | None:
        return _sum(total.paid for total in self.totals if total.paid is not None)

    @property
    def shared_total(self) -> Decimal:
        return sum(self.shared.values(), ZERO)

    @property
    def is_empty(self) -> bool:
        return not any(total.estimated or total.notified or total.paid or total.unknown for total in self.totals)

    @property
    def groups(self) -> list[tuple[str, list[Line]]]:
        """The lines by kind of facility, in their order."""
        found: dict[str, list[Line]] = {}
        for line in self.lines:
            found.setdefault(line.kind, []).append(line)
        return list(found.items())


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of known amounts; None when one is unknown, or when there is none."""
    known = list(amounts)
    return None if not known or any(each is None for each in known) else sum((each or ZERO for each in known), ZERO)


def scales_of(caf: Caf, years: Iterable[int]) -> dict[int, Scale | None]:
    """The rates of each year; a year without a table has None."""
    wanted = list(years)
    tables = RateTable.objects.filter(caf=caf, year__in=wanted).prefetch_related("rates")
    found: dict[int, Scale | None] = dict.fromkeys(wanted)
    return found | {table.year: _scale(table.rates.all()) for table in tables}


def _scale(rates: Iterable[Rate]) -> Scale:
    existing, new, steps = {}, {}, []
    for rate in rates:
        tariff = bonus.Tariff(rate.amount, rate.unit, rate.floor, rate.cap_percent)
        if rate.category == Rate.Category.TRAJECTORY:
            steps.append((rate.threshold or ZERO, rate.amount))
        elif rate.category == Rate.Category.NEW:
            new[rate.kind] = tariff
        else:
            existing[rate.kind] = tariff
    return Scale(existing, new, tuple(sorted(steps)))


def shared_amounts(ctg: Ctg) -> dict[UUID, Decimal]:
    """By facility-year, what action lines already hold; a line that was lowered since shares no more than it has."""
    held = Sum(Least("shared_lines__amount", "shared_lines__line__amount"))
    return dict(ctg.facility_years.filter(shared_lines__isnull=False).annotate(held=held).values_list("pk", "held"))


def unshared_actions(ctg: Ctg) -> list[Action]:
    """The actions whose budget speaks of a bonus that no facility shares yet: it may be counted twice."""
    lines = BudgetLine.objects.resources().filter(
        action__ctg=ctg, funder=BudgetLine.Funder.CAF, scheme__icontains="bonus", shared_lines=None
    )
    return list(ctg.actions.filter(pk__in=lines.values("action")).order_by("title"))


def units_of(row: FacilityYear) -> Units:
    return Units(row.pk, row.kind, row.existing_units, row.new_units, row.opening_month, row.former_amount)


def bonus_table(ctg: Ctg, reader: Reader) -> BonusTable:
    years = tuple(ctg.years)
    rows = list(ctg.facility_years.filter(year__in=years).select_related("facility__operator").in_order())
    scales = scales_of(ctg.caf, years)
    shared = shared_amounts(ctg)
    by_year: dict[int, list[FacilityYear]] = {year: [row for row in rows if row.year == year] for year in years}
    estimates: dict[UUID, Estimate] = {}
    for year, here in by_year.items():
        estimates |= bonus.estimate([units_of(row) for row in here], scales[year])
    baseline = ctg.trajectories.values_list("baseline_places", flat=True).first()
    growths = _growths(by_year, baseline, scales)
    return BonusTable(
        years=years,
        lines=tuple(_lines(ctg, reader, rows, estimates, shared)),
        totals=tuple(_total(year, by_year[year], estimates, growths.get(year)) for year in years),
        missing_years=tuple(year for year in years if scales[year] is None),
        baseline=baseline,
        is_whole=reader.reads_money,
        shared={year: sum((shared.get(row.pk, ZERO) for row in by_year[year]), ZERO) for year in years},
    )


def _growths(
    by_year: dict[int, list[FacilityYear]], baseline: Decimal | None, scales: dict[int, Scale | None]
) -> dict[int, Growth]:
    if not baseline:
        return {}
    places = {year: [units_of(row) for row in rows if row.kind == Facility.Kind.EAJE] for year, rows in by_year.items()}
    return bonus.trajectory({year: lines for year, lines in places.items() if lines}, baseline, scales)


def _lines(
    ctg: Ctg, reader: Reader, rows: list[FacilityYear], estimates: dict[UUID, Estimate], shared: dict[UUID, Decimal]
) -> list[Line]:
    """The lines that this reader may see; the team also sees the facilities that count nothing yet."""
    found: dict[tuple[UUID | None, str], dict[int, FacilityYear]] = defaultdict(dict)
    facilities: dict[UUID, Facility] = {}
    for row in rows:
        found[row.facility_id, row.service][row.year] = row
        if row.facility:
            facilities[row.facility.pk] = row.facility
    if reader.is_team:
        for facility in ctg.territory.facilities.select_related("operator"):
            facilities.setdefault(facility.pk, facility)
        found |= {(pk, ""): found.get((pk, ""), {}) for pk in facilities}
        found |= {(None, service): found.get((None, service), {}) for service in Service.values}
    keys = [key for key in found if _may_read(reader, facilities.get(key[0]) if key[0] else None)]
    lines = [_line(ctg, facilities.get(pk) if pk else None, service, found[pk, service], estimates, shared)
             for pk, service in keys]  # fmt: skip
    return sorted(lines, key=_place)


def _may_read(reader: Reader, facility: Facility | None) -> bool:
    """Those who read money read all; a manager of facilities reads those of their organisation."""
    return reader.reads_money or (facility is not None and facility.operator_id in reader.organisations)


def _place(line: Line) -> tuple[int, int, str]:
    if line.facility is None:
        return (1, Service.values.index(line.service), "")
    return (0, Facility.Kind.values.index(line.facility.kind), line.label)


def _line(
    ctg: Ctg,
    facility: Facility | None,
    service: str,
    rows: dict[int, FacilityYear],
    estimates: dict[UUID, Estimate],
    shared: dict[UUID, Decimal],
) -> Line:
    return Line(
        label=str(facility) if facility else Service(service).label,
        kind=Facility.Kind(facility.kind).label if facility else "Sans équipement",
        facility=facility,
        service=service,
        cells=tuple(
            _cell(rows[year], estimates[rows[year].pk], shared) if year in rows else Cell(year) for year in ctg.years
        ),
    )


def _cell(row: FacilityYear, estimate: Estimate, shared: dict[UUID, Decimal]) -> Cell:
    return Cell(
        row.year,
        row.existing_units,
        row.new_units,
        estimate.total,
        row.notified,
        row.paid,
        shared.get(row.pk, ZERO),
        estimate.remarks,
        bonus.gap_in_words(estimate.total, row.notified, row.paid),
        row.explanation,
        is_written=True,
    )


def _total(year: int, rows: list[FacilityYear], estimates: dict[UUID, Estimate], growth: Growth | None) -> Total:
    totals = [estimates[row.pk].total for row in rows]
    return Total(
        year,
        sum((total for total in totals if total is not None), ZERO),
        _sum(row.notified for row in rows if row.notified is not None),
        _sum(row.paid for row in rows if row.paid is not None),
        totals.count(None),
        growth,
    )


def baseline_of(ctg: Ctg) -> Trajectory:
    """The stored starting point of the trajectory, or a new one to fill in."""
    return ctg.trajectories.first() or Trajectory(ctg=ctg, caf=ctg.caf, territory=ctg.territory)
