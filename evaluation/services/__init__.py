"""How far the promises of a CTG have come: indicators against their targets, measures, questions."""

from evaluation.services.indicators import IndicatorIsMeasured, delete_indicator, save_indicator
from evaluation.services.measures import (
    MeasureRefused,
    check_year,
    first_year_to_measure,
    measurable_years,
    save_measure,
)
from evaluation.services.plan_order import PlannedAction, planned_actions
from evaluation.services.progress import ActionProgress, Progress, Tally, Verdict, progress, progress_of, tally

__all__ = [
    "ActionProgress",
    "IndicatorIsMeasured",
    "MeasureRefused",
    "PlannedAction",
    "Progress",
    "Tally",
    "Verdict",
    "check_year",
    "delete_indicator",
    "first_year_to_measure",
    "measurable_years",
    "planned_actions",
    "progress",
    "progress_of",
    "save_indicator",
    "save_measure",
    "tally",
]
