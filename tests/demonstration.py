"""Two databases beside the one of the tests: the whole geography of France, and the whole demonstration.

Copied once a session, and only when a test asks for them. A test that enters one sees nothing of the cast.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections, transaction

from tests.databases import PASSWORD, SEED, create, drop, inside, kept

__all__ = ["PASSWORD", "SEED", "create", "demonstration", "drop", "inside", "undone", "whole_country"]


@pytest.fixture(scope="session")
def geography_database(django_db_setup, django_db_blocker) -> Iterator[str]:
    """The name of a database that holds the official geography."""
    yield from _copy("geography", django_db_blocker)


@pytest.fixture(scope="session")
def demonstration_database(django_db_setup, django_db_blocker) -> Iterator[str]:
    """The name of a database that holds the demonstration."""
    yield from _copy("demonstration", django_db_blocker)


def _copy(what: str, blocker: Any) -> Iterator[str]:
    with blocker.unblock():
        name = f"{connections['default'].settings_dict['NAME']}_{what}"
        create(name, template=kept(what))
        yield name
        drop(name)


@pytest.fixture
def whole_country(geography_database, django_db_blocker) -> Iterator[None]:
    """Inside the geography; what the test writes as the owner is undone."""
    with django_db_blocker.unblock(), inside(geography_database), undone("owner"):
        yield


@pytest.fixture
def demonstration(demonstration_database, django_db_blocker) -> Iterator[None]:
    """Inside the demonstration, as the application; what the test writes is undone."""
    with django_db_blocker.unblock(), inside(demonstration_database), undone("default"):
        yield


@contextmanager
def undone(alias: str) -> Iterator[None]:
    with transaction.atomic(using=alias):
        yield
        transaction.set_rollback(True, using=alias)
