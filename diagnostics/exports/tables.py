"""Lists beside a map or a chart, as a French spreadsheet opens them; what is hidden stays hidden."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from diagnostics.exports.indicators import cell, safe
from diagnostics.models.disclosure import Shown


def table_csv(header: Sequence[str], lines: Iterable[Sequence[object]]) -> bytes:
    """A figure that may not be shown is written by its mark; its reason has a column of its own where it matters."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_written(each) for each in line] for line in lines)
    return ("\ufeff" + text.getvalue()).encode()


def _written(value: object) -> object:
    if isinstance(value, Shown):
        return cell(value)
    if isinstance(value, float):
        return f"{value:.1f}".replace(".", ",")
    if isinstance(value, Decimal):
        return f"{round(value, 3).normalize():f}".replace(".", ",")
    return "" if value is None else safe(value)
