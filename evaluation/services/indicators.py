"""An indicator and its targets, written together."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from evaluation.models import Indicator, Target


class IndicatorIsMeasured(Exception):
    """What was measured stays: the evaluation rests on it."""

    def __init__(self, indicator: Indicator) -> None:
        super().__init__(f"« {indicator} » a déjà des mesures : il ne peut plus être supprimé.")


@transaction.atomic
def save_indicator(indicator: Indicator, targets: Mapping[int, Decimal | None]) -> Indicator:
    """Keep an indicator and one target for each year that has a value; a year left empty has none."""
    indicator.save()
    kept = {year: value for year, value in targets.items() if value is not None}
    indicator.targets.exclude(year__in=kept).delete()
    Target.objects.bulk_create(
        [Target(indicator=indicator, year=year, value=value) for year, value in kept.items()],
        update_conflicts=True,
        unique_fields=["caf", "indicator", "year"],
        update_fields=["value"],
    )
    return indicator


@transaction.atomic
def delete_indicator(indicator: Indicator) -> None:
    """Erase an indicator that was created by mistake, with its targets."""
    if indicator.measures.exists():
        raise IndicatorIsMeasured(indicator)
    indicator.delete()
