"""The territory's figures beside those of its département, of its region and of the EPCI that resemble it.

A portrait asks the database a constant number of questions, whatever the number of indicators, communes and years.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from diagnostics.models import Indicator, IndicatorValue, Theme, ValueStatus
from diagnostics.models.disclosure import NOTHING, Shown
from diagnostics.services import likeness, readings, sentences
from diagnostics.services.likeness import Choices, Likeness, Peer
from diagnostics.services.readings import Row, Rows, Series, latest, same_year
from diagnostics.services.sentences import Beside, Rates
from territories.models import Commune, Ctg, Department, Epci
from territories.templatetags.french import WIDE, number

MOST_CHARTS = 6
FEWEST_YEARS = 3
FEWEST_RELATED = 50
FICTITIOUS = "Démonstration (fictif)"


@dataclass(frozen=True)
class Line:
    """One indicator of the portrait: the last figure of the territory and, beside it, that of the others."""

    indicator: Indicator
    territory: Shown
    department: Shown
    region: Shown
    like: Shown = NOTHING
    series: Mapping[str, Series] | None = None
    rates: Rates | None = None

    @cached_property
    def sentence(self) -> str:
        return sentences.sentence(self.indicator, self.territory, self.beside, self.rates)

    @property
    def beside(self) -> Beside:
        """The département, else the region, else the likes: the first that can be compared."""
        places = (
            Beside(self.department, "le département", "dans le département"),
            Beside(self.region, "la région", "dans la région"),
            Beside(self.like, "les territoires semblables", "dans les territoires semblables"),
        )
        return next((each for each in places if sentences.comparable(self.territory, each.figure)), places[0])

    @property
    def change(self) -> str:
        return sentences.change(self.indicator, self.own_series)

    @property
    def own_series(self) -> Series:
        return next(iter(self.series.values()), []) if self.series else []

    @property
    def warning(self) -> str:
        return sentences.warning(self.indicator, self.territory)

    @property
    def cells(self) -> list["Cell"]:
        """The four figures as they are read, each with its year when it is not that of the territory."""
        year = self.territory.year
        return [Cell.of(label, figure, self.indicator, year) for label, figure in self.places.items()]

    @property
    def places(self) -> dict[str, Shown]:
        return {
            "Territoire": self.territory,
            "Semblables": self.like,
            "Département": self.department,
            "Région": self.region,
        }

    @property
    def row(self) -> dict[str, object]:
        """What a row of the table shows. Templates read a dict twice as fast as an object, and there are many."""
        return {
            "code": self.indicator.code,
            "label": self.indicator.label,
            "unit": self.indicator.unit,
            "year": self.territory.year,
            "sentence": self.sentence,
            "warning": self.warning,
            "cells": self.cells,
            "change": self.change,
            "source": self.source,
        }

    @property
    def is_known(self) -> bool:
        return any(figure is not NOTHING for figure in self.places.values())

    @property
    def source(self) -> str:
        figure = self.territory if self.territory.source else self.department
        return FICTITIOUS if figure.is_fictitious else figure.source or self.indicator.source


class Cell(NamedTuple):
    """A figure as a cell of a table shows it: its text, and why it is not a plain figure."""

    label: str
    text: str
    reason: str
    year: int | None

    @classmethod
    def of(cls, label: str, figure: Shown, indicator: Indicator, expected: int | None) -> "Cell":
        year = figure.year if figure.year != expected else None
        if figure.value is None:
            return cls(label, figure.mark, figure.reason, year)
        text = number(figure.value, indicator.decimals)
        return cls(label, f"{figure.bound}{WIDE}{text}" if figure.bound else text, figure.reason, year)


@dataclass(frozen=True)
class Portrait:
    """What the page shows, its lines by theme."""

    lines: Sequence[Line]
    likeness: Likeness

    @property
    def parts(self) -> list["Part"]:
        """The lines by theme, in the order of the catalogue's themes."""
        return by_theme(self.lines)

    @property
    def charted(self) -> list[Line]:
        """The lines worth a drawing: long enough, one a theme first, six at most."""
        long = [line for line in self.lines if _is_long(line)]
        firsts = list({line.indicator.theme: line for line in reversed(long)}.values())
        others = [line for line in long if line not in firsts]
        return [*reversed(firsts), *others][:MOST_CHARTS]


