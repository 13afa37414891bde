"""The actions of a CTG as its plan lists them, with the code that their place gives them."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from actionplans.models import Action, PlanNode
from territories.models import Ctg


class PlannedAction(NamedTuple):
    code: str
    action: Action

    def __str__(self) -> str:
        return f"{self.code} {self.action}"


def planned_actions(ctg: Ctg, *, is_team: bool = True) -> list[PlannedAction]:
    """Depth first, in two queries. Actions kept inside the team are left out for the others."""
    actions = ctg.actions.all() if is_team else ctg.actions.exclude(visibility=Action.Visibility.TEAM)
    by_node: dict[UUID, list[Action]] = defaultdict(list)
    for action in actions:
        by_node[action.node_id].append(action)
    by_parent: dict[UUID | None, list[PlanNode]] = defaultdict(list)
    for node in ctg.plan_nodes.order_by("position", "id"):
        by_parent[node.parent_id].append(node)
    return list(_walk(None, "", by_parent, by_node))


def _walk(
    parent: UUID | None, prefix: str, nodes: dict[UUID | None, list[PlanNode]], actions: dict[UUID, list[Action]]
) -> Iterator[PlannedAction]:
    for rank, node in enumerate(nodes[parent], start=1):
        code = f"{prefix}{rank}"
        for place, action in enumerate(actions[node.pk], start=1):
            yield PlannedAction(f"{code}.{place}", action)
        yield from _walk(node.pk, f"{code}.", nodes, actions)
