"""The pages that read every app."""

import pytest

from partners.models import Contact, Organisation
from territories.models import Phase
from territories.scope import caf_scope
from tests import world

pytestmark = pytest.mark.django_db


def test_somebody_with_one_space_goes_straight_to_it(as_user, camille, ctg):
    response = as_user(camille).get("/")

    assert response.url == "/ctg/loire-atlantique/vallee/2026-2030/"


def test_an_elue_lands_on_the_page_of_her_commune(as_user, elise, ctg):
    response = as_user(elise).get("/", follow=True)

    page = response.content.decode()
    assert "Ce que l’on attend de moi" in page
    assert "Abbaretz" in page


def test_the_list_shows_the_commune_that_is_read(as_user, elise, loire, ctg):
    with caf_scope(loire):
        last = ctg.communes.order_by("name").last()
        town = Organisation.objects.create(caf=loire, name="Sa mairie", kind=Organisation.Kind.COMMUNE, commune=last)
        Contact.objects.create(caf=loire, organisation=town, user=elise, first_name="Élise", last_name="Moreau")

    page = as_user(elise).get(ctg.url("dashboards:elected")).content.decode()

    assert f'<option value="{last.pk}" selected>{last.name}</option>' in page


def test_somebody_in_two_cafs_chooses(as_user, camille, enters, vendee, marsh, ctg, marsh_ctg):
    enters(camille, vendee, "reader", marsh)

    page = as_user(camille).get("/").content.decode()

    assert "Caf de Loire-Atlantique" in page
    assert "Caf de la Vendée" in page


def test_somebody_without_a_role_is_told_what_to_do(as_user, person):
    page = as_user(person("Nina", "Sans-Rôle")).get("/").content.decode()

    assert "Vous n’avez accès à aucun espace" in page


def test_the_portfolio_filters_by_what_its_address_says(as_user, antoine, ctg, coast_ctg):
    client = as_user(antoine)

    everything = client.get("/caf/loire-atlantique/").content.decode()
    filtered = client.get("/caf/loire-atlantique/?words=vall").content.decode()

    assert "Vallée" in everything
    assert "Côte" in everything
    assert "Côte" not in filtered


@pytest.mark.parametrize("address", ["?phase=nimporte", "?page=abc", "?alert=zz&words=%00", "?phase=preparation"])
def test_a_strange_address_is_an_empty_or_whole_list_never_an_error(as_user, antoine, ctg, address):
    assert as_user(antoine).get(f"/caf/loire-atlantique/{address}").status_code == 200


@pytest.mark.parametrize("phase", list(Phase))
def test_each_phase_says_what_to_do_next(as_user, antoine, loire, phase):
    lived = world.build(loire, antoine, "CANARI", ["44001"], phase=phase)

    page = as_user(antoine).get(lived.ctg.get_absolute_url()).content.decode()

    assert "Que faire ensuite" in page


def test_a_closed_ctg_does_not_make_an_elue_choose(as_user, elise, valley, make_ctg, ctg):
    make_ctg(valley, "44001", start=2021)

    assert as_user(elise).get("/").url == f"{ctg.get_absolute_url()}ma-commune/"
    assert "2021-2025" in as_user(elise).get("/espaces/").content.decode()
