"""The figures of one indicator, as a French spreadsheet opens them: semicolons, decimal commas, UTF-8 and its mark."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from evaluation.models import Indicator, Measure, Target

HEADER = ("Indicateur", "Unité", "Source", "Année", "Cible", "Attendu", "Mesure", "Commentaire")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class YearRow(NamedTuple):
    """What is known of one year; `expected` lies on the line from one target to the next."""

    year: int
    target: Target | None
    expected: Decimal | None
    measure: Measure | None


def indicator_csv(indicator: Indicator, rows: Iterable[YearRow]) -> bytes:
    """The baseline first, then each year of the CTG."""
    about = (indicator.label, indicator.unit, indicator.source)
    start = (indicator.baseline_year, "", "", _figure(indicator.baseline_value), "Valeur de départ")
    lines: list[Sequence[object]] = [HEADER, (*about, *start)]
    lines += [(*about, *_cells(row)) for row in rows]
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([_safe(cell) for cell in line] for line in lines)
    return ("\ufeff" + text.getvalue()).encode()


def _cells(row: YearRow) -> tuple[object, ...]:
    target = row.target.value if row.target else None
    measure = row.measure.value if row.measure else None
    return row.year, _figure(target), _figure(row.expected), _figure(measure), row.measure.note if row.measure else ""


def _figure(value: Decimal | None) -> str:
    return "" if value is None else f"{round(value, 3).normalize():f}".replace(".", ",")


def _safe(cell: object) -> object:
    """A text that a spreadsheet would take for a formula is only a text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
