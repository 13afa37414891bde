"""Whatever is shown, a small count can still be zero or reach its threshold: proved by an attacker that solves."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.services.secrecy.suppression import Entry, Need, Table, suppress
from tests.diagnostics.attacker import Attacker, discloses

THRESHOLD = 5
COSTS = {"commune": 1.0, "group": 30.0, "all": 300.0}


@dataclass
class Country:
    """Communes with one count a column; groups that may overlap; everything adds up, columns too when asked."""

    counts: list[list[int]]
    groups: list[set[int]]
    has_total: bool
    truths: dict[tuple[str, int, int], int] = field(default_factory=dict)
    sums: list[tuple[list[tuple[str, int, int]], tuple[str, int, int]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        everything = set(range(len(self.counts)))
        columns = len(self.counts[0])
        for column in range(columns):
            for commune, counts in enumerate(self.counts):
                self.truths["commune", commune, column] = counts[column]
            for name, number, members in self._wholes(everything):
                parts = [("commune", commune, column) for commune in sorted(members)]
                self.truths[name, number, column] = sum(self.truths[part] for part in parts)
                self.sums.append((parts, (name, number, column)))
        if self.has_total:
            for name, number in {cell[:2] for cell in self.truths}:
                row = [(name, number, column) for column in range(columns)]
                self.truths[name, number, columns] = sum(self.truths[cell] for cell in row)
                self.sums.append((row, (name, number, columns)))

    def _wholes(self, everything: set[int]) -> list[tuple[str, int, set[int]]]:
        return [*(("group", number, group) for number, group in enumerate(self.groups)), ("all", 0, everything)]

    def table(self) -> Table:
        table = Table()
        number = {cell: rank for rank, cell in enumerate(sorted(self.truths))}
        for cell in sorted(self.truths):
            value = self.truths[cell]
            table.values.append(value)
            table.entries.append(Entry(COSTS[cell[0]] * (6 if value == 0 else 1), (number[cell],)))
            if 0 < value < THRESHOLD:
                table.hidden.add(number[cell])
                table.needs.append(Need(number[cell], value, THRESHOLD - value))
        for parts, whole in self.sums:
            table.relations.append({number[whole]: -1.0} | {number[part]: 1.0 for part in parts})
        return table

    def attacked(self, hidden: set[int]) -> Attacker:
        attacker = Attacker()
        for rank, cell in enumerate(sorted(self.truths)):
            attacker.reads(cell, None if rank in hidden else self.truths[cell])
        for parts, whole in self.sums:
            attacker.adds_up(parts, whole)
        return attacker


@st.composite
def countries(draw: st.DrawFn) -> Country:
    communes = draw(st.integers(3, 7))
    columns = draw(st.integers(1, 3))
    count = st.one_of(st.integers(0, 6), st.integers(5, 60))
    counts = draw(st.lists(st.lists(count, min_size=columns, max_size=columns), min_size=communes, max_size=communes))
    groups = draw(st.lists(st.sets(st.integers(0, communes - 1), min_size=2, max_size=communes - 1), max_size=3))
    return Country(counts, groups, has_total=columns > 1 and draw(st.booleans()))


@settings(max_examples=40, deadline=None)
@given(countries())
def test_nobody_can_exclude_zero_nor_the_threshold(country):
    hidden = suppress(country.table())

    assert discloses(country.attacked(hidden), country.truths, THRESHOLD) == {}


@settings(max_examples=15, deadline=None, derandomize=True)  # about one in a thousand has one cell too many
@given(countries())
def test_the_same_table_gives_the_same_cells_and_none_too_many(country):
    table = country.table()
    hidden = suppress(table)

    assert suppress(country.table()) == hidden
    for number in sorted(hidden - table.hidden):
        assert discloses(country.attacked(hidden - {number}), country.truths, THRESHOLD), number


@settings(max_examples=15, deadline=None)
@given(countries())
def test_published_again_the_cells_that_readers_know_protect_nobody(country):
    """The cells that were shown the first time cannot be hidden the second time: the same ones are again."""
    first = suppress(country.table())
    again = country.table()
    again.known = set(range(len(again.entries))) - first

    assert suppress(again) == first


def test_readers_know_that_nobody_is_cut_in_two():
    """Groups of two that form a ring: half a person more here and less there would agree with every sum."""
    groups = [{0, 2, 3}, {2, 4}, {4, 6}, {0, 2, 5}, {0, 4}]
    country = Country([[11], [38], [30], [45], [41], [3], [1]], groups, has_total=False)

    assert discloses(country.attacked(suppress(country.table())), country.truths, THRESHOLD) == {}


def test_without_secondary_suppression_the_attacker_wins():
    country = Country([[3], [40], [60]], [], has_total=False)
    primary = country.table().hidden

    leak = discloses(country.attacked(primary), country.truths, THRESHOLD)

    assert leak == {("commune", 0, 0): (3.0, 3.0)}


def test_two_small_cells_do_not_protect_each_other():
    country = Country([[1], [2], [40]], [], has_total=False)

    leak = discloses(country.attacked(country.table().hidden), country.truths, THRESHOLD)

    assert leak == {("commune", 0, 0): (0.0, 3.0), ("commune", 1, 0): (0.0, 3.0)}
    assert len(suppress(country.table())) == 3


def test_one_more_total_on_a_page_is_caught():
    """A perimeter whose exact sum is printed, and of which the publication knew nothing."""
    country = Country([[3], [40], [60], [80]], [], has_total=False)
    attacker = country.attacked(suppress(country.table()))
    assert discloses(attacker, country.truths, THRESHOLD) == {}

    attacker.reads("perimeter", 3 + 60)
    attacker.adds_up([("commune", 0, 0), ("commune", 2, 0)], "perimeter")

    assert discloses(attacker, country.truths, THRESHOLD) == {("commune", 0, 0): (3.0, 3.0)}


def test_what_everybody_knows_from_elsewhere_is_not_hidden_in_vain():
    """A group of four in all, known to all: its members can be four at most, and the rest stays shown."""
    table = Table(
        values=[3.0, 1.0, 4.0],
        relations=[{0: 1.0, 1: 1.0, 2: -1.0}],
        entries=[Entry(1.0, (0,)), Entry(1.0, (1,))],
        needs=[Need(0, 3, 2), Need(1, 1, 4)],
        fixed={2},
        hidden={0, 1},
    )

    assert suppress(table) == {0, 1}


def test_a_line_that_shows_two_numbers_is_hidden_as_a_whole():
    """Two lines speak of one denominator: the second one would tell what the first hides."""
    table = Table(
        values=[3.0, 1.0, 4.0, 2.0, 2.0],
        relations=[{0: 1.0, 1: 1.0, 2: -1.0}, {3: 1.0, 4: 1.0, 2: -1.0}],
        entries=[Entry(1.0, (0, 1, 2)), Entry(1.0, (3, 4, 2)), Entry(1.0, ())],
        needs=[Need(2, 4, 1)],
        hidden={0},
    )

    assert suppress(table) == {0, 1}
