"""The plan over the years of the CTG: one bar for each element and action, one mark for each step."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from actionplans.figures.timeline import Bar, Scale
from actionplans.models import Action, Step
from actionplans.services.plan import Branch, PlanTree, Sheet


class Mark(NamedTuple):
    x: str
    step: Step


@dataclass(frozen=True)
class Row:
    """One line: an element of the plan (without `action`) or an action."""

    code: str
    title: str
    depth: int
    action: Action | None
    starts_on: date | None
    ends_on: date | None
    bar: Bar | None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Timeline:
    scale: Scale
    rows: list[Row]
    today: str | None

    @property
    def steps(self) -> list[tuple[Row, Step]]:
        """Every step of the actions shown, in the order of their due dates."""
        found = [(row, step) for row in self.rows if row.action for step in row.action.steps.all()]
        return sorted(found, key=lambda pair: (pair[1].due_on, pair[0].code))


def timeline(tree: PlanTree, *, today: date) -> Timeline:
    """The actions of the tree must come with their steps prefetched."""
    scale = Scale(tree.ctg_years)
    rows = [row for branch in tree.branches for row in _rows(branch, scale)]
    return Timeline(scale, rows, scale.mark(today))


def _rows(branch: Branch, scale: Scale) -> Iterator[Row]:
    starts_on, ends_on = branch.period
    bar = scale.bar(starts_on, ends_on)
    yield Row(branch.code, branch.node.title, branch.depth, None, starts_on, ends_on, bar)
    for below in branch.branches:
        yield from _rows(below, scale)
    for sheet in branch.sheets:
        yield _action_row(sheet, branch.depth + 1, scale)


def _action_row(sheet: Sheet, depth: int, scale: Scale) -> Row:
    action = sheet.action
    places = [(scale.mark(step.due_on), step) for step in action.steps.all()]
    return Row(
        sheet.code,
        action.title,
        depth,
        action,
        action.starts_on,
        action.ends_on,
        scale.bar(action.starts_on, action.ends_on),
        tuple(Mark(x, step) for x, step in places if x is not None),
    )
