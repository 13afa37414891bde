"""What the tests of partners type, and how they read the letters that left."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from uuid_utils.compat import uuid7

from accounts.models import User
from accounts.services import create_person

PASSWORD = "quatre mots sans rapport"


@pytest.fixture
def invited() -> dict[str, str]:
    """What somebody types to invite Nora as a reader of the territory in hand."""
    return {
        "email": "nora.vidal@demo.example",
        "first_name": "Nora",
        "last_name": "Vidal",
        "role": "reader",
        "organisation": "",
        "membership_ends_on": "",
        "new_id": str(uuid7()),
    }


@pytest.fixture
def link_received() -> Callable[[], str]:
    """The path of the link in the last letter."""

    def read() -> str:
        found = re.search(r"http://localhost:\d+(/invitation/\S+)", str(mail.outbox[-1].body))
        assert found
        return found.group(1)

    return read


@pytest.fixture
def nora(db) -> User:
    """Has an account already, and enters nowhere."""
    return create_person("nora.vidal@demo.example", "Nora", "Vidal", PASSWORD)
