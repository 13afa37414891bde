"""The plan as a table for spreadsheets: pure rows in, bytes out."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import xlsxwriter

BYTE_ORDER_MARK = "\ufeff"  # without it, French spreadsheets misread the accents
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Value = str | int | Decimal | date | None
Sheet = tuple[str, Sequence[str], Sequence[Sequence[Value]]]
LONGEST_SHEET_NAME = 31


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


def to_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """One sheet a table, amounts as numbers; no text can become a formula or a link."""
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(written, options) as book:
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        for name, header, rows in sheets:
            sheet = book.add_worksheet(sheet_name(name))
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, 0, 48)
            sheet.set_column(1, max(1, len(header) - 1), 16)
            sheet.write_row(0, 0, header, bold)
            for line, row in enumerate(rows, start=1):
                for column, value in enumerate(row):
                    if isinstance(value, Decimal):
                        sheet.write_number(line, column, float(value), money)
                    else:
                        sheet.write_string(line, column, cell(value))
    return written.getvalue()


def sheet_name(title: str) -> str:
    """What a spreadsheet accepts as the name of a sheet."""
    return re.sub(r"[\[\]:*?/\\]", " ", title)[:LONGEST_SHEET_NAME].strip()
