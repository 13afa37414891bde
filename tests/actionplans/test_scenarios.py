"""Scenarios: computed beside the real figures, exact to the cent, and never written into them."""

from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from actionplans.figures.money import Ledger
from actionplans.figures.scenarios import Supposition, suppose
from actionplans.models import BudgetLine, Hypothesis, Scenario
from territories.scope import caf_scope
from tests.actionplans.test_sums import LEDGERS, expense, resource

few = settings(max_examples=25, deadline=None)
ACTIONS = st.sampled_from([UUID(int=number) for number in range(4)])
PERCENTS = st.decimals(min_value=-100, max_value=100, places=2)
SUPPOSITIONS = st.lists(
    st.one_of(
        st.builds(
            Supposition, st.just("funder"), st.sampled_from(BudgetLine.Funder.values),
            from_year=st.integers(2026, 2031), percent=PERCENTS,
        ),
        st.builds(Supposition, st.just("postponed"), action=ACTIONS, months=st.integers(1, 60)),
        st.builds(Supposition, st.just("amount"), action=ACTIONS, percent=PERCENTS),
    ),
    max_size=4,
)  # fmt: skip


@few
@given(LEDGERS, SUPPOSITIONS)
def test_a_scenario_leaves_the_real_figures_as_they_are(ledger, suppositions):
    before = tuple(ledger.entries)

    imagined = suppose(ledger, suppositions)

    assert ledger.entries == before
    assert all(entry.amount >= 0 for entry in imagined.entries)
    assert all(entry.amount == entry.amount.quantize(Decimal("0.01")) for entry in imagined.entries)


@few
@given(LEDGERS, ACTIONS, st.integers(1, 60))
def test_what_is_postponed_costs_the_same_and_still_balances_in_all(ledger, action, months):
    imagined = suppose(ledger, [Supposition("postponed", action=action, months=months)])

    assert imagined.total_expenses == ledger.total_expenses
    assert imagined.total_resources == ledger.total_resources
    assert imagined.in_kind == ledger.in_kind


@few
@given(LEDGERS)
def test_without_hypothesis_nothing_changes(ledger):
    assert suppose(ledger, []) == ledger


def test_a_funder_gives_less_from_a_year_on_and_the_rest_is_missing():
    ledger = Ledger(
        (expense("100", 2027), expense("100", 2028), resource("100", year=2027), resource("100", year=2028))
    )

    imagined = suppose(ledger, [Supposition("funder", "caf", from_year=2028, percent=Decimal(-10))])

    assert imagined.resources == {2027: 100, 2028: 90}
    assert imagined.gaps == {2028: 10}


def test_six_months_later_half_of_each_year_falls_on_the_next():
    ledger = Ledger((expense("100", 2027), expense("50.01", 2028)))

    imagined = suppose(ledger, [Supposition("postponed", action=UUID(int=1), months=6)])

    assert imagined.expenses == {2027: 50, 2028: Decimal("75.01"), 2029: Decimal("25.00")}


def test_eighteen_months_later_two_civil_years_are_touched():
    imagined = suppose(Ledger((expense("120", 2027),)), [Supposition("postponed", action=UUID(int=1), months=15)])

    assert imagined.expenses == {2028: 90, 2029: 30}


@pytest.fixture
def scenario(ctg):
    with caf_scope(ctg.caf):
        return Scenario.objects.create(ctg=ctg, name="La Caf baisse")


@pytest.fixture
def funded(action, spend):
    spend(action, 2028, 1000)
    spend(action, 2028, 1000, "caf")
    return action


def test_it_is_compared_side_by_side_with_the_real_figures(as_user, camille, ctg, funded, scenario):
    client = as_user(camille)
    add = ctg.url("actionplans:add_hypothesis", pk=scenario.pk, kind="funder")

    client.post(add, {"funder": "caf", "way": "down", "size": "10", "from_year": "2028"})
    page = client.get(ctg.url("actionplans:scenarios")).content.decode()

    assert "Chiffres réels" in page
    assert "Caf\u00a0: −10\u00a0% à partir de 2028" in page
    assert "900\u00a0€" in page
    assert "−100\u00a0€" in page


