"""Who has access, and how an access ends."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from territories.models import Membership, Role
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db
OF_THE_CAF = "/caf/loire-atlantique/acces/"
OF_THE_VALLEY = "/ctg/loire-atlantique/vallee/2026-2030/acces/"


def membership_of(caf, user) -> Membership:
    with caf_scope(caf):
        return Membership.objects.get(user=user)


def test_a_role_taken_away_closes_the_door_at_the_next_request(as_user, maud, rachid, loire, ctg):
    reader = as_user(rachid)
    before = reader.get(ctg.get_absolute_url()).status_code

    as_user(maud).post(f"{OF_THE_CAF}{membership_of(loire, rachid).pk}/retirer/")

    assert (before, reader.get(ctg.get_absolute_url()).status_code) == (200, 404)


def test_what_was_given_today_can_be_taken_today(as_user, maud, person, enters, loire, valley, ctg):
    nils = person("Nils", "Roy")
    enters(nils, loire, Role.READER, valley, starts_on=timezone.localdate())

    as_user(maud).post(f"{OF_THE_CAF}{membership_of(loire, nils).pk}/retirer/")

    assert as_user(nils).get(ctg.get_absolute_url()).status_code == 404


def test_the_list_tells_what_was_done(as_user, maud, rachid, loire):
    client = as_user(maud)
    client.post(f"{OF_THE_CAF}{membership_of(loire, rachid).pk}/retirer/")

    page = client.get(OF_THE_CAF).content.decode()

    assert "Maud Kerven a retiré à Rachid Benali le rôle « Lecteur »." in page


def test_taking_away_is_asked_before(as_user, maud, rachid, loire):
    response = as_user(maud).get(f"{OF_THE_CAF}{membership_of(loire, rachid).pk}/retirer/")

    assert "Retirer l’accès de Rachid Benali ?" in response.content.decode()
    assert membership_of(loire, rachid).ends_on is None


def test_the_last_manager_stays(as_user, maud, loire):
    response = as_user(maud).post(f"{OF_THE_CAF}{membership_of(loire, maud).pk}/retirer/", follow=True)

    assert "C’est le dernier responsable de la Caf" in response.content.decode()
    assert membership_of(loire, maud).ends_on is None


def test_an_adviser_does_not_dismiss_a_manager(as_user, antoine, maud, loire):
    response = as_user(antoine).post(f"{OF_THE_CAF}{membership_of(loire, maud).pk}/retirer/")

    assert response.status_code == 404


def test_an_officer_ends_accesses_of_their_territory_only(as_user, camille, rachid, chloe, loire, ctg):
    client = as_user(camille)

    mine = client.post(f"{OF_THE_VALLEY}{membership_of(loire, rachid).pk}/retirer/")
    theirs = client.post(f"{OF_THE_VALLEY}{membership_of(loire, chloe).pk}/retirer/")

    assert (mine.status_code, theirs.status_code) == (302, 404)


def test_an_officer_sees_the_people_of_their_territory_only(as_user, camille, rachid, chloe, maud, ctg):
    page = as_user(camille).get(OF_THE_VALLEY).content.decode()

    assert "Rachid Benali" in page
    assert "Chloé Guérin" not in page
    assert "Maud Kerven" not in page


@pytest.mark.parametrize(
    ("asked", "seen", "unseen"),
    [
        ("", ["Benali", "Guérin", "Kerven"], ["Ancien"]),
        ("?state=ended", ["Ancien"], ["Benali"]),
        ("?state=all", ["Ancien", "Benali"], []),
        ("?role=reader", ["Benali"], ["Guérin"]),
        ("?territory=cote", ["Guérin"], ["Benali"]),
        ("?q=gué", ["Guérin"], ["Benali"]),
        ("?role=king&territory=nowhere&page=zz", ["Benali", "Guérin"], []),
    ],
)
def test_filters_live_in_the_address(
    as_user, maud, rachid, chloe, person, enters, loire, coast, valley, asked, seen, unseen
):
    with caf_scope(loire):
        coast.slug = "cote"
        coast.save()
    enters(person("Yann", "Ancien"), loire, Role.READER, valley, ends_on=timezone.localdate() - timedelta(days=1))

    page = as_user(maud).get(f"{OF_THE_CAF}{asked}").content.decode()

    table = page.split("<tbody>")[1].split("</tbody>")[0]
    assert [name for name in seen if name not in table] == []
    assert [name for name in unseen if name in table] == []


def test_forty_people_cost_the_queries_of_two(as_user, maud, rachid, person, enters, loire, valley):
    client = as_user(maud)
    client.get(OF_THE_CAF)  # the first visit notes the session

    with CaptureQueriesContext(connection) as few:
        client.get(OF_THE_CAF)
    for number in range(40):
        enters(person("Jo", f"Nom{number}"), loire, Role.READER, valley, starts_on=date(2026, 1, 1))
    with CaptureQueriesContext(connection) as many:
        client.get(OF_THE_CAF)

    assert len(many) == len(few)
