"""An indicator drawn: where it started, what was promised, what was measured. Pure data, without a colour."""

from collections.abc import Sequence
from typing import Any

from evaluation.models import Indicator, Measure, Target


def indicator_figure(indicator: Indicator, targets: Sequence[Target], measures: Sequence[Measure]) -> dict[str, Any]:
    """Two lines told apart by their dash and their marks as well as by their hue."""
    promised = [(indicator.baseline_year, indicator.baseline_value)]
    promised += [(target.year, target.value) for target in targets]
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": "Valeur de départ et cibles",
                "x": [year for year, _ in promised],
                "y": [float(value) for _, value in promised],
                "line": {"dash": "dash"},
                "marker": {"symbol": "diamond-open", "size": 11},
            },
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": "Mesures",
                "x": [measure.year for measure in measures],
                "y": [float(measure.value) for measure in measures],
                "marker": {"symbol": "circle", "size": 9},
            },
        ],
        "layout": {
            "xaxis": {"dtick": 1, "tickformat": "d"},
            "yaxis": {"title": {"text": indicator.unit}, "rangemode": "nonnegative", "tickformat": ",~f"},
        },
    }
