from actionplans.models.followup import FollowUp
from actionplans.models.money import BudgetLine
from actionplans.models.plan import (
    Action,
    ActionCommune,
    ActionIssue,
    ActionPartner,
    Plan,
    PlanNode,
    Step,
)

__all__ = [
    "Action",
    "ActionCommune",
    "ActionIssue",
    "ActionPartner",
    "BudgetLine",
    "FollowUp",
    "Plan",
    "PlanNode",
    "Step",
]
