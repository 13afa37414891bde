"""Row-level security and composite keys: one shape for all tables, put there by migrations.

Roles: `ctg_owner` owns the tables and migrates; `ctg_app` serves requests, owns nothing and sees only the
rows of the scope set by `territories.scope`; `ctg_national` reads the snapshots and the public geography.
"""

from collections.abc import Iterator
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Model
from django.db.models.fields.related import ForeignKey

from territories.models.tenancy import TenantForeignKey

# Read once a statement through a sub-select: `current_setting` in the condition itself would run for every row.
SCOPE_FUNCTIONS = """
CREATE FUNCTION ctg_caf() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('ctg.caf', true), '')::uuid $$;
CREATE FUNCTION ctg_user() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('ctg.user', true), '')::uuid $$;
CREATE FUNCTION ctg_every_territory() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT coalesce(current_setting('ctg.territories', true), '') = '*' $$;
CREATE FUNCTION ctg_territories() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT string_to_array(nullif(current_setting('ctg.territories', true), '*'), ',')::uuid[] $$;
"""

# Keeps only the columns that changed; `version` and `updated_…` say nothing that the row itself does not.
HISTORY_FUNCTION = """
CREATE FUNCTION ctg_record_history() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_row jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}'::jsonb ELSE to_jsonb(OLD) END;
    new_row jsonb := CASE WHEN TG_OP = 'DELETE' THEN '{}'::jsonb ELSE to_jsonb(NEW) END;
    kept jsonb := CASE WHEN TG_OP = 'DELETE' THEN old_row ELSE new_row END;
    differences jsonb;
BEGIN
    SELECT jsonb_object_agg(key, jsonb_build_array(old_row -> key, new_row -> key)) INTO differences
    FROM jsonb_object_keys(old_row || new_row) AS key
    WHERE old_row -> key IS DISTINCT FROM new_row -> key
      AND key NOT IN ('version', 'updated_at', 'updated_by_id');
    IF differences IS NULL THEN
        RETURN NULL;
    END IF;
    INSERT INTO territories_historyentry
        (id, caf_id, territory_id, table_name, row_id, operation, changes, user_id, request_id, at)
    VALUES (gen_random_uuid(), (kept ->> 'caf_id')::uuid, (kept ->> 'territory_id')::uuid, TG_TABLE_NAME,
            (kept ->> 'id')::uuid, TG_OP, differences, ctg_user(),
            coalesce(current_setting('ctg.request', true), ''), clock_timestamp());
    RETURN NULL;
END $$;
"""

IN_CAF = "caf_id = (SELECT ctg_caf())"
IN_WHOLE_CAF = f"{IN_CAF} AND (SELECT ctg_every_territory())"
IN_TERRITORY = (
    f"{IN_CAF} AND ((SELECT ctg_every_territory()) OR territory_id = ANY ((SELECT ctg_territories())::uuid[]))"
)


def tenant_columns(model: type[Model]) -> tuple[str, ...]:
    """("caf_id", "territory_id") for rows of a territory, ("caf_id",) for rows of the whole Caf."""
    for field in model._meta.local_fields:
        if field.name == "territory" and not field.null:
            return ("caf_id", "territory_id")
    return ("caf_id",)


def tenant_keys(model: type[Model]) -> Iterator[ForeignKey[Any, Any]]:
    """The foreign keys of `model` that lead to another tenant-owned row."""
    for field in model._meta.local_fields:
        if isinstance(field, TenantForeignKey):
            yield field


def shared_columns(model: type[Model], target: type[Model]) -> tuple[str, ...]:
    """The tenant columns that a key from `model` to `target` must repeat."""
    if target._meta.model_name == "territory":
        return ("caf_id",)
    return min(tenant_columns(model), tenant_columns(target), key=len)


