"""The rates of the Caf: a new year starts from the one before."""

from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from actionplans.models import Rate, RateTable
from actionplans.models.bonus import LAST_RATE_YEAR
from territories.models import Caf
from territories.templatetags.french import WIDE

__all__ = ["LAST_RATE_YEAR", "MissingYearBefore", "copy_rates", "years_without_rates"]


class MissingYearBefore(Exception):
    def __init__(self, year: int) -> None:
        super().__init__(f"Aucun barème avant {year}{WIDE}: créez-le sans copie, puis ajoutez ses tarifs.")


@transaction.atomic
def copy_rates(caf: Caf, year: int, *, by: User) -> RateTable:
    """The table of a year, made from the last one before it; one that exists already is left as it is."""
    if already := caf.rate_tables.filter(year=year).first():
        return already
    before = caf.rate_tables.filter(year__lt=year).order_by("-year").first()
    if before is None:
        raise MissingYearBefore(year)
    table = RateTable.objects.create(caf=caf, year=year, source=f"Reconduction de {before.year}", updated_by=by)
    for rate in before.rates.all():
        Rate.objects.create(
            table=table,
            kind=rate.kind,
            category=rate.category,
            unit=rate.unit,
            amount=rate.amount,
            floor=rate.floor,
            cap_percent=rate.cap_percent,
            threshold=rate.threshold,
            source=rate.source,
            updated_by=by,
        )
    return table


def years_without_rates(caf: Caf, years: Iterable[int]) -> list[int]:
    known = set(caf.rate_tables.values_list("year", flat=True))
    return sorted(set(years) - known)
