"""The evolution of one indicator, as plain data for the chart component."""

from collections.abc import Mapping, Sequence
from typing import Any

from diagnostics.models import Indicator
from diagnostics.models.disclosure import Shown

SYMBOLS = ("circle", "square-open", "diamond-open", "x")
DASHES = ("solid", "dash", "dot", "dashdot")
SMALLEST_BASE = 20  # below, an index would only amplify chance

Points = Sequence[tuple[int, Shown]]


def evolution(indicator: Indicator, series: Mapping[str, Points]) -> dict[str, Any]:
    """One line a place, told apart by its dash and its mark; a hidden figure is a gap, and so is a bound.

    Counts of places of different sizes are drawn from a common base, so that they can be compared.
    """
    plain = {place: _plain(points) for place, points in series.items()}
    base = _base(plain) if indicator.kind == Indicator.Kind.COUNT else None
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": place,
                "x": list(values),
                "y": _indexed(values, base) if base else list(values.values()),
                "line": {"dash": DASHES[rank % len(DASHES)]},
                "marker": {"symbol": SYMBOLS[rank % len(SYMBOLS)], "size": 9},
                "connectgaps": False,
            }
            for rank, (place, values) in enumerate(_drawn(indicator, plain, base).items())
        ],
        "layout": {
            "xaxis": {"dtick": 1, "tickformat": "d"},
            "yaxis": {
                "title": {"text": f"Base 100 en {base}" if base else indicator.unit},
                "rangemode": "normal" if base else "tozero",
                "tickformat": ",~f",
            },
        },
    }


def _plain(points: Points) -> dict[int, float | None]:
    return {year: None if figure.value is None or figure.bound else float(figure.value) for year, figure in points}


def _base(series: Mapping[str, Mapping[int, float | None]]) -> int | None:
    """The first year that all the places with figures show, when each is large enough; none for one place alone."""
    known = [values for values in series.values() if any(value is not None for value in values.values())]
    if len(known) < 2:
        return None
    shared = set.intersection(*({year for year, value in values.items() if value} for values in known))
    return min((year for year in shared if all((values[year] or 0) >= SMALLEST_BASE for values in known)), default=None)


def _drawn(
    indicator: Indicator, series: dict[str, dict[int, float | None]], base: int | None
) -> dict[str, dict[int, float | None]]:
    """Without a common base, a count is drawn alone: beside its département's it would lie on the axis."""
    if indicator.kind != Indicator.Kind.COUNT or base:
        return series
    return dict(list(series.items())[:1])


def _indexed(values: Mapping[int, float | None], base: int) -> list[float | None]:
    whole = values.get(base)
    return [round(100 * value / whole, 1) if value is not None and whole else None for value in values.values()]
