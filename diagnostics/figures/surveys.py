"""The answers to one question as horizontal bars; a hidden count has no bar."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any


def answers(labels: Sequence[str], shares: Sequence[Decimal | None]) -> dict[str, Any]:
    """The first answer on top; the same numbers are in the table beside."""
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "y": [_short(label) for label in labels],
                "x": [None if share is None else round(float(share), 1) for share in shares],
            }
        ],
        "layout": {
            "height": 90 + 34 * len(labels),
            "xaxis": {"rangemode": "tozero", "ticksuffix": " %", "tickformat": ",~f"},
            "yaxis": {"autorange": "reversed"},
        },
    }


def _short(label: str) -> str:
    return label if len(label) <= 32 else f"{label[:31]}…"
