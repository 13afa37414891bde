"""What may lawfully be added up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnostics.models import Dataset, Indicator, IndicatorValue, ValueStatus
from diagnostics.models.disclosure import combine

COUNT = Indicator(code="DEM1", kind=Indicator.Kind.COUNT, unit="habitants")
RATIO = Indicator(code="FAM1", kind=Indicator.Kind.RATIO, unit="%", multiplier=100)
MEDIAN = Indicator(code="PAU2", kind=Indicator.Kind.MEDIAN, unit="€")
SOURCE = Dataset(name="Recensement", producer="Insee", edition="2022")


def row(value: int | None, status: str = ValueStatus.OK, *, year: int = 2022, parts: tuple[int, int] | None = None):
    return IndicatorValue(
        dataset=SOURCE,
        value=None if value is None else Decimal(value),
        numerator=Decimal(parts[0]) if parts else None,
        denominator=Decimal(parts[1]) if parts else None,
        status=status,
        year=year,
    )


HIDDEN = row(None, ValueStatus.SUPPRESSED_PRIMARY)


def test_exact_counts_are_summed():
    figure = combine(COUNT, [row(10), row(5)], expected=2)

    assert (figure.value, figure.status, figure.year) == (Decimal(15), str(ValueStatus.OK), 2022)


@pytest.mark.parametrize("rows", [[row(10), HIDDEN], [row(10)]])
def test_a_sum_that_misses_a_part_says_so(rows):
    figure = combine(COUNT, rows, expected=2)

    assert (figure.value, figure.bound, figure.reason) == (Decimal(10), "≥", "Partiel")


def test_counts_that_their_producer_rounded_are_never_summed():
    figure = combine(COUNT, [row(10, ValueStatus.ROUNDED), row(5, ValueStatus.ROUNDED)], expected=2)

    assert (figure.value, figure.mark) == (None, "nd")


@pytest.mark.parametrize("status", [ValueStatus.ROUNDED, ValueStatus.CENSORED_LOW])
def test_a_ratio_with_a_rounded_part_or_a_ceiling_is_never_computed_again(status):
    figure = combine(RATIO, [row(50, status, parts=(5, 10)), row(10, parts=(9, 90))], expected=2)

    assert (figure.value, figure.mark) == (None, "nd")


def test_a_ceiling_is_never_added_to_a_figure():
    assert combine(COUNT, [row(5, ValueStatus.CENSORED_LOW), row(10)], expected=2).value is None


@pytest.mark.parametrize("status", [ValueStatus.ESTIMATED, ValueStatus.LOCAL])
@pytest.mark.parametrize("indicator", [COUNT, RATIO])
def test_a_whole_is_as_weak_as_its_weakest_part(indicator, status):
    figure = combine(indicator, [row(50, status, parts=(5, 10)), row(10, parts=(9, 90))], expected=2)

    assert figure.status == status


def test_an_estimate_that_misses_a_part_is_no_lower_bound():
    figure = combine(COUNT, [row(10, ValueStatus.ESTIMATED), HIDDEN], expected=2)

    assert (figure.value, figure.mark) == (None, "nd")


def test_a_part_that_is_itself_partial_makes_the_sum_partial_and_forbids_the_ratio():
    rows = [row(50, ValueStatus.PARTIAL, parts=(5, 10)), row(10, parts=(9, 90))]

    assert combine(COUNT, rows, expected=2).bound == "≥"
    assert combine(RATIO, rows, expected=2).value is None


def test_a_rate_that_names_no_parts_is_never_combined():
    figure = combine(RATIO, [row(1), row(2)], expected=2)

    assert (figure.value, figure.mark) == (None, "nd")


def test_when_everything_is_hidden_the_sum_is_hidden_and_never_zero():
    figure = combine(COUNT, [HIDDEN, HIDDEN], expected=2)

    assert (figure.value, figure.mark) == (None, "s")


def test_a_ratio_is_computed_again_from_both_its_parts():
    figure = combine(RATIO, [row(50, parts=(5, 10)), row(10, parts=(9, 90))], expected=2)

    assert figure.value == 14  # not 30, the mean of the two rates


def test_a_ratio_with_a_hidden_part_is_hidden():
    figure = combine(RATIO, [row(50, parts=(5, 10)), HIDDEN], expected=2)

    assert (figure.value, figure.mark) == (None, "s")


def test_a_small_denominator_is_fragile():
    assert combine(RATIO, [row(50, parts=(5, 10))], expected=1).is_fragile


def test_medians_are_never_combined():
    assert combine(MEDIAN, [row(20000), row(22000)], expected=2).value is None


def test_years_are_never_mixed():
    figure = combine(COUNT, [row(10, year=2022), row(99, year=2020)], expected=2)

    assert (figure.value, figure.year, figure.bound) == (Decimal(10), 2022, "≥")


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**6)), min_size=1, max_size=30))
def test_a_sum_never_exceeds_nor_invents(values):
    rows = [HIDDEN if value is None else row(value) for value in values]

    figure = combine(COUNT, rows, expected=len(rows))

    seen = [value for value in values if value is not None]
    assert figure.value == (sum(seen) if seen else None)
    assert (figure.bound == "≥") == (bool(seen) and len(seen) < len(values))


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 1000)), min_size=1, max_size=20))
def test_a_ratio_stays_between_its_smallest_and_largest_part(parts):
    parts = [(min(pair), max(pair)) for pair in parts]
    rows = [row(100 * low // high, parts=(low, high)) for low, high in parts]

    figure = combine(RATIO, rows, expected=len(rows))

    rates = [Decimal(100) * low / high for low, high in parts]
    assert figure.value is not None
    assert min(rates) - 1 <= figure.value <= max(rates) + 1
