"""The figures of one Caf, with their datasets, in one bulk load."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from ctg.demo import FICTITIOUS
from ctg.demo.draw import Draw
from ctg.demo.rows import Rows
from ctg.demo.statistics.model import Department, Figure, Place
from ctg.demo.statistics.specs import (
    FILO,
    GROWTH_YEARS,
    MEDIAN,
    MEDIAN_YEARS,
    RIGHTS,
    RP,
    TRAVEL_YEARS,
    Trait,
)
from diagnostics.models import Dataset, HeldValue, Indicator, IndicatorValue
from diagnostics.services.secrecy import publish
from diagnostics.services.secrecy.writing import COLUMNS
from territories.imports.bulk import stage
from territories.imports.reference import COMMUNE_SOURCE_2023, SOURCE_2022
from territories.models import Caf, Commune, EpciMembership, Population
from territories.templatetags.french import number

REAL = {2022: SOURCE_2022, 2023: COMMUNE_SOURCE_2023}
VINTAGE = 2026
INSERT = (
    "INSERT INTO {table} ({columns}) SELECT {columns} FROM {staged} ORDER BY indicator_id, year, commune_id, epci_id"
)


@dataclass(frozen=True)
class Scope:
    """Which places a Caf stores: the EPCI of its territories and their members, its département, its region."""

    epcis: frozenset[int]
    communes: frozenset[int]


class Statistics:
    """Computes, stores and quotes the figures of one Caf."""

    def __init__(self, caf: Caf, rows: Rows, draw: Draw, catalogue: Mapping[str, Indicator], scope: Scope) -> None:
        self.caf, self.rows, self.catalogue, self.scope = caf, rows, catalogue, scope
        self.places = list(_places(caf.department_id, scope))
        region = caf.department.region_id
        population = Population.objects.filter(vintage=2023, commune__department__region=region)
        self.region_population: int = population.aggregate(total=Sum("municipal"))["total"]
        self.department = Department(caf.department_id, region, self.region_population, self.places, draw)
        self._quotes: dict[tuple[str, int], list[Figure]] = {}
        self._datasets: dict[tuple[str, int], Dataset] = {}

    def load(self) -> int:
        """Write everything; returns how many values. What has a rule of secrecy is held, then published."""
        figures = [figure for figure in self._all() if self._is_ours(figure)]
        secret = {code: indicator.pk for code, indicator in self.catalogue.items() if indicator.is_secret}
        shown = [self._record(figure) for figure in figures if figure.code not in secret]
        held = [self._record(figure) for figure in figures if figure.code in secret]
        self.rows.write()
        _insert(IndicatorValue, shown)
        _insert(HeldValue, held)
        publish(self.caf, secret.values(), {figure.year for figure in figures if figure.code in secret})
        hidden = set(
            IndicatorValue.objects.filter(caf=self.caf, epci__isnull=False, value=None).values_list(
                "indicator__code", "epci", "year"
            )
        )
        for figure in sorted(figures, key=lambda each: each.year):
            if figure.epci is not None and (figure.code, figure.epci, figure.year) not in hidden:
                self._quotes.setdefault((figure.code, figure.epci), []).append(figure)
        return len(shown) + len(held)

    def quote(self, code: str, epci: int | None, *, earlier: bool = False) -> dict[str, Any]:
        """The last figure of an EPCI, or the one before it, frozen as a finding cites it."""
        figures = self._quotes.get((code, epci or 0), [])
        figure = figures[-2 if earlier else -1] if len(figures) > earlier else None
        if figure is None or figure.value is None:
            return {"quote": ""}
        indicator = self.catalogue[code]
        words = (
            f"{indicator.label}\u00a0: {number(figure.value, indicator.decimals)}\u202f{indicator.unit}, {figure.year}"
        )
        return {"quote": words, "value": figure.value, "status": str(figure.status), "year": figure.year}

    def _all(self) -> Iterator[Figure]:
        yield from _populations(self.places, self.caf)
        yield from self._growth()
        yield from self._medians()
        yield from self._travel()
        yield from self.department.figures(self.catalogue)

    def _is_ours(self, figure: Figure) -> bool:
        if figure.commune is not None:
            return figure.commune in self.scope.communes
        return figure.epci is None or figure.epci in self.scope.epcis

    def _growth(self) -> Iterator[Figure]:
        """A rate between two censuses: drawn, never added up."""
        for year in GROWTH_YEARS:
            for keys in self._every_place():
                chance = self.department.draw.about(f"growth {sorted(keys.items())}").random
                yield Figure("DEM2", RP, year, Decimal(str(round(chance.gauss(0.6, 0.5), 1))), **keys)

    def _medians(self) -> Iterator[Figure]:
        """A median belongs to its place: the one of an EPCI is not made of those of its communes."""
        poverty = {place.key: self.department.traits[place.key][Trait.POVERTY] for place in self.places}
        for year in MEDIAN_YEARS:
            for keys in self._every_place():
                chance = self.department.draw.about(f"median {sorted(keys.items())}").random
                wealth = 1 + (1 - poverty.get(keys.get("commune", 0), 1.0)) * 0.12
                value = MEDIAN * wealth * chance.gauss(1, 0.02) * 1.025 ** (year - MEDIAN_YEARS[-1])
                yield Figure("PAU2", FILO, year, Decimal(10 * round(value / 10)), **keys)

    def _travel(self) -> Iterator[Figure]:
        """Median minutes to the nearest France services."""
        for year in TRAVEL_YEARS:
            for keys in self._every_place():
                chance = self.department.draw.about(f"travel {sorted(keys.items())}").random
                yield Figure("AD2B", RIGHTS, year, Decimal(max(2, round(chance.gauss(11, 4)))), **keys)

    def _every_place(self) -> Iterator[dict[str, Any]]:
        for place in self.places:
            yield {"commune": place.key}
        for epci in self.department.by_epci:
            yield {"epci": epci}
        yield {"department": self.caf.department_id}
        yield {"region": self.caf.department.region_id}

    def _record(self, figure: Figure) -> tuple[object, ...]:
        dataset = self._dataset(figure)
        return (
            self.rows.draw.new_id(),
            self.caf.pk,
            self.catalogue[figure.code].pk,
            dataset,
            figure.commune,
            figure.epci,
            figure.department,
            figure.region,
            figure.year,
            figure.value,
            figure.numerator,
            figure.denominator,
            str(figure.status),
        )

    def _dataset(self, figure: Figure) -> UUID:
        """One dataset a source and a year; only the populations are real, and named after their source."""
        key = (figure.dataset, figure.year)
        if key not in self._datasets:
            is_real = figure.dataset in REAL.values()
            self._datasets[key] = self.rows.add(
                Dataset,
                caf=self.caf,
                name="Populations de référence" if is_real else figure.dataset,
                producer=figure.dataset.partition(",")[0] if is_real else FICTITIOUS,
                edition=str(figure.year),
                geography_vintage=VINTAGE,
                is_fictitious=not is_real,
                imported_by=self.rows.author,
            )
        return self._datasets[key].pk


def _insert(model: type[IndicatorValue | HeldValue], records: list[tuple[object, ...]]) -> None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        stage(cursor, f"staged_{model._meta.model_name}", COLUMNS, records)
        columns = ", ".join(COLUMNS)
        cursor.execute(INSERT.format(table=table, staged=f"staged_{model._meta.model_name}", columns=columns))


def _places(department: str, scope: Scope) -> Iterator[Place]:
    """The communes of the département and the other members of the EPCI in scope, by Insee code."""
    populations = dict(
        Population.objects.filter(vintage=2023, commune__isnull=False).values_list("commune", "municipal")
    )
    members = {
        commune: (epci, siren)
        for commune, epci, siren in EpciMembership.objects.filter(valid_to__isnull=True).values_list(
            "commune", "epci", "epci__siren"
        )
    }
    wanted = Commune.objects.filter(department=department) | Commune.objects.filter(pk__in=scope.communes)
    for commune in wanted.order_by("insee_code"):
        epci, siren = members.get(commune.pk, (None, ""))
        yield Place(commune.pk, commune.insee_code, populations[commune.pk], commune.department_id, epci, siren)


def _populations(places: list[Place], caf: Caf) -> Iterator[Figure]:
    """The only real figures: municipal populations, exact sums above the commune."""
    by_place = {place.key: place for place in places}
    for year, source in REAL.items():
        known = Population.objects.filter(vintage=year)
        communes = dict(known.filter(commune__in=list(by_place)).values_list("commune", "municipal"))
        for key, municipal in sorted(communes.items()):
            yield Figure("DEM1", source, year, Decimal(municipal), commune=key)
        for epci, municipal in known.filter(epci__isnull=False).values_list("epci", "municipal"):
            yield Figure("DEM1", source, year, Decimal(municipal), epci=epci)
        inside = [key for key, place in by_place.items() if place.department == caf.department_id]
        if all(key in communes for key in inside):
            total = sum(communes[key] for key in inside)
            yield Figure("DEM1", source, year, Decimal(total), department=caf.department_id)
        if year == max(REAL):
            region = caf.department.region_id
            municipal = known.filter(commune__department__region=region).aggregate(total=Sum("municipal"))["total"]
            yield Figure("DEM1", source, year, Decimal(municipal), region=region)
