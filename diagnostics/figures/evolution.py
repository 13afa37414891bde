"""The evolution of one indicator, as plain data for the chart component."""

from collections.abc import Mapping, Sequence
from typing import Any

from diagnostics.models import Indicator
from diagnostics.models.disclosure import Shown

SYMBOLS = ("circle", "square-open", "diamond-open")
DASHES = ("solid", "dash", "dot")


def evolution(indicator: Indicator, series: Mapping[str, Sequence[tuple[int, Shown]]]) -> dict[str, Any]:
    """One line a place, told apart by its dash and its mark; a hidden figure is a gap."""
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": place,
                "x": [year for year, _ in points],
                "y": [None if figure.value is None else float(figure.value) for _, figure in points],
                "line": {"dash": DASHES[rank % len(DASHES)]},
                "marker": {"symbol": SYMBOLS[rank % len(SYMBOLS)], "size": 9},
                "connectgaps": False,
            }
            for rank, (place, points) in enumerate(series.items())
        ],
        "layout": {
            "xaxis": {"dtick": 1, "tickformat": "d"},
            "yaxis": {"title": {"text": indicator.unit}, "rangemode": "tozero", "tickformat": ",~f"},
        },
    }