@dataclass(frozen=True)
class Part:
    """One theme of the portrait."""

    theme: str
    label: str
    all_lines: Sequence[Line]

    @property
    def rows(self) -> list[dict[str, object]]:
        return [line.row for line in self.all_lines if line.is_known]

    @property
    def places(self) -> list[str]:
        """The names of the columns."""
        return list(self.all_lines[0].places)

    @property
    def unknown(self) -> list[str]:
        """Indicators of which nothing is known anywhere: named, so that nobody believes them forgotten."""
        return [line.indicator.label for line in self.all_lines if not line.is_known]


def by_theme(lines: Iterable[Line]) -> list[Part]:
    grouped: dict[str, list[Line]] = {theme: [] for theme in Theme.values}
    for line in lines:
        grouped[line.indicator.theme].append(line)
    return [Part(theme, Theme(theme).label, each) for theme, each in grouped.items() if each]


def _is_long(line: Line) -> bool:
    return sum(figure.value is not None for _, figure in line.own_series) >= FEWEST_YEARS


class Places:
    """The places to read for one CTG: its communes, its EPCI when the perimeter is exactly that, and above."""

    def __init__(self, ctg: Ctg) -> None:
        self.name = ctg.territory.name
        self.communes = list(ctg.communes.order_by("name"))
        self.department = Department.objects.select_related("region").get(pk=ctg.caf.department_id)
        self.epci = _exact_epci(ctg, self.communes)


def _exact_epci(ctg: Ctg, communes: list[Commune]) -> Epci | None:
    epci = ctg.territory.epci
    if epci is None:
        return None
    members = set(Commune.objects.of_epci(epci, timezone.localdate()).values_list("pk", flat=True))
    return epci if members == {commune.pk for commune in communes} else None


def portrait(ctg: Ctg, theme: str = "") -> list[Line]:
    """The latest figure of each indicator in use, of one theme or of all."""
    return list(read(ctg, theme=theme).lines)


def read(ctg: Ctg, choices: Choices | None = None, *, theme: str = "") -> Portrait:
    """Everything that the page of the portrait says."""
    catalogue = list(ctg.caf.indicators.filter(is_active=True))
    communes = list(ctg.communes.values_list("pk", flat=True))
    choices = choices or Choices()
    known = likeness.candidates(ctg, choices.area)
    epci = likeness.exact_epci(ctg, communes, known)
    likes = likeness.resemble(ctg, communes, known, choices)
    peers = [peer.pk for peer in likes.peers]
    found = readings.read(
        ctg.caf,
        IndicatorValue.objects.filter(caf=ctg.caf),
        epcis=[epci] if epci else [],
        peers=peers,
        communes=None if epci else Q(commune__in=communes),
    )
    if epci:
        lacking = [each for each in catalogue if epci not in found[each.pk].epcis]
        readings.add_communes(found, ctg.caf, lacking, communes)
    builder = Builder(catalogue, found, epci, communes, peers)
    return Portrait([builder.line(each) for each in catalogue if not theme or each.theme == theme], likes)


class Builder:
    """Makes the lines of a portrait out of the rows that were read."""

    def __init__(
        self,
        catalogue: Iterable[Indicator],
        found: Mapping[UUID, Rows],
        epci: int | None,
        communes: Sequence[int],
        peers: Sequence[int],
    ) -> None:
        self.by_code = {each.code: each for each in catalogue}
        self.found, self.epci, self.communes, self.peers = found, epci, communes, peers

    def rows(self, indicator: Indicator) -> Rows:
        return self.found.get(indicator.pk) or Rows()

    def line(self, indicator: Indicator) -> Line:
        rows = self.rows(indicator)
        own = self.own(indicator)
        department, region = readings.series(rows.department), readings.series(rows.region)
        here = latest(own)
        there = same_year(department, here.year)
        return Line(
            indicator=indicator,
            territory=here,
            department=there,
            region=same_year(region, here.year),
            like=self.like(rows, here.year),
            series={"Territoire": own, "Département": department, "Région": region},
            rates=self.rates(indicator, here, there),
        )

    def like(self, rows: Rows, year: int | None) -> Shown:
        """The median of the likes in the year of the territory's figure; what was collected locally stays there."""
        figures = [
            figure for peer in self.peers for when, figure in readings.series(rows.epcis.get(peer, ())) if when == year
        ]
        return likeness.typical(figures)

    def own(self, indicator: Indicator) -> Series:
        """The figures of the place that is portrayed."""
        return self.rows(indicator).territory(indicator, self.epci, self.communes)

    def beside(self, indicator: Indicator) -> Series:
        """The figures of the place to which counts are compared."""
        return readings.series(self.rows(indicator).department)

    def rates(self, indicator: Indicator, here: Shown, there: Shown) -> Rates | None:
        """A count for each unit of what it is related to, at the last year of that which is not after it."""
        base = self.by_code.get(indicator.related_to)
        if base is None or here.value is None or here.year is None:
            return None
        whole = _before(self.own(base), here.year)
        if whole is None or whole.value is None or whole.value < FEWEST_RELATED:
            return None
        other = same_year(self.beside(base), whole.year)
        return Rates(here.value / whole.value, _rate(there, other, here, whole), _plural_of(base))


