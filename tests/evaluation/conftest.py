"""A plan of the valley and what judges it: places for children, and refused requests."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from accounts.models import User
from actionplans.models import Action, Plan, PlanNode
from evaluation.models import Indicator, Measure, Target
from partners.models import Organisation
from territories.models import Ctg
from territories.scope import caf_scope


@pytest.fixture
def node(ctg: Ctg) -> PlanNode:
    with caf_scope(ctg.caf):
        plan = Plan.objects.create(ctg=ctg)
        axis = PlanNode.objects.create(plan=plan, title="Accueillir les 0-3 ans")
        return PlanNode.objects.create(plan=plan, parent=axis, title="Développer l’offre")


@pytest.fixture
def action(ctg: Ctg, node: PlanNode, lutins: Organisation) -> Action:
    """Piloted by Les Lutins, for whom Paul works."""
    with caf_scope(ctg.caf):
        return Action.objects.create(ctg=ctg, node=node, title="Agrandir le multi-accueil", pilot=lutins)


@pytest.fixture
def make_indicator(ctg: Ctg) -> Callable[..., Indicator]:
    """make_indicator(action, {2028: 183, 2030: 192}, {2026: 178}): 174 places in 2024, then targets and measures."""

    def make(
        action: Action | None,
        targets: dict[int, float] | None = None,
        measures: dict[int, float] | None = None,
        by: User = None,  # type: ignore[assignment]  # only a measure needs its author
        **values: object,
    ) -> Indicator:
        defaults = {
            "label": "Places en accueil collectif",
            "unit": "places",
            "baseline_value": Decimal(174),
            "baseline_year": 2024,
            "source": "Caf, données de gestion",
        }
        with caf_scope(ctg.caf):
            indicator = Indicator.objects.create(ctg=ctg, action=action, **(defaults | values))
            for year, value in (targets or {}).items():
                Target.objects.create(indicator=indicator, year=year, value=Decimal(str(value)))
            for year, value in (measures or {}).items():
                Measure.objects.create(indicator=indicator, year=year, value=Decimal(str(value)), reported_by=by)
        return indicator

    return make


@pytest.fixture
def places(make_indicator: Callable[..., Indicator], action: Action) -> Indicator:
    return make_indicator(action, {2028: 183, 2030: 192})


@pytest.fixture
def page(as_user) -> Callable[[User, str], str]:
    """page(camille, url) is what Camille reads there."""
    return lambda user, url: as_user(user).get(url).content.decode()
