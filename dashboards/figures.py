"""What the map draws: pure data, without a colour."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from territories.models import Phase


@dataclass(frozen=True)
class Shape:
    """One territory of the map; `path` is an SVG path, `tone` the name of a phase."""

    name: str
    path: str
    href: str
    tone: str
    title: str


def phase_legend() -> list[dict[str, str]]:
    """What each tone of the map means, in the order of the calendar."""
    return [{"tone": phase.value, "label": phase.label} for phase in Phase]


def portfolio_map(rows: Iterable[Any], contours: Mapping[Any, str]) -> list[Shape]:
    """One shape for each CTG whose territory has a contour; a renewal hides the CTG that it follows."""
    shapes: dict[Any, Shape] = {}
    for row in rows:
        territory = row.ctg.territory
        path = contours.get(territory.epci_id)
        if path and territory.pk not in shapes:
            phase = row.ctg.get_phase_display()
            shapes[territory.pk] = Shape(
                name=territory.name,
                path=path,
                href=row.ctg.get_absolute_url(),
                tone=row.ctg.phase,
                title=f"{territory.name} : {phase}",
            )
    return list(shapes.values())
