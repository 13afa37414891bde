"""The plan as it is read: a light tree of axes, objectifs and fiches, in a number of queries that never grows."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID

from actionplans.figures import money
from actionplans.figures.codes import codes
from actionplans.figures.money import Entry, Ledger
from actionplans.models import Action, ActionIssue, ActionQuerySet, BudgetLine, Plan, PlanNode
from actionplans.models.plan import default_levels
from diagnostics.models import Issue
from territories.models import Ctg


@dataclass(frozen=True)
class Sheet:
    """One fiche action in the plan."""

    action: Action
    code: str
    issues: tuple[Issue, ...] = ()
    money: Ledger = field(default_factory=Ledger)

    def __str__(self) -> str:
        return f"{self.code} {self.action.title}"


@dataclass(frozen=True)
class Branch:
    """One element of the tree, with what hangs on it; `level_below` is empty where actions hang."""

    node: PlanNode
    code: str
    level: str
    level_below: str
    depth: int
    branches: "tuple[Branch, ...]"
    sheets: tuple[Sheet, ...]

    def __str__(self) -> str:
        return f"{self.code} {self.node.title}"

    @cached_property
    def all_sheets(self) -> tuple[Sheet, ...]:
        below = tuple(sheet for branch in self.branches for sheet in branch.all_sheets)
        return below + self.sheets

    @cached_property
    def money(self) -> Ledger:
        return money.together(sheet.money for sheet in self.all_sheets)

    @property
    def period(self) -> tuple[date | None, date | None]:
        """From the first start to the last end of its actions."""
        starts = [sheet.action.starts_on for sheet in self.all_sheets if sheet.action.starts_on]
        ends = [sheet.action.ends_on for sheet in self.all_sheets if sheet.action.ends_on]
        return min(starts, default=None), max(ends, default=None)

    def walk(self) -> "Iterator[Branch]":
        """This element, then all those below it, in the order of the screen."""
        yield self
        for branch in self.branches:
            yield from branch.walk()

    @property
    def is_empty(self) -> bool:
        return not self.branches and not self.sheets


@dataclass(frozen=True)
class PlanTree:
    """The whole plan; `ctg_years` are those of the CTG, `years` add those of money planned outside of it."""

    levels: tuple[str, ...]
    ctg_years: tuple[int, ...]
    branches: tuple[Branch, ...]

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        return tuple(sheet for branch in self.branches for sheet in branch.all_sheets)

    @cached_property
    def money(self) -> Ledger:
        return money.together(sheet.money for sheet in self.sheets)

    @cached_property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted({*self.ctg_years, *self.money.years}))

    def walk(self) -> Iterator[Branch]:
        for branch in self.branches:
            yield from branch.walk()

    @property
    def without_issue(self) -> list[Sheet]:
        return [sheet for sheet in self.sheets if not sheet.issues]

    @property
    def without_pilot(self) -> list[Sheet]:
        return [sheet for sheet in self.sheets if sheet.action.pilot_id is None]

    @property
    def unbalanced(self) -> list[Sheet]:
        return [sheet for sheet in self.sheets if not sheet.money.is_balanced]


def plan_tree(ctg: Ctg, actions: ActionQuerySet | None = None, *, keep_empty: bool = True) -> PlanTree:
    """The plan of a CTG with the given actions (all of them by default), each with its issues and its money.

    Codes are places in the whole plan: they stay the same whichever actions are shown. Without `keep_empty`,
    the elements under which nothing is shown are left out.
    """
    shown = ctg.actions.all() if actions is None else actions
    shown = shown.select_related("pilot", "pilot_contact").order_by("position", "id")
    kept = {action.pk: action for action in shown}
    nodes = list(ctg.plan_nodes.order_by("position", "id"))
    places = list(ctg.actions.order_by("position", "id").values_list("pk", "node_id"))
    builder = _Builder(
        levels=levels_of(ctg),
        numbers=_numbers(nodes, places),
        children=_children(nodes),
        sheets=_sheets(ctg, kept, _numbers(nodes, places)),
        keep_empty=keep_empty,
    )
    return PlanTree(builder.levels, tuple(ctg.years), builder.below(None, 1))


def levels_of(ctg: Ctg) -> tuple[str, ...]:
    """The names of the levels of the plan, the first one at the top."""
    plan: Plan | None = ctg.plans.first()
    return tuple(plan.level_labels if plan else default_levels())


def codes_of(ctg: Ctg) -> dict[UUID, str]:
    """The code of every element and every action of the plan, by id."""
    nodes = list(ctg.plan_nodes.order_by("position", "id"))
    places = list(ctg.actions.order_by("position", "id").values_list("pk", "node_id"))
    return _numbers(nodes, places)


def code_order(code: str) -> tuple[int, ...]:
    """« 1.10 » comes after « 1.9 »."""
    return tuple(int(rank) for rank in code.split("."))


def issues_without_action(ctg: Ctg) -> list[Issue]:
    return list(ctg.issues.retained().filter(actions=None).order_by("number"))


def ledger_of(action: Action) -> Ledger:
    return _ledgers(BudgetLine.objects.filter(action=action).values_list(*ENTRY_COLUMNS)).get(action.pk, Ledger())


@dataclass(frozen=True)
class _Builder:
    levels: tuple[str, ...]
    numbers: dict[UUID, str]
    children: dict[UUID | None, list[PlanNode]]
    sheets: dict[UUID, list[Sheet]]
    keep_empty: bool

    def below(self, parent: UUID | None, depth: int) -> tuple[Branch, ...]:
        branches = (self._branch(node, depth) for node in self.children.get(parent, ()))
        return tuple(branch for branch in branches if self.keep_empty or branch.all_sheets)

    def _branch(self, node: PlanNode, depth: int) -> Branch:
        return Branch(
            node=node,
            code=self.numbers[node.pk],
            level=self.levels[min(depth, len(self.levels)) - 1],
            level_below=self.levels[depth] if depth < len(self.levels) else "",
            depth=depth,
            branches=self.below(node.pk, depth + 1),
            sheets=tuple(self.sheets.get(node.pk, ())),
        )


def _children(nodes: list[PlanNode]) -> dict[UUID | None, list[PlanNode]]:
    children: dict[UUID | None, list[PlanNode]] = defaultdict(list)
    for node in nodes:
        children[node.parent_id].append(node)
    return children


def _numbers(nodes: list[PlanNode], places: list[tuple[UUID, UUID]]) -> dict[UUID, str]:
    """Elements are numbered before the actions beside them, so that no two codes are the same."""
    order: dict[UUID | None, list[UUID]] = defaultdict(list)
    for node in nodes:
        order[node.parent_id].append(node.pk)
    for action, node_id in places:
        order[node_id].append(action)
    return codes(order)


def _sheets(ctg: Ctg, actions: dict[UUID, Action], numbers: dict[UUID, str]) -> dict[UUID, list[Sheet]]:
    issues: dict[UUID, list[Issue]] = defaultdict(list)
    links = ActionIssue.objects.filter(action__ctg=ctg).select_related("issue").order_by("issue__number")
    for link in links:
        issues[link.action_id].append(link.issue)
    ledgers = _ledgers(BudgetLine.objects.filter(action__ctg=ctg).values_list(*ENTRY_COLUMNS))
    sheets: dict[UUID, list[Sheet]] = defaultdict(list)
    for action in actions.values():
        sheet = Sheet(action, numbers[action.pk], tuple(issues[action.pk]), ledgers.get(action.pk, Ledger()))
        sheets[action.node_id].append(sheet)
    return sheets


ENTRY_COLUMNS = (
    "action_id",
    "year",
    "side",
    "nature",
    "funder",
    "organisation_id",
    "certainty",
    "is_in_kind",
    "amount",
)


def _ledgers(rows: object) -> dict[UUID, Ledger]:
    entries: dict[UUID, list[Entry]] = defaultdict(list)
    for values in rows:  # type: ignore[attr-defined]
        entry = Entry(*values)
        entries[entry.action].append(entry)
    return {action: Ledger(tuple(found)) for action, found in entries.items()}
