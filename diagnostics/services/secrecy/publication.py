"""From the held figures to those that everybody may read."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from diagnostics.models import HeldValue, Indicator, IndicatorValue, ValueStatus
from territories.models import Caf
from territories.scope import sees_whole_caf

PLACE = ("commune_id", "epci_id", "department_id", "region_id")


class NotCafWide(Exception):
    """Publishing from a narrower scope would read no held figure, and erase everything."""

    def __init__(self) -> None:
        super().__init__("La publication se fait pour toute la Caf.")


@dataclass(frozen=True)
class Published:
    """How many figures are shown, and how many are hidden for themselves or for others."""

    shown: int
    primary: int
    secondary: int


@transaction.atomic
def publish(caf: Caf, indicator_ids: Iterable[UUID], years: Collection[int]) -> Published:
    """Rewrite what may be shown of these indicators and years, from everything that the Caf holds of them.

    The same held figures give the same hidden cells; what an earlier publication hid stays hidden. To be called
    in the transaction that changes the held figures, in the scope of the whole Caf; no held figure, nothing shown.
    """
    if not sees_whole_caf(caf):
        raise NotCafWide
    indicators = {each.pk: each for each in caf.indicators.filter(pk__in=list(indicator_ids)).select_for_update()}
    held = HeldValue.objects.filter(caf=caf, indicator__in=indicators, year__in=years).order_by("pk")
    values = [_value(row, indicators[row.indicator_id]) for row in held]
    IndicatorValue.objects.filter(caf=caf, indicator__in=indicators, year__in=years).delete()
    IndicatorValue.objects.bulk_create(values, batch_size=2000)
    statuses = [value.status for value in values]
    primary, secondary = (statuses.count(status) for status in _SECRET)
    return Published(len(values) - primary - secondary, primary, secondary)


_SECRET = (ValueStatus.SUPPRESSED_PRIMARY, ValueStatus.SUPPRESSED_SECONDARY)


def _value(row: HeldValue, indicator: Indicator) -> IndicatorValue:
    place = {name: getattr(row, name) for name in PLACE}
    common: dict[str, Any] = {"caf_id": row.caf_id, "indicator_id": row.indicator_id, "dataset_id": row.dataset_id}
    common |= place | {"year": row.year}
    if row.value is None or any(0 < part < indicator.secrecy_threshold for part in _counts(row, indicator)):
        status = row.status if row.status in ValueStatus.hidden() else ValueStatus.SUPPRESSED_PRIMARY
        return IndicatorValue(**common, status=status)
    return IndicatorValue(
        **common, status=row.status, value=row.value, numerator=row.numerator, denominator=row.denominator
    )


def _counts(row: HeldValue, indicator: Indicator) -> Iterator[Any]:
    if indicator.kind == Indicator.Kind.COUNT:
        yield row.value
    if row.numerator is not None:
        yield row.numerator
    if row.denominator is not None:
        yield row.denominator
