"""The lines of a table before secrecy: what the Caf holds, and the totals that follow from it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from diagnostics.models import HeldValue, Indicator, ValueStatus
from territories.models import Caf, Commune, EpciMembership

LEVELS = ("commune_id", "epci_id", "department_id", "region_id")
FIGURES = ("dataset_id", "value", "numerator", "denominator", "units", "largest", "status", "pk")
EXACT = {ValueStatus.OK, ValueStatus.LOCAL, ValueStatus.ESTIMATED}


class Place(NamedTuple):
    """`level` is the name of the key that an `IndicatorValue` has for it."""

    level: str
    key: Any


@dataclass(frozen=True)
class Line:
    """One figure of one place; without a value, its producer hid it or lacks it."""

    indicator: Indicator
    place: Place
    dataset: UUID
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    units: int | None = None
    largest: Decimal | None = None
    status: str = ValueStatus.OK
    row: UUID | None = None
    """The held row; a published one bears the same id, so that publishing again writes the same rows."""

    @property
    def key(self) -> tuple[UUID, Place]:
        return self.indicator.pk, self.place

    @property
    def is_hidden_by_producer(self) -> bool:
        return self.value is None and self.status != ValueStatus.NOT_AVAILABLE

    @property
    def has_parts(self) -> bool:
        return self.numerator is not None and self.denominator is not None


class Geography:
    """Which communes make an EPCI on the day of the figures, a département, and which départements a region."""

    def __init__(self, caf: Caf, vintage: int) -> None:
        self.department = caf.department_id
        on = date(vintage, 1, 1)
        self.communes: dict[Any, str] = dict(Commune.objects.values_list("pk", "department"))
        self.of_epci: dict[int, set[int]] = defaultdict(set)
        in_force = EpciMembership.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)
        for commune, epci in in_force.values_list("commune", "epci"):
            self.of_epci[epci].add(commune)
        self.epci_of = {commune: epci for epci, communes in self.of_epci.items() for commune in communes}
        self.of_department: dict[str, set[int]] = defaultdict(set)
        for commune, department in self.communes.items():
            self.of_department[department].add(commune)
        region = caf.department.region
        self.of_region: dict[str, set[str]] = {region.pk: set(region.departments.values_list("pk", flat=True))}

    def members(self, place: Place) -> set[Place]:
        """The places that add up to this one; a commune has none."""
        if place.level == "epci_id":
            return {Place("commune_id", key) for key in self.of_epci.get(place.key, ())}
        if place.level == "department_id":
            return {Place("commune_id", key) for key in self.of_department.get(place.key, ())}
        if place.level == "region_id":
            return {Place("department_id", key) for key in self.of_region.get(place.key, ())}
        return set()

    def is_ours(self, place: Place) -> bool:
        """Whether the Caf itself says what this commune counts, so that its silence is everybody's."""
        return self.communes.get(place.key) == self.department

    def parts_of_department(self, department: str) -> tuple[set[Place], set[Place]]:
        """The EPCI that lie inside a département, and those that cross its border."""
        inside, across = set(), set()
        own = self.of_department[department]
        for epci, communes in self.of_epci.items():
            if communes <= own:
                inside.add(Place("epci_id", epci))
            elif communes & own:
                across.add(Place("epci_id", epci))
        return inside, across


def held_lines(caf: Caf, indicators: Mapping[UUID, Indicator], years: Collection[int]) -> dict[int, list[Line]]:
    """By year, in an order that depends on the figures only."""
    rows = HeldValue.objects.filter(caf=caf, indicator__in=list(indicators), year__in=years)
    lines: dict[int, list[Line]] = defaultdict(list)
    for row in rows.order_by(
        "indicator__code", "department", "region", "epci__siren", "commune__insee_code"
    ).values_list("year", "indicator_id", *LEVELS, *FIGURES, named=True):
        lines[row.year].append(
            Line(
                indicators[row.indicator_id],
                place_of(row),
                row.dataset_id,
                row.value,
                row.numerator,
                row.denominator,
                row.units,
                row.largest,
                row.status,
                row.pk,
            )
        )
    return lines


def place_of(row: Any) -> Place:
    """The place of a held figure, of a published one, or of the bare columns of either."""
    keys = ((name, getattr(row, name)) for name in LEVELS)
    return next(Place(name, key) for name, key in keys if key is not None)


def with_totals(lines: Iterable[Line], geography: Geography) -> list[Line]:
    """The lines, and those of the EPCI and of the département whose every commune is held, if no file gives them."""
    lines = list(lines)
    known = {line.key for line in lines}
    by_indicator: dict[UUID, dict[Place, Line]] = defaultdict(dict)
    for line in lines:
        by_indicator[line.indicator.pk][line.place] = line
    for indicator, places in by_indicator.items():
        for whole in _wholes(places, geography):
            members = [places.get(member) for member in sorted(geography.members(whole))]
            if (indicator, whole) not in known and (total := _total(whole, members)):
                lines.append(total)
    return lines


def _wholes(places: Collection[Place], geography: Geography) -> Iterator[Place]:
    communes = {place.key for place in places if place.level == "commune_id"}
    for epci in sorted({geography.epci_of[commune] for commune in communes if commune in geography.epci_of}):
        if len(geography.of_epci[epci]) > 1:
            yield Place("epci_id", epci)
    yield Place("department_id", geography.department)


def _total(whole: Place, members: Iterable[Line | None]) -> Line | None:
    """An exact sum, or a ratio made again from both its parts; none when something is missing or inexact."""
    members = list(members)
    found = [line for line in members if line is not None and line.value is not None and line.status in EXACT]
    if not found or len(found) < len(members):
        return None
    model = max(found, key=lambda line: line.dataset)
    status = ValueStatus.OK if all(line.status == ValueStatus.OK for line in found) else ValueStatus.ESTIMATED
    model = replace(model, place=whole, units=None, largest=None, status=status, row=None)
    if model.indicator.kind in {Indicator.Kind.COUNT, Indicator.Kind.AMOUNT}:
        return replace(model, value=sum((line.value for line in found if line.value is not None), Decimal(0)))
    if model.indicator.kind == Indicator.Kind.RATIO and all(line.has_parts for line in found):
        numerator = sum((line.numerator for line in found if line.numerator is not None), Decimal(0))
        denominator = sum((line.denominator for line in found if line.denominator is not None), Decimal(0))
        if denominator:
            value = round(model.indicator.multiplier * numerator / denominator, 6)
            return replace(model, value=value, numerator=numerator, denominator=denominator)
    return None
