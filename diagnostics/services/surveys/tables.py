"""Which counts of a questionnaire may be shown: pure arithmetic.

No count from one to four is shown, nor one that a subtraction gives back. In a list of exclusive answers, the hidden
ones are at least two and make at least five together; an answer among several that may be ticked is hidden as well
when those who did not tick it are fewer than five. Crossed by commune nothing is hidden: what is too small is put
together, so that no other table can be subtracted from it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FEWEST = 5
FEWEST_IN_A_ROW = 10
OTHERS = "Autres communes ou non précisée"

Counts = list[int | None]


def is_small(count: int) -> bool:
    return 0 < count < FEWEST


def protect_exclusive(counts: Sequence[int]) -> Counts | None:
    """Counts that add up to a total which is shown; None when even the total is too small."""
    if sum(counts) < FEWEST:
        return None
    hidden = {rank for rank, count in enumerate(counts) if is_small(count)}
    others = sorted((rank for rank in range(len(counts)) if rank not in hidden), key=lambda rank: _cost(counts[rank]))
    while hidden and others and not _is_safe(counts, hidden):
        hidden.add(others.pop(0))
    return [None if rank in hidden else count for rank, count in enumerate(counts)]


def _cost(count: int) -> tuple[bool, int]:
    """What is lost by hiding a count: the least first, a zero last for it protects nothing."""
    return count == 0, count


def _is_safe(counts: Sequence[int], hidden: set[int]) -> bool:
    return len(hidden) > 1 and sum(counts[rank] for rank in hidden) >= FEWEST


def protect_options(counts: Sequence[int], total: int) -> Counts | None:
    """Counts of answers that may be ticked together, each against those who did not tick it."""
    if total < FEWEST:
        return None
    return [None if is_small(count) or is_small(total - count) else count for count in counts]


@dataclass(frozen=True)
class Row:
    label: str
    total: int
    counts: list[int]


def cross(places: Mapping[str, tuple[int, Sequence[int]]], shown: Sequence[str], *, exclusive: bool) -> list[Row]:
    """One row for each place whose answers are many enough, the rest in one row; empty when nothing can be compared.

    `places` gives the people and the counts of each place; only those of `shown` may have a row of their own.
    """
    alone = {name: places[name] for name in shown if name in places}
    rest = [value for name, value in places.items() if name not in alone]
    while alone:
        others = _sum(rest)
        unsafe = [name for name, value in alone.items() if not _is_fit(value, exclusive)]
        if not unsafe and (not rest or _is_fit(others, exclusive)):
            break
        leaving = min(unsafe or alone, key=lambda name: alone[name][0])
        rest.append(alone.pop(leaving))
    rows = [Row(name, total, list(counts)) for name, (total, counts) in alone.items()]
    if rest:
        total, counts = _sum(rest)
        rows.append(Row(OTHERS, total, list(counts)))
    return rows if len(rows) > 1 else []


def _sum(values: Sequence[tuple[int, Sequence[int]]]) -> tuple[int, list[int]]:
    return sum(total for total, _ in values), [
        sum(column) for column in zip(*(counts for _, counts in values), strict=True)
    ]


def _is_fit(value: tuple[int, Sequence[int]], exclusive: bool) -> bool:
    """Enough people, no small count, no small rest, and not everybody of the same answer."""
    total, counts = value
    if total < FEWEST_IN_A_ROW or any(is_small(count) or count == total for count in counts):
        return False
    return exclusive or not any(is_small(total - count) for count in counts)
