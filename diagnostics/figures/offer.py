"""Facilities on the map: one mark for each commune and kind, around the town hall, and what each letter means."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from math import ceil, sqrt

from diagnostics.figures.ground import Ground
from diagnostics.figures.maps import PLAIN, CommuneMap, Entry, Mark, Shape
from partners.models import Facility
from territories.templatetags.french import number, plural

KIND = Facility.Kind
LETTERS = {
    KIND.EAJE: "C",
    KIND.RPE: "R",
    KIND.LAEP: "P",
    KIND.ALSH: "L",
    KIND.TOY_LIBRARY: "D",
    KIND.SOCIAL_CENTRE: "S",
    KIND.SOCIAL_SPACE: "E",
    KIND.YOUTH: "J",
    KIND.OTHER: "A",
}
RADIUS = 1 / 50  # of the longer side of the frame
LARGEST_WRITTEN = 1000  # in a mark
STEP = 2.5  # between two marks, in radii
NOTE = "Chaque équipement est posé sur la mairie de sa commune, et non à son adresse."
NOTE_OF_ONE_KIND = f"Le nombre est la capacité. {NOTE}"


@dataclass(frozen=True)
class Group:
    """The facilities of one kind in one commune."""

    kind: str
    commune: int
    commune_name: str
    facilities: Sequence[Facility]
    is_neighbour: bool

    @property
    def capacity(self) -> str:
        """What fits in a mark: places in all, else the letter of the kind."""
        units = {each.unit for each in self.facilities}
        total = sum((each.capacity or Decimal(0) for each in self.facilities), Decimal(0))
        is_short = len(units) == 1 and 0 < total < LARGEST_WRITTEN
        return number(total) if is_short else LETTERS[KIND(self.kind)]

    @property
    def title(self) -> str:
        label = KIND(self.kind).label
        count = f"{len(self.facilities)}\u00a0× {label.lower()}" if len(self.facilities) > 1 else label
        words = capacities(self.facilities)
        return f"{self.commune_name}\u00a0: {count}{f', {words}' if words else ''}"


def capacities(facilities: Iterable[Facility]) -> str:
    """What they offer in all, by unit: « 119 places », « 3,5 ETP », or nothing when nothing is known."""
    sums: dict[str, Decimal] = {}
    for each in facilities:
        if each.capacity is not None:
            sums[each.unit] = sums.get(each.unit, Decimal(0)) + each.capacity
    return ", ".join(f"{number(total)}\u00a0{unit}" for unit, total in sorted(sums.items()))


def offer_map(ground: Ground, facilities: Sequence[Facility], own_territory: object, title: str) -> CommuneMap | None:
    if ground.box is None:
        return None
    groups = list(_groups(facilities, own_territory))
    shapes = [Shape(spot.path, PLAIN, "", spot.commune.name, spot.is_inside) for spot in ground.spots if spot.path]
    radius = RADIUS * max(ground.box.width, ground.box.height)
    return CommuneMap(
        title=title,
        summary=f"{plural(len(facilities), 'équipement')}.",
        box=ground.box,
        shapes=shapes,
        neighbours=[neighbour.path for neighbour in ground.neighbours],
        marks=list(_marks(groups, ground.points, radius)),
        legend=list(_legend(facilities)),
        notes=list(_notes(groups, ground.points)),
    )


def _notes(groups: Sequence[Group], points: Container[int]) -> Iterator[str]:
    yield NOTE_OF_ONE_KIND if len({group.kind for group in groups}) == 1 else NOTE
    if unplaced := sorted({group.commune_name for group in groups if group.commune not in points}):
        yield f"Position inconnue, à lire dans la liste\u00a0: {', '.join(unplaced)}."


def _groups(facilities: Sequence[Facility], own_territory: object) -> Iterator[Group]:
    order = KIND.values
    ordered = sorted(facilities, key=lambda each: (each.commune_id, order.index(each.kind)))
    for (commune, kind), group in groupby(ordered, key=lambda each: (each.commune_id, each.kind)):
        members = list(group)
        is_neighbour = all(each.territory_id != own_territory for each in members)
        yield Group(kind, commune, members[0].commune.name, members, is_neighbour)


def _marks(groups: Sequence[Group], points: dict[int, tuple[float, float]], radius: float) -> Iterator[Mark]:
    only_one_kind = len({group.kind for group in groups}) == 1
    for commune, found in groupby(groups, key=lambda group: group.commune):
        members = list(found)
        if commune not in points:
            continue
        for group, (x, y) in zip(members, _places(points[commune], len(members), radius * STEP), strict=True):
            yield Mark(
                x=f"{x:.2f}",
                y=f"{y:.2f}",
                radius=f"{radius:.2f}",
                title=group.title,
                href=f"#equipement-{group.facilities[0].pk}",
                tone="neighbour" if group.is_neighbour else group.kind,
                text=group.capacity if only_one_kind else LETTERS[KIND(group.kind)],
                text_size=f"{radius * (0.85 if only_one_kind else 1.15):.2f}",
            )


def _places(point: tuple[float, float], count: int, step: float) -> Iterator[tuple[float, float]]:
    """A small square of marks around the point."""
    columns = ceil(sqrt(count))
    rows = ceil(count / columns)
    for rank in range(count):
        row, column = divmod(rank, columns)
        in_row = min(columns, count - row * columns)
        yield point[0] + (column - (in_row - 1) / 2) * step, point[1] + (row - (rows - 1) / 2) * step


def _legend(facilities: Sequence[Facility]) -> Iterator[Entry]:
    for kind in KIND:
        found = [each for each in facilities if each.kind == kind]
        if found:
            words = capacities(found)
            yield Entry(kind, f"{kind.label}\u00a0: {len(found)}{f', {words}' if words else ''}", LETTERS[kind])
