"""Limits: strict for one account, generous for one address, alive when the cache is away."""

from typing import cast

import pytest
from django.core.cache import caches
from django.test import Client, override_settings

from accounts.services import create_person
from ctg.cache import PatientRedisCache
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
CACHE_AWAY = {
    "default": {
        "BACKEND": "ctg.cache.PatientRedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
        "OPTIONS": {"socket_connect_timeout": 1},
    }
}


def attempt(email: str, password: str, headers: dict[str, str] | None = None):
    return Client().post("/compte/connexion/", {"login": email, "password": password}, headers=headers)


def test_the_sixth_wrong_password_is_not_even_tried(zoe):
    for _ in range(5):
        attempt(zoe.email, "faux et archifaux")

    response = attempt(zoe.email, PASSWORD)

    assert "Trop d’essais à la suite" in response.content.decode()


def test_guessing_at_one_account_does_not_lock_another(zoe):
    other = create_person("yann@demo.example", "Yann", "Ropars", PASSWORD)
    for _ in range(6):
        attempt(zoe.email, "faux et archifaux")

    assert attempt(other.email, PASSWORD).status_code == 302


def test_a_hundred_people_of_one_town_hall_come_in_the_same_minute(db):
    people = [create_person(f"p{number}@demo.example", "P", str(number), PASSWORD) for number in range(100)]

    answers = []
    for person in people:
        attempt(person.email, "une faute de frappe")
        answers.append(attempt(person.email, PASSWORD).status_code)

    assert answers == [302] * 100


def test_one_address_that_tries_everybody_is_stopped(db, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login_failed": "20/m/ip,5/5m/key"}

    answers = [attempt(f"inconnu{number}@demo.example", "au hasard, encore") for number in range(21)]

    assert "Trop d’essais à la suite" in answers[-1].content.decode()


def test_a_forged_forwarded_address_changes_nothing(zoe):
    for number in range(5):
        attempt(zoe.email, "faux et archifaux", {"x-forwarded-for": f"203.0.113.{number}"})

    assert "Trop d’essais" in attempt(zoe.email, PASSWORD, {"x-forwarded-for": "203.0.113.9"}).content.decode()


@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_behind_the_proxy_each_visitor_has_their_own_count(sign_in, zoe):
    client = Client(headers={"x-forwarded-for": "198.51.100.7, 203.0.113.20"})
    sign_in(zoe, client=client)

    page = client.get("/compte/connexions/").content.decode()

    assert "203.0.113.20" in page  # added by our proxy; what the visitor claimed is before it
    assert "198.51.100.7" not in page


def test_a_third_code_in_a_minute_is_the_last(client, zoe):
    answers = [Client().post("/compte/connexion/code/", {"email": zoe.email}) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
    assert "Trop d’essais à la suite" in answers[-1].content.decode()


@pytest.fixture
def cache_away():
    with override_settings(CACHES=CACHE_AWAY):
        cast("PatientRedisCache", caches["default"]).spare.clear()
        yield


def test_without_the_cache_people_still_come_in(cache_away, zoe):
    assert attempt(zoe.email, PASSWORD).status_code == 302


def test_without_the_cache_the_process_counts_by_itself(cache_away, zoe):
    for _ in range(5):
        attempt(zoe.email, "faux et archifaux")

    assert "Trop d’essais à la suite" in attempt(zoe.email, PASSWORD).content.decode()


def test_too_many_demands_get_a_french_page(client, db, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}

    answers = [client.post("/compte/connexion/", {"login": "a@demo.example", "password": "b"}) for _ in range(2)]

    assert answers[-1].status_code == 429
    assert "Trop de demandes à la suite" in answers[-1].content.decode()
