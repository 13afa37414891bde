"""What a producer hides before the figures reach the Caf; ours are hidden by `diagnostics.services.secrecy`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from diagnostics.models import ValueStatus

Place = TypeVar("Place")

PRIMARY, SECONDARY = ValueStatus.SUPPRESSED_PRIMARY, ValueStatus.SUPPRESSED_SECONDARY


def hidden_cells(
    counts: Mapping[Place, int], groups: Iterable[Sequence[Place]], threshold: int
) -> dict[Place, ValueStatus]:
    """The cells under the threshold, and those that protect them.

    Each group is a set of cells whose total is known. One hidden cell in a group would be the total minus the
    others; several small ones would still be guessed: hide more, the smallest first, until they cannot be.
    """
    hidden = {place: PRIMARY for place, count in counts.items() if 0 < count < threshold}
    groups = [group for group in groups if len(group) > 1]
    is_stable = False
    while not is_stable:
        is_stable = True
        for group in groups:
            if (other := _next_to_hide(group, counts, hidden, threshold)) is not None:
                hidden[other] = SECONDARY
                is_stable = False
    return hidden


def _next_to_hide(
    group: Sequence[Place], counts: Mapping[Place, int], hidden: Mapping[Place, ValueStatus], threshold: int
) -> Place | None:
    inside = [place for place in group if place in hidden]
    if not inside or (len(inside) > 1 and sum(counts[place] for place in inside) >= 2 * threshold):
        return None
    shown = [place for place in group if place not in hidden and counts[place] > 0]
    return min(shown, key=lambda place: counts[place], default=None)
