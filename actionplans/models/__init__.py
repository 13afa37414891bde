from actionplans.models.bonus import (
    PAID_KINDS,
    FacilityYear,
    FacilityYearQuerySet,
    Rate,
    RateTable,
    Service,
    SharedLine,
    Trajectory,
)
from actionplans.models.followup import FollowUp
from actionplans.models.money import BudgetLine
from actionplans.models.plan import (
    Action,
    ActionCommune,
    ActionIssue,
    ActionPartner,
    ActionQuerySet,
    Plan,
    PlanNode,
    Step,
)
from actionplans.models.scenario import Hypothesis, Scenario

__all__ = [
    "PAID_KINDS",
    "Action",
    "ActionCommune",
    "ActionIssue",
    "ActionPartner",
    "ActionQuerySet",
    "BudgetLine",
    "FacilityYear",
    "FacilityYearQuerySet",
    "FollowUp",
    "Hypothesis",
    "Plan",
    "PlanNode",
    "Rate",
    "RateTable",
    "Scenario",
    "Service",
    "SharedLine",
    "Step",
    "Trajectory",
]
