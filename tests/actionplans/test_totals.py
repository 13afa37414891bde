"""The page « Budget »: every table adds up to the same money, the bonus is counted once, drafts stay private."""

import io
import re
from decimal import Decimal
from uuid import UUID
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actionplans import services
from actionplans.figures import totals
from actionplans.figures.money import Entry, Ledger
from actionplans.models import ActionCommune, FacilityYear, Rate, RateTable, SharedLine
from actionplans.services import Reader, Wanted
from partners.models import Facility
from territories.scope import caf_scope
from tests.actionplans import worked_example
from tests.actionplans.test_sums import LEDGERS, YEARS

few = settings(max_examples=25, deadline=None)
WHOLE = Reader(is_team=True, reads_money=True)


@few
@given(LEDGERS, st.dictionaries(st.integers(0, 3), st.lists(st.sampled_from("abcdefg"), unique=True)))
def test_every_table_adds_up_to_the_same_money(ledger, places):
    communes = {UUID(int=action): names for action, names in places.items()}

    spent = [totals.by_nature(ledger, YEARS), totals.by_commune(ledger, communes, YEARS)]
    received = [totals.by_funder(ledger, YEARS), totals.by_certainty(ledger, YEARS)]

    assert {table.whole for table in spent} == {ledger.total_expenses}
    assert {table.whole for table in received} == {ledger.total_resources}
    assert totals.by_local_body(ledger, {}, YEARS).whole == ledger.net_cost


@few
@given(LEDGERS)
def test_firm_and_forecast_make_the_resources(ledger):
    rows = {row.label.split()[1]: row for row in totals.summary(ledger, YEARS, is_whole=True).rows[2:6]}

    assert rows["fermes"].total + rows["prévisionnelles"].total == ledger.total_resources
    assert rows["Caf"].total == ledger.caf


def test_a_third_is_shared_to_the_cent():
    entry = Entry(UUID(int=1), 2026, "expense", "operating", "", None, "planned", False, Decimal(100))

    table = totals.by_commune(Ledger((entry,)), {UUID(int=1): ["A", "B", "C"]}, YEARS)

    assert [row.total for row in table.rows] == [Decimal("33.33"), Decimal("33.34"), Decimal("33.33")]


@pytest.fixture
def isac(ctg, camille):
    with caf_scope(ctg.caf):
        worked_example.build(ctg, by=camille)
        yield services.plan_tree(ctg)


def test_the_worked_example_is_read_in_every_table(ctg, isac):
    money = services.plan_money(ctg, WHOLE, isac, Wanted(), is_filtered=False)

    found = {table.key: table for table in money.tables}
    assert {row.label: row.total for row in found["axes"].rows} == {
        "1 Accueillir les 0-3 ans": 2_506_000,
        "2 Grandir, accompagner": 762_000,
        "3 Vivre et accéder à ses droits": 580_000,
    }
    assert found["financeurs"].with_shares[0][1] == Decimal("43.7")
    assert found["collectivites"].whole == 1_374_000
    assert {table.whole for key, table in found.items() if key in {"axes", "natures", "communes"}} == {3_848_000}


@pytest.fixture
def bonus(ctg, lutins, action, spend):
    """23 500 € of bonus in 2026, of which 15 000 € are already in a line of 20 000 € of the action."""
    spend(action, 2026, 20_000)
    line = spend(action, 2026, 20_000, "caf", scheme="PSU et bonus", organisation=lutins)
    with caf_scope(ctg.caf):
        commune = ctg.communes.first()
        ActionCommune.objects.create(action=action, commune=commune)
        table = RateTable.objects.create(caf=ctg.caf, year=2026)
        Rate.objects.create(table=table, kind="eaje", category="existing", unit="place", amount=Decimal(2350))
        nursery = Facility.objects.create(
            territory=ctg.territory, name="Les Lucioles", kind="eaje", commune=commune, operator=lutins
        )
        year = FacilityYear.objects.create(ctg=ctg, facility=nursery, year=2026, existing_units=10)
        SharedLine.objects.create(facility_year=year, line=line, amount=15_000)
    return line


