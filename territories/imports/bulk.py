"""Bulk writing: COPY into a temporary table, then one statement that writes only what differs.

PostgreSQL refuses COPY into a table under row-level security, hence the detour, which also lets SQL compare
before it writes: loading the same rows twice writes nothing, not even a row lock.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.utils import CursorWrapper
from psycopg import sql


@dataclass(frozen=True)
class Outcome:
    """What one load did to one table."""

    label: str
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0

    @property
    def written(self) -> int:
        return self.inserted + self.updated


@dataclass(frozen=True)
class Merge:
    """How staged rows become rows of a table: `select` gives its columns, `key` says which row is which."""

    label: str
    table: str
    columns: Sequence[str]
    key: Sequence[str]
    select: str

    def run(self, cursor: CursorWrapper) -> Outcome:
        """Insert the rows that are new, update those that differ, leave the others alone."""
        cursor.execute(self._statement())
        inserted, updated, staged = cursor.fetchone()
        return Outcome(self.label, inserted, updated, staged - inserted - updated)

    def _statement(self) -> sql.Composed:
        # The order makes ids follow the codes, and closes a dated row before the next one opens.
        return sql.SQL(
            "WITH staged AS MATERIALIZED ({select}), written AS ("
            " INSERT INTO {table} ({columns})"
            " SELECT * FROM (SELECT {columns} FROM staged EXCEPT SELECT {columns} FROM {table}) changed"
            " ORDER BY {key}"
            " ON CONFLICT ({key}) DO UPDATE SET {assignments}"
            " RETURNING xmax = 0 AS is_new)"
            " SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new),"
            " (SELECT count(*) FROM staged) FROM written"
        ).format(
            select=sql.SQL(self.select),
            table=sql.Identifier(self.table),
            columns=_identifiers(self.columns),
            key=_identifiers(self.key),
            assignments=sql.SQL(", ").join(
                sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(column)) for column in self.columns
            ),
        )


def stage(cursor: CursorWrapper, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
    """Copy `rows` into a temporary table that lives until the end of the transaction."""
    definition = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(kind)) for column, kind in columns.items()
    )
    table = sql.Identifier(name)
    cursor.execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(table))
    cursor.execute(sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(table, definition))
    copy_rows(cursor, name, list(columns), rows)
    cursor.execute(sql.SQL("ANALYZE {}").format(table))


def copy_rows(cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    command = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), _identifiers(columns))
    with cursor.copy(command) as copy:
        for row in rows:
            copy.write_row(row)


def _identifiers(names: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(name) for name in names)
