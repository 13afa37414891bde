"""A role that row-level security does not bind is refused, with real roles of the real database."""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from ctg.role_guard import DangerousRole

pytestmark = pytest.mark.django_db


@pytest.fixture
def connect_as() -> Iterator[Callable[[str], BaseDatabaseWrapper]]:
    """connect_as("ctg_owner") is a second connection of the application, under that role."""
    opened = []

    def connect(role: str) -> BaseDatabaseWrapper:
        other = connection.copy()
        other.settings_dict["USER"] = role
        opened.append(other)
        other.ensure_connection()
        return other

    yield connect
    for other in opened:
        other.close()


@pytest.mark.parametrize(
    ("role", "reason"),
    [
        ("postgres", "est super-utilisateur"),
        ("ctg_backup", "peut ignorer la protection des lignes"),
        ("ctg_owner", "possède des tables"),
    ],
)
def test_a_role_that_could_see_every_caf_is_refused(connect_as, role, reason):
    with pytest.raises(DangerousRole, match=rf"«\s{role}\s» de la base de données {reason}.*«\sctg_app\s»"):
        connect_as(role)


def test_a_refused_role_is_refused_again_at_the_next_query():
    other = connection.copy()
    other.settings_dict["USER"] = "postgres"
    with pytest.raises(DangerousRole):
        other.ensure_connection()

    with pytest.raises(DangerousRole), other.cursor() as cursor:
        cursor.execute("SELECT 1")


def test_a_role_that_may_become_the_owner_is_refused(connect_as, as_superuser, roles_in_hand):
    as_superuser("GRANT ctg_owner TO ctg_national")

    try:
        with pytest.raises(DangerousRole, match="possède des tables"):
            connect_as("ctg_national")
    finally:
        as_superuser("REVOKE ctg_owner FROM ctg_national")


@pytest.mark.parametrize("role", ["ctg_app", "ctg_national"])
def test_a_role_that_owns_nothing_is_welcome(connect_as, role):
    with connect_as(role).cursor() as cursor:
        cursor.execute("SELECT current_user")
        answer = cursor.fetchone()

    assert answer == (role,)


@pytest.mark.django_db(databases=["owner"])
def test_the_connection_of_migrations_is_not_refused():
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT current_user")
        answer = cursor.fetchone()

    assert answer == ("ctg_owner",)
