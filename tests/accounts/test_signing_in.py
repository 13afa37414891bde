"""Coming in: by password, by one-time code, and never by signing up."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def is_in(client: Client) -> bool:
    return client.get("/compte/profil/").status_code == 200


def test_a_password_opens_the_door(sign_in, zoe):
    assert is_in(sign_in(zoe))


def test_the_case_of_the_address_does_not_matter(client, zoe):
    client.post("/compte/connexion/", {"login": "Zoe.Lambert@Demo.Example", "password": PASSWORD})

    assert is_in(client)


@pytest.mark.parametrize("login", ["zoe.lambert@demo.example", "personne@demo.example"])
def test_a_wrong_password_says_the_same_whether_the_account_exists_or_not(client, zoe, login):
    response = client.post("/compte/connexion/", {"login": login, "password": "un autre mot de passe"})

    assert response.status_code == 200
    assert "Adresse électronique ou mot de passe incorrect." in response.content.decode()
    assert f'value="{login}"' in response.content.decode()
    assert not is_in(client)


def test_a_closed_account_does_not_open(sign_in, zoe):
    User.objects.update(is_active=False)

    assert not is_in(sign_in(zoe))


def test_closing_an_account_ends_its_sessions_at_the_next_request(sign_in, zoe):
    client = sign_in(zoe)

    User.objects.update(is_active=False)

    assert not is_in(client)


def test_a_code_received_by_mail_opens_the_door_once(client, zoe, code_received):
    client.post("/compte/connexion/code/", {"email": zoe.email})
    code = code_received()
    client.post("/compte/connexion/code/saisie/", {"code": code})
    other = Client()
    other.post("/compte/connexion/code/saisie/", {"code": code})

    assert is_in(client)
    assert not is_in(other)
    assert str(mail.outbox[-1].message()).count(code) == 2  # in the text and in the HTML


def test_three_wrong_codes_close_the_attempt(client, zoe, code_received):
    client.post("/compte/connexion/code/", {"email": zoe.email})
    code = code_received()
    for _ in range(3):
        client.post("/compte/connexion/code/saisie/", {"code": "WRONG1"})

    client.post("/compte/connexion/code/saisie/", {"code": code})

    assert not is_in(client)


PUBLIC_FORMS = [
    ("/compte/connexion/code/", "email", {}),
    ("/compte/mot-de-passe/oublie/", "email", {}),
    ("/compte/connexion/", "login", {"password": "un autre mot de passe"}),
]


@pytest.mark.parametrize(("address", "field", "rest"), PUBLIC_FORMS)
def test_no_public_form_tells_who_has_an_account(zoe, address, field, rest):
    known, unknown = zoe.email, "zoe.lambert@nulle.example"

    answers = []
    for email in (known, unknown):
        response = Client().post(address, {field: email, **rest}, follow=True)
        body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode()).replace(email, "@")
        answers.append((response.status_code, response.redirect_chain, body))

    assert answers[0] == answers[1]


def test_an_unknown_address_gets_a_letter_too(client, db):
    client.post("/compte/connexion/code/", {"email": "personne@demo.example"})

    assert mail.outbox[-1].subject == "Aucun compte à cette adresse"
    assert "demandez une invitation" in mail.outbox[-1].body


def test_nobody_signs_up(client, db):
    response = client.post(
        "/compte/inscription/", {"email": "intrus@demo.example", "password1": PASSWORD, "password2": PASSWORD}
    )

    assert "sur invitation" in response.content.decode()
    assert not User.objects.exists()


def test_the_session_changes_its_id_at_the_door(client, zoe, sign_in):
    client.get("/compte/connexion/")
    client.session["before"] = True
    client.session.save()
    before = client.session.session_key

    sign_in(zoe, client=client)

    assert client.session.session_key != before


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "https:evil.example"],
)
def test_the_way_back_never_leaves_the_site(client, zoe, address):
    response = client.post("/compte/connexion/", {"login": zoe.email, "password": PASSWORD, "next": address})

    assert "evil" not in response.headers["Location"]
    assert "javascript" not in response.headers["Location"]


def test_a_forged_host_is_refused(client, db):
    response = client.get("/compte/mot-de-passe/oublie/", headers={"host": "evil.example"})

    assert response.status_code == 400


def test_leaving_shows_nothing_behind(sign_in, zoe):
    client = sign_in(zoe)
    profile = client.get("/compte/profil/")

    client.post("/compte/deconnexion/")

    assert not is_in(client)
    assert "no-store" in profile.headers["Cache-Control"]


def test_the_account_menu_leads_to_pages_that_exist(sign_in, zoe):
    client = sign_in(zoe)

    page = client.get("/compte/profil/").content.decode()

    menu = page.split("menu__panel")[2] if page.count("menu__panel") > 1 else page
    links = re.findall(r'href="(/compte/[^"]+)"', menu)
    assert reverse("accounts:profile") in links
    assert {client.get(link).status_code for link in links} <= {200, 302}
