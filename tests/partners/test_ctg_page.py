"""The partners of a CTG, and the facilities of its territory."""

from decimal import Decimal

import pytest
from uuid_utils.compat import uuid7

from partners.models import Facility, Participation
from territories.models import Commune
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db
VALLEY = "/ctg/loire-atlantique/vallee/2026-2030/"


@pytest.fixture
def typed(lutins) -> dict[str, str]:
    return {
        "name": "La Maison des Lutins",
        "kind": "eaje",
        "commune": str(Commune.objects.get(insee_code="44001").pk),
        "operator": str(lutins.pk),
        "supported_by": "",
        "capacity": "24.5",
        "unit": "places",
        "new_id": str(uuid7()),
    }


@pytest.fixture
def creche(valley, lutins) -> Facility:
    with caf_scope(valley.caf):
        return Facility.objects.create(
            territory=valley,
            name="Crèche",
            kind="eaje",
            commune=Commune.objects.get(insee_code="44001"),
            operator=lutins,
        )


def test_an_empty_page_says_where_to_begin(as_user, camille, ctg):
    page = as_user(camille).get(f"{VALLEY}partenaires/").content.decode()

    assert "Ajoutez d’abord les signataires" in page


def test_an_organisation_takes_part_and_leaves(as_user, camille, ctg, lutins):
    client = as_user(camille)
    client.post(
        f"{VALLEY}partenaires/ajouter/",
        {"organisation": str(lutins.pk), "part": "operator", "new_id": str(uuid7())},
    )
    page = client.get(f"{VALLEY}partenaires/").content.decode()
    with caf_scope(ctg.caf):
        participation = Participation.objects.get()
    asked = client.get(f"{VALLEY}partenaires/{participation.pk}/retirer/").content.decode()
    client.post(f"{VALLEY}partenaires/{participation.pk}/retirer/")

    assert "Gestionnaire" in page
    assert "Les Lutins" in page
    assert "Retirer « Les Lutins » ?" in asked
    with caf_scope(ctg.caf):
        assert not Participation.objects.exists()


def test_the_same_part_is_held_once(as_user, camille, ctg, lutins):
    client = as_user(camille)
    typed = {"organisation": str(lutins.pk), "part": "operator"}

    client.post(f"{VALLEY}partenaires/ajouter/", typed | {"new_id": str(uuid7())})
    again = client.post(f"{VALLEY}partenaires/ajouter/", typed | {"new_id": str(uuid7())})

    assert "Cette organisation tient déjà ce rôle" in again.content.decode()


def test_a_facility_is_added_and_edited(as_user, camille, ctg, valley, typed):
    client = as_user(camille)

    client.post(f"{VALLEY}equipements/nouveau/", typed)
    with caf_scope(valley.caf):
        facility = Facility.objects.get()
    client.post(f"{VALLEY}equipements/{facility.pk}/", typed | {"name": "Les Lutins", "version": 1})

    with caf_scope(valley.caf):
        facility.refresh_from_db()
    assert (facility.name, facility.capacity, facility.territory_id) == ("Les Lutins", Decimal("24.50"), valley.pk)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"capacity": "-3"}, "La capacité ne peut pas être négative"),
        ({"capacity": "1e99"}, "chiffres"),
        ({"capacity": "beaucoup"}, "Saisissez un nombre"),
        ({"opened_on": "2026-05-01", "closed_on": "2026-04-01"}, "La fermeture doit suivre l’ouverture"),
        ({"commune": ""}, "Ce champ est obligatoire"),
        ({"operator": str(uuid7())}, "Sélectionnez un choix valide"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_keeps_the_rest(as_user, camille, ctg, valley, typed, changes, sentence):
    response = as_user(camille).post(f"{VALLEY}equipements/nouveau/", typed | changes)

    page = response.content.decode()
    assert response.status_code == 200
    assert sentence in page
    assert 'value="La Maison des Lutins"' in page
    with caf_scope(valley.caf):
        assert not Facility.objects.exists()


def test_a_commune_outside_the_perimeter_is_refused(as_user, camille, ctg, typed):
    elsewhere = Commune.objects.get(insee_code="44055")

    response = as_user(camille).post(f"{VALLEY}equipements/nouveau/", typed | {"commune": str(elsewhere.pk)})

    assert "Sélectionnez un choix valide" in response.content.decode()


@pytest.mark.parametrize("asked", ["?kind=rpe", "?q=zzz"])
def test_facilities_are_filtered_by_the_address(as_user, camille, ctg, creche, asked):
    client = as_user(camille)

    everything = client.get(f"{VALLEY}partenaires/").content.decode()
    nothing = client.get(f"{VALLEY}partenaires/{asked}").content.decode()

    assert "Crèche</a>" in everything
    assert "Crèche</a>" not in nothing
    assert "Aucun équipement ici" in nothing


def test_a_facility_of_another_territory_is_not_found(as_user, chloe, coast_ctg, creche):
    address = coast_ctg.url("partners:edit_facility", pk=creche.pk)

    assert as_user(chloe).get(address).status_code == 404


@pytest.mark.parametrize("who", ["elise", "paul", "rachid"])
def test_the_page_is_for_the_team(request, as_user, ctg, who):
    assert as_user(request.getfixturevalue(who)).get(f"{VALLEY}partenaires/").status_code == 403
