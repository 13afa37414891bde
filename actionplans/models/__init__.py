from actionplans.models.attention import Alert, AlertMute, Blocker, Comment, Mention
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
from actionplans.models.followup import FollowUp, FollowUpLink
from actionplans.models.imports import PlanImport
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
from actionplans.models.reminders import Digest, Reminder, ReminderPause, ReminderSnooze
from actionplans.models.scenario import Hypothesis, Scenario

__all__ = [
    "PAID_KINDS",
    "Action",
    "ActionCommune",
    "ActionIssue",
    "ActionPartner",
    "ActionQuerySet",
    "Alert",
    "AlertMute",
    "Blocker",
    "BudgetLine",
    "Comment",
    "Digest",
    "FacilityYear",
    "FacilityYearQuerySet",
    "FollowUp",
    "FollowUpLink",
    "Hypothesis",
    "Mention",
    "Plan",
    "PlanImport",
    "PlanNode",
    "Rate",
    "RateTable",
    "Reminder",
    "ReminderPause",
    "ReminderSnooze",
    "Scenario",
    "Service",
    "SharedLine",
    "Step",
    "Trajectory",
]
