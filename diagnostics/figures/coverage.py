"""Places for a hundred children, as plain data for the chart component."""

from collections.abc import Iterable
from typing import Any

from diagnostics.models.disclosure import Shown

BAR, AROUND = 36, 70  # pixels: one commune, the axis and the margins
LONGEST_NAME = 17  # on one line, beside bars that must be seen on a telephone


def coverage(lines: Iterable[tuple[str, Shown]], whole: tuple[str, Shown]) -> dict[str, Any]:
    """One bar a commune, the whole territory below; where no rate may be shown, its mark is beside the name."""
    communes = sorted(lines, key=lambda line: (line[1].value is not None, line[1].value or 0))
    return {
        "data": [_bars("Communes", communes), _bars("Ensemble du territoire", [whole])],
        "layout": {
            "height": AROUND + BAR * (len(communes) + 1),
            "barmode": "stack",
            "showlegend": False,
            "xaxis": {"rangemode": "tozero", "tickformat": ",~f", "nticks": 6, "tickangle": 0},
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
    return [_folded(name if figure.value is not None else f"{name} ({figure.mark})") for name, figure in lines]


def _folded(name: str) -> str:
    """A long name on two lines, cut after the hyphen or the space nearest to its middle."""
    cuts = [place + 1 for place, letter in enumerate(name) if letter in "- "]
    if len(name) <= LONGEST_NAME or not cuts:
        return name
    cut = min(cuts, key=lambda place: abs(place - len(name) / 2))
    return f"{name[:cut]}<br>{name[cut:]}"