class ProtectRows(Operation):
    """Give one table its policies, its composite keys and its history.

    `history=False` is for facts loaded in bulk, whose origin is their dataset. `staff_only=True` shows the rows
    in the scope of the whole Caf only, which nobody but its staff enters.
    """

    reversible = True
    reduces_to_sql = True
    reduce = Operation.reduce

    def __init__(self, model: str, *, history: bool = True, staff_only: bool = False) -> None:
        self.model = model
        self.history = history
        self.staff_only = staff_only

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        options = {} if self.history else {"history": False}
        return type(self).__name__, [self.model], options | ({"staff_only": True} if self.staff_only else {})

    def describe(self) -> str:
        return f"Protect the rows of {self.model}"

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing: Django's own state does not know about policies."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model)
        for statement in self.statements(model):
            schema_editor.execute(statement)

    def statements(self, model: type[Model]) -> Iterator[str]:
        table = model._meta.db_table
        columns = tenant_columns(model)
        yield from enable_statements(table)
        condition = IN_TERRITORY if len(columns) == 2 else IN_CAF
        if self.staff_only:
            condition = IN_WHOLE_CAF
        if table == "territories_territory":
            condition = IN_TERRITORY.replace("territory_id", "id")
        yield f"CREATE POLICY tenant ON {table} TO ctg_app USING ({condition}) WITH CHECK ({condition})"
        yield f"ALTER TABLE {table} ADD CONSTRAINT {table}_tenant_key UNIQUE ({', '.join(columns)}, id)"
        for key in tenant_keys(model):
            yield from key_statements(model, key)
        if self.history:
            yield history_statement(table)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        schema_editor.execute(f"DROP TRIGGER IF EXISTS history ON {table}")
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_tenant_key CASCADE")
        for policy in ("tenant", "owner"):
            schema_editor.execute(f"DROP POLICY {policy} ON {table}")
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")


class ProtectKey(Operation):
    """The composite key of a tenant foreign key that a later migration adds."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str, field: str) -> None:
        self.model = model
        self.field = field

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model, self.field], {}

    def describe(self) -> str:
        return f"Keep {self.model}.{self.field} inside the tenant"

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing: Django's own state does not know about composite keys."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model)
        key = model._meta.get_field(self.field)
        for statement in key_statements(model, key):
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        model = from_state.apps.get_model(app_label, self.model)
        table, column = model._meta.db_table, model._meta.get_field(self.field).column
        schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_{column}_tenant_fk")
        schema_editor.execute(f"DROP INDEX {table}_{column}_idx")


class ReadOnly(Operation):
    """Take writing away from the application: reference data, or bytes that nobody may change."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str, *, insert: bool = False) -> None:
        self.model = model
        self.insert = insert

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model], {"insert": True} if self.insert else {}

    def describe(self) -> str:
        return f"{self.model} is {'append-only' if self.insert else 'read-only'} for the application"

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing: rights are not part of Django's state."""

    def _rights(self) -> str:
        return "UPDATE, DELETE" if self.insert else "INSERT, UPDATE, DELETE"

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        schema_editor.execute(f"REVOKE {self._rights()} ON {table} FROM ctg_app")

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        schema_editor.execute(f"GRANT {self._rights()} ON {table} TO ctg_app")


class ResolveByToken(Operation):
    """A function that tells whose row a secret link opens, before any scope exists.

    It answers only to the digest of the token, and with ids only.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str) -> None:
        self.model = model

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model], {}

    def describe(self) -> str:
        return f"Resolve the links of {self.model}"

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing: Django's own state does not know about functions."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        schema_editor.execute(
            f"""
            CREATE FUNCTION {table}_by_token(digest text) RETURNS TABLE (id uuid, caf_id uuid, territory_id uuid)
                LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
                AS $$ SELECT id, caf_id, territory_id FROM {table} WHERE token_digest = digest $$
            """
        )
        schema_editor.execute(f"REVOKE ALL ON FUNCTION {table}_by_token(text) FROM PUBLIC")
        schema_editor.execute(f"GRANT EXECUTE ON FUNCTION {table}_by_token(text) TO ctg_app")

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        schema_editor.execute(f"DROP FUNCTION {table}_by_token(text)")


def enable_statements(table: str) -> Iterator[str]:
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY owner ON {table} TO ctg_owner USING (true) WITH CHECK (true)"


def key_statements(model: type[Model], key: Any) -> Iterator[str]:
    """The composite constraint of one key and the index that follows it."""
    table, column = model._meta.db_table, key.column
    target = key.related_model._meta.db_table
    shared = shared_columns(model, key.related_model)
    local = ", ".join([*shared, column])
    remote = ", ".join([*shared, "id"])
    if len(shared) < len(tenant_columns(key.related_model)) and target != table:
        yield f"CREATE UNIQUE INDEX IF NOT EXISTS {target}_caf_key ON {target} (caf_id, id)"
    yield (
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_tenant_fk FOREIGN KEY ({local})"
        f" REFERENCES {target} ({remote}) DEFERRABLE INITIALLY IMMEDIATE"
    )
    yield f"CREATE INDEX {table}_{column}_idx ON {table} (caf_id, {column})"


def history_statement(table: str) -> str:
    return (
        f"CREATE TRIGGER history AFTER INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION ctg_record_history()"
    )
