"""What an élu wants to know of a CTG in two minutes, for one commune."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum

from accounts.models import User
from actionplans.models import Action, BudgetLine
from governance.models import Decision, Meeting
from partners.models import Contact
from territories.models import Commune, Ctg

ZERO = Decimal(0)


@dataclass(frozen=True)
class CommuneBrief:
    """`planned` is the whole cost of the actions that concern the commune; only they are listed."""

    commune: Commune | None
    promises: list[Any]
    planned: Decimal
    caf_share: Decimal
    local_share: Decimal
    late: list[Action]
    expected: list[Decision]
    meetings: list[Meeting]


def commune_of(user: User, ctg: Ctg, chosen: Commune | None) -> Commune | None:
    """The commune chosen on the page, else the one for which the person sits, else the first of the perimeter."""
    if chosen is not None:
        return chosen
    perimeter = ctg.communes.order_by("name")
    own = Contact.objects.filter(caf=ctg.caf, user=user, organisation__commune__isnull=False)
    return perimeter.filter(pk__in=own.values("organisation__commune")).first() or perimeter.first()


def commune_brief(ctg: Ctg, commune: Commune | None, today: date, *, reader: User) -> CommuneBrief:
    shared = ctg.actions.exclude(visibility=Action.Visibility.TEAM)
    actions = shared.filter(Q(communes=commune) | Q(communes=None)).distinct()
    money = BudgetLine.objects.filter(action__in=actions, is_in_kind=False)
    return CommuneBrief(
        commune=commune,
        promises=list(actions.select_related("pilot", "node").order_by("node__position", "position")),
        planned=_total(money.expenses()),
        caf_share=_total(money.resources().filter(funder=BudgetLine.Funder.CAF)),
        local_share=_total(money.resources().filter(funder=BudgetLine.Funder.LOCAL)),
        late=list(actions.late(today).with_late_since(today).select_related("pilot")),
        expected=list(ctg.decisions.filter(owner__user=reader, status=Decision.Status.OPEN).select_related("meeting")),
        meetings=list(
            ctg.meetings.filter(held_on__gte=today, status=Meeting.Status.PLANNED, body__seats__contact__user=reader)
            .select_related("body")
            .distinct()
            .order_by("held_on")
        ),
    )


def _total(lines: Any) -> Decimal:
    return lines.aggregate(total=Sum("amount"))["total"] or ZERO
