"""The figures of one indicator, as a French spreadsheet opens them; what is hidden stays hidden."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from diagnostics.models import Indicator
from diagnostics.models.disclosure import Shown

HEADER = ("Indicateur", "Unité", "Lieu", "Année", "Valeur", "Statut", "Source")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def indicator_csv(indicator: Indicator, series: Mapping[str, Sequence[tuple[int, Shown]]]) -> bytes:
    return _spreadsheet(
        [
            HEADER,
            *(_line(indicator, place, year, figure) for place, points in series.items() for year, figure in points),
        ]
    )


def portrait_csv(lines: Iterable[tuple[Indicator, Mapping[str, Shown]]]) -> bytes:
    """The last figure of each indicator and place; an indicator without any is there too, as not available."""
    rows = ((indicator, place, figure) for indicator, places in lines for place, figure in places.items())
    return _spreadsheet(
        [HEADER, *(_line(indicator, place, figure.year or "", figure) for indicator, place, figure in rows)]
    )


def _line(indicator: Indicator, place: str, year: object, figure: Shown) -> Sequence[object]:
    source = "Démonstration (fictif)" if figure.is_fictitious else figure.source
    return (indicator.label, indicator.unit, place, year, cell(figure), figure.reason, source)


def _spreadsheet(lines: Iterable[Sequence[object]]) -> bytes:
    """Lines of cells as a French spreadsheet opens them."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([safe(cell) for cell in line] for line in lines)
    return ("\ufeff" + text.getvalue()).encode()


def cell(figure: Shown) -> str:
    if figure.value is None:
        return figure.mark
    return f"{figure.bound} {round(figure.value, 3).normalize():f}".strip().replace(".", ",")


def safe(cell: object) -> object:
    """A text that a spreadsheet would take for a formula is only a text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell
