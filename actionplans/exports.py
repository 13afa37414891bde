"""The plan as a table for spreadsheets: pure rows in, bytes out."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

BYTE_ORDER_MARK = "\ufeff"  # without it, French spreadsheets misread the accents
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Value = str | int | Decimal | date | None


def to_csv(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Semicolons and decimal commas, as spreadsheets set to French expect them."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([cell(title) for title in header])
    writer.writerows([cell(value) for value in row] for row in rows)
    return (BYTE_ORDER_MARK + written.getvalue()).encode()


def cell(value: Value) -> str:
    """One value; a text that a spreadsheet would run as a formula is kept as a text."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:.2f}".replace(".", ",")
    if isinstance(value, date):
        return f"{value:%d/%m/}{value.year:04d}"
    text = str(value)
    return f"'{text}" if text.lstrip(" \u00a0").startswith(STARTS_A_FORMULA) else text