def test_reading_scenarios_writes_nothing_and_no_line_ever_changes(as_user, camille, ctg, funded, scenario):
    with caf_scope(ctg.caf):
        Hypothesis.objects.create(scenario=scenario, kind="postponed", action=funded, months=6)
        Hypothesis.objects.create(scenario=scenario, kind="amount", action=funded, percent=Decimal(25))
        before = list(BudgetLine.objects.order_by("pk").values())
    client = as_user(camille)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = client.get(ctg.url("actionplans:scenarios")).content.decode()

    assert "1\u202f250\u00a0€" in page
    written = [each["sql"] for each in queries if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [sql for sql in written if "actionplans" in sql] == []
    with caf_scope(ctg.caf):
        assert list(BudgetLine.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    ("kind", "sent", "sentence"),
    [
        ("funder", {"funder": "caf", "way": "down", "size": "150", "from_year": "2028"}, "100"),
        ("funder", {"funder": "caf", "way": "down", "size": "-5", "from_year": "2028"}, "ne peut pas être négatif"),
        ("funder", {"funder": "", "way": "down", "size": "5", "from_year": "2028"}, "obligatoire"),
        ("funder", {"funder": "caf", "way": "down", "size": "5", "from_year": "2035"}, "Sélectionnez un choix valide"),
        ("postponed", {"action": "", "months": "6"}, "obligatoire"),
        ("postponed", {"action": "self", "months": "0"}, "1"),
        ("amount", {"action": "self", "way": "up", "size": "beaucoup"}, "Écrivez un nombre"),
    ],
)
def test_an_impossible_hypothesis_gets_a_sentence(as_user, camille, ctg, funded, scenario, kind, sent, sentence):
    fields = {name: str(funded.pk) if value == "self" else value for name, value in sent.items()}

    url = ctg.url("actionplans:add_hypothesis", pk=scenario.pk, kind=kind)
    response = as_user(camille).post(url, fields)

    assert response.status_code == 200
    assert sentence in response.content.decode()
    with caf_scope(ctg.caf):
        assert not Hypothesis.objects.exists()


def test_a_hypothesis_is_corrected_then_removed(as_user, camille, ctg, funded, scenario):
    with caf_scope(ctg.caf):
        each = Hypothesis.objects.create(
            scenario=scenario, kind="funder", funder="caf", percent=Decimal(-10), from_year=2028
        )
    client = as_user(camille)
    url = ctg.url("actionplans:edit_hypothesis", pk=each.pk)

    shown = client.get(url).content.decode()
    client.post(url, {"version": 1, "funder": "caf", "way": "up", "size": "5", "from_year": "2027"})

    assert 'value="10"' in shown
    with caf_scope(ctg.caf):
        each.refresh_from_db()
        assert [each.percent, each.from_year] == [5, 2027]
    client.post(ctg.url("actionplans:delete_hypothesis", pk=each.pk))
    with caf_scope(ctg.caf):
        assert not Hypothesis.objects.exists()


def test_two_scenarios_have_two_names(as_user, camille, ctg, scenario):
    page = as_user(camille).post(ctg.url("actionplans:create_scenario"), {"name": "La Caf baisse"}).content.decode()

    assert "Un scénario porte déjà ce nom." in page


def test_a_partner_opens_no_scenario_and_only_the_team_writes_them(as_user, paul, elise, rachid, ctg, scenario):
    assert as_user(paul).get(ctg.url("actionplans:scenarios")).status_code == 403
    for user in (elise, rachid):
        assert as_user(user).get(ctg.url("actionplans:scenarios")).status_code == 200
        assert as_user(user).get(ctg.url("actionplans:edit_scenario", pk=scenario.pk)).status_code == 403
