"""Building the plan: every verb first locks the plan, so that two people at once lose nothing."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Max, ProtectedError, QuerySet

from accounts.models import User
from actionplans.models import Action, Plan, PlanNode
from territories.models import Ctg
from territories.templatetags.french import plural

FEWEST_LEVELS, MOST_LEVELS = 2, 4
PlacedT = TypeVar("PlacedT", PlanNode, Action)


class PlanRefused(Exception):
    """The plan does not allow it; the text says why and what to do instead."""


def lock_plan(ctg: Ctg) -> Plan:
    """The plan of the CTG, made on its first element, held until the end of the transaction."""
    plan, _ = Plan.objects.get_or_create(ctg=ctg)
    return Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)


@transaction.atomic
def add_node(node: PlanNode) -> PlanNode:
    """Put a new element last under its parent; sent twice, it is there once."""
    if not node._state.adding:
        return node
    plan = lock_plan(node.ctg)
    if already := node.ctg.plan_nodes.filter(pk=node.pk).first():
        return already
    if node.parent_id:
        _refuse_vanished(node.ctg, node.parent_id)
        if depth_of(node.ctg, node.parent_id) >= len(plan.level_labels):
            raise PlanRefused("Le plan n’a pas de niveau plus bas : ajoutez plutôt une action à cet endroit.")
    node.plan = plan
    node.position = _last(node.ctg.plan_nodes.filter(parent=node.parent_id)) + 1
    node.save()
    return node


@transaction.atomic
def name_levels(ctg: Ctg, labels: list[str]) -> None:
    """Give the levels their names; `PlanRefused` when elements stand lower than the last of them."""
    plan = lock_plan(ctg)
    if deepest(ctg) > len(labels):
        raise PlanRefused("Des éléments du plan sont plus bas que ces niveaux : déplacez-les d’abord.")
    plan.level_labels = labels
    plan.save(update_fields=["level_labels"])


@transaction.atomic
def add_action(action: Action) -> Action:
    """Put a new fiche last in its objectif; sent twice, it is there once."""
    if not action._state.adding:
        return action
    lock_plan(action.ctg)
    if already := action.ctg.actions.filter(pk=action.pk).first():
        return already
    _refuse_vanished(action.ctg, action.node_id)
    action.position = _last(action.ctg.actions.filter(node=action.node_id)) + 1
    action.save()
    return action


@transaction.atomic
def move_node(node: PlanNode, by: int) -> None:
    """Exchange an element with the one that follows (+1) or precedes it (-1); at the end, nothing moves."""
    lock_plan(node.ctg)
    node.refresh_from_db(fields=["parent"])
    siblings = list(node.ctg.plan_nodes.filter(parent=node.parent_id).order_by("position", "id"))
    PlanNode.objects.bulk_update(_moved(siblings, node.pk, by), ["position"])


@transaction.atomic
def move_action(action: Action, by: int) -> None:
    lock_plan(action.ctg)
    action.refresh_from_db(fields=["node"])
    siblings = list(action.ctg.actions.filter(node=action.node_id).order_by("position", "id"))
    Action.objects.bulk_update(_moved(siblings, action.pk, by), ["position"])


@transaction.atomic
def place(action: Action, node: PlanNode) -> None:
    """Put a fiche last in another objectif; the caller holds the plan and saves nothing else."""
    action.node = node
    action.position = _last(action.ctg.actions.filter(node=node).exclude(pk=action.pk)) + 1
    action.save()


@transaction.atomic
def delete_node(node: PlanNode) -> None:
    lock_plan(node.ctg)
    children, actions = node.children.count(), node.actions.count()
    if children or actions:
        held = [plural(children, "élément")] * bool(children) + [plural(actions, "fiche action,fiches action")] * bool(
            actions
        )
        raise PlanRefused(f"« {node} » contient encore {' et '.join(held)} : déplacez-les ou supprimez-les d’abord.")
    node.delete()


@transaction.atomic
def delete_action(action: Action) -> None:
    """Erase a fiche that nothing refers to yet; what was validated, funded or followed is abandoned instead."""
    lock_plan(action.ctg)
    if action.status != Action.Status.PROPOSED or action.budget_lines.exists() or action.follow_ups.exists():
        raise PlanRefused(
            "Cette action a été validée, budgétée ou suivie : elle ne s’efface pas. Déclarez-la abandonnée, avec sa"
            " raison."
        )
    try:
        with transaction.atomic():
            action.delete()
    except ProtectedError:
        raise PlanRefused(
            "Des indicateurs d’évaluation mesurent cette action : retirez-les d’abord, ou déclarez-la abandonnée."
        ) from None


def is_empty(node: PlanNode) -> bool:
    return not node.children.exists() and not node.actions.exists()


def ancestors(action: Action) -> list[PlanNode]:
    """The elements above a fiche, the first level first."""
    nodes = {node.pk: node for node in action.ctg.plan_nodes.all()}
    found: list[PlanNode] = []
    current = nodes.get(action.node_id)
    while current is not None and current not in found:
        found.insert(0, current)
        current = nodes.get(current.parent_id) if current.parent_id else None
    return found


def depth_of(ctg: Ctg, node_id: UUID) -> int:
    """1 for an element of the first level."""
    parents = dict(ctg.plan_nodes.values_list("pk", "parent_id"))
    depth, current = 0, node_id
    while current is not None and depth <= len(parents):
        depth, current = depth + 1, parents.get(current)  # type: ignore[assignment]
    return depth


def deepest(ctg: Ctg) -> int:
    """The lowest level on which an element stands; 0 for an empty plan."""
    parents: dict[UUID, UUID | None] = dict(ctg.plan_nodes.values_list("pk", "parent_id"))
    depths: dict[UUID | None, int] = {None: 0}
    for pk in parents:
        chain: list[UUID] = []
        current: UUID | None = pk
        while current not in depths and current is not None and current not in chain:
            chain.append(current)
            current = parents[current]
        for step, each in enumerate(reversed(chain), start=1):
            depths[each] = depths.get(current, 0) + step
    return max(depths.values())


def sign(action: Action, by: User) -> None:
    """Count one more version of a fiche whose lists, not its columns, have changed."""
    action.touched_by(by).save(update_fields=["version", "updated_by", "updated_at"])


def _refuse_vanished(ctg: Ctg, node_id: UUID) -> None:
    if not ctg.plan_nodes.filter(pk=node_id).exists():
        raise PlanRefused("Quelqu’un vient de supprimer cet endroit du plan : choisissez-en un autre.")


def _last(rows: QuerySet[PlacedT]) -> int:
    return rows.aggregate(last=Max("position"))["last"] or 0


def _moved(siblings: Sequence[PlacedT], moving: UUID, by: int) -> list[PlacedT]:
    """The siblings whose position changes once `moving` is exchanged with its neighbour."""
    order = list(siblings)
    rank = next(rank for rank, each in enumerate(order) if each.pk == moving)
    if 0 <= rank + by < len(order):
        order.insert(rank + by, order.pop(rank))
    changed = []
    for position, each in enumerate(order, start=1):
        if each.position != position:
            each.position = position
            changed.append(each)
    return changed
