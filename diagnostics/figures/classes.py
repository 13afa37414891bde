"""Classes of a map, made of the figures that may be shown and of nothing else.

A bound is a figure that everybody reads in the list beside the map (quantiles) or a cut between two of them
(equal widths): what is hidden moves none of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

MOST = 4  # more could not be told apart beside outlines that must be seen on each of them


class Method(StrEnum):
    QUANTILES = "quantiles"
    EQUAL = "egales"


@dataclass(frozen=True)
class Class:
    """`rank` from 1, of `low` to `high`, both included."""

    rank: int
    low: Decimal
    high: Decimal
    count: int


def classify(values: Iterable[Decimal], method: Method = Method.QUANTILES) -> list[Class]:
    """The classes of these figures, in order; equal figures are always in the same one."""
    ordered = sorted(values)
    if not ordered:
        return []
    groups = _equal(ordered) if method is Method.EQUAL else _quantiles(ordered)
    return [Class(rank, low, high, len(group)) for rank, (low, high, group) in enumerate(groups, start=1)]


def rank_of(value: Decimal, classes: Sequence[Class]) -> int:
    """The first class that reaches the figure: bounds are shared by neighbours when widths are equal."""
    return next((each.rank for each in classes if value <= each.high), len(classes))


Group = tuple[Decimal, Decimal, list[Decimal]]


def _quantiles(ordered: list[Decimal]) -> list[Group]:
    """As many communes in each class as ties allow."""
    count = min(MOST, len(set(ordered)))
    groups, start = [], 0
    for rank in range(1, count + 1):
        end = max(start + 1, round(len(ordered) * rank / count))
        while end < len(ordered) and ordered[end] == ordered[end - 1]:
            end += 1
        if start < len(ordered):
            group = ordered[start:end]
            groups.append((group[0], group[-1], group))
        start = end
    return groups


def _equal(ordered: list[Decimal]) -> list[Group]:
    """Classes of the same width between the least and the greatest; some may be empty."""
    low, high = ordered[0], ordered[-1]
    count = min(MOST, len(set(ordered)))
    cuts = [low + (high - low) * rank / count for rank in range(count)] + [high]
    groups, start = [], 0
    for rank in range(count):
        end = start
        while end < len(ordered) and (ordered[end] <= cuts[rank + 1] or rank == count - 1):
            end += 1
        groups.append((cuts[rank], cuts[rank + 1], ordered[start:end]))
        start = end
    return groups
