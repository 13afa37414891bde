"""What is projected, as plain data for the chart component."""

from collections.abc import Mapping
from typing import Any


def fan(observed: Mapping[int, float], futures: Mapping[str, Mapping[int, float]], unit: str) -> dict[str, Any]:
    """What is observed in a full line, then one broken line a future, each from the last observed year."""
    last = max(observed, default=None)
    start = {} if last is None else {last: observed[last]}
    data = [_line("Observé", observed, "solid", "circle")] if observed else []
    data += [
        _line(name, start | dict(future), dash, symbol)
        for (name, future), dash, symbol in zip(
            futures.items(), ("dot", "dash", "dashdot"), ("triangle-down", "square-open", "triangle-up"), strict=False
        )
    ]
    return {
        "data": data,
        "layout": {
            "xaxis": {"dtick": 1, "tickformat": "d"},
            "yaxis": {"title": {"text": unit}, "rangemode": "tozero", "tickformat": ",~f"},
        },
    }


def _line(name: str, values: Mapping[int, float], dash: str, symbol: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": list(values),
        "y": [round(value, 1) for value in values.values()],
        "line": {"dash": dash},
        "marker": {"symbol": symbol, "size": 8},
    }
