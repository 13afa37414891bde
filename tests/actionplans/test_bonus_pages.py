"""The pages of the bonus territoire: who reads what, what is typed, what is refused."""

from decimal import Decimal

import pytest

from actionplans.models import FacilityYear, Rate, RateTable, SharedLine, Trajectory
from partners.models import Facility
from territories.models import Commune
from territories.scope import caf_scope


@pytest.fixture
def make_facility(ctg, lutins):
    def make(name, kind="eaje", operator=lutins):
        with caf_scope(ctg.caf):
            return Facility.objects.create(
                territory=ctg.territory,
                name=name,
                kind=kind,
                commune=Commune.objects.earliest("insee_code"),
                operator=operator,
            )

    return make


@pytest.fixture
def nursery(make_facility):
    return make_facility("Les Lucioles")


@pytest.fixture
def rates(loire, ctg):
    with caf_scope(loire):
        for year in (2026, 2027):
            table = RateTable.objects.create(caf=loire, year=year)
            Rate.objects.create(table=table, kind="eaje", category="existing", unit="place", amount=Decimal(2350))
            Rate.objects.create(table=table, kind="eaje", category="new", unit="place", amount=Decimal(2900))
            Rate.objects.create(table=table, kind="eaje", category="trajectory", unit="place", amount=300, threshold=12)


@pytest.fixture
def counted(ctg, nursery, rates):
    with caf_scope(ctg.caf):
        return FacilityYear.objects.create(
            ctg=ctg, facility=nursery, year=2026, existing_units=20, notified=Decimal(45_000), paid=Decimal(40_000)
        )


@pytest.fixture
def fields(ctg):
    """fields(client, facility): the form as it is shown, ready to be sent back."""

    def read(client, facility):
        form = client.get(ctg.url("actionplans:edit_bonus", pk=facility.pk)).context["form"]
        return {name: str(form[name].value() if form[name].value() is not None else "") for name in form.fields}

    return read


def test_the_page_shows_estimated_notified_and_paid_and_says_estimation(as_user, elise, ctg, counted):
    page = as_user(elise).get(ctg.url("actionplans:bonus")).content.decode()

    assert "47\u202f000\u00a0€" in page
    assert "notifié 45\u202f000\u00a0€" in page
    assert "versé 40\u202f000\u00a0€" in page
    assert "Notifié\u00a0: 2\u202f000\u00a0€ de moins que l’estimation (4,3\u00a0%)." in page
    assert "La raison n’est pas encore indiquée" in page
    assert "Estimation" in page
    assert "Le barème de 2028, 2029, 2030 manque" in page


def test_the_team_types_a_facility_and_the_estimate_follows(as_user, camille, ctg, nursery, rates, fields):
    client = as_user(camille)
    sent = fields(client, nursery) | {
        "existing_units_2026": "20",
        "existing_units_2027": "20",
        "new_units_2027": "5",
        "opening_month_2027": "9",
        "notified_2026": "47 k€",
    }

    page = client.post(ctg.url("actionplans:edit_bonus", pk=nursery.pk), sent, follow=True).content.decode()

    assert "51\u202f833,33\u00a0€" in page
    assert "4\u00a0mois sur 12" in page
    with caf_scope(ctg.caf):
        assert FacilityYear.objects.get(year=2026).notified == 47_000


def test_what_is_wrong_is_said_beside_its_cell_and_nothing_is_lost(as_user, camille, ctg, nursery, fields):
    client = as_user(camille)
    sent = fields(client, nursery) | {
        "existing_units_2026": "-3",
        "notified_2026": "beaucoup",
        "paid_2026": "1 000",
        "opening_month_2027": "9",
    }

    page = client.post(ctg.url("actionplans:edit_bonus", pk=nursery.pk), sent).content.decode()

    assert "Une quantité ne peut pas être négative." in page
    assert "Écrivez un nombre" in page
    assert "Combien d’unités nouvelles" in page
    assert 'value="1 000"' in page
    with caf_scope(ctg.caf):
        assert not FacilityYear.objects.exists()


def test_two_people_on_one_facility_lose_nothing(as_user, camille, antoine, ctg, nursery, fields):
    url = ctg.url("actionplans:edit_bonus", pk=nursery.pk)
    hers, his = as_user(camille), as_user(antoine)
    first, second = fields(hers, nursery), fields(his, nursery)

    hers.post(url, first | {"existing_units_2026": "20"})
    his.post(url, second | {"existing_units_2027": "25"})
    page = his.post(url, second | {"existing_units_2026": "22"}).content.decode()

    assert "Rien n’est perdu" in page
    assert "Unités existantes, 2026" in page
    with caf_scope(ctg.caf):
        stored = dict(FacilityYear.objects.values_list("year", "existing_units"))
    assert stored == {2026: 20, 2027: 25}


