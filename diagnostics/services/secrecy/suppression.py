"""Which figures to hide beside the small ones, so that nobody finds a small one again (see the ADR on secrecy).

Each small figure is protected in turn by the cheapest movement that takes it to both ends of its interval, and
what moves is hidden; then whatever turns out not to be needed is shown again, the most useful first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from diagnostics.services.secrecy.movements import TINY, Movements, Relation


@dataclass(frozen=True)
class Entry:
    """What is shown or hidden as a whole (a line of the published table), and what the reader loses without it."""

    weight: float
    cells: tuple[int, ...]


@dataclass(frozen=True)
class Need:
    """A reader must not exclude that `cell` is `down` lower or `up` higher than it is."""

    cell: int
    down: float
    up: float


@dataclass
class Table:
    """Cells by number: their values, the sums that bind them, the lines that show them.

    A cell that no entry shows is one that readers only deduce; a fixed one, they know from elsewhere.
    """

    values: list[float] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    fixed: set[int] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    """Entries hidden from the start: for themselves, or by their producer."""
    known: set[int] = field(default_factory=set)
    """Entries that readers remember: hiding them now would protect nothing, unless there is no other way."""
    is_counted: bool = True
    """Whether every cell is a number of persons or things, so that readers know it to be whole."""


def suppress(table: Table) -> set[int]:
    """The entries to hide, those hidden from the start included."""
    hidden = set(table.hidden)
    for component in _components(table):
        hidden |= component.protect()
    return hidden


class _Component:
    """Cells that no sum binds to the rest of the table."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.cells: set[int] = set()
        self.relations: list[Relation] = []
        self.needs: list[Need] = []
        self.shown_by: dict[int, list[int]] = defaultdict(list)
        self.hidden: set[int] = set()
        self.proofs: dict[tuple[Need, int], dict[int, float]] = {}

    def protect(self) -> set[int]:
        if not self.needs:
            return set()
        self.needs.sort(key=lambda need: (-max(need.up, need.down), need.cell))
        self.hidden = self.table.hidden & {number for numbers in self.shown_by.values() for number in numbers}
        self.movements = Movements(self.table.values, self.cells, self.relations)
        for cell in self.cells:
            self.movements.price(cell, self._cost(cell))
            if self._is_known(cell):
                self.movements.freeze(cell)
        for need, by in self._targets():
            self._move(need, by)
        self._show_again()
        if self.table.is_counted:
            self._count_whole_numbers()
        return self.hidden

    def _targets(self) -> Iterator[tuple[Need, float]]:
        for need in self.needs:
            for by in (need.up, -need.down):
                if abs(by) > TINY:
                    yield need, by

    def _move(self, need: Need, by: float) -> None:
        sign = 1 if by > 0 else -1
        movement = self._already(need.cell, by) or self.movements.cheapest(need.cell, by)
        if movement is None:
            for cell in filter(self._is_known, self.cells):
                self.movements.release(cell)
            movement = self.movements.cheapest(need.cell, by)
        if movement is None:  # nothing can move that far: public figures already say more than the rule
            by = sign * min(abs(by), self.movements.furthest(need.cell, sign))
            movement = self.movements.cheapest(need.cell, by) if abs(by) > TINY else None
        self.proofs[need, sign] = movement or {}
        self._hide(entry for cell in self.proofs[need, sign] for entry in self.shown_by[cell])

    def _already(self, cell: int, by: float) -> dict[int, float] | None:
        """A movement found for another cell that happens to move this one by as much."""
        for movement in self.proofs.values():
            if abs(movement.get(cell, 0.0) - by) < TINY:
                return movement
        return None

    def _hide(self, entries: Iterable[int]) -> None:
        fresh = set(entries) - self.hidden
        self.hidden |= fresh
        for cell in {cell for number in fresh for cell in self.table.entries[number].cells} & self.cells:
            self.movements.price(cell, self._cost(cell))

    def _cost(self, cell: int) -> float:
        """What hiding every line that still shows the cell would lose."""
        return sum(self.table.entries[number].weight for number in self.shown_by[cell] if number not in self.hidden)

    def _is_known(self, cell: int) -> bool:
        return any(number in self.table.known and number not in self.hidden for number in self.shown_by[cell])

    def _show_again(self) -> None:
        """Give back, dearest first, the lines without which every small figure is still protected."""
        for cell in self.cells:
            if self._cost(cell):
                self.movements.freeze(cell)
        added = self.hidden - self.table.hidden
        for number in sorted(added, key=lambda each: (-self.table.entries[each].weight, each)):
            self._try_to_show(number)

    def _try_to_show(self, number: int) -> None:
        newly_shown = {cell for cell in self.table.entries[number].cells if cell in self.cells and not self._cost(cell)}
        for cell in newly_shown:
            self.movements.freeze(cell)
        proofs = self._without(newly_shown)
        if proofs is None:
            for cell in newly_shown:
                self.movements.release(cell)
        else:
            self.hidden.discard(number)
            self.proofs |= proofs

    def _without(self, cells: set[int]) -> dict[tuple[Need, int], dict[int, float]] | None:
        """Other proofs for the needs whose proof moved these cells; none when one of them has no other."""
        proofs = {}
        for (need, sign), movement in self.proofs.items():
            if cells.isdisjoint(movement):
                continue
            if need.cell in cells or (other := self.movements.cheapest(need.cell, movement[need.cell])) is None:
                return None
            proofs[need, sign] = other
        return proofs

    def _count_whole_numbers(self) -> None:
        """A movement that cuts somebody in two proves nothing to a reader who counts: look for a whole one."""
        broken = [
            (key, movement)
            for key, movement in self.proofs.items()
            if any(abs(move - round(move)) > TINY for move in movement.values())
        ]
        if not broken:
            return
        self.movements.only_whole_numbers()
        for key, _ in broken:
            del self.proofs[key]
        before = set(self.hidden)
        for (need, sign), movement in broken:
            by = movement[need.cell]
            whole = self.movements.cheapest(need.cell, by)
            if whole is None:
                for cell in self.cells:
                    self.movements.release(cell)
                self._move(need, by)
            else:
                self.proofs[need, sign] = whole
                self._hide(entry for cell in whole for entry in self.shown_by[cell])
        if self.hidden > before:
            self._show_again()


def _components(table: Table) -> Iterable[_Component]:
    """The cells that sums or common lines bind together; what is fixed binds nothing."""
    root = _roots(table)
    components: dict[int, _Component] = defaultdict(lambda: _Component(table))
    for cell in range(len(table.values)):
        if cell not in table.fixed:
            components[root[cell]].cells.add(cell)
    for relation in table.relations:
        if free := relation.keys() - table.fixed:
            components[root[min(free)]].relations.append(relation)
    for number, entry in enumerate(table.entries):
        for cell in set(entry.cells) - table.fixed:
            components[root[cell]].shown_by[cell].append(number)
    for need in table.needs:
        components[root[need.cell]].needs.append(need)
    return components.values()


def _roots(table: Table) -> list[int]:
    """For each cell, the one that stands for everything bound to it."""
    parent = list(range(len(table.values)))

    def root(cell: int) -> int:
        while parent[cell] != cell:
            parent[cell] = parent[parent[cell]]
            cell = parent[cell]
        return cell

    bonds: list[Iterable[int]] = [*table.relations, *(entry.cells for entry in table.entries)]
    for bond in bonds:
        free = [cell for cell in bond if cell not in table.fixed]
        for cell in free[1:]:
            parent[root(cell)] = root(free[0])
    return [root(cell) for cell in range(len(table.values))]
