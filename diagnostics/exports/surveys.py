"""The results of a questionnaire as files: totals that may be shown and texts that were read over, never a person.

Nothing links a text to a commune or to another answer.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

import xlsxwriter

from diagnostics.exports.indicators import cell, safe
from diagnostics.models.disclosure import Shown

Row = Sequence[object]
Sheet = tuple[str, Sequence[str], Iterable[Row]]


def survey_csv(header: Sequence[str], rows: Iterable[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([safe(_plain(value)) for value in row] for row in rows)
    return ("\ufeff" + text.getvalue()).encode()


def _plain(value: object) -> object:
    if isinstance(value, Shown):
        return cell(value)
    return "" if value is None else str(value).replace(".", ",") if isinstance(value, float) else value


def survey_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """One sheet a table, its header in bold and held in place; no text can become a formula or a link."""
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(written, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for name, header, rows in sheets:
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 1, 48)
            sheet.set_column(2, max(2, len(header) - 1), 16)
            sheet.write_row(0, 0, header, bold)
            for line, row in enumerate(rows, start=1):
                for column, value in enumerate(_cells(row)):
                    sheet.write(line, column, value, wrapped)
    return written.getvalue()


def _cells(row: Row) -> Iterator[object]:
    for value in row:
        if isinstance(value, Shown):
            yield value.mark if value.value is None else int(value.value)
        else:
            yield "" if value is None else value if isinstance(value, int | float) else safe(str(value))