def test_an_emptied_year_disappears(as_user, camille, ctg, nursery, counted, fields):
    client = as_user(camille)
    sent = fields(client, nursery) | {"existing_units_2026": "", "notified_2026": "", "paid_2026": ""}

    client.post(ctg.url("actionplans:edit_bonus", pk=nursery.pk), sent)

    with caf_scope(ctg.caf):
        assert not FacilityYear.objects.exists()


def test_a_partner_reads_the_totals_and_their_own_facilities_only(
    as_user, paul, rival, ctg, counted, make_facility, town
):
    other = make_facility("La Marelle", operator=town)
    with caf_scope(ctg.caf):
        FacilityYear.objects.create(ctg=ctg, facility=other, year=2026, existing_units=10)

    own, stranger = (as_user(user).get(ctg.url("actionplans:bonus")).content.decode() for user in (paul, rival))
    sheet = as_user(paul).get(ctg.url("actionplans:bonus_csv")).content.decode()

    assert "Les Lucioles" in own
    assert "Les Lucioles" in sheet
    for page in (own, stranger, sheet):
        assert "La Marelle" not in page
    assert "Les Lucioles" not in stranger
    assert "70\u202f500\u00a0€" in stranger


@pytest.mark.parametrize("name", ["edit_bonus", "share_bonus", "edit_trajectory", "edit_service_bonus"])
def test_only_the_team_writes(as_user, elise, paul, rachid, ctg, nursery, name):
    known = {"edit_trajectory": {}, "edit_service_bonus": {"service": "steering"}}
    url = ctg.url(f"actionplans:{name}", **known.get(name, {"pk": nursery.pk}))

    assert {as_user(user).get(url).status_code for user in (elise, paul, rachid)} == {403}


def test_the_places_of_2023_start_the_trajectory(as_user, camille, ctg, counted):
    client = as_user(camille)

    client.post(ctg.url("actionplans:edit_trajectory"), {"baseline_places": "0"})
    client.post(ctg.url("actionplans:edit_trajectory"), {"baseline_places": "16"})
    page = client.get(ctg.url("actionplans:bonus")).content.decode()

    assert "20 places en décembre, 25,0\u00a0% depuis 2023\u00a0: 300\u00a0€ par place." in page
    with caf_scope(ctg.caf):
        assert Trajectory.objects.get().baseline_places == 16


def test_a_line_shared_with_an_action_holds_no_more_than_it_has(as_user, camille, ctg, nursery, counted, action, spend):
    line = spend(action, 2026, 30_000, "caf", scheme="PSU et bonus")
    client = as_user(camille)
    url = ctg.url("actionplans:share_bonus", pk=nursery.pk) + f"?action={action.pk}"

    refused = client.post(url, {f"line_{line.pk}": "30 001"}).content.decode()
    accepted = client.post(url, {f"line_{line.pk}": "12 k€"}, follow=True).content.decode()

    assert "Cette ligne ne peut en contenir que 30\u202f000\u00a0€." in refused.replace("000 €", "000\u00a0€")
    assert "Dont 12\u202f000\u00a0€" in accepted
    with caf_scope(ctg.caf):
        assert SharedLine.objects.get().amount == 12_000


def test_a_bonus_that_no_facility_shares_is_named_to_the_team(
    as_user, camille, elise, ctg, nursery, counted, action, spend
):
    line = spend(action, 2026, 30_000, "caf", scheme="PSU et bonus territoire")
    url = ctg.url("actionplans:bonus")

    before = as_user(camille).get(url).content.decode()
    with caf_scope(ctg.caf):
        SharedLine.objects.create(facility_year=counted, line=line, amount=10)

    assert "il risque d’être compté deux fois" in before
    assert "Ouvrir une crèche" in before
    assert "compté deux fois" not in as_user(camille).get(url).content.decode()
    assert "compté deux fois" not in as_user(elise).get(url).content.decode()


def test_the_spreadsheet_holds_the_lines_and_the_totals(as_user, camille, ctg, counted):
    sheet = as_user(camille).get(ctg.url("actionplans:bonus_csv")).content.decode()

    assert "Les Lucioles;Les Lutins;2026;20,00;0,00;47000,00;45000,00;40000,00" in sheet
    assert "Total;Bonus territoire;;2026" in sheet


def test_a_facility_elsewhere_is_not_found_here(as_user, antoine, coast_ctg, nursery):
    assert as_user(antoine).get(coast_ctg.url("actionplans:edit_bonus", pk=nursery.pk)).status_code == 404


def test_an_unknown_service_is_not_found(as_user, camille, ctg):
    assert as_user(camille).get(ctg.url("actionplans:edit_service_bonus", service="lune")).status_code == 404
