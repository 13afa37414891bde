"""The bonus territoire of the Rives d’Isac, to the euro, and what holds for any territory."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actionplans.figures.bonus import Scale, Tariff, Units, estimate, gap_in_words, retain, shared_out, trajectory
from tests.actionplans.isac_bonus import BONUS, FIVE_YEARS, LINES, SCALE, TOTALS, TRAJECTORY, YEARS, units

UNITS = st.decimals(min_value=0, max_value=Decimal("99999.99"), places=2)
LOTS = st.lists(
    st.tuples(UNITS, UNITS, st.integers(1, 12)), min_size=1, max_size=6
).map(lambda rows: [Units(UUID(int=rank), "alsh", *row) for rank, row in enumerate(rows)])  # fmt: skip
few = settings(max_examples=25, deadline=None)


def test_the_table_of_the_dossier_is_found_to_the_euro():
    found = {year: estimate(units(year), SCALE) for year in YEARS}

    for rank, year in enumerate(YEARS):
        assert [found[year][UUID(int=place)].total for place in range(len(LINES))] == [
            amounts[rank] for _, amounts in LINES.values()
        ], year
        assert sum(each.total or 0 for each in found[year].values()) == BONUS[rank]


def test_the_trajectory_of_the_dossier_is_found_to_the_euro():
    places = {year: [line for line in units(year) if line.kind == "eaje"] for year in YEARS}

    grown = trajectory(places, Decimal(130), dict.fromkeys(YEARS, SCALE))

    assert [grown[year].amount for year in YEARS] == list(TRAJECTORY)
    assert grown[2027].in_words == "148 places en décembre, 13,8\u00a0% depuis 2023\u00a0: 300\u00a0€ par place."
    assert grown[2026].in_words.endswith("aucun palier n’est atteint.")


def test_five_years_make_the_total_of_the_dossier():
    assert tuple(map(sum, zip(BONUS, TRAJECTORY, strict=True))) == TOTALS
    assert sum(TOTALS) == FIVE_YEARS == 2_716_950


@pytest.mark.parametrize(
    ("places", "rate"), [(103, 0), (104, 100), (107, 100), (108, 200), (111, 200), (112, 300), (200, 300), (80, 0)]
)
def test_a_step_is_reached_at_four_eight_and_twelve_percent(places, rate):
    year = {2027: [Units(UUID(int=1), "eaje", existing=Decimal(places))]}

    grown = trajectory(year, Decimal(100), {2027: SCALE})

    assert grown[2027].amount == places * rate


def test_the_level_of_2027_is_kept_whatever_closes_later():
    line = Units(UUID(int=1), "eaje", existing=Decimal(112))

    grown = trajectory(
        {2027: [line], 2028: [line._replace(existing=Decimal(101))]}, Decimal(100), {2027: SCALE, 2028: SCALE}
    )

    assert grown[2028].amount == 101 * 300


def test_a_year_without_rates_is_unknown_and_says_so():
    line = Units(UUID(int=1), "eaje", existing=Decimal(10))

    found = estimate([line], None)[line.key]

    assert found.total is None
    assert found.remarks == ("Le barème de cette année manque.",)
    assert trajectory({2028: [line]}, Decimal(10), {2028: None})[2028].amount is None


def test_a_kind_without_rate_is_unknown_but_nothing_to_pay_is_zero():
    scale = Scale(existing={"rpe": Tariff(Decimal(5200))})

    found = estimate(
        [Units(UUID(int=1), "rpe", existing=Decimal(2)), Units(UUID(int=2), "laep", new=Decimal(3))], scale
    )

    assert found[UUID(int=1)].total == 10_400
    assert found[UUID(int=2)].total is None
    assert "offre nouvelle" in found[UUID(int=2)].remarks[0]


def test_new_hours_stop_at_a_quarter_of_the_existing_ones():
    lines = [
        Units(UUID(int=1), "alsh", existing=Decimal(1000), new=Decimal(300)),
        Units(UUID(int=2), "alsh", new=Decimal(100)),
    ]

    found = estimate(lines, SCALE)

    assert retain(lines, SCALE.new["alsh"]) == [Decimal("187.50"), Decimal("62.50")]
    assert found[UUID(int=2)].new == Decimal("15.63")
    assert "Plafond" in found[UUID(int=2)].remarks[-1]


def test_former_money_is_smoothed_over_the_territory_and_never_under_the_floor():
    first = Units(UUID(int=1), "eaje", existing=Decimal(20), former=Decimal(60_000))
    second = Units(UUID(int=2), "eaje", existing=Decimal(10), former=Decimal(15_000))
    floor = Scale(existing={"eaje": Tariff(Decimal(2350), floor=Decimal(2600))})

    rich = estimate([first, second], SCALE)
    poor = estimate([first, second], floor)

    assert [rich[key].total for key in rich] == [50_000, 25_000]
    assert rich[first.key].remarks == ("Lissage\u00a0: 2\u202f500\u00a0€ par unité sur le territoire.",)
    assert [poor[key].total for key in poor] == [52_000, 26_000]
    assert poor[first.key].remarks[0].startswith("Plancher")


@few
@given(UNITS, st.lists(UNITS, min_size=1, max_size=12))
def test_parts_sum_to_the_whole_to_the_cent(whole, weights):
    parts = shared_out(whole, weights)

    assert sum(parts) == whole
    assert min(parts) >= 0


@few
@given(LOTS)
def test_no_more_new_units_than_the_cap_and_no_facility_gets_more_than_it_asks(lines):
    kept = retain(lines, SCALE.new["alsh"])

    cap = sum(line.existing for line in lines) / 4
    asked = sum(line.new for line in lines)
    assert abs(sum(kept) - min(cap, asked)) <= Decimal("0.01")
    assert all(Decimal(0) <= part <= line.new + Decimal("0.01") for part, line in zip(kept, lines, strict=True))


@few
@given(LOTS)
def test_an_estimate_grows_with_the_months_and_is_in_cents(lines):
    whole_year = estimate([line._replace(opening_month=1) for line in lines], SCALE)

    for key, found in estimate(lines, SCALE).items():
        total = found.total or Decimal(0)
        assert total == total.quantize(Decimal("0.01"))
        assert total <= (whole_year[key].total or 0)


def test_the_difference_is_a_sentence():
    assert gap_in_words(Decimal(1000), Decimal(900), Decimal(950)) == (
        "Notifié\u00a0: 100\u00a0€ de moins que l’estimation (10,0\u00a0%)."
        " Versé\u00a0: 50\u00a0€ de plus que le notifié (5,6\u00a0%)."
    )
    assert gap_in_words(None, Decimal(900), None) == ""
    assert gap_in_words(Decimal(0), Decimal(5), Decimal(5)) == "Notifié\u00a0: 5\u00a0€ de plus que l’estimation."
