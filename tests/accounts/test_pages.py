"""Every page of the account, in French, without a word of English."""

import re

import pytest
from django.urls import reverse

from accounts.services import create_person

pytestmark = pytest.mark.django_db

PASSWORD = "quatre mots sans rapport"
ENGLISH = re.compile(r"\b(the|your|you|password|sign|email|please|account is|recovery|security key|submit)\b", re.I)
PUBLIC = ["account_login", "account_request_login_code", "account_reset_password", "account_reset_password_done",
          "account_reset_password_from_key_done", "account_signup", "account_inactive"]  # fmt: skip
OWN = ["accounts:profile", "accounts:kept_input", "account_email", "account_change_password", "account_logout",
       "mfa_index", "usersessions_list", "account_reauthenticate"]  # fmt: skip


@pytest.fixture
def zoe(db):
    return create_person("zoe.lambert@demo.example", "Zoé", "Lambert", PASSWORD)


def words(page: str) -> str:
    """The words of a page, without its tags, its addresses and its scripts."""
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.S)
    return re.sub(r"<[^>]+>", " ", page)


def assert_french(response) -> None:
    text = words(response.content.decode())
    assert response.status_code == 200
    assert not ENGLISH.search(text), ENGLISH.search(text)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_visitor_reads_french(client, name):
    response = client.get(reverse(name))

    assert_french(response)


@pytest.mark.parametrize("name", OWN)
def test_a_person_reads_french(as_user, zoe, name):
    response = as_user(zoe).get(reverse(name))

    assert_french(response)
