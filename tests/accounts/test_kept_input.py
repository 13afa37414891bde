"""A form sent after the session has ended: kept for its author, shown to nobody else, without any secret."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from uuid_utils.compat import uuid7

from accounts.services import kept_input
from partners.models import Organisation
from territories.models import Role
from territories.scope import caf_scope
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
FORM = "/caf/loire-atlantique/organisations/nouvelle/"
KEPT = "/compte/saisie-conservee/"


@pytest.fixture
def typed() -> dict[str, str]:
    return {
        "name": "Amicale <laïque>",
        "kind": "association",
        "siren": "",
        "address": "1 rue Haute\n44170 Nozay",
        "new_id": str(uuid7()),
        "csrfmiddlewaretoken": "jeton",
    }


@pytest.fixture
def zoe_advises(zoe, enters, loire):
    enters(zoe, loire, Role.CAF_ADVISOR)
    return zoe


@pytest.fixture
def ended(zoe_advises, sign_in) -> Client:
    """Zoé's browser, whose session has ended on the server."""
    client = sign_in(zoe_advises)
    client.get("/compte/profil/")
    client.session.flush()
    return client


def hidden_inputs(page: str) -> list[tuple[str, str]]:
    form = page.split(f'action="{FORM}"')[1].split("</form>", maxsplit=1)[0]
    found = re.findall(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', form)
    return [(name, html.unescape(value)) for name, value in found if name != "csrfmiddlewaretoken"]


def test_what_was_typed_comes_back_after_the_sign_in_and_is_saved(ended, zoe, sign_in, typed, loire):
    answer = ended.post(FORM, typed)
    told = ended.get(answer.url).content.decode()
    landed = ended.post(answer.url, {"login": zoe.email, "password": PASSWORD, "next": KEPT})
    page = ended.get(landed.url).content.decode()
    saved = ended.post(FORM, dict(hidden_inputs(page)))

    with caf_scope(loire):
        organisation = Organisation.objects.get()
    assert answer.url == "/compte/connexion/?next=/compte/saisie-conservee/"
    assert "Votre saisie est conservée" in told
    assert re.search(r"<dt>\s*Nom\s*</dt>", page)
    assert "Amicale &lt;laïque&gt;" in page
    assert saved.status_code == 302
    assert (organisation.name, organisation.address) == ("Amicale <laïque>", "1 rue Haute\n44170 Nozay")


def test_once_sent_again_it_is_kept_no_more(ended, sign_in, zoe, typed):
    ended.post(FORM, typed)
    sign_in(zoe, client=ended)
    ended.post(FORM, typed)

    assert "Rien à reprendre" in ended.get(KEPT).content.decode()


def test_it_waits_even_when_the_way_back_was_lost(ended, zoe, sign_in, typed):
    ended.post(FORM, typed)

    response = ended.post("/compte/connexion/", {"login": zoe.email, "password": PASSWORD})

    assert response.url == KEPT


def test_somebody_else_who_signs_in_sees_nothing_of_it(ended, camille, typed):
    ended.post(FORM, typed)
    ended.force_login(camille)

    page = ended.get(KEPT).content.decode()

    assert "Amicale" not in page
    assert kept_input.SESSION_KEY not in ended.session


def test_a_stranger_leaves_nothing(client, db, typed):
    answer = client.post(FORM, typed)

    assert answer.status_code == 302
    assert kept_input.SESSION_KEY not in client.session


def test_a_forged_memory_of_the_last_person_is_not_believed(client, zoe, typed):
    client.cookies["derniere-personne"] = f"{zoe.pk}:signature"

    client.post(FORM, typed)

    assert kept_input.SESSION_KEY not in client.session


def test_no_secret_is_kept(ended, typed):
    ended.post(FORM, typed | {"password1": "très secret", "invite_token": "abc", "api_secret": "x"})

    kept = dict(ended.session[kept_input.SESSION_KEY]["fields"])
    assert set(kept) == {"name", "kind", "siren", "address", "new_id"}


@pytest.mark.parametrize("address", ["/compte/mot-de-passe/", "/compte/profil/", "/compte/adresse/"])
def test_pages_of_the_account_keep_nothing(ended, address):
    ended.post(address, {"first_name": "Zoé", "oldpassword": "secret"})

    assert kept_input.SESSION_KEY not in ended.session


def test_files_are_asked_for_again(ended, zoe, sign_in, typed):
    ended.post(FORM, typed | {"photo": SimpleUploadedFile("plan.pdf", b"%PDF-")})
    sign_in(zoe, client=ended)

    assert "Les fichiers joints ne sont pas conservés" in ended.get(KEPT).content.decode()


def test_too_much_is_not_kept(ended, typed):
    ended.post(FORM, typed | {"address": "a" * 600_000})

    assert kept_input.SESSION_KEY not in ended.session


def test_it_can_be_given_up(ended, zoe, sign_in, typed):
    ended.post(FORM, typed)
    sign_in(zoe, client=ended)

    ended.post(KEPT)

    assert "Rien à reprendre" in ended.get(KEPT).content.decode()


def test_a_fragment_asked_without_session_sends_the_whole_page_to_the_sign_in(client, db):
    response = client.get(FORM, headers={"HX-Request": "true", "HX-Current-URL": "/caf/loire-atlantique/"})

    assert (response.status_code, response.headers["HX-Redirect"]) == (
        200,
        "/compte/connexion/?next=/caf/loire-atlantique/",
    )


def stale(zoe, origin: str | None) -> tuple[Client, dict[str, str]]:
    """Zoé has signed in again in another window: the form of this one bears an old token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(zoe)
    client.get("/compte/adresse/")
    return client, {"origin": origin} if origin else {}


def test_a_page_older_than_the_sign_in_loses_nothing(zoe_advises, typed):
    client, headers = stale(zoe_advises, "http://testserver")

    answer = client.post(FORM, typed, headers=headers)

    assert answer.headers["Location"] == KEPT
    assert "Amicale" in client.get(KEPT).content.decode()


@pytest.mark.parametrize("origin", [None, "https://evil.example"])
def test_a_form_of_another_site_is_refused_and_forgotten(zoe_advises, typed, origin, loire):
    client, headers = stale(zoe_advises, origin)

    answer = client.post(FORM, typed, headers=headers)

    assert answer.status_code == 403
    assert "Cette page était ouverte depuis trop longtemps" in answer.content.decode()
    assert kept_input.SESSION_KEY not in client.session
    with caf_scope(loire):
        assert not Organisation.objects.exists()


def test_choices_and_unknown_fields_are_told_in_words():
    kept = kept_input.KeptInput(
        path="/",
        app="partners",
        fields=[
            ("lines-0-organisation", [str(uuid7())]),
            ("kind", ["association"]),
            ("odd_field", ["x"]),
            ("empty", [""]),
            ("version", ["3"]),
        ],
        had_files=False,
        person_id="",
    )

    assert [(line.label, line.values) for line in kept.lines] == [
        ("Organisation", ["(votre choix dans la liste)"]),
        ("Nature", ["Association"]),
        ("Odd field", ["x"]),
    ]
