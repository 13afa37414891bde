"""Births to come: what is assumed, what follows, and what is refused."""

from decimal import Decimal

import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.models import ValueStatus
from diagnostics.services.projection import (
    Assumptions,
    NotEnoughYears,
    Observed,
    hints,
    project,
    trend,
    usual,
)

HERE = "/ctg/loire-atlantique/vallee/2026-2030/diagnostic/naissances/"
STEADY = Observed({2022: 100, 2023: 100, 2024: 100}, {}, {2023: (300.0, 300.0, 600.0)})


def assume(start: str = "100", trend: str = "0", spread: str = "0", arrivals: str = "0") -> Assumptions:
    return Assumptions(Decimal(start), Decimal(trend), Decimal(spread), Decimal(arrivals))


def test_a_steady_place_stays_as_it_is():
    projection = project(STEADY, usual(STEADY), 2030)

    assert usual(STEADY) == Assumptions(Decimal("100.0"), Decimal("0.0"))
    middle = projection.middle
    assert {round(count) for count in middle.births.values()} == {100}
    assert {round(count) for count in middle.under_3.values()} == {300}
    assert {round(count) for count in middle.three_to_eleven.values()} == {900}


def test_births_change_by_the_same_percentage_every_year():
    projection = project(STEADY, assume(trend="-10"), 2026)

    births = projection.middle.births
    assert round(births[2025], 1) == 81.0  # two years after the middle of the three that were observed
    assert round(births[2026] / births[2025], 3) == 0.9


def test_the_children_under_3_of_a_year_were_born_in_the_three_years_before():
    observed = Observed({2022: 90, 2023: 60, 2024: 30}, {}, {2022: (300.0, 300.0, 600.0)})

    projection = project(observed, assume(start="50"), 2027)

    assert projection.middle.under_3[2025] == 90 + 60 + 30
    assert projection.middle.three_to_eleven[2025] == 9 * 100  # those of the census, three years older


def test_arrivals_add_to_every_cohort_but_the_newborns():
    projection = project(STEADY, assume(arrivals="10"), 2024)

    assert round(projection.middle.under_3[2024], 1) == 100 + 110 + 110


@settings(max_examples=30)
@given(
    st.lists(st.integers(0, 5000), min_size=3, max_size=10),
    st.decimals(-5, 5, places=1),
    st.decimals(0, 5, places=1),
)
def test_low_is_below_middle_is_below_high_and_nothing_is_negative(births, change, margin):
    observed = Observed(dict(enumerate(births, start=2015)), {}, {2015: (10.0, 10.0, 20.0)})

    low, middle, high = project(observed, assume(trend=str(change), spread=str(margin)), 2031).scenarios

    for measure in ("births", "under_3", "three_to_eleven"):
        for year, count in getattr(middle, measure).items():
            assert 0 <= getattr(low, measure)[year] <= count + 1e-9 <= getattr(high, measure)[year] + 2e-9


@pytest.mark.parametrize(
    ("births", "expected"),
    [
        ({2020: 100, 2021: 98, 2022: 96.04}, -2.0),
        ({2020: 100, 2021: 50, 2022: 25}, -5.0),  # never believed beyond five percent
        ({2020: 0, 2021: 0, 2022: 0}, 0.0),
        ({2020: 100, 2022: 100}, 0.0),
    ],
)
def test_the_trend_is_that_of_the_observed_years(births, expected):
    assert trend(births) == expected


def test_two_years_are_not_enough():
    with pytest.raises(NotEnoughYears, match="trois années"):
        usual(Observed({2023: 10, 2024: 12}, {}, {}))


def test_the_sentence_and_the_hints_are_written_from_the_figures():
    projection = project(STEADY, assume(spread="2"), 2030)

    assert projection.sentence.startswith(
        "En 2030, il naîtrait entre 87 et 115 enfants (100 au milieu), contre 100 en 2024."
    )
    assert "0,0\u00a0% par an ici" in hints(STEADY)
    assert "20 en plus ou en moins" in projection.chance


@pytest.fixture
def born(write) -> None:
    for year, count in ((2021, 60), (2022, 58), (2023, 61), (2024, 55)):
        for code in ("44001", "44002", "44003"):
            write("DEM3", count, year=year, commune=code)
    for code in ("DEM4", "DEM4B", "DEM4C"):
        for commune in ("44001", "44002", "44003"):
            write(code, 180, year=2022, commune=commune)


@pytest.mark.django_db
def test_the_page_says_that_it_estimates_and_shows_its_assumptions(as_user, rachid, ctg, born):
    response = as_user(rachid).get(HERE)

    page = response.content.decode()
    assert "Estimation" in page
    assert 'name="depart"' in page
    assert "174,0 par an" in page
    assert [year for year, _ in next(response.context["projection"].tables)[1]] == list(range(2025, 2031))
    for _, _, figure in response.context["charts"]:
        go.Figure(figure)


@pytest.mark.django_db
def test_the_address_keeps_the_assumptions(as_user, rachid, ctg, born):
    query = "?depart=200&tendance=-1,5&ecart=1&arrivees=0"

    page = as_user(rachid).get(HERE + query).content.decode()
    text = as_user(rachid).get(f"{HERE}donnees.csv{query}").content.decode("utf-8-sig")

    assert "\u22121,5\u00a0% par an" in page
    assert "donnees.csv?depart=200" in page
    assert "Naissances de l’année;2025;" in text
    assert "Estimation" in text
    assert "Hypothèse\u00a0: Évolution;;\u22121,5" in text


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", ["depart=beaucoup", "tendance=99", "ecart=-1", "arrivees=NaN", "depart=1e999"])
def test_a_wrong_assumption_gets_a_sentence_and_the_usual_one_is_taken(as_user, rachid, ctg, born, wrong):
    response = as_user(rachid).get(f"{HERE}?{wrong}")

    assert response.status_code == 200
    assert response.context["form"].errors
    assert response.context["projection"].assumptions == usual(response.context["observed"])


@pytest.mark.django_db
def test_a_hidden_birth_count_is_not_prolonged(as_user, rachid, ctg, write):
    for year in (2021, 2022, 2023, 2024):
        write("DEM3", None, year=year, commune="44001", status=ValueStatus.SUPPRESSED_PRIMARY)
        write("DEM3", 60, year=year, commune="44002")
        write("DEM3", 61, year=year, commune="44003")

    page = as_user(rachid).get(HERE).content.decode()

    assert "Il faut connaître les naissances d’au moins trois années" in page
    assert "121" not in page  # the part that is shown is no start for a projection
    assert as_user(rachid).get(f"{HERE}donnees.csv").status_code == 404
