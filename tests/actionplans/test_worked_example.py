"""The plan of the Rives d’Isac balances to the cent, built through the services that the screens use."""

from decimal import Decimal

import pytest

from actionplans import services
from actionplans.services import Reader, Wanted
from territories.scope import caf_scope
from tests.actionplans import isac_bonus, worked_example

BY_YEAR = {2026: 865_000, 2027: 943_000, 2028: 673_000, 2029: 681_000, 2030: 686_000}
BY_FUNDER = {
    "Caf": 1_680_000,
    "Communes et intercommunalité": 1_374_000,
    "Département": 26_000,
    "État": 525_000,
    "MSA": 49_000,
    "Familles": 194_000,
}


@pytest.fixture
def tree(ctg, camille):
    with caf_scope(ctg.caf):
        worked_example.build(ctg, by=camille)
        yield services.plan_tree(ctg)


def test_it_has_three_axes_six_objectifs_and_ten_actions(tree):
    depths = [branch.depth for branch in tree.walk()]

    assert (depths.count(1), depths.count(2), len(tree.sheets)) == (3, 6, 10)


def test_its_codes_are_those_of_the_dossier(tree):
    assert [sheet.code for sheet in tree.sheets] == [
        *("1.1.1", "1.1.2", "1.2.1", "1.2.2"),
        *("2.1.1", "2.1.2", "2.2.1", "2.2.2"),
        *("3.1.1", "3.2.1"),
    ]


def test_its_totals_are_those_of_the_dossier(tree):
    assert tree.money.expenses == {year: Decimal(amount) for year, amount in BY_YEAR.items()}
    assert tree.money.total_expenses == Decimal(3_848_000)
    assert {row.label: row.total for row in tree.money.funder_rows(tree.years)} == BY_FUNDER
    assert (tree.money.caf, tree.money.net_cost) == (Decimal(1_680_000), Decimal(1_374_000))
    assert tree.money.caf_percent == Decimal("43.7")


def test_every_action_balances_every_year(tree):
    assert [sheet.code for sheet in tree.unbalanced] == []
    assert tree.money.is_balanced


def test_the_axes_add_up_to_the_plan(tree):
    totals = [axis.money.total_expenses for axis in tree.branches]

    assert totals == [Decimal(2_506_000), Decimal(762_000), Decimal(580_000)]
    assert sum(totals) == tree.money.total_expenses


def test_each_action_knows_the_enjeux_that_it_answers(tree):
    answered = {sheet.code: [issue.code for issue in sheet.issues] for sheet in tree.sheets}

    assert answered["2.1.2"] == ["E3", "E5"]
    assert tree.without_issue == []


def test_its_bonus_is_that_of_the_dossier_to_the_euro(ctg, camille, lutins):
    with caf_scope(ctg.caf):
        isac_bonus.build(ctg, lutins, by=camille)

        table = services.bonus_table(ctg, Reader(is_team=True, reads_money=True))

    assert [total.estimated for total in table.totals] == list(isac_bonus.BONUS)
    assert [total.growth and total.growth.amount for total in table.totals] == list(isac_bonus.TRAJECTORY)
    assert [total.with_trajectory for total in table.totals] == list(isac_bonus.TOTALS)
    assert table.five_years == 2_716_950
    written = {line.label: tuple(cell.estimated or 0 for cell in line.cells) for line in table.lines if line.is_written}
    pilotage = "Pilotage de la CTG (chargés de coopération)"
    assert written == {
        pilotage if label == "Pilotage" else label: amounts for label, (_, amounts) in isac_bonus.LINES.items()
    }


def test_the_new_places_are_counted_once_in_what_the_caf_brings(tree, ctg, camille, lutins):
    isac_bonus.build(ctg, lutins, by=camille)
    isac_bonus.share(ctg, tree.sheets[0].action, by=camille)
    reader = Reader(is_team=True, reads_money=True)

    money = services.plan_money(ctg, reader, tree, Wanted(with_bonus=True), is_filtered=False)

    caf = next(table for table in money.tables if table.key == "caf")
    assert [row.total for row in caf.rows] == [1_680_000, -174_000, 2_716_950]
    assert caf.whole == 4_222_950
