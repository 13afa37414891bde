"""The plan of the Rives d’Isac, written through the services that the screens use."""

from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import User
from actionplans import services
from actionplans.models import Action, ActionIssue, BudgetLine, PlanNode, Step
from actionplans.services import Cell, Cells, RowKey
from diagnostics.models import Issue
from partners.models import Organisation
from territories.models import Ctg
from tests.conventions.isac.plan import ACTIONS, AXES, ISSUES, YEARS, _resources

FUNDERS = {
    "Caf": "caf",
    "Bloc communal": "local",
    "Département": "department",
    "État": "state",
    "MSA": "msa",
    "Familles": "families",
}


def build(ctg: Ctg, *, by: User) -> None:
    """Three axes, six objectifs, ten actions and their money; inside the scope of the Caf."""
    issues = {
        code: Issue.objects.create(ctg=ctg, number=number, title=label.split(" ", 1)[1], theme="early_childhood")
        for number, (code, label) in enumerate(ISSUES.items(), start=1)
    }
    for _, title, objectives in AXES:
        axis = _node(ctg, title)
        for code, name in objectives.items():
            node = _node(ctg, name, axis)
            for row in ACTIONS:
                if row[0].startswith(f"{code}."):
                    _action(ctg, node, row, issues, by)


def _node(ctg: Ctg, title: str, parent: PlanNode | None = None) -> PlanNode:
    node = PlanNode(ctg=ctg, caf=ctg.caf, territory=ctg.territory, parent=parent, title=title)
    return services.add_node(node)


def _action(ctg: Ctg, node: PlanNode, row: tuple[Any, ...], issues: dict[str, Issue], by: User) -> None:
    _, title, answered, pilot, _, thousands, caf, others, _ = row
    organisation, _ = Organisation.objects.get_or_create(caf=ctg.caf, name=pilot, defaults={"kind": "association"})
    action = services.add_action(
        Action(
            ctg=ctg,
            node=node,
            title=title,
            pilot=organisation,
            starts_on=date(2026, 1, 1),
            ends_on=date(2030, 12, 31),
            visibility=Action.Visibility.PARTNERS,
        )
    )
    for code in answered:
        ActionIssue.objects.create(action=action, issue=issues[code])
    Step.objects.create(action=action, title="Étude d’usage et choix du lieu", due_on=date(2026, 3, 31))
    Step.objects.create(action=action, title="Ouverture au public", due_on=date(2027, 9, 1))
    services.write_budget(action, cells(thousands, caf, others), shown={}, by=by)


def cells(thousands: tuple[int, ...], caf: int, others: dict[str, int]) -> Cells:
    """The grid of one action: its expenses, and each funder's part of them."""
    expenses = tuple(Decimal(amount * 1000) for amount in thousands)
    found: Cells = {}
    for year, amount in zip(YEARS, expenses, strict=True):
        found[Cell(_row(BudgetLine.Side.EXPENSE, ""), year)] = amount
    for line in _resources(expenses, caf, others):
        for year, amount in zip(YEARS, line.amounts, strict=True):
            found[Cell(_row(BudgetLine.Side.RESOURCE, FUNDERS[line.label]), year)] = amount
    return {cell: amount for cell, amount in found.items() if amount}


def _row(side: str, funder: str) -> RowKey:
    return RowKey(side, BudgetLine.Nature.OPERATING, funder, None, "", BudgetLine.Certainty.PLANNED, is_in_kind=False)