def _before(points: Series, year: int) -> Shown | None:
    """The last plain figure that is not after a year."""
    plain = [figure for when, figure in points if when <= year and figure.value and figure.status in likeness.PLAIN]
    return plain[-1] if plain else None


def _rate(there: Shown, other: Shown, here: Shown, whole: Shown) -> Decimal | None:
    """The same quotient in another place, when both its parts are plain and of the same two years."""
    if (there.year, other.year) != (here.year, whole.year) or not other.value or there.value is None:
        return None
    return there.value / other.value if {there.status, other.status} <= likeness.PLAIN else None


def _plural_of(base: Indicator) -> str:
    """« habitants », « enfants de moins de 3 ans », « foyers allocataires »: what one counts for a hundred of."""
    if base.code == likeness.POPULATION:
        return base.unit
    return base.label[:1].lower() + base.label[1:]


@dataclass(frozen=True)
class History:
    """All the years of one indicator, by place, and its latest figure in each commune and in each of the likes."""

    series: dict[str, Series]
    communes: list[tuple[Commune, Shown]]
    peers: list[tuple[Peer, Shown]]

    @property
    def years(self) -> list[int]:
        return sorted({year for points in self.series.values() for year, _ in points})

    @property
    def table(self) -> list[tuple[str, list[Shown]]]:
        """One row a place, one figure a year, in the order of `years`."""
        return [
            (place, [dict(points).get(year, NOTHING) for year in self.years]) for place, points in self.series.items()
        ]


def history(ctg: Ctg, indicator: Indicator, choices: Choices | None = None) -> History:
    places, choices = Places(ctg), choices or Choices()
    pks = [commune.pk for commune in places.communes]
    likes = likeness.resemble(ctg, pks, likeness.candidates(ctg, choices.area), choices)
    epci = places.epci.pk if places.epci else None
    epcis = [peer.pk for peer in likes.peers] + ([epci] if epci else [])
    found = readings.read(ctg.caf, indicator.values.all(), epcis=epcis, communes=Q(commune__in=pks))
    rows = found.get(indicator.pk) or Rows()
    of_peers = {peer.pk: [*filter(_is_published, rows.epcis.get(peer.pk, ()))] for peer in likes.peers}
    return History(
        series={
            places.name: rows.territory(indicator, epci, pks),
            str(places.department): readings.series(rows.department),
            str(places.department.region): readings.series(rows.region),
            "Territoires semblables (médiane)": _medians(of_peers.values()),
        },
        communes=[(commune, latest(readings.series(rows.communes.get(commune.pk, ())))) for commune in places.communes],
        peers=[(peer, latest(readings.series(of_peers[peer.pk]))) for peer in likes.peers],
    )


def _is_published(row: Row) -> bool:
    """What a neighbour has collected for itself stays with it."""
    return row.status != ValueStatus.LOCAL


def _medians(of_peers: Iterable[Sequence[Row]]) -> Series:
    by_year: dict[int, list[Shown]] = defaultdict(list)
    for rows in of_peers:
        for year, figure in readings.series(rows):
            by_year[year].append(figure)
    medians = {year: likeness.typical(by_year[year]) for year in sorted(by_year)}
    return [(year, figure) for year, figure in medians.items() if figure.value is not None]
