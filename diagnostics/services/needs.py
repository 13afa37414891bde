"""Needs against supply: places for a hundred children, commune by commune, and who lacks most.

A place is what a facility of the territory declares today; a child is counted by the census. A rate whose
children may not be shown is not shown either, nor the gap drawn from it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.db.models import Q

from diagnostics.figures.ground import Ground, Spot
from diagnostics.models import Indicator, IndicatorValue, ValueStatus
from diagnostics.models.disclosure import NOTHING, Shown, combine, shown
from diagnostics.services.portrait import Places
from partners.models import Facility
from territories.models import Ctg

HUNDRED = Decimal(100)
PLACES = "places"
SECRETS = {ValueStatus.SUPPRESSED_PRIMARY, ValueStatus.SUPPRESSED_SECONDARY}


class Age(StrEnum):
    """Whom the places are for; its value is what the address says."""

    UNDER_3 = "moins-de-3-ans"
    FROM_3_TO_11 = "3-a-11-ans"

    @property
    def label(self) -> str:
        return {Age.UNDER_3: "moins de 3 ans", Age.FROM_3_TO_11: "3 à 11 ans"}[self]

    @property
    def kind(self) -> Facility.Kind:
        return {Age.UNDER_3: Facility.Kind.EAJE, Age.FROM_3_TO_11: Facility.Kind.ALSH}[self]

    @property
    def codes(self) -> tuple[str, ...]:
        """The counts of the census that make up this age."""
        return {Age.UNDER_3: ("DEM4",), Age.FROM_3_TO_11: ("DEM4B", "DEM4C")}[self]

    @property
    def published(self) -> tuple[str, ...]:
        """The rates of the catalogue about the same subject."""
        return {Age.UNDER_3: ("PE1", "PE2"), Age.FROM_3_TO_11: ("ENF3",)}[self]


@dataclass(frozen=True)
class Need:
    """One commune, or all of them: `spot` is then None."""

    spot: Spot | None
    name: str
    facilities: int
    places: Decimal
    children: Shown
    rate: Shown
    gap: Decimal | None = None
    """Places that it lacks to be served as the whole territory is; negative when it has more."""

    @property
    def surplus(self) -> Decimal | None:
        return None if self.gap is None else -self.gap


@dataclass(frozen=True)
class Needs:
    age: Age
    year: int | None
    lines: list[Need]
    total: Need
    uncounted: list[Facility]
    """Of the right kind, but whose capacity is unknown or is not in places."""
    published: list["PublishedRate"]

    def ordered(self, sort: str) -> list[Need]:
        """What may not be shown is last, whatever the order."""
        key, is_descending = sort.removeprefix("-"), sort.startswith("-")
        if key == "commune":
            return self.lines[::-1] if is_descending else self.lines
        known = [line for line in self.lines if _measure(line, key) is not None]
        known.sort(key=lambda line: _measure(line, key) or 0, reverse=is_descending)
        return known + [line for line in self.lines if _measure(line, key) is None]

    def table(self, sort: str) -> Iterator[tuple[object, ...]]:
        """The list as a spreadsheet reads it, the whole territory last."""
        for line in [*self.ordered(sort), self.total]:
            code = line.spot.commune.insee_code if line.spot else ""
            counted = (line.facilities, line.places, line.children, self.year)
            yield line.name, code, *counted, line.rate, line.rate.reason, line.gap, line.children.source


@dataclass(frozen=True)
class PublishedRate:
    """What a producer publishes about the same subject, with a count of places of its own."""

    indicator: Indicator
    territory: Shown
    department: Shown


def _measure(line: Need, key: str) -> Decimal | None:
    return {
        "ecart": line.gap,
        "taux": line.rate.value,
        "enfants": line.children.value,
        "places": line.places,
    }[key]


def needs(ctg: Ctg, ground: Ground, age: Age, today: date) -> Needs:
    facilities = list(ctg.territory.facilities.open_on(today).filter(kind=age.kind).order_by("name"))
    counted = [each for each in facilities if each.capacity is not None and each.unit.strip().lower() == PLACES]
    census = _Census(ctg, ground, age)
    total = _need(None, ctg.territory.name, counted, census.of_territory())
    lines = []
    for spot in ground.spots:
        here = [each for each in counted if each.commune_id == spot.commune.pk]
        lines.append(_with_gap(_need(spot, spot.commune.name, here, census.of(spot.commune.pk)), total))
    uncounted = [each for each in facilities if each not in counted]
    return Needs(age, census.year, lines, total, uncounted, _published(ctg, age, census.places))


def _published(ctg: Ctg, age: Age, places: Places) -> list[PublishedRate]:
    """The last figures of the EPCI, when it is the territory, and of the département."""
    indicators = ctg.caf.indicators.filter(code__in=age.published, is_active=True).order_by("code")
    wanted = Q(department=places.department) | (Q(epci=places.epci) if places.epci else Q())
    rows = IndicatorValue.objects.filter(wanted, caf=ctg.caf, indicator__in=indicators).select_related("dataset")
    latest = {(row.indicator_id, bool(row.epci_id)): shown(row) for row in rows.order_by("year")}
    return [
        PublishedRate(each, latest.get((each.pk, True), NOTHING), latest.get((each.pk, False), NOTHING))
        for each in indicators
    ]


@dataclass(frozen=True)
class Children:
    """How many may be shown, and whether a secret keeps some of them away."""

    figure: Shown
    has_secret: bool = False


def _need(spot: Spot | None, name: str, facilities: Sequence[Facility], children: Children) -> Need:
    places = sum((each.capacity or Decimal(0) for each in facilities), Decimal(0))
    return Need(spot, name, len(facilities), places, children.figure, rate(places, children))


def rate(places: Decimal, children: Children) -> Shown:
    """Places for a hundred children; not shown unless all of them may be."""
    figure = children.figure
    if figure.value is None or figure.bound:
        status = ValueStatus.SUPPRESSED_SECONDARY if children.has_secret else ValueStatus.NOT_AVAILABLE
        return Shown(None, status, figure.year, None, figure.source, figure.is_fictitious)
    if not figure.value:
        return NOTHING
    value = HUNDRED * places / figure.value
    return Shown(value, figure.status, figure.year, figure.value, figure.source, figure.is_fictitious)


def _with_gap(line: Need, total: Need) -> Need:
    if line.rate.value is None or total.rate.value is None or line.children.value is None:
        return line
    gap = round(total.rate.value * line.children.value / HUNDRED - line.places)
    return Need(line.spot, line.name, line.facilities, line.places, line.children, line.rate, Decimal(gap))


class _Census:
    """How many children of one age live in each commune and in the territory, in the last year that knows them."""

    def __init__(self, ctg: Ctg, ground: Ground, age: Age) -> None:
        self.indicators = list(ctg.caf.indicators.filter(code__in=age.codes, is_active=True).order_by("code"))
        self.is_complete = len(self.indicators) == len(age.codes)
        self.places = Places(ctg)
        self.inside = {spot.commune.pk for spot in ground.spots if spot.is_inside}
        wanted = Q(commune__in=ground.communes)
        if self.places.epci:
            wanted |= Q(epci=self.places.epci)
        rows = IndicatorValue.objects.filter(wanted, caf=ctg.caf, indicator__in=self.indicators)
        self._rows = list(rows.select_related("dataset")) if self.is_complete else []
        years = {row.year for row in self._rows if row.commune_id}
        self.year = max(years, default=None)

    def of(self, commune: int) -> Children:
        return self._sum([row for row in self._of_the_year() if row.commune_id == commune], len(self.indicators))

    def of_territory(self) -> Children:
        """What the producer says of the EPCI when it is the territory, else the communes together."""
        own = [row for row in self._of_the_year() if row.epci_id]
        if own and len(own) == len(self.indicators):
            return self._sum(own, len(own))
        rows = [row for row in self._of_the_year() if row.commune_id in self.inside]
        return self._sum(rows, len(self.inside) * len(self.indicators))

    def _of_the_year(self) -> Iterable[IndicatorValue]:
        return (row for row in self._rows if row.year == self.year)

    def _sum(self, rows: Sequence[IndicatorValue], expected: int) -> Children:
        if not rows:
            return Children(NOTHING)
        figure = shown(rows[0]) if len(rows) == expected == 1 else combine(self.indicators[0], rows, expected)
        return Children(figure, any(row.status in SECRETS for row in rows))
