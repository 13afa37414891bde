"""The figures of one département and of the EPCI that touch it, before and after secrecy."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ctg.demo.draw import Draw
from ctg.demo.statistics.secrecy import hidden_cells
from ctg.demo.statistics.specs import BY_CODE, QUOTED, REFERENCE_YEAR, SMALL, SPECS, Level, Spec, Trait
from diagnostics.models import Indicator, ValueStatus

LARGE_COMMUNE = 10_000
FEWEST_FOR_POVERTY = 2_400  # inhabitants: about a thousand households
LOWEST_POVERTY = Decimal(5)
ROUNDED_TO = 5
HIGHEST_RATE = 2.0
OK, ROUNDED, LOCAL = ValueStatus.OK, ValueStatus.ROUNDED, ValueStatus.LOCAL


@dataclass(frozen=True)
class Place:
    """A commune: `key` is its id, `epci` the id of its EPCI, `siren` the EPCI's number."""

    key: int
    insee_code: str
    population: int
    department: str
    epci: int | None
    siren: str


@dataclass(frozen=True)
class Figure:
    """One row to be stored; exactly one of the four places is named."""

    code: str
    dataset: str
    year: int
    value: Decimal | None
    status: str = OK
    numerator: int | None = None
    denominator: int | None = None
    commune: int | None = None
    epci: int | None = None
    department: str | None = None
    region: str | None = None


@dataclass
class Table:
    """Numerator and denominator of one indicator and one year, by commune."""

    numerators: dict[int, int] = field(default_factory=dict)
    denominators: dict[int, int] = field(default_factory=dict)

    def total(self, keys: Sequence[int]) -> tuple[int, int]:
        return (
            sum(self.numerators[key] for key in keys),
            sum(self.denominators[key] for key in keys) if self.denominators else 0,
        )


