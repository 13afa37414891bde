"""The paper of a map: which communes are on it, where they lie and what surrounds them. Pure data, in kilometres."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from territories.models import Commune

MARGIN = 0.03  # of the longer side, so that no outline is cut by its own thickness


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def view_box(self) -> str:
        """As SVG wants it."""
        return f"{self.left:.1f} {self.top:.1f} {self.width:.1f} {self.height:.1f}"

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Spot:
    """One commune that is read on the map; its outline or its point may be unknown."""

    commune: Commune
    epci: str
    is_inside: bool
    """Of the perimeter of the CTG, and not only of its EPCI."""
    path: str = ""
    box: Box | None = None
    point: tuple[float, float] | None = None

    @property
    def anchor(self) -> str:
        """The line of the list that says the same."""
        return f"commune-{self.commune.insee_code}"


@dataclass(frozen=True)
class Neighbour:
    """A commune that is only there to show where one is."""

    commune_id: int
    path: str
    point: tuple[float, float] | None


@dataclass(frozen=True)
class Ground:
    spots: Sequence[Spot]
    box: Box | None
    neighbours: Sequence[Neighbour]
    is_extensible: bool
    """Whether the EPCI reaches further than the perimeter."""

    @property
    def communes(self) -> list[Commune]:
        return [spot.commune for spot in self.spots]

    @property
    def points(self) -> dict[int, tuple[float, float]]:
        """Of the communes that are read, and of those around them."""
        around = {each.commune_id: each.point for each in self.neighbours if each.point}
        return around | {spot.commune.pk: spot.point for spot in self.spots if spot.point}

    @property
    def undrawn(self) -> list[str]:
        return [spot.commune.name for spot in self.spots if not spot.path]


def frame(boxes: Iterable[Box]) -> Box | None:
    """The frame around these boxes, with its margin; nothing around nothing."""
    every = list(boxes)
    if not every:
        return None
    left, top = min(box.left for box in every), min(box.top for box in every)
    right, bottom = max(box.right for box in every), max(box.bottom for box in every)
    margin = MARGIN * max(right - left, bottom - top)
    return Box(left - margin, top - margin, right + margin, bottom + margin)
