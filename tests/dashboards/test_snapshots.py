"""What a national observer reads of a Caf: totals of one day, and no name."""

from datetime import date
from decimal import Decimal

import pytest

from actionplans.models import Action, BudgetLine, Plan, PlanNode
from dashboards.models import Snapshot
from dashboards.services.snapshots import take_snapshot
from dashboards.tasks import take_snapshots
from territories.models import PerimeterCommune, Phase
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)


def test_a_snapshot_counts_the_ctg_in_force_and_whom_they_cover(loire, ctg):
    with caf_scope(loire):
        snapshot = take_snapshot(loire, DAY)
        communes = PerimeterCommune.objects.filter(ctg__effective_from__lte=DAY, ctg__effective_to__gte=DAY)
        expected = communes.values("commune").distinct().count()

    assert sum(snapshot.ctg_by_phase.values()) == loire_ctgs_in_force(loire)
    assert snapshot.ctg_by_phase.keys() <= set(Phase.values)
    assert snapshot.communes_covered == expected > 0
    assert snapshot.population_covered > 0


def test_a_snapshot_adds_up_the_money_without_the_gifts_in_kind(loire, ctg, action_with_budget):
    with caf_scope(loire):
        snapshot = take_snapshot(loire, DAY)

    assert snapshot.planned_amount == Decimal(1000)
    assert snapshot.caf_amount == Decimal(400)


def test_a_ctg_that_has_ended_counts_no_more(loire, ctg):
    with caf_scope(loire):
        snapshot = take_snapshot(loire, date(2099, 1, 1))

    assert snapshot.ctg_by_phase == {}
    assert snapshot.communes_covered == snapshot.population_covered == 0


def test_the_second_snapshot_of_a_day_replaces_the_first(loire, ctg):
    with caf_scope(loire):
        first = take_snapshot(loire, DAY)
        again = take_snapshot(loire, DAY)
        kept = Snapshot.objects.filter(taken_on=DAY).count()

    assert (first.pk, kept) == (again.pk, 1)


def test_every_night_each_caf_is_counted_and_sees_its_own_only(loire, vendee, ctg):
    take_snapshots()

    with caf_scope(vendee):
        (own,) = Snapshot.objects.all()
    assert own.caf_id == vendee.pk
    assert own.ctg_by_phase == {}


def loire_ctgs_in_force(caf) -> int:
    with caf_scope(caf):
        return caf.ctgs.filter(effective_from__lte=DAY, effective_to__gte=DAY).count()


@pytest.fixture
def action_with_budget(loire, ctg):
    """An action of 1 000 €, 400 € of which come from the Caf, and a room lent by the town hall."""
    with caf_scope(loire):
        plan = Plan.objects.create(ctg=ctg)
        axis = PlanNode.objects.create(ctg=ctg, plan=plan, position=1, title="Axe")
        action = Action.objects.create(ctg=ctg, node=axis, position=1, title="Action")
        side, funder = BudgetLine.Side, BudgetLine.Funder
        for which, who, amount, in_kind in (
            (side.EXPENSE, "", 1000, False),
            (side.RESOURCE, funder.CAF, 400, False),
            (side.RESOURCE, funder.LOCAL, 600, False),
            (side.EXPENSE, "", 90, True),
            (side.RESOURCE, funder.LOCAL, 90, True),
        ):
            BudgetLine.objects.create(
                action=action, year=2026, side=which, funder=who, amount=Decimal(amount), is_in_kind=in_kind
            )
        return action