def test_the_bonus_is_counted_once(as_user, camille, ctg, bonus):
    page = as_user(camille).get(ctg.url("actionplans:totals") + "?bonus=on").content.decode()

    assert "moins le bonus territoire qu’elles contiennent" in page
    assert "\u221215\u202f000\u00a0€" in page
    assert "28\u202f500\u00a0€" in page  # 20 000 - 15 000 + 23 500


def test_a_line_lowered_since_shares_no_more_than_it_has(as_user, camille, ctg, bonus):
    with caf_scope(ctg.caf):
        bonus.amount = Decimal(5_000)
        bonus.save()

    page = as_user(camille).get(ctg.url("actionplans:totals") + "?bonus=on").content.decode()

    assert "23\u202f500\u00a0€" in page
    assert "28\u202f500\u00a0€" not in page


def test_the_bonus_is_not_added_to_some_actions_only(as_user, camille, ctg, bonus):
    page = as_user(camille).get(ctg.url("actionplans:totals") + "?bonus=on&q=crèche").content.decode()

    assert "il n’est pas ajouté à une sélection d’actions" in page
    assert "qu’elles contiennent" not in page


def test_filters_are_kept_in_the_address_and_in_the_files(as_user, camille, ctg, bonus, action, spend):
    spend(action, 2027, 777)
    client = as_user(camille)

    page = client.get(ctg.url("actionplans:totals") + "?year=2026&certainty=planned").content.decode()
    sheet = client.get(ctg.url("actionplans:totals_csv") + "?year=2026").content.decode()
    book = client.get(ctg.url("actionplans:totals_xlsx") + "?year=2026").content

    assert "budget.xlsx?year=2026&amp;certainty=planned" in page
    assert "777" not in page + sheet
    assert "Ressources par financeur;Caf;20000,00;20000,00" in sheet
    with ZipFile(io.BytesIO(book)) as archive:
        assert "Dépenses par axe" in archive.read("xl/workbook.xml").decode()


def test_a_filter_that_makes_no_sense_is_said_and_hides_nothing(as_user, camille, ctg, bonus):
    page = as_user(camille).get(ctg.url("actionplans:totals") + "?year=1850").content.decode()

    assert "Sélectionnez un choix valide" in page
    assert "20\u202f000\u00a0€" in page


def test_a_partner_reads_aggregates_and_never_the_line_of_another_organisation(
    as_user, rival, paul, ctg, bonus, action, town, spend
):
    spend(action, 2026, 4_321, scheme="Autre")
    spend(action, 2026, 4_321, "local", organisation=town, scheme="Projet secret", certainty="requested")
    places = ("totals", "totals_csv", "plan", "export", "timeline", "follow_up", "bonus", "bonus_csv")
    addresses = [ctg.url(f"actionplans:{name}") for name in places]
    addresses += [ctg.url("actionplans:action", pk=action.pk), ctg.url("actionplans:totals") + "?year=2026&q=crèche"]
    addresses += [ctg.url("actionplans:totals") + "?nature=investment&certainty=requested&bonus=on&funder=local"]

    for user in (rival, paul):
        for address in addresses:
            text = as_user(user).get(address).content.decode()
            assert "Projet secret" not in text, address
            assert not re.search(r"(?<![\d\u202f])4\u202f?321", text), address
    own = as_user(paul).get(ctg.url("actionplans:action", pk=action.pk)).content.decode()
    assert "PSU et bonus" in own
    assert "24\u202f321\u00a0€" in as_user(rival).get(ctg.url("actionplans:totals")).content.decode()


def test_an_elected_official_reads_every_table(as_user, elise, ctg, bonus):
    page = as_user(elise).get(ctg.url("actionplans:totals")).content.decode()

    for title in ("Par année", "Ressources par financeur", "Reste à charge", "Dépenses par commune concernée"):
        assert title in page
