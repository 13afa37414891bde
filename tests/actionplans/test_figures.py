"""Codes, merged grids, places on the line of years: pure functions, for any tree, any grid, any date."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionplans.figures.codes import codes
from actionplans.figures.merge import merge
from actionplans.figures.timeline import Scale

YEARS = (2026, 2027, 2028, 2029, 2030)
GRIDS = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 5))


@st.composite
def trees(draw) -> dict[int | None, list[int]]:
    """A tree of up to thirty elements: each hangs on one of those before it, or at the top."""
    children: dict[int | None, list[int]] = {}
    for element in range(draw(st.integers(0, 30))):
        parent = draw(st.sampled_from([None, *range(element)]))
        children.setdefault(parent, []).append(element)
    return children


def test_a_code_is_the_rank_at_each_level():
    assert codes({None: ["a", "b"], "a": ["c"], "c": ["d", "e"]}) == {
        "a": "1",
        "b": "2",
        "c": "1.1",
        "d": "1.1.1",
        "e": "1.1.2",
    }


@given(trees())
def test_every_element_of_any_tree_has_a_code_of_its_own(tree):
    found = codes(tree)

    elements = [child for children in tree.values() for child in children]
    assert sorted(found) == sorted(elements)
    assert len(set(found.values())) == len(elements)


@given(trees(), st.randoms())
def test_moving_renumbers_without_losing_anybody(tree, random):
    before = codes(tree)
    moved = {parent: random.sample(children, len(children)) for parent, children in tree.items()}

    after = codes(moved)

    assert after.keys() == before.keys()
    assert all(
        after[child].startswith(f"{after[parent]}.") for parent in tree if parent is not None for child in tree[parent]
    )


@given(base=GRIDS, mine=GRIDS)
def test_alone_one_gets_what_one_typed(base, mine):
    merged, conflicts = merge(base, mine, base)

    assert (merged, conflicts) == (mine, [])


@given(base=GRIDS, theirs=GRIDS)
def test_who_changed_nothing_gets_what_the_other_typed(base, theirs):
    merged, conflicts = merge(base, base, theirs)

    assert (merged, conflicts) == (theirs, [])


@given(base=GRIDS, mine=GRIDS, theirs=GRIDS)
def test_every_change_is_kept_or_shown(base, mine, theirs):
    merged, conflicts = merge(base, mine, theirs)

    disputed = {conflict.cell for conflict in conflicts}
    for cell in "abcdef":
        before, typed, stored = base.get(cell), mine.get(cell), theirs.get(cell)
        if typed != before:
            assert merged.get(cell) == typed
        if stored not in (before, typed):
            assert cell in disputed or merged.get(cell) == stored
        assert (cell in disputed) == (len({before, typed, stored}) == 3)


def test_a_cell_changed_by_both_shows_both():
    _, conflicts = merge({"a": 1}, {"a": 2}, {"a": 3})

    assert [(each.cell, each.theirs, each.mine) for each in conflicts] == [("a", 3, 2)]


def test_the_line_of_years_begins_on_the_first_of_january_and_ends_with_its_last_day():
    bar = Scale(YEARS).bar(date(2026, 1, 1), date(2030, 12, 31))

    assert bar == ("0.00%", "100.00%", False, False)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2027, 1, 1), date(2027, 12, 31), ("20.00%", "20.00%", False, False)),
        (date(2025, 1, 1), date(2026, 12, 31), ("0.00%", "20.00%", True, False)),
        (date(2030, 1, 1), date(2032, 6, 1), ("80.00%", "20.00%", False, True)),
        (date(2029, 1, 1), None, ("60.00%", "40.00%", False, True)),
        (None, date(2026, 12, 31), ("0.00%", "20.00%", True, False)),
        (date(2024, 1, 1), date(2025, 12, 31), None),
        (date(2031, 1, 1), date(2031, 2, 1), None),
        (None, None, None),
    ],
)
def test_a_period_is_cut_at_the_ends_of_the_line(first, last, expected):
    assert Scale(YEARS).bar(first, last) == expected


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)), st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_a_bar_never_leaves_the_line(one, other):
    first, last = sorted((one, other))

    bar = Scale(YEARS).bar(first, last)

    assert bar is not None
    left, width = float(bar.x[:-1]), float(bar.width[:-1])
    assert left >= 0
    assert width > 0
    assert left + width <= 100.01


def test_a_day_outside_of_the_years_has_no_mark():
    scale = Scale(YEARS)

    assert scale.mark(date(2026, 1, 1)) == "0.00%"
    assert scale.mark(date(2025, 12, 31)) is None
    assert scale.mark(date(2031, 6, 1)) is None
    assert scale.mark(None) is None
