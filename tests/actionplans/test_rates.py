"""The rates of the Caf: its managers write them, a new year starts from the one before."""

from decimal import Decimal

import pytest
from django.urls import reverse

from actionplans.models import Rate, RateTable
from territories.scope import caf_scope


@pytest.fixture
def table(loire):
    with caf_scope(loire):
        table = RateTable.objects.create(caf=loire, year=2026, source="Circulaire")
        Rate.objects.create(table=table, kind="alsh", category="new", unit="heure", amount="0.1650", cap_percent=25)
        return table


@pytest.fixture
def address(loire):
    return lambda name, **kwargs: reverse(f"actionplans:{name}", kwargs={"caf": loire.slug, **kwargs})


def test_the_staff_reads_and_only_a_manager_writes(as_user, maud, antoine, camille, address, table):
    assert as_user(antoine).get(address("rate_tables")).status_code == 200
    assert as_user(camille).get(address("rate_tables")).status_code == 403
    for name, arguments in (("create_rate_table", {}), ("add_rate", {"pk": table.pk})):
        assert as_user(maud).get(address(name, **arguments)).status_code == 200
        assert as_user(antoine).get(address(name, **arguments)).status_code == 403


def test_a_rate_is_typed_with_four_decimals(as_user, maud, loire, address, table):
    sent = {"kind": "alsh", "category": "existing", "unit": "heure", "amount": "0,1725"}

    as_user(maud).post(address("add_rate", pk=table.pk), sent)

    with caf_scope(loire):
        assert table.rates.get(category="existing").amount == Decimal("0.1725")


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"amount": "-1"}, "ne peut pas être négatif"),
        ({"amount": "0,12345"}, "Quatre chiffres au plus"),
        ({"category": "new"}, "Ce tarif figure déjà dans le barème"),
        ({"category": "trajectory"}, "Un bonus trajectoire a un palier"),
        ({"threshold": "4"}, "Un palier ne va qu’avec le bonus trajectoire"),
    ],
)
def test_a_wrong_rate_gets_a_sentence(as_user, maud, loire, address, table, sent, sentence):
    right = {"kind": "alsh", "category": "existing", "unit": "heure", "amount": "0,17"}

    page = as_user(maud).post(address("add_rate", pk=table.pk), right | sent).content.decode()

    assert sentence in page
    with caf_scope(loire):
        assert table.rates.count() == 1


def test_a_year_is_copied_once_from_the_year_before(as_user, maud, loire, address, table):
    client = as_user(maud)

    client.post(address("copy_rate_table", year=2027))
    page = client.post(address("copy_rate_table", year=2027), follow=True).content.decode()

    assert "Reconduction de 2026" in page
    with caf_scope(loire):
        assert RateTable.objects.get(year=2027).rates.get().amount == Decimal("0.1650")
        assert Rate.objects.count() == 2


def test_without_any_year_before_nothing_is_copied(as_user, maud, loire, address, table):
    page = as_user(maud).post(address("copy_rate_table", year=2025), follow=True).content.decode()

    assert "Aucun barème avant 2025" in page


def test_a_year_has_one_table(as_user, maud, address, table):
    page = as_user(maud).post(address("create_rate_table"), {"year": "2026"}).content.decode()

    assert "Cette année a déjà son barème." in page


def test_a_deleted_rate_is_asked_about_first(as_user, maud, loire, address, table):
    with caf_scope(loire):
        rate = table.rates.get()
    client = as_user(maud)

    asked = client.get(address("delete_rate", pk=rate.pk)).content.decode()
    client.post(address("delete_rate", pk=rate.pk))

    assert "deviendront inconnues" in asked
    with caf_scope(loire):
        assert not Rate.objects.exists()


def test_the_rates_of_another_caf_do_not_exist(as_user, victor, vendee, address, table):
    there = reverse("actionplans:edit_rate_table", kwargs={"caf": vendee.slug, "pk": table.pk})

    assert as_user(victor).get(there).status_code in {403, 404}
    assert as_user(victor).get(address("rate_tables")).status_code == 404
