"""Births over the years of the CTG, and the children that follow: an estimate whose assumptions anybody may change.

Births start from the mean of the last three observed years and change by the same percentage every year. Children
are then counted by age on each 1 January: the census gives a first count, each cohort grows one year older, the
births of a year are the children of age 0 on the next 1 January. Deaths are neglected; arrivals are an assumption.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import exp, log, sqrt
from statistics import fmean

from diagnostics.models import IndicatorValue, ValueStatus
from diagnostics.models.disclosure import Shown
from diagnostics.services import likeness, readings
from diagnostics.services.likeness import CHILDREN, PLAIN, Area
from diagnostics.services.readings import Rows, Series
from territories.models import Ctg
from territories.templatetags.french import WIDE, number

BIRTHS = "DEM3"
AGES = (3, 3, 6)  # how many ages each of the three counts of children covers: 0-2, 3-5, 6-11
UNDER_3, THREE_TO_ELEVEN = range(3), range(3, 12)
FEWEST_YEARS, MOST_YEARS = 3, 10
STEEPEST = 5.0  # percent a year; a longer series than ours would be needed to believe more
USUAL_SPREAD = Decimal("1.5")
READABLE = {*PLAIN, ValueStatus.LOCAL}


class NotEnoughYears(Exception):
    """The births of at least three years must be known, and shown."""


@dataclass(frozen=True)
class Observed:
    """What is known before anything is assumed; hidden figures are not there."""

    births: Mapping[int, float]
    department: Mapping[int, float]
    children: Mapping[int, tuple[float, ...]]
    """By year of census, the three counts of children by age."""
    is_fictitious: bool = False

    @property
    def last_year(self) -> int:
        return max(self.births)

    @property
    def last_years(self) -> list[int]:
        return sorted(self.births)[-FEWEST_YEARS:]

    @property
    def census(self) -> int | None:
        return max(self.children, default=None)


@dataclass(frozen=True)
class Assumptions:
    """Births at the start, their change and its margin in percent a year, and the yearly arrivals of children."""

    start: Decimal
    trend: Decimal
    spread: Decimal = USUAL_SPREAD
    arrivals: Decimal = Decimal(0)


@dataclass(frozen=True)
class Scenario:
    """One future: births by civil year, children on each 1 January (none without a census)."""

    name: str
    births: Mapping[int, float]
    under_3: Mapping[int, float]
    three_to_eleven: Mapping[int, float]


@dataclass(frozen=True)
class Projection:
    observed: Observed
    assumptions: Assumptions
    scenarios: Sequence[Scenario]
    years: Sequence[int]
    """The years of the CTG that are not observed yet."""

    @property
    def middle(self) -> Scenario:
        return self.scenarios[1]

    @property
    def has_children(self) -> bool:
        return bool(self.middle.under_3)

    @property
    def tables(self) -> Iterator[tuple[str, list[tuple[int, list[Shown]]]]]:
        """Each measure, by year, in the three scenarios."""
        measures = {"Naissances de l’année": [each.births for each in self.scenarios]}
        if self.has_children:
            measures["Enfants de moins de 3 ans au 1er janvier"] = [each.under_3 for each in self.scenarios]
            measures["Enfants de 3 à 11 ans au 1er janvier"] = [each.three_to_eleven for each in self.scenarios]
        for name, futures in measures.items():
            yield name, [(year, [self._shown(each[year], year) for each in futures]) for year in self.years]

    @property
    def sentence(self) -> str:
        """« En 2030, il naîtrait entre 180 et 226 enfants (202 au milieu), contre 221 en 2024. »"""
        last, before = self.years[-1], self.observed.last_year
        low, middle, high = (number(each.births[last], 0) for each in self.scenarios)
        known = number(self.observed.births[before], 0)
        words = (
            f"En {last}, il naîtrait entre {low} et {high} enfants ({middle} au milieu), contre {known} en {before}."
        )
        if not self.has_children:
            return words
        under, older = (number(each[last], 0) for each in (self.middle.under_3, self.middle.three_to_eleven))
        return f"{words} Il y aurait alors environ {under} enfants de moins de 3 ans, {older} de 3 à 11 ans."

    @property
    def chance(self) -> str:
        """What chance alone does to one year: twice the square root of what is expected."""
        swing = number(2 * sqrt(float(self.assumptions.start)), 0)
        return f"Le hasard seul fait varier les naissances d’une année de {swing} en plus ou en moins."

    def _shown(self, value: float, year: int) -> Shown:
        figure = Decimal(str(round(value, 1)))
        return Shown(figure, ValueStatus.ESTIMATED, year, None, "Projection", self.observed.is_fictitious)


def observe(ctg: Ctg) -> Observed:
    """The births and the children of a territory, as they are shown to everybody."""
    codes = (BIRTHS, *CHILDREN)
    catalogue = {each.code: each for each in ctg.caf.indicators.filter(code__in=codes)}
    communes = list(ctg.communes.values_list("pk", flat=True))
    epci = likeness.exact_epci(ctg, communes, likeness.candidates(ctg, Area.DEPARTMENT))
    found = readings.read(
        ctg.caf,
        IndicatorValue.objects.filter(caf=ctg.caf, indicator__in=list(catalogue.values())),
        epcis=[epci] if epci else [],
        communes=readings.without_own(epci, communes),
    )
    rows = {code: found.get(each.pk) or Rows() for code, each in catalogue.items()}
    own = {code: each.territory(catalogue[code], epci, communes) for code, each in rows.items()}
    counts = [_plain(own.get(code, [])) for code in CHILDREN]
    shared = set(counts[0]).intersection(*counts[1:])
    return Observed(
        births=dict(sorted(_plain(own.get(BIRTHS, [])).items())[-MOST_YEARS:]),
        department=_plain(readings.series(rows[BIRTHS].department)) if BIRTHS in rows else {},
        children={year: tuple(count[year] for count in counts) for year in shared},
        is_fictitious=any(figure.is_fictitious for points in own.values() for _, figure in points),
    )


def _plain(points: Series) -> dict[int, float]:
    return {
        year: float(figure.value) for year, figure in points if figure.value is not None and figure.status in READABLE
    }


def usual(observed: Observed) -> Assumptions:
    """What the figures suggest: the mean of the last three years, and the trend of all of them."""
    if len(observed.births) < FEWEST_YEARS:
        raise NotEnoughYears("Il faut connaître les naissances d’au moins trois années pour les prolonger.")
    start = fmean(observed.births[year] for year in observed.last_years)
    return Assumptions(Decimal(str(round(start, 1))), Decimal(str(trend(observed.births))))


def trend(births: Mapping[int, float]) -> float:
    """The yearly change in percent of the exponential that fits these years best, within five percent."""
    if len(births) < FEWEST_YEARS:
        return 0.0
    years, logs = list(births), [log(max(count, 0.5)) for count in births.values()]
    middle, mean = fmean(years), fmean(logs)
    weight = sum((year - middle) ** 2 for year in years)
    slope = sum((year - middle) * (each - mean) for year, each in zip(years, logs, strict=True)) / weight
    return round(max(-STEEPEST, min(STEEPEST, 100 * (exp(slope) - 1))), 1) + 0.0


def project(observed: Observed, assumptions: Assumptions, until: int) -> Projection:
    """Three futures, from the year after the last one observed until the last year of the CTG."""
    margins = {"Bas": -assumptions.spread, "Central": Decimal(0), "Haut": assumptions.spread}
    scenarios = [
        _scenario(name, observed, assumptions, float(assumptions.trend + margin), until)
        for name, margin in margins.items()
    ]
    return Projection(observed, assumptions, scenarios, range(observed.last_year + 1, until + 1))


def _scenario(name: str, observed: Observed, assumptions: Assumptions, change: float, until: int) -> Scenario:
    anchor = fmean(observed.last_years)
    first = min(observed.census or observed.last_year, observed.last_year)
    births = {
        year: observed.births.get(year, float(assumptions.start) * (1 + change / 100) ** (year - anchor))
        for year in range(first, until + 1)
    }
    by_age = dict(_cohorts(observed, births, float(assumptions.arrivals), until))
    return Scenario(
        name,
        {year: count for year, count in births.items() if year > observed.last_year},
        {year: sum(ages[age] for age in UNDER_3) for year, ages in by_age.items()},
        {year: sum(ages[age] for age in THREE_TO_ELEVEN) for year, ages in by_age.items()},
    )


def _cohorts(
    observed: Observed, births: Mapping[int, float], arrivals: float, until: int
) -> Iterator[tuple[int, list[float]]]:
    """Children by single age on each 1 January, from the census on."""
    if observed.census is None:
        return
    counts = observed.children[observed.census]
    ages = [count / years for count, years in zip(counts, AGES, strict=True) for _ in range(years)]
    for year in range(observed.census, until + 1):
        yield year, ages
        ages = [births[year], *(count * (1 + arrivals / 100) for count in ages[:-1])]


def hints(observed: Observed) -> str:
    """The trends that the reader may take instead."""
    years = f"{min(observed.births)}-{observed.last_year}"
    words = f"Tendance observée {years}{WIDE}: {number(trend(observed.births), 1)}{WIDE}% par an ici"
    if len(observed.department) >= FEWEST_YEARS:
        words += f", {number(trend(observed.department), 1)}{WIDE}% dans le département"
    return f"{words}."
