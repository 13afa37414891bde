from evaluation.views.indicators import (
    create_indicator,
    delete_indicator,
    edit_indicator,
    indicator,
    indicator_csv,
    overview,
)
from evaluation.views.measures import add_measure, correct_measure
from evaluation.views.questions import create_question, delete_question, edit_question

__all__ = [
    "add_measure",
    "correct_measure",
    "create_indicator",
    "create_question",
    "delete_indicator",
    "delete_question",
    "edit_indicator",
    "edit_question",
    "indicator",
    "indicator_csv",
    "overview",
]
