"""The offer on the map: what is open, where, with what capacity, and what only some may see."""

from datetime import date
from decimal import Decimal

import pytest

from partners.models import Facility
from territories.models import Commune
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db

HERE = "/ctg/loire-atlantique/vallee/2026-2030/diagnostic/offre/"


@pytest.fixture
def opens(loire, valley, lutins, ctg):
    """opens("Les Lucioles", "eaje", "44001", 36) adds a facility to the valley."""

    def make(name, kind, insee_code, capacity=None, *, unit="places", territory=valley, **fields):
        with caf_scope(loire):
            return Facility.objects.create(
                territory=territory, name=name, kind=kind, commune=Commune.objects.get(insee_code=insee_code),
                operator=lutins, capacity=capacity, unit=unit, **fields,
            )  # fmt: skip

    return make


def test_facilities_are_on_the_map_by_kind_with_their_capacity(as_user, rachid, opens):
    opens("Les Lucioles", "eaje", "44001", 36)
    opens("Les Papillons", "eaje", "44001", Decimal("12.5"))
    opens("Le relais", "rpe", "44002", 2, unit="ETP")

    response = as_user(rachid).get(HERE)

    drawing = response.context["map"]
    assert [(mark.text, mark.title) for mark in drawing.marks] == [
        ("C", "Abbaretz\u00a0: 2\u00a0× établissement d’accueil du jeune enfant, 48,5\u00a0places"),
        ("R", "Aigrefeuille-sur-Maine\u00a0: Relais petite enfance, 2\u00a0ETP"),
    ]
    assert [entry.label for entry in drawing.legend] == [
        "Établissement d’accueil du jeune enfant\u00a0: 2, 48,5\u00a0places",
        "Relais petite enfance\u00a0: 1, 2\u00a0ETP",
    ]


def test_each_mark_leads_to_its_line(as_user, rachid, opens):
    facility = opens("Les Lucioles", "eaje", "44001", 36)

    page = as_user(rachid).get(HERE).content.decode()

    assert f'class="map__marker" href="#equipement-{facility.pk}"' in page
    assert f'<tr id="equipement-{facility.pk}">' in page


def test_with_one_kind_the_mark_says_the_capacity(as_user, rachid, opens):
    opens("Les Lucioles", "eaje", "44001", 36)
    opens("Le relais", "rpe", "44002", 2, unit="ETP")

    response = as_user(rachid).get(f"{HERE}?nature=eaje")

    assert [mark.text for mark in response.context["map"].marks] == ["36"]


def test_what_is_closed_or_not_yet_open_is_not_offered(as_user, rachid, opens):
    opens("Fermée", "eaje", "44001", 36, closed_on=date(2020, 1, 1))
    opens("Future", "eaje", "44001", 36, opened_on=date(2090, 1, 1))
    opens("Ouverte", "eaje", "44001", 36, opened_on=date(2020, 1, 1), closed_on=date(2090, 1, 1))

    facilities = as_user(rachid).get(HERE).context["facilities"]

    assert [each.name for each in facilities] == ["Ouverte"]


def test_filters_and_order_are_in_the_address_and_in_the_file(as_user, rachid, opens):
    opens("Petite", "eaje", "44001", 10)
    opens("Grande", "eaje", "44002", 50)
    opens("Inconnue", "eaje", "44002")
    opens("Le relais", "rpe", "44002", 2, unit="ETP")
    client = as_user(rachid)
    query = "?nature=eaje&tri=-capacite"

    page, file = client.get(f"{HERE}{query}"), client.get(f"{HERE}donnees.csv{query}").content.decode("utf-8-sig")

    assert [each.name for each in page.context["facilities"]] == ["Grande", "Petite", "Inconnue"]
    assert [line.split(";")[0] for line in file.splitlines()] == ["Équipement", "Grande", "Petite", "Inconnue"]
    assert "Grande;Établissement d’accueil du jeune enfant;Aigrefeuille-sur-Maine;44002;50;places;Les Lutins" in file
    assert [each.name for each in client.get(f"{HERE}?q=abbaretz").context["facilities"]] == ["Petite"]


def test_the_facilities_of_neighbours_are_for_those_who_may_enter_there(as_user, rachid, antoine, opens, coast):
    opens("À nous", "eaje", "44001", 10)
    opens("À la côte", "eaje", "44055", 10, territory=coast)

    names = {
        user.first_name: [each.name for each in as_user(user).get(f"{HERE}?voisins=on").context["facilities"]]
        for user in (rachid, antoine)
    }

    assert names == {"Rachid": ["À nous"], "Antoine": ["À nous", "À la côte"]}
    assert [each.name for each in as_user(antoine).get(HERE).context["facilities"]] == ["À nous"]


def test_without_facility_the_page_says_where_to_write_them(as_user, camille, ctg):
    page = as_user(camille).get(HERE).content.decode()

    assert "Aucun équipement" in page
    assert "/equipements/nouveau/" in page


@pytest.mark.parametrize(
    "query", ["?nature=zzz", "?tri=zzz", "?voisins=1", "?q=" + "x" * 300, "?nature=eaje&nature=rpe"]
)
def test_a_wrong_address_is_not_an_error(as_user, rachid, opens, query):
    opens("Les Lucioles", "eaje", "44001", 36)

    assert as_user(rachid).get(f"{HERE}{query}").status_code == 200
