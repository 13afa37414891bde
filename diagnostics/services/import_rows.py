"""Figures on their way into the tables: COPY into a temporary table, then one statement for each table.

Those under a rule of secrecy go to `HeldValue`, of which `secrecy` publishes what may be shown; the others are
shown as they came. What an import replaces is kept to be given back.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from diagnostics.imports.contract import DEPARTMENT, EPCI
from diagnostics.models import DatasetImport, Indicator
from territories.models import Caf

PATIENCE = "540s"
CHUNK = 256 * 1024
MOST_CHANGES = 50
SHOWN, HELD = "diagnostics_indicatorvalue", "diagnostics_heldvalue"
# What was published of a held figure is left to the publication that follows: it remembers what readers have seen.
UNLESS_HELD = (
    " AND NOT EXISTS (SELECT FROM diagnostics_heldvalue held WHERE held.caf_id = diagnostics_indicatorvalue.caf_id"
    " AND held.dataset_id = diagnostics_indicatorvalue.dataset_id"
    " AND held.indicator_id = diagnostics_indicatorvalue.indicator_id)"
)
STAGED = (
    "number smallint, place text, year smallint, value numeric(18, 6), numerator numeric(18, 6),"
    " denominator numeric(18, 6), status varchar(20)"
)
PLACES = {EPCI: "epci_id", DEPARTMENT: "department_id"}
NAMES = {
    "commune_id": "SELECT id::text AS key, name || ' (' || insee_code || ')' AS name FROM territories_commune",
    "epci_id": "SELECT id::text AS key, name FROM territories_epci",
    "department_id": "SELECT code AS key, name FROM territories_department",
}
ALL_PLACES = ("commune_id", "epci_id", "department_id", "region_id")


@dataclass(frozen=True)
class Staged:
    """What the temporary table holds: `indicators` in the order of their numbers, `place` the column of their level."""

    caf: Caf
    level: str
    indicators: list[Indicator]

    @property
    def place(self) -> str:
        return PLACES.get(self.level, "commune_id")

    def of(self, *, held: bool) -> tuple[list[int], list[UUID]]:
        chosen = [(number, each.pk) for number, each in enumerate(self.indicators) if each.is_secret == held]
        return [number for number, _ in chosen], [pk for _, pk in chosen]


@contextmanager
def staged(caf: Caf, level: str, indicators: list[Indicator], spool: Path) -> Iterator[Staged]:
    """The figures of a file in a temporary table, until the end of the block."""
    with connection.cursor() as cursor:
        be_patient(cursor)
        cursor.execute("DROP TABLE IF EXISTS pg_temp.staged_figure")
        cursor.execute(f"CREATE TEMPORARY TABLE staged_figure ({STAGED}) ON COMMIT DROP")
        with spool.open("rb") as source, cursor.copy("COPY staged_figure FROM STDIN") as target:
            while chunk := source.read(CHUNK):
                target.write(chunk)
        cursor.execute("ANALYZE staged_figure")
        yield Staged(caf, level, indicators)
        cursor.execute("DROP TABLE IF EXISTS pg_temp.staged_figure")


def be_patient(cursor: CursorWrapper) -> None:
    """Half a million figures take longer than a page may; until the end of the transaction."""
    cursor.execute("SELECT set_config('statement_timeout', %s, true)", [PATIENCE])


def write(figures: Staged, received: DatasetImport) -> None:
    """Keep what stands, then write what came; `received.dataset` is where it comes from."""
    with connection.cursor() as cursor:
        for table in (SHOWN, HELD):
            numbers, ids = figures.of(held=table == HELD)
            if ids:
                _keep_replaced(cursor, table, figures, received, numbers, ids)
                _upsert(cursor, table, figures, received, numbers, ids)


def _keep_replaced(
    cursor: CursorWrapper, table: str, figures: Staged, received: DatasetImport, numbers: list[int], ids: list[UUID]
) -> None:
    units = "stored.units, stored.largest" if table == HELD else "NULL::integer, NULL::numeric"
    cursor.execute(
        sql.SQL(
            "INSERT INTO diagnostics_replacedvalue (id, caf_id, source_import_id, is_held, indicator_id, dataset_id,"
            " commune_id, epci_id, department_id, region_id, year, value, numerator, denominator, units, largest,"
            " status)"
            " SELECT uuidv7(), stored.caf_id, %s, %s, stored.indicator_id, stored.dataset_id, stored.commune_id,"
            " stored.epci_id, stored.department_id, stored.region_id, stored.year, stored.value, stored.numerator,"
            " stored.denominator, {units}, stored.status {joined}"
        ).format(units=sql.SQL(units), joined=_joined(table, figures.place)),
        [received.pk, table == HELD, numbers, ids, figures.caf.pk],
    )


def _joined(table: str, place: str) -> sql.Composed:
    """The stored figures that the staged ones meet."""
    return sql.SQL(
        "FROM staged_figure staged JOIN unnest(%s::smallint[], %s::uuid[]) AS fed (number, id) USING (number)"
        " JOIN {table} stored ON stored.caf_id = %s AND stored.indicator_id = fed.id AND stored.year = staged.year"
        " AND stored.{place}::text = staged.place"
    ).format(table=sql.Identifier(table), place=sql.Identifier(place))


def _upsert(
    cursor: CursorWrapper, table: str, figures: Staged, received: DatasetImport, numbers: list[int], ids: list[UUID]
) -> None:
    kind = "text" if figures.place == "department_id" else "bigint"
    places = [
        sql.SQL("staged.place::{}" if column == figures.place else "NULL::{}").format(
            sql.SQL(kind if column == figures.place else _kind(column))
        )
        for column in ALL_PLACES
    ]
    cursor.execute(
        sql.SQL(
            "INSERT INTO {table} AS stored (id, caf_id, indicator_id, dataset_id, commune_id, epci_id, department_id,"
            " region_id, year, value, numerator, denominator, status)"
            " SELECT uuidv7(), %s, fed.id, %s, {places}, staged.year, staged.value, staged.numerator,"
            " staged.denominator, staged.status"
            " FROM staged_figure staged JOIN unnest(%s::smallint[], %s::uuid[]) AS fed (number, id) USING (number)"
            " ON CONFLICT (caf_id, indicator_id, year, commune_id, epci_id, department_id, region_id) DO UPDATE SET"
            " dataset_id = EXCLUDED.dataset_id, value = EXCLUDED.value, numerator = EXCLUDED.numerator,"
            " denominator = EXCLUDED.denominator, status = EXCLUDED.status{more}"
        ).format(
            table=sql.Identifier(table),
            places=sql.SQL(", ").join(places),
            more=sql.SQL(", units = NULL, largest = NULL" if table == HELD else ""),
        ),
        [figures.caf.pk, received.dataset_id, numbers, ids],
    )


def _kind(column: str) -> str:
    return "text" if column in {"department_id", "region_id"} else "bigint"


def give_back(done: DatasetImport) -> None:
    """Take the figures of an import away and put back those that it replaced."""
    with connection.cursor() as cursor:
        be_patient(cursor)
        for table in (SHOWN, HELD):
            cursor.execute(
                sql.SQL("DELETE FROM {} WHERE caf_id = %s AND dataset_id = %s{}").format(
                    sql.Identifier(table), sql.SQL(UNLESS_HELD if table == SHOWN else "")
                ),
                [done.caf_id, done.dataset_id],
            )
            columns = "units, largest, " if table == HELD else ""
            cursor.execute(
                sql.SQL(
                    "INSERT INTO {table} (id, caf_id, indicator_id, dataset_id, commune_id, epci_id, department_id,"
                    " region_id, year, value, numerator, denominator, {columns}status)"
                    " SELECT uuidv7(), caf_id, indicator_id, dataset_id, commune_id, epci_id, department_id, region_id,"
                    " year, value, numerator, denominator, {columns}status FROM diagnostics_replacedvalue"
                    " WHERE caf_id = %s AND source_import_id = %s AND is_held = %s"
                    " ON CONFLICT DO NOTHING"  # left to the publication, for an indicator that has become held since
                ).format(table=sql.Identifier(table), columns=sql.SQL(columns)),
                [done.caf_id, done.pk, table == HELD],
            )


@dataclass(frozen=True)
class Change:
    """One figure that the import replaces by another."""

    indicator: str
    place: str
    year: int
    old: Decimal | None
    old_status: str
    new: Decimal | None
    new_status: str


@dataclass(frozen=True)
class Comparison:
    changes: list[Change]
    added: int
    changed: int
    unchanged: int


DIFFERS = "(stored.value, stored.status) IS DISTINCT FROM (staged.value, staged.status)"


def compare(figures: Staged) -> Comparison:
    """What the staged figures would change; nothing is written."""
    changes: list[Change] = []
    met = changed = 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM staged_figure")
        total = cursor.fetchone()[0]
        for table in (SHOWN, HELD):
            numbers, ids = figures.of(held=table == HELD)
            joined = _joined(table, figures.place)
            parameters: list[Any] = [numbers, ids, figures.caf.pk]
            cursor.execute(
                sql.SQL("SELECT count(*), count(*) FILTER (WHERE {}) {}").format(sql.SQL(DIFFERS), joined), parameters
            )
            here, different = cursor.fetchone()
            met, changed = met + here, changed + different
            if different and len(changes) < MOST_CHANGES:
                changes += _changes(cursor, figures, joined, parameters)
    return Comparison(changes[:MOST_CHANGES], total - met, changed, met - changed)


def _changes(cursor: CursorWrapper, figures: Staged, joined: sql.Composed, parameters: list[Any]) -> list[Change]:
    cursor.execute(
        sql.SQL(
            "SELECT number, named.name, staged.year, stored.value, stored.status, staged.value, staged.status {joined}"
            " JOIN ({names}) named ON named.key = staged.place WHERE {differs}"
            " ORDER BY number, named.name, staged.year LIMIT {most}"
        ).format(
            joined=joined,
            names=sql.SQL(NAMES[figures.place]),
            differs=sql.SQL(DIFFERS),
            most=sql.Literal(MOST_CHANGES),
        ),
        parameters,
    )
    return [Change(figures.indicators[number].label, *rest) for number, *rest in cursor.fetchall()]
