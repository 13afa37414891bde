"""Organisations and their contacts, seen from the Caf and from a CTG."""

import pytest
from uuid_utils.compat import uuid7

from partners.models import Contact, Organisation
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db
CAF = "/caf/loire-atlantique/"
VALLEY = "/ctg/loire-atlantique/vallee/2026-2030/"


@pytest.fixture
def typed() -> dict[str, str]:
    return {"name": "CCAS d’Abbaretz", "kind": "ccas", "siren": "", "address": "", "new_id": str(uuid7())}


def stored(organisation: Organisation) -> Organisation:
    with caf_scope(organisation.caf):
        return Organisation.objects.get(pk=organisation.pk)


@pytest.mark.parametrize(
    ("who", "address"),
    [("antoine", f"{CAF}organisations/nouvelle/"), ("camille", f"{VALLEY}partenaires/organisations/nouvelle/")],
)
def test_the_team_creates_an_organisation(request, as_user, ctg, loire, typed, who, address):
    response = as_user(request.getfixturevalue(who)).post(address, typed | {"siren": "200 067 635"})

    with caf_scope(loire):
        organisation = Organisation.objects.get()
    assert response.status_code == 302
    assert str(organisation.pk) in response.url
    assert (organisation.siren, organisation.updated_by) == ("200067635", request.getfixturevalue(who))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"siren": "123456789"}, "sa clé de contrôle est fausse"),
        ({"siren": "12"}, "Un SIREN compte neuf chiffres"),
        ({"siren": "x" * 30}, "au plus 20 caractères"),
        ({"siren": "١٢٣٤٥٦٧٨٩"}, "Un SIREN compte neuf chiffres"),
        ({"name": "Les Lutins"}, "Une organisation porte déjà ce nom"),
        ({"name": "x" * 300}, "au plus 200 caractères"),
        ({"name": "\x00"}, "Le caractère nul"),
        ({"kind": "église"}, "Sélectionnez un choix valide"),
        ({"commune": "999999"}, "Sélectionnez un choix valide"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_keeps_the_rest(as_user, antoine, loire, lutins, typed, changes, sentence):
    response = as_user(antoine).post(f"{CAF}organisations/nouvelle/", typed | {"address": "1 rue Haute"} | changes)

    page = response.content.decode()
    assert response.status_code == 200
    assert sentence in page
    assert "1 rue Haute" in page
    with caf_scope(loire):
        assert Organisation.objects.count() == 1


def test_the_same_form_sent_twice_creates_one_organisation(as_user, antoine, loire, typed):
    client = as_user(antoine)

    answers = {client.post(f"{CAF}organisations/nouvelle/", typed).url for _ in range(2)}

    with caf_scope(loire):
        assert Organisation.objects.count() == 1
    assert len(answers) == 1


def test_two_people_editing_see_both_versions(as_user, antoine, maud, lutins):
    address = f"{CAF}organisations/{lutins.pk}/modifier/"
    values = {"name": "Les Lutins", "kind": "association", "siren": "", "address": "", "version": 1}
    as_user(maud).post(address, values | {"name": "Les Lutins bleus"})

    response = as_user(antoine).post(address, values | {"name": "Les Lutins verts"})

    assert "Maud Kerven a modifié cette page pendant que vous l’écriviez" in response.content.decode()
    assert stored(lutins).name == "Les Lutins bleus"


def test_an_archived_organisation_is_proposed_no_more_and_can_come_back(as_user, antoine, ctg, lutins):
    client = as_user(antoine)
    client.post(f"{CAF}organisations/{lutins.pk}/archiver/")
    listed, proposed = (
        client.get(address).content.decode() for address in (f"{CAF}organisations/", f"{VALLEY}partenaires/ajouter/")
    )
    with_archived = client.get(f"{CAF}organisations/?archived=on").content.decode()
    client.post(f"{CAF}organisations/{lutins.pk}/retablir/")

    assert "Les Lutins</a>" not in listed
    assert "Les Lutins" not in proposed
    assert "Les Lutins" in with_archived
    assert not stored(lutins).is_archived


@pytest.mark.parametrize(
    ("asked", "is_found"), [("q=lut", True), ("q=zzz", False), ("kind=association", True), ("kind=msa", False)]
)
def test_the_list_is_filtered_by_its_address(as_user, antoine, lutins, asked, is_found):
    page = as_user(antoine).get(f"{CAF}organisations/?{asked}").content.decode()

    assert ("Les Lutins</a>" in page) is is_found


@pytest.mark.parametrize(
    ("who", "prefix"), [("antoine", f"{CAF}organisations/"), ("camille", f"{VALLEY}partenaires/organisations/")]
)
def test_the_team_keeps_the_contacts(request, as_user, ctg, lutins, who, prefix):
    client = as_user(request.getfixturevalue(who))
    typed = {"first_name": "Nadia", "last_name": "Perrin", "email": "nadia@demo.example", "new_id": str(uuid7())}

    client.post(f"{prefix}{lutins.pk}/contacts/nouveau/", typed)
    with caf_scope(lutins.caf):
        contact = Contact.objects.get()
    edit = prefix.removesuffix("organisations/") + f"contacts/{contact.pk}/"
    client.post(edit, {"first_name": "Nadia", "last_name": "Perrin-Le Goff", "version": 1})

    with caf_scope(lutins.caf):
        contact.refresh_from_db()
    assert (contact.organisation_id, contact.last_name, contact.version) == (lutins.pk, "Perrin-Le Goff", 2)


def test_a_contact_of_another_caf_is_not_found(as_user, victor, antoine, vendee):
    with caf_scope(vendee):
        theirs = Organisation.objects.create(caf=vendee, name="Les Ajoncs", kind="association")

    assert as_user(antoine).get(f"{CAF}organisations/{theirs.pk}/").status_code == 404


@pytest.mark.parametrize("who", ["camille", "elise", "paul", "rachid"])
def test_the_list_of_the_caf_is_for_its_staff(request, as_user, who):
    assert as_user(request.getfixturevalue(who)).get(f"{CAF}organisations/").status_code == 403
