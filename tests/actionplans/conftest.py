"""The valley's plan: one axe, one objectif, and an action that Les Lutins pilot."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from actionplans import services
from actionplans.models import Action, ActionIssue, BudgetLine, PlanNode, Step
from diagnostics.models import Issue
from partners.models import Contact, Organisation
from territories.models import Ctg
from territories.scope import caf_scope


@pytest.fixture
def make_node(ctg: Ctg) -> Callable[..., PlanNode]:
    def make(title: str, parent: PlanNode | None = None) -> PlanNode:
        with caf_scope(ctg.caf):
            node = PlanNode(ctg=ctg, caf=ctg.caf, territory=ctg.territory, parent=parent, title=title)
            return services.add_node(node)

    return make


@pytest.fixture
def axis(make_node: Callable[..., PlanNode]) -> PlanNode:
    return make_node("Accueillir les 0-3 ans")


@pytest.fixture
def objective(make_node: Callable[..., PlanNode], axis: PlanNode) -> PlanNode:
    return make_node("Maintenir l’offre", axis)


@pytest.fixture
def make_action(ctg: Ctg, objective: PlanNode) -> Callable[..., Action]:
    """make_action("Une crèche") hangs last on the objectif, and says nothing else."""

    def make(title: str, **values: Any) -> Action:
        with caf_scope(ctg.caf):
            return services.add_action(Action(ctg=ctg, title=title, **({"node": objective} | values)))

    return make


@pytest.fixture
def action(make_action: Callable[..., Action], lutins: Organisation) -> Action:
    """« Ouvrir une crèche », piloted by Les Lutins from 2026 to 2028."""
    return make_action(
        "Ouvrir une crèche",
        pilot=lutins,
        starts_on=date(2026, 1, 1),
        ends_on=date(2028, 12, 31),
        description="Vingt places.",
        status=Action.Status.IN_PROGRESS,
    )


@pytest.fixture
def make_issue(ctg: Ctg) -> Callable[..., Issue]:
    def make(number: int, title: str) -> Issue:
        with caf_scope(ctg.caf):
            return Issue.objects.create(ctg=ctg, number=number, title=title, theme="early_childhood")

    return make


@pytest.fixture
def issue(make_issue: Callable[..., Issue], action: Action) -> Issue:
    """E1, which the action answers."""
    answered = make_issue(1, "Le manque de places")
    with caf_scope(action.caf):
        ActionIssue.objects.create(action=action, issue=answered)
    return answered


@pytest.fixture
def spend() -> Callable[..., BudgetLine]:
    """spend(action, 2026, 1000) plans an expense, spend(action, 2026, 400, "caf") a resource."""

    def make(action: Action, year: int, amount: int | str, funder: str = "", **values: Any) -> BudgetLine:
        with caf_scope(action.caf):
            return BudgetLine.objects.create(
                action=action,
                year=year,
                side=BudgetLine.Side.RESOURCE if funder else BudgetLine.Side.EXPENSE,
                funder=funder,
                amount=Decimal(amount),
                **values,
            )

    return make


@pytest.fixture
def step(action: Action) -> Step:
    with caf_scope(action.caf):
        return Step.objects.create(action=action, title="Choisir le terrain", due_on=date(2026, 6, 30))


@pytest.fixture
def town(loire: Any) -> Organisation:
    """The commune, with Nadia as its élue."""
    with caf_scope(loire):
        return Organisation.objects.create(caf=loire, name="Commune de Saint-Aubin", kind=Organisation.Kind.COMMUNE)


@pytest.fixture
def nadia(town: Organisation) -> Contact:
    with caf_scope(town.caf):
        return Contact.objects.create(organisation=town, first_name="Nadia", last_name="Perrin", position="Maire")


@pytest.fixture
def rival(person: Any, enters: Any, loire: Any, valley: Any) -> User:
    """Is a partner of the valley, for another association that pilots nothing."""
    user = person("Rémi", "Laurent")
    enters(user, loire, "partner", valley)
    with caf_scope(loire):
        other = Organisation.objects.create(caf=loire, name="Les Galopins", kind=Organisation.Kind.ASSOCIATION)
        Contact.objects.create(organisation=other, user=user, first_name="Rémi", last_name="Laurent")
    return user


@pytest.fixture
def new_id() -> Callable[[], str]:
    return lambda: str(uuid4())


@pytest.fixture
def budget_url(ctg: Ctg, action: Action) -> str:
    return ctg.url("actionplans:edit_budget", pk=action.pk)


@pytest.fixture
def lines(ctg: Ctg) -> Callable[[], dict[tuple[str, str, int], Decimal]]:
    """What is stored: (side, funder, year) → amount."""

    def read() -> dict[tuple[str, str, int], Decimal]:
        with caf_scope(ctg.caf):
            return {(line.side, line.funder, line.year): line.amount for line in BudgetLine.objects.all()}

    return read


@pytest.fixture
def sent_back() -> Callable[[Any], dict[str, str]]:
    """The fields of the grid on a page, as the browser would send them."""

    def fields(response: Any) -> dict[str, str]:
        grid = response.context["grid"]
        sent = {"shown": grid.shown_text}
        for part in grid.parts:
            management = part.management_form
            sent |= {f"{part.prefix}-{name}": management[name].value() for name in management.fields}
            for form in part.forms:
                sent |= {form.add_prefix(name): form[name].value() or "" for name in form.fields}
        return {name: "" if value is None else str(value) for name, value in sent.items()}

    return fields


@pytest.fixture
def opened(sent_back: Callable[[Any], dict[str, str]], budget_url: str) -> Callable[[Any], dict[str, str]]:
    """opened(client) is the grid as it is shown."""
    return lambda client: sent_back(client.get(budget_url))
