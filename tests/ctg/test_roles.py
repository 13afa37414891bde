"""What each role of the database is, and may not do."""

import os
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings
from django.db import ProgrammingError, connection

from ctg.embedded import paths

pytestmark = pytest.mark.django_db


def test_each_role_has_its_rights_and_no_more():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin FROM pg_roles"
            " WHERE rolname LIKE 'ctg\\_%' ORDER BY rolname"
        )
        rows = cursor.fetchall()

    assert rows == [
        ("ctg_app", False, False, False, False, True),
        ("ctg_backup", False, True, False, False, True),
        ("ctg_national", False, False, False, False, True),
        ("ctg_owner", False, False, False, True, True),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE territories_territory CASCADE",
        "ALTER TABLE territories_territory DISABLE ROW LEVEL SECURITY",
        "DROP TABLE territories_territory",
        "CREATE TABLE mine (id integer)",
        "SET ROLE ctg_owner",
        "CREATE POLICY open ON territories_territory USING (true)",
    ],
)
def test_the_application_cannot_change_the_rules(statement):
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("role", ["ctg_national", "ctg_backup"])
def test_a_reading_role_does_not_write(role):
    url = paths.database_url(role, settings.DATABASES["default"]["NAME"])

    with psycopg.connect(url) as reader, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        reader.execute("CREATE TEMPORARY TABLE mine (id integer)")


def test_the_words_of_french_are_understood():
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_tsvector('crèches')::text, lower('ÉCOLE'), unaccent('Œuvre à Étang')")
        row = cursor.fetchone()

    assert row == ("'crech':1", "école", "OEuvre a Etang")


@pytest.fixture
def create_roles(empty_database):
    def run(**variables):
        return subprocess.run(
            [sys.executable, "manage.py", "create_roles"],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "ctg.settings"} | variables,
            cwd=paths.REPOSITORY,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_the_roles_are_made_in_a_database_of_ones_own(create_roles, empty_database, as_superuser):
    as_superuser(f"ALTER DATABASE {empty_database} OWNER TO postgres")

    outcome = create_roles(DATABASE_ADMIN_URL=paths.database_url("postgres", empty_database))

    assert outcome.returncode == 0, outcome.stderr
    with psycopg.connect(paths.database_url("ctg_owner", empty_database)) as owner:
        owner.execute("CREATE TABLE proof (id integer)")
        owner.commit()
        with psycopg.connect(paths.database_url("ctg_app", empty_database)) as application:
            assert application.execute("SELECT count(*) FROM proof").fetchone() == (0,)


def test_a_role_that_may_not_make_roles_is_told_so(create_roles, empty_database):
    outcome = create_roles(DATABASE_ADMIN_URL=paths.database_url("ctg_app", empty_database))

    assert outcome.returncode == 1
    assert "PostgreSQL a refusé" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_without_an_address_the_command_asks_for_one(create_roles):
    outcome = create_roles()

    assert outcome.returncode == 1
    assert "--admin-url" in outcome.stderr
