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

__all__ = [
    "Action",
    "ActionCommune",
    "ActionIssue",
    "ActionPartner",
    "ActionQuerySet",
    "BudgetLine",
    "FollowUp",
    "Plan",
    "PlanNode",
    "Step",
]
