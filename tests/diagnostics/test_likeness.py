"""Territories like mine: a distance that can be checked by hand, and EPCI that are never guessed."""

from math import isclose, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.forms import LikenessForm
from diagnostics.models import IndicatorValue, ValueStatus
from diagnostics.models.disclosure import Shown
from diagnostics.services import likeness, portrait
from diagnostics.services.likeness import Area, Choices, Criterion, distance, short_name, typical
from territories.models import Caf, Ctg, Epci
from territories.scope import caf_scope

POPULATION, CHILDREN, INCOME, URBANITY = Criterion
EVEN = dict.fromkeys(Criterion, 1)
HERE = {POPULATION: 20_000.0, CHILDREN: 15.0, INCOME: 24_000.0, URBANITY: 4_000.0}
ITSELF = "200071546"


@pytest.mark.parametrize(
    ("changes", "weights", "expected"),
    [
        ({}, EVEN, 0),
        ({POPULATION: 40_000.0}, EVEN, sqrt(1 / 4)),  # twice as many inhabitants: one step, among four criteria
        ({POPULATION: 10_000.0}, EVEN, sqrt(1 / 4)),
        ({CHILDREN: 17.0}, EVEN, sqrt(1 / 4)),
        ({INCOME: 28_000.0}, EVEN, sqrt(4 / 4)),
        ({URBANITY: 16_000.0}, EVEN, sqrt(4 / 4)),
        ({POPULATION: 40_000.0, CHILDREN: 13.0}, EVEN, sqrt(2 / 4)),
        ({POPULATION: 40_000.0}, EVEN | {POPULATION: 3}, sqrt(3 / 6)),
        ({POPULATION: 40_000.0}, EVEN | {POPULATION: 0}, 0),
        ({POPULATION: 40_000.0}, dict.fromkeys(Criterion, 0), 0),
    ],
)
def test_the_distance_is_the_weighted_quadratic_mean_of_the_steps(changes, weights, expected):
    assert isclose(distance(HERE, HERE | changes, weights), expected, abs_tol=1e-9)


FACTS = st.fixed_dictionaries({
    POPULATION: st.floats(100, 2e6), CHILDREN: st.floats(5, 30), INCOME: st.floats(15e3, 40e3),
    URBANITY: st.floats(100, 3e5),
})  # fmt: skip
WEIGHTS = st.fixed_dictionaries({each: st.integers(0, 3) for each in Criterion})


@settings(max_examples=50)
@given(FACTS, FACTS, FACTS, WEIGHTS)
def test_it_is_a_distance(a, b, c, weights):
    assert distance(a, a, weights) == 0
    assert isclose(distance(a, b, weights), distance(b, a, weights), abs_tol=1e-9)
    assert distance(a, c, weights) <= distance(a, b, weights) + distance(b, c, weights) + 1e-9


def test_a_median_of_fewer_than_three_is_not_shown():
    figures = [Shown(value, ValueStatus.OK, 2022) for value in (1, 5, 30)]  # type: ignore[arg-type]
    hidden = Shown(None, ValueStatus.SUPPRESSED_PRIMARY, 2022)
    bound = Shown(900, ValueStatus.PARTIAL, 2022)  # type: ignore[arg-type]
    typed_there = Shown(900, ValueStatus.LOCAL, 2022)  # type: ignore[arg-type]

    assert typical([*figures, hidden, bound, typed_there]).value == 5
    assert typical([*figures[:2], hidden, bound, typed_there]).mark == "nd"


