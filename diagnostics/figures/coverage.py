"""Places for a hundred children, as plain data for the chart component."""

from collections.abc import Iterable
from typing import Any

from diagnostics.models.disclosure import Shown

BAR, AROUND = 30, 120  # pixels: one commune, the axis and the legend


def coverage(lines: Iterable[tuple[str, Shown]], whole: tuple[str, Shown], unit: str) -> dict[str, Any]:
    """One bar a commune, the whole territory below; where no rate may be shown, its mark is beside the name."""
    communes = sorted(lines, key=lambda line: (line[1].value is not None, line[1].value or 0))
    return {
        "data": [_bars("Communes", communes), _bars("Ensemble du territoire", [whole])],
        "layout": {
            "height": AROUND + BAR * (len(communes) + 1),
            "barmode": "stack",
            "xaxis": {"title": {"text": unit}, "rangemode": "tozero", "tickformat": ",~f"},
            "yaxis": {"type": "category", "categoryorder": "array", "categoryarray": _names([whole, *communes])},
        },
    }


def _bars(name: str, lines: list[tuple[str, Shown]]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": _names(lines),
        "x": [None if figure.value is None else round(float(figure.value), 1) for _, figure in lines],
    }


def _names(lines: Iterable[tuple[str, Shown]]) -> list[str]:
    return [name if figure.value is not None else f"{name} ({figure.mark})" for name, figure in lines]
