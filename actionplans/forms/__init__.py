from actionplans.forms.attention import BlockerForm, CommentForm, MuteForm
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
from actionplans.forms.paste import Known, Paste, PasteForm, Unreadable, known_words
from actionplans.forms.plan import FollowUpFilters, MoneyFilters, NewActionForm, NodeForm, PlaceForm, PlanFilters
from actionplans.forms.reminders import LaterForm, PauseForm
from actionplans.forms.scenarios import HypothesisForm, ScenarioForm

__all__ = [
    "AnswerForm",
    "BlockerForm",
    "BudgetGrid",
    "CalendarForm",
    "CommentForm",
    "FacilityYearsForm",
    "FollowUpFilters",
    "HypothesisForm",
    "Known",
    "LaterForm",
    "LinkNewsForm",
    "MoneyFilters",
    "MuteForm",
    "NewActionForm",
    "NodeForm",
    "PartnerForm",
    "Paste",
    "PasteForm",
    "PauseForm",
    "PeopleForm",
    "PlaceForm",
    "PlanFilters",
    "RateForm",
    "RateTableForm",
    "ReportForm",
    "ScenarioForm",
    "ScopeForm",
    "ShareForm",
    "StepForm",
    "TextForm",
    "TrajectoryForm",
    "Unreadable",
    "amount_in_words",
    "cell_in_words",
    "field_in_words",
    "known_words",
    "more_rows",
    "read_values",
    "taken_cells",
    "value_in_words",
    "write_cells",
    "write_values",
]
