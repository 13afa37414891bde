"""The territory's figures beside those of its département and region, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from diagnostics.models import Indicator, IndicatorValue
from diagnostics.models.disclosure import NOTHING, Shown, combine, shown
from territories.models import Commune, Ctg, Department, Epci
from territories.templatetags.french import number

POINTS = Decimal("0.05")


@dataclass(frozen=True)
class Line:
    """One indicator of the portrait."""

    indicator: Indicator
    territory: Shown
    department: Shown
    region: Shown

    @property
    def sentence(self) -> str:
        """The comparison in plain words, when both figures may be read."""
        here, there = self.territory.value, self.department.value
        if here is None or there is None or self.indicator.kind == Indicator.Kind.COUNT:
            return ""
        decimals = self.indicator.decimals
        words = f"{_written(here, self.indicator)} contre {_written(there, self.indicator)} dans le département"
        gap = round(here, decimals) - round(there, decimals)
        if self.indicator.unit != "%" or abs(gap) < POINTS:
            return f"{words}."
        more = "de plus" if gap > 0 else "de moins"
        point = "point" if abs(gap) < 2 else "points"  # two is the first French plural
        return f"{words}, {number(abs(gap), decimals)} {point} {more}."


def _written(value: Decimal, indicator: Indicator) -> str:
    return f"{number(value, indicator.decimals)}\u202f{indicator.unit}"


class Places:
    """The places to read for one CTG: its communes, its EPCI when the perimeter is exactly that, and above."""

    def __init__(self, ctg: Ctg) -> None:
        self.name = ctg.territory.name
        self.communes = list(ctg.communes.order_by("name"))
        self.department: Department = ctg.caf.department
        self.epci = _exact_epci(ctg, self.communes)

    def above(self) -> Q:
        wanted = Q(department=self.department) | Q(region=self.department.region_id)
        return wanted | Q(epci=self.epci) if self.epci else wanted


def _exact_epci(ctg: Ctg, communes: list[Commune]) -> Epci | None:
    epci = ctg.territory.epci
    if epci is None:
        return None
    members = set(Commune.objects.of_epci(epci, timezone.localdate()).values_list("pk", flat=True))
    return epci if members == {commune.pk for commune in communes} else None


def portrait(ctg: Ctg, theme: str = "") -> list[Line]:
    """The latest figure of each indicator in use, of one theme or of all."""
    indicators = list(ctg.caf.indicators.filter(is_active=True, **({"theme": theme} if theme else {})))
    places = Places(ctg)
    values = IndicatorValue.objects.filter(caf=ctg.caf, indicator__in=indicators).select_related("dataset")
    above = _by_indicator(_latest(values.filter(places.above())))
    communes = _by_indicator(_latest(values.filter(commune__in=places.communes)))
    return [_line(each, above[each.pk], communes[each.pk], places) for each in indicators]


def _latest(values: QuerySet[IndicatorValue]) -> Iterable[IndicatorValue]:
    """The last year of each indicator and place."""
    place = ("indicator_id", "commune_id", "epci_id", "department_id", "region_id")
    return values.order_by(*place, "-year").distinct(*place)


def _by_indicator(rows: Iterable[IndicatorValue]) -> dict[Any, list[IndicatorValue]]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.indicator_id].append(row)
    return grouped


def _line(indicator: Indicator, above: list[IndicatorValue], communes: list[IndicatorValue], places: Places) -> Line:
    own = next((shown(row) for row in above if row.epci_id), None)
    return Line(
        indicator=indicator,
        territory=own or combine(indicator, communes, len(places.communes)),
        department=next((shown(row) for row in above if row.department_id), NOTHING),
        region=next((shown(row) for row in above if row.region_id), NOTHING),
    )


@dataclass(frozen=True)
class History:
    """All the years of one indicator, by place, and its latest figure in each commune."""

    series: dict[str, list[tuple[int, Shown]]]
    communes: list[tuple[Commune, Shown]]

    @property
    def years(self) -> list[int]:
        return sorted({year for points in self.series.values() for year, _ in points})

    @property
    def table(self) -> list[tuple[str, list[Shown]]]:
        """One row a place, one figure a year, in the order of `years`."""
        return [
            (place, [dict(points).get(year, NOTHING) for year in self.years]) for place, points in self.series.items()
        ]


def history(ctg: Ctg, indicator: Indicator) -> History:
    places = Places(ctg)
    values = indicator.values.select_related("dataset")
    above = list(values.filter(places.above()).order_by("year"))
    of_communes = list(values.filter(commune__in=places.communes).order_by("year"))
    by_year = defaultdict(list)
    latest: dict[Any, Shown] = {}
    for row in of_communes:
        by_year[row.year].append(row)
        latest[row.commune_id] = shown(row)
    own = [(row.year, shown(row)) for row in above if row.epci_id]
    own = own or [(year, combine(indicator, rows, len(places.communes))) for year, rows in sorted(by_year.items())]
    return History(
        series={
            places.name: own,
            str(places.department): [(row.year, shown(row)) for row in above if row.department_id],
            str(places.department.region): [(row.year, shown(row)) for row in above if row.region_id],
        },
        communes=[(commune, latest.get(commune.pk, NOTHING)) for commune in places.communes],
    )


def quote(line: Line) -> str:
    """A figure as a finding cites it: value, place, year and source, frozen."""
    figure = line.territory
    value = figure.mark if figure.value is None else f"{figure.bound} {_written(figure.value, line.indicator)}".strip()
    year = f", {figure.year}" if figure.year else ""
    return f"{line.indicator.label} : {value}{year}"[:300]
