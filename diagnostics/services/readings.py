"""The figures of several places read at once, by indicator and by place; only what may be shown is read here."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from diagnostics.models import Dataset, Indicator, IndicatorValue
from diagnostics.models.disclosure import NOTHING, Shown, combine, shown
from territories.models import Caf, Department

FIELDS = (
    "indicator_id", "commune_id", "epci_id", "department_id", "region_id", "year", "value", "numerator",
    "denominator", "status", "dataset_id",
)  # fmt: skip

Series = list[tuple[int, Shown]]


class Label(NamedTuple):
    """What is said of a dataset beside its figures."""

    producer: str
    name: str
    edition: str
    is_fictitious: bool


class Row(NamedTuple):
    """One stored figure, without the cost of a model: a portrait reads a thousand of them."""

    indicator_id: UUID
    commune_id: int | None
    epci_id: int | None
    department_id: str | None
    region_id: str | None
    year: int
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    status: str
    dataset: Label


@dataclass
class Rows:
    """The rows of one indicator, by place, the oldest year first."""

    communes: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    epcis: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    department: list[Row] = field(default_factory=list)
    region: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        if row.commune_id is not None:
            self.communes[row.commune_id].append(row)
        elif row.epci_id is not None:
            self.epcis[row.epci_id].append(row)
        elif row.department_id is not None:
            self.department.append(row)
        else:
            self.region.append(row)

    def territory(self, indicator: Indicator, epci: int | None, communes: Collection[int]) -> Series:
        """The producer's figures of the EPCI when the perimeter is exactly that, else what its communes make."""
        own = self.epcis.get(epci) if epci is not None else None
        if own:
            return series(own)
        by_year: dict[int, list[Row]] = defaultdict(list)
        for commune in communes:
            for row in self.communes.get(commune, ()):
                by_year[row.year].append(row)
        return [(year, combine(indicator, by_year[year], len(communes))) for year in sorted(by_year)]


def series(rows: Iterable[Row]) -> Series:
    return [(row.year, shown(row)) for row in rows]


def latest(points: Series) -> Shown:
    """The last year known, hidden or not: an older figure never stands for a hidden one."""
    return points[-1][1] if points else NOTHING


def same_year(points: Series, year: int | None) -> Shown:
    """The figure to put beside one of `year`: that year's, else the latest, which bears its own year."""
    return next((figure for when, figure in points if when == year), latest(points))


def without_own(epci: int | None, communes: Iterable[int]) -> Q:
    """The communes' figures, for the indicators that the EPCI itself lacks."""
    own = IndicatorValue.objects.filter(indicator=OuterRef("indicator"), epci=epci)
    inside = Q(commune__in=list(communes))
    return Q(inside, ~Exists(own)) if epci else inside


def labels(caf: Caf) -> dict[UUID, Label]:
    datasets = Dataset.objects.filter(caf=caf)
    known = datasets.values_list("pk", "producer", "name", "edition", "is_fictitious")
    return {pk: Label(producer, name, edition, fictitious) for pk, producer, name, edition, fictitious in known}


@cache
def region_of(department: str) -> str:
    """As a constant of the query: the planner then reads each place by its index."""
    return Department.objects.values_list("region", flat=True).get(pk=department)


def read(
    caf: Caf,
    values: QuerySet[IndicatorValue],
    *,
    epcis: Iterable[int] = (),
    peers: Iterable[int] = (),
    communes: Q | None = None,
) -> dict[UUID, Rows]:
    """The figures of the département, of its region, of these EPCI and communes, by indicator; the last of the peers.

    Each kind of place is read by its own index: one condition on all of them would read every figure of the Caf.
    """
    values = values.order_by()
    above = Q(department=caf.department_id) | Q(region=region_of(caf.department_id))
    parts = [values.filter(above | Q(epci__in=list(epcis)))]
    if peers := list(peers):
        last = values.filter(epci__in=peers).order_by("indicator_id", "epci_id", "-year")
        parts.append(last.distinct("indicator_id", "epci_id"))
    if communes is not None:
        parts.append(values.filter(communes))
    first, *others = (part.values_list(*FIELDS) for part in parts)
    rows = first.union(*others, all=True) if others else first
    found: dict[UUID, Rows] = defaultdict(Rows)
    _add(found, rows.order_by("year"), caf)
    return found


def add_communes(found: dict[UUID, Rows], caf: Caf, indicators: Iterable[Indicator], communes: Iterable[int]) -> None:
    """The communes' figures of these indicators, to be added up; most often there is none and this costs one index."""
    values = IndicatorValue.objects.filter(caf=caf)
    of_communes = values.filter(indicator__in=list(indicators), commune__in=list(communes))
    facts = list(of_communes.order_by("year").values_list(*FIELDS))
    if facts:
        _add(found, facts, caf)


def _add(found: dict[UUID, Rows], facts: Iterable[tuple[Any, ...]], caf: Caf) -> None:
    named = labels(caf)
    for *columns, dataset in facts:
        row = Row._make((*columns, named[dataset]))
        found[row.indicator_id].add(row)
