"""The figures of one Caf on one day: all that a national observer may ever read of it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, QuerySet, Sum

from actionplans.models import BudgetLine
from dashboards.models import Snapshot
from territories.models import Caf, PerimeterCommune, Population

ZERO = Decimal(0)


def take_snapshot(caf: Caf, day: date) -> Snapshot:
    """Count the CTG in force on `day`; taken twice the same day, the second replaces the first.

    The call belongs inside the scope of the whole Caf: under a narrower one the totals would be too low.
    """
    ctgs = caf.ctgs.filter(effective_from__lte=day, effective_to__gte=day)
    communes = PerimeterCommune.objects.filter(ctg__in=ctgs).values("commune")
    money = BudgetLine.objects.filter(action__ctg__in=ctgs, is_in_kind=False)
    snapshot, _ = Snapshot.objects.update_or_create(
        caf=caf,
        taken_on=day,
        defaults={
            "ctg_by_phase": dict(ctgs.order_by("phase").values_list("phase").annotate(Count("pk"))),
            "communes_covered": communes.distinct().count(),
            "population_covered": _population(communes),
            "planned_amount": _total(money.filter(side=BudgetLine.Side.EXPENSE)),
            "caf_amount": _total(money.filter(side=BudgetLine.Side.RESOURCE, funder=BudgetLine.Funder.CAF)),
        },
    )
    return snapshot


def _population(communes: QuerySet[PerimeterCommune, Any]) -> int:
    """Of the newest vintage that is loaded: two vintages are never added."""
    known = Population.objects.filter(commune__in=communes)
    newest = known.aggregate(newest=Max("vintage"))["newest"]
    return known.filter(vintage=newest).aggregate(total=Sum("municipal"))["total"] or 0


def _total(lines: QuerySet[BudgetLine]) -> Decimal:
    return lines.aggregate(total=Sum("amount"))["total"] or ZERO
