"""The CTG of a Caf, with their figures and their alerts, in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from actionplans.models import Action, BudgetLine
from governance.models import Body, Decision, Meeting
from territories.models import Caf, Contour, Ctg, LegalStatus, PerimeterCommune, Phase

RENEWAL_NOTICE = timedelta(days=548)  # eighteen months: the time that a renewal takes
COPIL_SILENCE = timedelta(days=365)
ZERO = Decimal(0)


class AlertKind:
    """Codes kept in addresses; the words are in `Alert`."""

    ENDED = "echue"
    ENDING = "renouvellement"
    UNSIGNED = "non-signee"
    NO_COPIL = "copil"
    LATE_ACTIONS = "retards"
    DECISIONS = "decisions"


ALERT_CHOICES = [
    (AlertKind.ENDED, "Échue sans suite"),
    (AlertKind.ENDING, "Renouvellement à préparer"),
    (AlertKind.UNSIGNED, "En vigueur sans signature"),
    (AlertKind.NO_COPIL, "Sans COPIL depuis un an"),
    (AlertKind.LATE_ACTIONS, "Actions en retard"),
    (AlertKind.DECISIONS, "Décisions en attente"),
]


@dataclass(frozen=True)
class Alert:
    """A reason to look at a CTG, in words."""

    kind: str
    text: str


def with_figures(ctgs: QuerySet[Ctg], today: date) -> Any:
    """Each CTG with its money, its last and next COPIL, its late actions and its overdue decisions."""
    copil = Meeting.objects.filter(ctg=OuterRef("pk"), body__kind=Body.Kind.STEERING).exclude(
        status=Meeting.Status.CANCELLED
    )
    lines = BudgetLine.objects.filter(action__ctg=OuterRef("pk"), is_in_kind=False).order_by()
    overdue = Decision.objects.filter(ctg=OuterRef("pk"), status=Decision.Status.OPEN, due_on__lt=today).order_by()
    return ctgs.select_related("territory", "territory__epci").annotate(
        planned=_sum(lines.filter(side=BudgetLine.Side.EXPENSE)),
        caf_share=_sum(lines.filter(side=BudgetLine.Side.RESOURCE, funder=BudgetLine.Funder.CAF)),
        last_copil=Subquery(copil.filter(held_on__lte=today).order_by("-held_on").values("held_on")[:1]),
        next_copil=Subquery(copil.filter(held_on__gt=today).order_by("held_on").values("held_on")[:1]),
        late_actions=_count(Action.objects.late(today).filter(ctg=OuterRef("pk"))),
        overdue_decisions=_count(overdue),
        is_renewed=Exists(Ctg.objects.filter(renewal_of=OuterRef("pk"))),
        commune_count=_count(PerimeterCommune.objects.filter(ctg=OuterRef("pk"))),
    )


def _sum(lines: QuerySet[BudgetLine]) -> Coalesce:
    total = lines.values("action__ctg").annotate(total=Sum("amount")).values("total")
    return Coalesce(Subquery(total, output_field=DecimalField()), ZERO, output_field=DecimalField())


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("ctg").annotate(count=Count("pk", distinct=True)).values("count")
    return Coalesce(Subquery(counted), 0)


def alerts(ctg: Any, today: date) -> list[Alert]:
    """The reasons to look at a CTG that `with_figures` has annotated, the gravest first."""
    found = [
        (ctg.effective_to < today and not ctg.is_renewed, AlertKind.ENDED, "Échue, sans renouvellement"),
        (
            today <= ctg.effective_to < today + RENEWAL_NOTICE and not ctg.is_renewed,
            AlertKind.ENDING,
            "Renouvellement à préparer",
        ),
        (_runs_unsigned(ctg, today), AlertKind.UNSIGNED, "En vigueur, pas encore signée"),
        (_has_no_copil(ctg, today), AlertKind.NO_COPIL, "Pas de COPIL depuis un an"),
        (ctg.late_actions, AlertKind.LATE_ACTIONS, _counted(ctg.late_actions, "action en retard", "actions en retard")),
        (
            ctg.overdue_decisions,
            AlertKind.DECISIONS,
            _counted(ctg.overdue_decisions, "décision en attente", "décisions en attente"),
        ),
    ]
    return [Alert(kind, text) for is_true, kind, text in found if is_true]


def _runs_unsigned(ctg: Ctg, today: date) -> bool:
    unsigned = ctg.legal_status in {LegalStatus.DRAFT, LegalStatus.APPROVED}
    return unsigned and ctg.effective_from <= today <= ctg.effective_to


def _has_no_copil(ctg: Any, today: date) -> bool:
    if ctg.effective_from > today or ctg.effective_to < today:
        return False
    since = today - COPIL_SILENCE
    return ctg.effective_from < since and (ctg.last_copil is None or ctg.last_copil < since)


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


@dataclass(frozen=True)
class PortfolioRow:
    ctg: Any
    alerts: list[Alert]


def portfolio(caf: Caf, today: date, *, words: str = "", phase: str = "", alert: str = "") -> list[PortfolioRow]:
    """The CTG of a Caf that match the filters, those that need attention first."""
    ctgs = with_figures(caf.ctgs.current(), today)
    if words:
        ctgs = ctgs.filter(Q(territory__name__icontains=words) | Q(number__icontains=words))
    if phase:
        ctgs = ctgs.filter(phase=phase)
    rows = []
    for ctg in ctgs.order_by("territory__name", "-effective_from"):
        ctg.caf = ctg.territory.caf = caf
        rows.append(PortfolioRow(ctg, alerts(ctg, today)))
    if alert:
        rows = [row for row in rows if any(each.kind == alert for each in row.alerts)]
    return rows


def portfolio_totals(rows: Iterable[PortfolioRow]) -> dict[str, Any]:
    """The figures above the table, for the rows that are shown."""
    rows = list(rows)
    return {
        "count": len(rows),
        "planned": sum((row.ctg.planned for row in rows), ZERO),
        "caf_share": sum((row.ctg.caf_share for row in rows), ZERO),
        "with_alerts": sum(bool(row.alerts) for row in rows),
        "communes": sum(row.ctg.commune_count for row in rows),
    }


def phase_counts(rows: Iterable[PortfolioRow]) -> list[tuple[Phase, int]]:
    counts = dict.fromkeys(Phase, 0)
    for row in rows:
        counts[Phase(row.ctg.phase)] += 1
    return list(counts.items())


def contours_of(rows: Iterable[PortfolioRow]) -> dict[int, str]:
    """The SVG path of the EPCI of each territory, by the id of the EPCI."""
    ids = {row.ctg.territory.epci_id for row in rows} - {None}
    paths = Contour.objects.filter(epci__in=ids).values_list("epci", "svg_path")
    return {epci: path for epci, path in paths if epci is not None}
