"""The figures of several places read at once, by indicator and by place; only what may be shown is read here."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
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
    region = Department.objects.filter(pk=caf.department_id).values("region")
    values = values.order_by()
    parts = [values.filter(department=caf.department_id), values.filter(region__in=region)]
    if epcis := list(epcis):
        parts.append(values.filter(epci__in=epcis))
    if peers := list(peers):
        last = values.filter(epci__in=peers).order_by("indicator_id", "epci_id", "-year")
        parts.append(last.distinct("indicator_id", "epci_id"))
    if communes is not None:
        parts.append(values.filter(communes))
    first, *others = (part.values_list(*FIELDS) for part in parts)
    named = labels(caf)
    found: dict[UUID, Rows] = defaultdict(Rows)
    facts: tuple[Any, ...]
    for facts in first.union(*others, all=True).order_by("year"):
        row = Row._make((*facts[:-1], named[facts[-1]]))
        found[row.indicator_id].add(row)
    return found
