"""Zoé has an account with a proved address and a password that the validators accept."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client

from accounts.models import User
from accounts.services import create_person

PASSWORD = "quatre mots sans rapport"


@pytest.fixture
def zoe(db) -> User:
    return create_person("zoe.lambert@demo.example", "Zoé", "Lambert", PASSWORD)


@pytest.fixture
def secret_of_zoe(zoe) -> str:
    """Zoé has paired an application of codes."""
    secret = generate_totp_secret()
    TOTP.activate(zoe, secret)
    return secret


@pytest.fixture
def sign_in() -> Callable[..., Client]:
    """sign_in(zoe) types her address and her password; the client that comes back may have a second step to do."""

    def make(user: User, password: str = PASSWORD, client: Client | None = None, **extra: str) -> Client:
        client = client or Client()
        client.post("/compte/connexion/", {"login": user.email, "password": password, **extra})
        return client

    return make


@pytest.fixture
def prove_again() -> Callable[[Client], None]:
    """Type the password again, as sensitive pages ask."""

    def make(client: Client) -> None:
        client.post("/compte/confirmation/", {"password": PASSWORD})

    return make


@pytest.fixture
def code_received() -> Callable[[], str]:
    def read() -> str:
        found = re.search(r"code de \w+ : (\S+)", str(mail.outbox[-1].body))
        assert found
        return found.group(1)

    return read


def current_code(secret: str) -> str:
    return f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06d}"
