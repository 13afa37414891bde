"""The gap between what was promised and what is measured."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from actionplans.models import Action, PlanNode
from evaluation import services
from evaluation.models import Indicator, Measure, Target
from evaluation.services import Progress, Verdict
from territories.scope import caf_scope

TODAY = date(2026, 11, 24)


def promise(
    targets: dict[int, int], measures: dict[int, str], *, direction: str = "increase", unit: str = "places"
) -> Progress:
    """From 174 in 2024."""
    return Progress(
        indicator=Indicator(baseline_value=Decimal(174), baseline_year=2024, direction=direction, unit=unit),
        targets=[Target(year=year, value=Decimal(value)) for year, value in targets.items()],
        measures=[Measure(year=year, value=Decimal(value)) for year, value in measures.items()],
        last_closed_year=2026,
        first_year=2026,
    )


@pytest.mark.parametrize(
    ("targets", "measures", "verdict", "gap"),
    [
        ({2030: 192}, {}, Verdict.TO_MEASURE, None),
        ({}, {2026: "180"}, Verdict.NO_TARGET, None),
        ({2026: 178, 2030: 192}, {2026: "180"}, Verdict.AHEAD, 2),
        ({2026: 178, 2030: 192}, {2026: "178"}, Verdict.ON_TRACK, 0),
        ({2026: 178, 2030: 192}, {2026: "175"}, Verdict.LATE, -3),
        ({2030: 192}, {2027: "183"}, Verdict.ON_TRACK, 0),  # half-way in years, half-way in places
        ({2030: 192}, {2026: "179"}, Verdict.LATE, -1),
        ({2026: 178}, {2028: "178"}, Verdict.ON_TRACK, 0),  # after the last target, that target still holds
        ({2030: 192}, {2026: "180.4"}, Verdict.ON_TRACK, 0),  # as precise as the indicator is read
    ],
)
def test_a_measure_is_compared_with_what_was_expected_that_year(targets, measures, verdict, gap):
    progress = promise(targets, measures)

    assert (progress.verdict, progress.gap) == (verdict, gap)


def test_an_indicator_that_must_fall_is_ahead_when_it_is_lower():
    progress = promise({2026: 160}, {2026: "150"}, direction="decrease")

    assert (progress.verdict, progress.gap, progress.distance) == (Verdict.AHEAD, Decimal(10), Decimal(10))


def test_an_indicator_that_rises_while_it_must_fall_is_late():
    progress = promise({2026: 160}, {2026: "170"}, direction="decrease")

    assert (progress.verdict, progress.distance) == (Verdict.LATE, Decimal(10))


def test_two_percentages_differ_by_points():
    assert promise({}, {}, unit="%").gap_unit == "points"
    assert promise({}, {}).gap_unit == "places"


def test_a_closed_year_without_measure_is_missed_aloud():
    progress = promise({2030: 192}, {2025: "174"})

    assert progress.missing_years == [2026]
    assert progress.is_to_measure


def test_attainment_is_the_share_of_the_way():
    assert promise({2030: 192}, {2027: "183"}).attainment == 50
    assert promise({2030: 174}, {2027: "183"}).attainment is None


@given(
    start=st.integers(0, 10**6),
    targets=st.dictionaries(st.integers(2025, 2031), st.integers(0, 10**6), min_size=1, max_size=5),
    year=st.integers(2020, 2035),
)
def test_what_is_expected_stays_between_what_was_promised(start, targets, year):
    progress = Progress(
        indicator=Indicator(baseline_value=Decimal(start), baseline_year=2024),
        targets=[Target(year=each, value=Decimal(value)) for each, value in sorted(targets.items())],
        measures=[],
        last_closed_year=2026,
        first_year=2026,
    )

    expected = progress.expected(year)

    assert min(start, *targets.values()) <= expected <= max(start, *targets.values())
    assert year not in targets or expected == targets[year]


@pytest.mark.django_db
def test_actions_come_in_the_order_of_the_plan_and_the_demarche_last(loire, ctg, node, action, places, make_indicator):
    make_indicator(None, label="Instances tenues")
    with caf_scope(loire):
        second_axis = PlanNode.objects.create(plan=node.plan, title="Grandir", position=2)
        bare = Action.objects.create(ctg=ctg, node=second_axis, title="Ouvrir un accueil de jeunes")

        rows = services.progress(ctg, TODAY)
        tally = services.tally(rows)

    assert [(row.code, str(row.action)) for row in rows] == [
        ("1.1.1", "Agrandir le multi-accueil"),
        ("2.1", "Ouvrir un accueil de jeunes"),
        ("", "None"),
    ]
    assert (tally.indicators, tally.to_measure, tally.without_target) == (2, 2, 1)
    assert [row.action for row in tally.bare_actions] == [bare]


@pytest.mark.django_db
def test_the_whole_evaluation_is_read_in_six_queries(loire, camille, ctg, action, places, make_indicator):
    for number in range(10):
        make_indicator(action, {2030: 10}, {2026: 5}, camille, label=f"Indicateur {number}")

    with caf_scope(loire), CaptureQueriesContext(connection) as queries:
        services.tally(services.progress(ctg, TODAY))

    assert len(queries) == 6


@pytest.mark.django_db
def test_only_the_actions_that_one_reads_are_evaluated(loire, ctg, action, places):
    with caf_scope(loire):
        rows = [services.progress(ctg, TODAY), services.progress(ctg, TODAY, ctg.actions.none())]

    assert [len(each) for each in rows] == [1, 0]
