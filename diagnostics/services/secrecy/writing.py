"""The published lines as rows of the table that everybody reads, written in one load."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import connection

from diagnostics.models import IndicatorValue, ValueStatus
from diagnostics.services.secrecy import rules
from diagnostics.services.secrecy.cells import Key
from diagnostics.services.secrecy.lines import LEVELS, Line
from territories.imports.bulk import stage
from territories.models import Caf

TABLE = IndicatorValue._meta.db_table
COLUMNS = {
    "id": "uuid",
    "caf_id": "uuid",
    "indicator_id": "uuid",
    "dataset_id": "uuid",
    "commune_id": "bigint",
    "epci_id": "bigint",
    "department_id": "text",
    "region_id": "text",
    "year": "smallint",
    "value": "numeric",
    "numerator": "numeric",
    "denominator": "numeric",
    "status": "text",
}
Shown = tuple[Decimal | None, Decimal | None, Decimal | None, str]


def shown(line: Line, hidden: Collection[Key], primary: Collection[Key]) -> Shown:
    """Value, numerator, denominator and status: nothing at all of a line that is hidden."""
    if line.key in hidden:
        is_primary = line.key in primary
        return None, None, None, ValueStatus.SUPPRESSED_PRIMARY if is_primary else ValueStatus.SUPPRESSED_SECONDARY
    if line.value is None:
        return None, None, None, ValueStatus.NOT_AVAILABLE
    if rules.is_censored(line):
        return line.indicator.censored_below, None, None, ValueStatus.CENSORED_LOW
    return line.value, line.numerator, line.denominator, line.status


def write(caf: Caf, year: int, lines: Iterable[tuple[Line, Shown]]) -> None:
    columns = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        stage(cursor, "staged_published", COLUMNS, [_record(caf, year, line, figure) for line, figure in lines])
        cursor.execute(f"INSERT INTO {TABLE} ({columns}) SELECT {columns} FROM staged_published")  # noqa: S608


def _record(caf: Caf, year: int, line: Line, figure: Shown) -> tuple[object, ...]:
    value, numerator, denominator, status = figure
    places = [line.place.key if line.place.level == level else None for level in LEVELS]
    head = (_id(line, year), caf.pk, line.indicator.pk, line.dataset)
    return (*head, *places, year, value, numerator, denominator, str(status))


def _id(line: Line, year: int) -> UUID:
    """That of the held row: publishing the same figures again writes the same rows."""
    return line.row or uuid5(line.indicator.pk, f"{year} {line.place.level} {line.place.key}")