class Department:
    """All the communes that count: those of the département, and the other members of its EPCI."""

    def __init__(self, code: str, region: str, region_population: int, places: Sequence[Place], draw: Draw) -> None:
        self.code, self.region, self.region_population = code, region, region_population
        self.places = places
        self.draw = draw
        self.traits = {place.key: self._traits(place) for place in places}
        self.inside = [place.key for place in places if place.department == code]
        self._drawn: dict[str, list[tuple[float, float]]] = {}
        self.by_epci: dict[int, list[Place]] = {}
        for place in places:
            if place.epci is not None:
                self.by_epci.setdefault(place.epci, []).append(place)

    def figures(self, catalogue: Mapping[str, Indicator]) -> Iterator[Figure]:
        for spec in SPECS:
            indicator = catalogue[spec.code]
            for year in spec.years:
                table = self.table(spec, year)
                if spec.level in {Level.COMMUNE, Level.LARGE_COMMUNE}:
                    yield from self._communes(spec, year, table, indicator)
                yield from self._epcis(spec, year, table, indicator)
                if spec.level is not Level.LOCAL:
                    yield from self._above(spec, year, table, indicator)

    def table(self, spec: Spec, year: int) -> Table:
        if spec.part_of:
            return self._part(spec, year)
        table = Table()
        drift = (1 + spec.yearly) ** (year - REFERENCE_YEAR)
        for place, (factor, noise) in zip(self.places, self._chances(spec), strict=True):
            rate = spec.rate * factor * drift
            if spec.is_ratio:
                denominator = max(1, round(place.population * spec.denominator * noise))
                table.denominators[place.key] = denominator
                table.numerators[place.key] = round(min(rate, HIGHEST_RATE) * denominator)
            else:
                table.numerators[place.key] = round(place.population * rate)
        self._fit_quotes(spec, year, table)
        return table

    def _part(self, spec: Spec, year: int) -> Table:
        """A share of another count, so that the parts of one whole add up to it."""
        whole = self.table(BY_CODE[spec.part_of], year).numerators
        others = [self.table(BY_CODE[code], year).numerators for code in spec.rest_of]
        table = Table(
            {key: round(spec.share * count) - sum(other[key] for other in others) for key, count in whole.items()}
        )
        if spec.is_ratio:
            table.denominators = {
                place.key: max(1, round(place.population * spec.denominator)) for place in self.places
            }
        return table

    def _chances(self, spec: Spec) -> list[tuple[float, float]]:
        """What is particular to each commune for this indicator, the same every year."""
        if spec.code not in self._drawn:
            chance = self.draw.about(spec.code).random
            self._drawn[spec.code] = [
                (
                    max(0.0, chance.gauss(1, spec.spread)) * self.traits[place.key][spec.trait] ** spec.weight,
                    chance.gauss(1, 0.03),
                )
                for place in self.places
            ]
        return self._drawn[spec.code]

    def _traits(self, place: Place) -> dict[Trait, float]:
        """Towns are poorer, have fewer children and more lone parents; each commune differs a little from its like."""
        chance = self.draw.about(f"traits {place.insee_code}").random
        size = min(1.6, max(0.7, (place.population / 6_000) ** 0.12))
        return {
            Trait.NONE: 1.0,
            Trait.TOWN: size,
            Trait.YOUTH: max(0.6, chance.gauss(1.0, 0.12) / size**0.3),
            Trait.POVERTY: max(0.35, chance.gauss(1.0, 0.22) * size),
        }

    def _fit_quotes(self, spec: Spec, year: int, table: Table) -> None:
        """Bring an EPCI whose figures are quoted to exactly these totals in the last year, and near them before."""
        for members in self.by_epci.values():
            wanted = QUOTED.get(members[0].siren, {}).get(spec.code)
            if wanted is None:
                continue
            drift = (1 + spec.yearly) ** (year - spec.years[-1])
            keys = [place.key for place in members]
            fixed = {
                place.key: SMALL[place.insee_code, spec.code]
                for place in members
                if (place.insee_code, spec.code) in SMALL
            }
            _fit(table.numerators, keys, round(wanted[0] * drift), fixed)
            if spec.is_ratio:
                _fit(table.denominators, keys, wanted[1], {})

    # Rows

    def _communes(self, spec: Spec, year: int, table: Table, indicator: Indicator) -> Iterator[Figure]:
        hidden = self._hidden(spec)
        for place in self.places:
            parts = table.numerators[place.key], table.denominators.get(place.key, 0)
            if spec.level is Level.LARGE_COMMUNE and place.population <= LARGE_COMMUNE:
                status: str = ValueStatus.NOT_AVAILABLE
                yield Figure(spec.code, spec.dataset, year, None, status, commune=place.key)
            elif place.key in hidden:
                yield Figure(spec.code, spec.dataset, year, None, hidden[place.key], commune=place.key)
            else:
                yield _figure(spec, year, parts, indicator, commune=place.key)

    def _hidden(self, spec: Spec) -> dict[int, ValueStatus]:
        """What the producer itself hides; our own rules come after, from everything that the Caf holds."""
        if spec.code != "PAU1":
            return {}
        populations = {place.key: place.population for place in self.places}
        return hidden_cells(populations, self._totals(), FEWEST_FOR_POVERTY)

    def _totals(self) -> Iterator[list[int]]:
        """The sets of communes whose total anybody can read or compute: an EPCI, and its part in the département."""
        inside = set(self.inside)
        for members in self.by_epci.values():
            keys = [place.key for place in members]
            yield keys
            yield [key for key in keys if key in inside]
            yield [key for key in keys if key not in inside]

    def _epcis(self, spec: Spec, year: int, table: Table, indicator: Indicator) -> Iterator[Figure]:
        for epci, members in self.by_epci.items():
            yield _figure(spec, year, table.total([place.key for place in members]), indicator, epci=epci)

    def _above(self, spec: Spec, year: int, table: Table, indicator: Indicator) -> Iterator[Figure]:
        numerator, denominator = table.total(self.inside)
        yield _figure(spec, year, (numerator, denominator), indicator, department=self.code)
        yield _figure(spec, year, self._region(spec, year), indicator, region=self.region)

    def _region(self, spec: Spec, year: int) -> tuple[int, int]:
        """Drawn from its own population, so that two Cafs of one region read the same figure."""
        nudge = Draw(self.draw.seed, f"{self.region} {spec.code}").between(0.95, 1.05)
        rate = spec.rate * nudge * (1 + spec.yearly) ** (year - REFERENCE_YEAR)
        if spec.part_of:
            count = self._region(BY_CODE[spec.part_of], year)[0]
            others = sum(self._region(BY_CODE[code], year)[0] for code in spec.rest_of)
            return round(spec.share * count) - others, round(self.region_population * spec.denominator)
        if spec.is_ratio:
            denominator = round(self.region_population * spec.denominator)
            return round(denominator * rate), denominator
        return round(self.region_population * rate), 0


def _figure(
    spec: Spec,
    year: int,
    parts: tuple[int, int],
    indicator: Indicator,
    *,
    commune: int | None = None,
    epci: int | None = None,
    department: str | None = None,
    region: str | None = None,
) -> Figure:
    numerator, denominator = parts
    status: str = LOCAL if spec.level is Level.LOCAL else OK
    value = Decimal(numerator)
    if spec.is_rounded:
        status, value = ROUNDED, Decimal(ROUNDED_TO * round(numerator / ROUNDED_TO))
    if spec.is_ratio:
        value = round(Decimal(indicator.multiplier) * numerator / (denominator or 1), 4)
    has_parts = spec.is_ratio and spec.code != "PAU1"
    if spec.code == "PAU1" and value < LOWEST_POVERTY:
        status, value = ValueStatus.CENSORED_LOW, LOWEST_POVERTY
    return Figure(
        spec.code,
        spec.dataset,
        year,
        value,
        status,
        numerator if has_parts else None,
        denominator if has_parts else None,
        commune,
        epci,
        department,
        region,
    )


def _fit(cells: dict[int, int], keys: Sequence[int], total: int, fixed: Mapping[int, int]) -> None:
    """Scale the cells so that they add up to `total`; the largest absorbs the rounding."""
    free = [key for key in keys if key not in fixed]
    room = max(0, total - sum(fixed.values()))
    before = sum(cells[key] for key in free) or 1
    for key in free:
        cells[key] = cells[key] * room // before
    cells.update(fixed)
    largest = max(free, key=lambda key: cells[key])
    cells[largest] += room - sum(cells[key] for key in free)
