"""How the dots of a vote are spread, as plain data for the chart component."""

from collections.abc import Sequence
from typing import Any


def spread(labels: Sequence[str], ballots: Sequence[Sequence[int]]) -> dict[str, Any]:
    """One bar an issue, the first on top: how many ballots gave it 1, 2, 3… dots (never 0, which is most of them)."""
    most = max((len(each) for each in ballots), default=1)
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "name": "1 point" if dots == 1 else f"{dots} points",
                "y": list(labels),
                "x": [each[dots] for each in ballots],
            }
            for dots in range(1, most)
        ],
        "layout": {
            "barmode": "stack",
            "xaxis": {"title": {"text": "bulletins"}, "rangemode": "tozero", "tickformat": "d"},
            "yaxis": {"autorange": "reversed", "automargin": True},
        },
    }
