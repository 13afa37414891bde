"""What a password may be, how it is changed, and how a forgotten one is replaced."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from ctg import settings as product
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "cinq mots qui ne riment pas"


def link_received() -> str:
    found = re.search(r"http://localhost:\d+(/compte/mot-de-passe/nouveau/\S+)", str(mail.outbox[-1].body))
    assert found
    return found.group(1)


@pytest.mark.parametrize("password", [PASSWORD, "quatorze signe", "x9" * 2 + "abcdefghij", "é" * 3 + "abcdefghijklm"])
def test_a_long_password_needs_no_other_rule(password):
    validate_password(password)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("treize signes", "trop court"),
        ("a1" * 65, "trop long"),
        ("CafCtg1234CafCtg", "trop facile à deviner"),
        ("convention-territoriale", "trop facile à deviner"),
        ("aaaaaaaaaaaaaaaaaa", "trop facile à deviner"),
        ("zoe.lambert@demo.example", "trop semblable"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(zoe, password, reason):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, zoe)

    assert reason in str(refusal.value)


def test_argon2_keeps_them():
    assert product.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_changing_it_asks_for_the_present_one_and_ends_every_session(sign_in, zoe):
    here, elsewhere = sign_in(zoe), sign_in(zoe)

    wrong = here.post("/compte/mot-de-passe/", {"oldpassword": "faux", "password1": NEW, "password2": NEW})
    here.post("/compte/mot-de-passe/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    zoe.refresh_from_db()
    assert "Ce n’est pas votre mot de passe actuel" in wrong.content.decode()
    assert zoe.check_password(NEW)
    assert here.get("/compte/profil/").status_code == 302
    assert elsewhere.get("/compte/profil/").status_code == 302
    assert mail.outbox[-1].subject == "Votre mot de passe est changé"


def test_a_forgotten_password_is_replaced_once_by_a_link(client, zoe, sign_in):
    client.post("/compte/mot-de-passe/oublie/", {"email": zoe.email})
    link = link_received()
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    again = Client().get(link, follow=True).content.decode()

    zoe.refresh_from_db()
    assert zoe.check_password(NEW)
    assert "set-password" in page.request["PATH_INFO"]  # the token has left the address, and thus the Referer
    assert "Ce lien n’est plus valable" in again
    assert client.get("/compte/profil/").status_code == 302  # replacing it opens nothing


def test_the_link_lasts_an_hour_and_dies_with_the_password(client, zoe):
    client.post("/compte/mot-de-passe/oublie/", {"email": zoe.email})
    link = link_received()
    zoe.set_password(NEW)
    zoe.save()

    page = client.get(link, follow=True).content.decode()

    assert settings.PASSWORD_RESET_TIMEOUT == 3600
    assert "Ce lien n’est plus valable" in page


def test_a_link_made_up_is_a_clear_page(client, zoe):
    page = client.get("/compte/mot-de-passe/nouveau/abc-123/", follow=True)

    assert page.status_code == 200
    assert "Ce lien n’est plus valable" in page.content.decode()


def test_replacing_it_does_not_skip_the_second_factor(client, zoe, secret_of_zoe, sign_in):
    client.post("/compte/mot-de-passe/oublie/", {"email": zoe.email})
    page = client.get(link_received(), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})

    visitor = sign_in(zoe, NEW)

    assert visitor.get("/compte/profil/").status_code == 302
    assert visitor.get("/compte/connexion/double/").status_code == 200


def test_nobody_else_is_touched(zoe):
    assert User.objects.count() == 1
