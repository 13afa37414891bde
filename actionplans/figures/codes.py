"""The codes of the plan (1, 1.2, 1.2.3): places in the tree, never stored, so that moving breaks no link."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def codes(children: Mapping[K | None, Sequence[K]]) -> dict[K, str]:
    """The code of each element, from the ordered children of every parent; None holds the first level."""
    found: dict[K, str] = {}
    waiting: list[tuple[K | None, str]] = [(None, "")]
    while waiting:
        parent, prefix = waiting.pop()
        for rank, child in enumerate(children.get(parent, ()), start=1):
            found[child] = f"{prefix}{rank}"
            waiting.append((child, f"{prefix}{rank}."))
    return found
