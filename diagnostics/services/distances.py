"""How far the nearest facility of each kind is, from town hall to town hall, as the crow flies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from diagnostics.figures.ground import Ground, Spot
from partners.models import Facility
from territories.models import CommunePoint

EARTH_RADIUS = 6371.0  # kilometres


@dataclass(frozen=True)
class Nearest:
    kilometres: float
    commune: str
    is_here: bool


@dataclass(frozen=True)
class Row:
    spot: Spot
    cells: list[Nearest | None]
    """One a kind, in the order of `Distances.kinds`; nothing when no distance can be known."""


@dataclass(frozen=True)
class Distances:
    kinds: Sequence[Facility.Kind]
    rows: list[Row]

    def ordered(self, sort: str) -> list[Row]:
        """By name, or by the distance to one kind, what is unknown last."""
        key, is_descending = sort.removeprefix("-"), sort.startswith("-")
        if key not in self.kinds:
            return self.rows[::-1] if is_descending else self.rows
        column = self.kinds.index(Facility.Kind(key))
        known = [(cell.kilometres, row) for row in self.rows if (cell := row.cells[column]) is not None]
        known.sort(key=lambda each: each[0], reverse=is_descending)
        return [row for _, row in known] + [row for row in self.rows if row.cells[column] is None]

    def table(self, sort: str) -> Iterator[tuple[object, ...]]:
        """The list as a spreadsheet reads it, one line a commune and a kind."""
        for row in self.ordered(sort):
            for kind, cell in zip(self.kinds, row.cells, strict=True):
                place = (row.spot.commune.name, row.spot.commune.insee_code, kind.label)
                yield *place, *((cell.kilometres, cell.commune) if cell else (None, ""))


def distances(ground: Ground, facilities: Sequence[Facility]) -> Distances:
    """Between the communes on the map and these facilities."""
    present = {each.kind for each in facilities}
    kinds = [kind for kind in Facility.Kind if kind in present and kind != Facility.Kind.OTHER]
    points = {
        point.commune_id: point
        for point in CommunePoint.objects.filter(
            commune__in={each.commune_id for each in facilities} | {spot.commune.pk for spot in ground.spots}
        )
    }
    names = {each.commune_id: each.commune.name for each in facilities}
    where = {kind: {each.commune_id for each in facilities if each.kind == kind} for kind in kinds}
    rows = [Row(spot, [_nearest(spot, where[kind], points, names) for kind in kinds]) for spot in ground.spots]
    return Distances(kinds, rows)


def _nearest(spot: Spot, communes: set[int], points: dict[int, CommunePoint], names: dict[int, str]) -> Nearest | None:
    here = spot.commune.pk
    if here in communes:
        return Nearest(0.0, spot.commune.name, is_here=True)
    start = points.get(here)
    if start is None:
        return None
    found = [(kilometres(start, points[each]), names[each]) for each in communes if each in points]
    return Nearest(*min(found), is_here=False) if found else None


def kilometres(start: CommunePoint, end: CommunePoint) -> float:
    """Along a great circle."""
    latitude, other = radians(start.latitude), radians(end.latitude)
    across, along = (other - latitude) / 2, radians(end.longitude - start.longitude) / 2
    chord = sin(across) ** 2 + cos(latitude) * cos(other) * sin(along) ** 2
    return 2 * EARTH_RADIUS * asin(sqrt(chord))
