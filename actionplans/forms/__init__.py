from actionplans.forms.bonus import (
    FacilityYearsForm,
    RateForm,
    RateTableForm,
    ShareForm,
    TrajectoryForm,
    field_in_words,
    read_values,
    value_in_words,
    write_values,
)
from actionplans.forms.budget import BudgetGrid, amount_in_words, cell_in_words, more_rows, taken_cells, write_cells
from actionplans.forms.fiche import CalendarForm, PartnerForm, PeopleForm, ScopeForm, StepForm, TextForm
from actionplans.forms.follow_up import AnswerForm, LinkNewsForm, ReportForm
from actionplans.forms.plan import FollowUpFilters, NewActionForm, NodeForm, PlaceForm, PlanFilters
from actionplans.forms.reminders import LaterForm, PauseForm

__all__ = [
    "AnswerForm",
    "BudgetGrid",
    "CalendarForm",
    "FacilityYearsForm",
    "FollowUpFilters",
    "LaterForm",
    "LinkNewsForm",
    "NewActionForm",
    "NodeForm",
    "PartnerForm",
    "PauseForm",
    "PeopleForm",
    "PlaceForm",
    "PlanFilters",
    "RateForm",
    "RateTableForm",
    "ReportForm",
    "ScopeForm",
    "ShareForm",
    "StepForm",
    "TextForm",
    "TrajectoryForm",
    "amount_in_words",
    "cell_in_words",
    "field_in_words",
    "more_rows",
    "read_values",
    "taken_cells",
    "value_in_words",
    "write_cells",
    "write_values",
]
