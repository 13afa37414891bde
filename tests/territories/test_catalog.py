"""The catalog proof: every table says in PostgreSQL itself that it is protected.

A new table without its policy, a key that crosses tenants or a right too many makes this file red.
"""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from territories.rls import tenant_keys

pytestmark = pytest.mark.django_db

# Without a tenant: accounts, sessions, Django's own tables, and the public geography.
SHARED_TABLES = {
    "account_emailaddress",
    "account_emailconfirmation",
    "accounts_user",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "django_session",
    "mfa_authenticator",
    "territories_commune",
    "territories_communecode",
    "territories_communepoint",
    "territories_contour",
    "territories_department",
    "territories_epci",
    "territories_epcimembership",
    "territories_population",
    "territories_region",
    "territories_succession",
    "usersessions_usersession",
}
TENANT_TABLE = "territories_caf"
# Each of these runs with its owner's rights; each answers ids or what a sealed paper says, and nothing else.
REVIEWED_FUNCTIONS = {
    "actionplans_followuplink_by_token",
    "diagnostics_contributionlink_by_token",
    "diagnostics_votesession_by_token",
    "diagnostics_survey_by_token",
    "oldest_queued_job",
    "partners_invitation_by_token",
    "sealed_document_by_hash",
    "sweep_jobs",
}


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def tenant_tables() -> set[str]:
    return {
        name
        for (name,) in rows(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        )
        if name not in SHARED_TABLES | {TENANT_TABLE}
    }


def test_there_are_tenant_tables():
    assert len(tenant_tables()) > 30


def test_every_tenant_table_carries_its_caf():
    with_caf = {
        name
        for (name,) in rows(
            "SELECT table_name FROM information_schema.columns"
            " WHERE table_schema = 'public' AND column_name = 'caf_id' AND is_nullable = 'NO' AND data_type = 'uuid'"
        )
    }

    assert tenant_tables() - with_caf == set()


def test_every_tenant_table_forces_row_level_security():
    forced = {name for (name,) in rows("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")}

    assert (tenant_tables() | {TENANT_TABLE}) - forced == set()


def test_every_policy_of_the_application_reads_the_scope():
    policies = rows(
        "SELECT tablename, policyname, coalesce(qual, ''), coalesce(with_check, '') FROM pg_policies"
        " WHERE 'ctg_app' = ANY (roles)"
    )
    loose = {
        (table, name)
        for table, name, qual, check in policies
        if "ctg_caf()" not in qual + check and "ctg_user()" not in qual + check
    }

    assert loose == {(TENANT_TABLE, "directory")}
    assert {table for table, *_ in policies} == tenant_tables() | {TENANT_TABLE}


def test_no_policy_is_open_to_everybody():
    roles = {role for (names,) in rows("SELECT roles::text[] FROM pg_policies") for role in names}

    assert roles == {"ctg_app", "ctg_owner", "ctg_national"}


def test_every_key_between_tenant_rows_repeats_the_tenant():
    keys = rows(
        """
        SELECT source.relname, target.relname, array_agg(attribute.attname::text)
        FROM pg_constraint c
        JOIN pg_class source ON source.oid = c.conrelid
        JOIN pg_class target ON target.oid = c.confrelid
        JOIN pg_attribute attribute ON attribute.attrelid = c.conrelid AND attribute.attnum = ANY (c.conkey)
        WHERE c.contype = 'f' GROUP BY c.oid, source.relname, target.relname
        """
    )
    tenant = tenant_tables()
    crossing = [(source, target) for source, target, columns in keys if target in tenant and "caf_id" not in columns]

    assert crossing == []


def test_every_tenant_key_of_the_models_has_its_constraint():
    expected = {
        f"{model._meta.db_table}_{key.column}_tenant_fk" for model in apps.get_models() for key in tenant_keys(model)
    }
    present = {name for (name,) in rows("SELECT conname FROM pg_constraint WHERE contype = 'f'")}

    assert expected - present == set()


def test_every_unique_key_starts_with_the_caf_or_is_a_random_id():
    keys = rows(
        """
        SELECT class.relname, indexed.relname,
               (SELECT attname FROM pg_attribute WHERE attrelid = class.oid AND attnum = i.indkey[0]),
               i.indisprimary
        FROM pg_index i
        JOIN pg_class class ON class.oid = i.indrelid
        JOIN pg_class indexed ON indexed.oid = i.indexrelid
        WHERE i.indisunique
        """
    )
    tenant = tenant_tables()
    telling = {
        (table, column)
        for table, _index, column, primary in keys
        if table in tenant and not primary and column not in {"caf_id", "token_digest"}
    }

    assert telling == set()


def test_the_application_owns_nothing():
    owned = rows("SELECT relname FROM pg_class WHERE relowner = 'ctg_app'::regrole")

    assert owned == []


def test_the_application_may_not_truncate():
    truncatable = rows(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND has_table_privilege('ctg_app', oid, 'TRUNCATE, TRIGGER, REFERENCES')"
    )

    assert truncatable == []


def test_functions_with_the_owner_s_rights_are_the_reviewed_ones():
    definers = rows(
        "SELECT proname, coalesce(array_to_string(proconfig, ','), ''),"
        " has_function_privilege('public', oid, 'EXECUTE')"
        " FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )

    assert {name for name, *_ in definers} == REVIEWED_FUNCTIONS
    assert all(config == "search_path=pg_catalog, public" for _name, config, _public in definers)
    assert not any(public for *_, public in definers)


def test_every_view_runs_with_the_rights_of_its_reader():
    views = rows(
        "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace"
        " AND NOT coalesce(reloptions::text LIKE '%security_invoker=true%', false)"
    )

    assert [name for (name,) in views if not name.startswith("pg_stat_statements")] == []


def test_the_national_role_reads_aggregates_and_geography_only():
    readable = {
        name
        for (name,) in rows(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'v') AND relnamespace = 'public'::regnamespace"
            " AND has_table_privilege('ctg_national', oid, 'SELECT')"
        )
    }

    assert readable & tenant_tables() == {"dashboards_snapshot"}
