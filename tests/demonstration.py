"""Two databases beside the one of the tests: the whole geography of France, and the whole demonstration.

Both are made once a session, and only when a test asks for them. A test that enters one sees nothing of the cast.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connections, transaction
from psycopg import sql

from ctg.demo import seeding
from territories.imports import geography

SEED = 44
PASSWORD = "un-mot-de-passe-long"


@pytest.fixture(scope="session")
def geography_database(django_db_setup, django_db_blocker) -> Iterator[str]:
    """The name of a database that holds the official geography."""
    with django_db_blocker.unblock():
        tests = str(connections["default"].settings_dict["NAME"])
        name = f"{tests}_geography"
        create(name, template=tests)
        with inside(name):
            geography.load(connections["owner"])
        yield name
        drop(name)


@pytest.fixture(scope="session")
def demonstration_database(geography_database, django_db_blocker) -> Iterator[str]:
    """The name of a database that holds the demonstration."""
    with django_db_blocker.unblock():
        name = f"{geography_database}_demo"
        create(name, template=geography_database)
        with inside(name):
            seeding.seed(SEED, PASSWORD)
        yield name
        drop(name)


@pytest.fixture
def whole_country(geography_database, django_db_blocker) -> Iterator[None]:
    """Inside the geography; what the test writes as the owner is undone."""
    with django_db_blocker.unblock(), inside(geography_database), _undone("owner"):
        yield


@pytest.fixture
def demonstration(demonstration_database, django_db_blocker) -> Iterator[None]:
    """Inside the demonstration, as the application; what the test writes is undone."""
    with django_db_blocker.unblock(), inside(demonstration_database), _undone("default"):
        yield


@contextmanager
def inside(name: str) -> Iterator[None]:
    """Point both connections to another database."""
    before = {alias: connections[alias].settings_dict["NAME"] for alias in ("default", "owner")}
    _point(dict.fromkeys(before, name))
    try:
        yield
    finally:
        _point(before)


def _point(names: dict[str, str]) -> None:
    for alias, name in names.items():
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


@contextmanager
def _undone(alias: str) -> Iterator[None]:
    with transaction.atomic(using=alias):
        yield
        transaction.set_rollback(True, using=alias)


def create(name: str, *, template: str) -> None:
    for alias in ("default", "owner"):
        connections[alias].close()  # a template must have no session
    drop(name)
    _as_owner(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


def drop(name: str) -> None:
    _as_owner(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _as_owner(statement: sql.Composed) -> None:
    parameters = connections["owner"].get_connection_params() | {"dbname": "postgres"}
    wanted = {key: parameters[key] for key in ("dbname", "user", "host", "port", "password") if parameters.get(key)}
    with psycopg.connect(**wanted, autocommit=True) as connection:
        connection.execute(statement)
