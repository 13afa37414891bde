"""Two people on one grid: what each changed since the page was shown is kept; the same cell twice is a conflict."""

from collections.abc import Hashable, Mapping
from typing import Generic, NamedTuple, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Conflict(NamedTuple, Generic[K, V]):
    """One cell that both have changed, each in their own way; None is an empty cell."""

    cell: K
    theirs: V | None
    mine: V | None


def merge(base: Mapping[K, V], mine: Mapping[K, V], theirs: Mapping[K, V]) -> tuple[dict[K, V], list[Conflict[K, V]]]:
    """What both want, with mine where they disagree, and the cells on which they do."""
    merged: dict[K, V] = {}
    conflicts: list[Conflict[K, V]] = []
    for cell in dict.fromkeys([*theirs, *mine, *base]):
        shown, typed, stored = base.get(cell), mine.get(cell), theirs.get(cell)
        kept = stored if typed == shown else typed
        if typed != shown and stored not in (shown, typed):
            conflicts.append(Conflict(cell, stored, typed))
        if kept is not None:
            merged[cell] = kept
    return merged, conflicts
