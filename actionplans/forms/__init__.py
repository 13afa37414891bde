from actionplans.forms.budget import BudgetGrid, amount_in_words, cell_in_words, more_rows, taken_cells, write_cells
from actionplans.forms.fiche import CalendarForm, PartnerForm, PeopleForm, ScopeForm, StepForm, TextForm
from actionplans.forms.follow_up import ReportForm
from actionplans.forms.plan import FollowUpFilters, NewActionForm, NodeForm, PlaceForm, PlanFilters

__all__ = [
    "BudgetGrid",
    "CalendarForm",
    "FollowUpFilters",
    "NewActionForm",
    "NodeForm",
    "PartnerForm",
    "PeopleForm",
    "PlaceForm",
    "PlanFilters",
    "ReportForm",
    "ScopeForm",
    "StepForm",
    "TextForm",
    "amount_in_words",
    "cell_in_words",
    "more_rows",
    "taken_cells",
    "write_cells",
]
