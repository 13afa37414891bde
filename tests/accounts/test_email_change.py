"""Changing one's address: the new one is proved by a code, the old one is told."""

import pytest
from django.core import mail

from accounts.services import create_person
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
NEW = "zoe.martin@demo.example"


def test_the_address_changes_when_the_code_is_typed(sign_in, prove_again, zoe, code_received):
    client = sign_in(zoe)
    prove_again(client)
    client.post("/compte/adresse/", {"email": NEW, "action_add": "1"})
    client.post("/compte/adresse/code/", {"code": code_received()})

    zoe.refresh_from_db()
    assert zoe.email == NEW
    assert [(each.email, each.verified) for each in zoe.emailaddress_set.all()] == [(NEW, True)]
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == (
        ["zoe.lambert@demo.example"],
        "Votre adresse est changée",
    )


def test_without_the_code_nothing_changes(sign_in, prove_again, zoe):
    client = sign_in(zoe)
    prove_again(client)
    client.post("/compte/adresse/", {"email": NEW, "action_add": "1"})
    client.post("/compte/adresse/code/", {"code": "WRONG1"})

    zoe.refresh_from_db()
    assert zoe.email == "zoe.lambert@demo.example"


def test_somebody_else_s_address_is_not_taken_and_not_told(sign_in, prove_again, zoe):
    create_person("autre@demo.example", "Autre", "Personne", PASSWORD)
    client = sign_in(zoe)
    prove_again(client)

    response = client.post("/compte/adresse/", {"email": "autre@demo.example", "action_add": "1"}, follow=True)

    zoe.refresh_from_db()
    assert "autre compte" not in response.content.decode()
    assert zoe.email == "zoe.lambert@demo.example"


def test_it_asks_who_is_there(sign_in, zoe):
    response = sign_in(zoe).post("/compte/adresse/", {"email": NEW, "action_add": "1"})

    assert response.headers["Location"].startswith("/compte/confirmation/")
