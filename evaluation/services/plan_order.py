"""The actions of a CTG as its plan lists them, with the code that their place gives them."""

from typing import NamedTuple

from actionplans.models import Action, ActionQuerySet
from actionplans.services import codes_of
from territories.models import Ctg


class PlannedAction(NamedTuple):
    code: str
    action: Action

    def __str__(self) -> str:
        return f"{self.code} {self.action}"


def planned_actions(ctg: Ctg, actions: ActionQuerySet | None = None) -> list[PlannedAction]:
    """These actions (all of them by default) in the order of the plan, in three queries."""
    codes = codes_of(ctg)
    shown = ctg.actions.all() if actions is None else actions
    planned = [PlannedAction(codes[action.pk], action) for action in shown]
    return sorted(planned, key=lambda each: [int(rank) for rank in each.code.split(".")])