@pytest.mark.parametrize(
    ("typed", "weight", "count", "area"),
    [
        ({}, 1, 5, Area.DEPARTMENT),
        ({"population": "3", "voisins": "8", "parmi": "france"}, 3, 8, Area.FRANCE),
        ({"population": "0"}, 0, 5, Area.DEPARTMENT),
        ({"population": "99", "voisins": "0", "parmi": "lune"}, 1, 5, Area.DEPARTMENT),
        ({"population": "x", "voisins": "-3"}, 1, 5, Area.DEPARTMENT),
        ({"population": "", "voisins": ""}, 1, 5, Area.DEPARTMENT),
    ],
)
def test_the_address_chooses_and_a_wrong_one_chooses_as_usual(typed, weight, count, area):
    form = LikenessForm(typed)

    choices = form.choices()

    assert (choices.weights[POPULATION], choices.count, choices.area) == (weight, count, area)
    assert bool(form.errors) == ("99" in typed.values() or "x" in typed.values())


def test_the_address_is_kept_only_when_it_changes_something():
    assert LikenessForm({}).query == ""
    assert LikenessForm({"population": "1"}).query == ""
    assert LikenessForm({"population": "2", "theme": "youth"}).query == "?population=2"


def test_names_are_those_that_everybody_says():
    assert short_name("Communauté de communes de Nozay") == "CC de Nozay"
    assert short_name("Nantes Métropole") == "Nantes Métropole"


@pytest.fixture
def loire_atlantique(demonstration):
    caf = Caf.objects.get(slug="loire-atlantique")
    with caf_scope(caf):
        yield caf


@pytest.fixture
def retz(loire_atlantique) -> Ctg:
    return loire_atlantique.ctgs.select_related("territory", "caf").get(territory__epci__siren=ITSELF, slug="2026-2030")


def test_each_of_the_seventeen_epci_has_its_likes_and_is_not_its_own(loire_atlantique):
    latest = {ctg.territory_id: ctg for ctg in loire_atlantique.ctgs.select_related("territory", "caf")}
    seen = 0

    for ctg in latest.values():
        communes = list(ctg.communes.values_list("pk", flat=True))
        known = likeness.candidates(ctg, Area.DEPARTMENT)
        likes = likeness.resemble(ctg, communes, known, Choices())

        assert len(likes.peers) == 5
        assert list(likes.used) == list(Criterion)
        assert ctg.territory.epci_id not in {peer.pk for peer in likes.peers}
        assert [peer.distance for peer in likes.peers] == sorted(peer.distance for peer in likes.peers)
        seen += 1
    assert seen == 17


def test_a_metropolis_is_told_that_nobody_resembles_it(loire_atlantique):
    nantes = loire_atlantique.ctgs.select_related("territory", "caf").get(territory__name="Nantes Métropole")

    likes = portrait.read(nantes).likeness

    assert any("Aucun ne lui ressemble" in remark for remark in likes.remarks)


def test_an_epci_whose_income_is_hidden_is_put_aside_by_name_and_weighs_nothing(loire_atlantique, retz):
    nozay = Epci.objects.get(siren="244400537")
    secret = IndicatorValue.objects.filter(indicator__code="PAU2", epci=nozay)
    secret.update(value=None, status=ValueStatus.SUPPRESSED_PRIMARY)

    likes = portrait.read(retz).likeness
    without_income = portrait.read(retz, Choices(EVEN | {INCOME: 0})).likeness

    assert nozay.pk not in {peer.pk for peer in likes.peers}
    assert any("CC de Nozay" in remark for remark in likes.remarks)
    assert nozay.pk in {peer.pk for peer in without_income.peers}


def test_a_criterion_that_the_territory_lacks_counts_for_nobody_and_it_is_said(loire_atlantique, retz):
    own = IndicatorValue.objects.filter(indicator__code="PAU2", epci=retz.territory.epci)
    own.update(value=None, status=ValueStatus.NOT_AVAILABLE)

    likes = portrait.read(retz).likeness

    assert INCOME not in likes.used
    assert len(likes.peers) == 5
    assert any("Niveau de vie médian" in remark for remark in likes.remarks)


def test_without_any_weight_nobody_is_near_and_the_page_says_what_to_do(loire_atlantique, retz):
    likes = portrait.read(retz, Choices(dict.fromkeys(Criterion, 0))).likeness

    assert likes.peers == []
    assert any("Aucun critère ne compte" in remark for remark in likes.remarks)
