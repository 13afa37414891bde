"""What a figure says in plain French, and what it never says."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.imports.catalogue import read_catalogue
from diagnostics.models import Indicator, ValueStatus
from diagnostics.models.catalogue import says_a_figure
from diagnostics.models.disclosure import Shown
from diagnostics.services.sentences import Beside, Rates, change, sentence, warning

CATALOGUE = {each.code: each for each in read_catalogue()}
FAMILIES, BENEFIT, INCOME, BIRTHS = (CATALOGUE[code] for code in ("FAM1", "CAF6", "PAU2", "DEM3"))
PLACES, CENTRES, YOUTH, TRAVEL, GROWTH = (CATALOGUE[code] for code in ("PE1", "AVS1", "DEM5", "AD2B", "DEM2"))
HIDDEN = [ValueStatus.SUPPRESSED_PRIMARY, ValueStatus.SUPPRESSED_SECONDARY, ValueStatus.NOT_AVAILABLE]


def figure(value: str | None, status: str = ValueStatus.OK, *, year: int = 2022, of: int | None = None) -> Shown:
    return Shown(None if value is None else Decimal(value), status, year, None if of is None else Decimal(of))


def department(value: str | None, status: str = ValueStatus.OK, *, year: int = 2022) -> Beside:
    return Beside(figure(value, status, year=year), "le département", "dans le département")


def rates(here: str | None, there: str | None, what: str = "habitants") -> Rates:
    return Rates(None if here is None else Decimal(here), None if there is None else Decimal(there), what)


def plain(text: str) -> str:
    """With ordinary spaces, to be read in a test."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


LONE = "des familles avec enfant sont monoparentales"
UNDER_3 = "pour 100 enfants de moins de 3 ans"
ELDERS = "personnes de moins de 20 ans pour 100 personnes de 60 ans ou plus"
CENTRE = "centre social ou espace de vie sociale est agréé"
HALF = "La moitié des habitants"


@pytest.mark.parametrize(
    ("indicator", "here", "there", "said"),
    [
        (FAMILIES, "17", "13", f"17,0 % {LONE}, 4,0 points de plus que le département."),
        (FAMILIES, "17", "18.9", f"17,0 % {LONE}, 1,9 point de moins que le département."),
        (FAMILIES, "17", "15", f"17,0 % {LONE}, 2,0 points de plus que le département."),
        (FAMILIES, "17.04", "16.96", f"17,0 % {LONE}, autant que le département."),
        (FAMILIES, "0", "0.04", f"0,0 % {LONE}, autant que le département."),
        (PLACES, "67.1", "69.6", f"67,1 places d’accueil {UNDER_3}, 2,5 de moins que le département."),
        (PLACES, "1.9", "1", f"1,9 place d’accueil {UNDER_3}, 0,9 de plus que le département."),
        (YOUTH, "95", "90", f"95 {ELDERS}, 5 de plus que le département."),
        (INCOME, "25230", "24630", f"{HALF} ont un niveau de vie supérieur à 25 230 € par an, 600 € de plus que le"),
        (TRAVEL, "12", "9", f"{HALF} mettent plus de 12 min pour rejoindre un point France services, 3 min de plus"),
        (GROWTH, "-0.4", "1.3", "La population a varié de −0,4 % par an en moyenne, 1,7 point de moins que le"),
    ],
)
def test_a_rate_is_said_with_its_gap(indicator, here, there, said):
    assert plain(sentence(indicator, figure(here), department(there))).startswith(said)


@pytest.mark.parametrize(
    ("indicator", "here", "rated", "said"),
    [
        (
            BENEFIT,
            "201",
            ("0.037", "0.071"),
            "201 foyers bénéficient du RSA, soit 3,7 pour 100 habitants, contre 7,1",
        ),
        (BENEFIT, "1", ("0.02", "0.02"), "1 foyer bénéficie du RSA, soit 2,0 pour 100 habitants, autant que le"),
        (BIRTHS, "221", ("0.0085", "0.009"), "221 naissances dans l’année, soit 8,5 pour 1 000 habitants, contre 9,0"),
        (CENTRES, "1", ("0.00004", "0.0001"), f"1 {CENTRE}, soit 0,4 pour 10 000 habitants, contre 1,0 dans le"),
        (CENTRES, "0", ("0", "0.00008"), f"0 {CENTRE}, alors que le département en compte 0,8 pour 10 000 habitants."),
        (BIRTHS, "221", ("0.0085", None), "221 naissances dans l’année, soit 8,5 pour 1 000 habitants."),
        (BIRTHS, "1", (None, None), "1 naissance dans l’année."),
    ],
)
def test_a_count_is_said_for_a_hundred_of_what_it_is_related_to(indicator, here, rated, said):
    assert plain(sentence(indicator, figure(here), department("9999"), rates(*rated))).startswith(said)


def test_a_count_is_never_compared_with_that_of_a_larger_place():
    assert plain(sentence(BENEFIT, figure("201"), department("21163"))) == "201 foyers bénéficient du RSA."


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (ValueStatus.ROUNDED, "Environ 205 foyers bénéficient du RSA."),
        (ValueStatus.ESTIMATED, "Environ 205 foyers bénéficient du RSA."),
        (ValueStatus.PARTIAL, "Au moins 205 foyers bénéficient du RSA."),
        (ValueStatus.LOCAL, "205 foyers bénéficient du RSA."),
    ],
)
def test_a_figure_that_is_not_exact_says_so(status, said):
    assert sentence(BENEFIT, figure("205", status)) == said


@pytest.mark.parametrize("status", [ValueStatus.PARTIAL, ValueStatus.CENSORED_LOW])
def test_a_bound_is_compared_with_nothing(status):
    poverty = CATALOGUE["PAU1"]

    here = plain(sentence(poverty, figure("5", status), department("8")))
    there = plain(sentence(poverty, figure("8"), department("5", status)))

    assert "point" not in here + there
    assert "au " in here.lower()


@pytest.mark.parametrize("status", HIDDEN)
def test_a_hidden_figure_says_nothing_and_is_compared_with_nothing(status):
    hidden = figure(None, status)

    assert sentence(FAMILIES, hidden, department("13")) == ""
    assert warning(FAMILIES, hidden) == ""
    assert "département" not in sentence(FAMILIES, figure("17"), department(None, status))
    assert change(FAMILIES, [(2017, hidden), (2022, figure("17"))]) == ""
    assert change(FAMILIES, [(2017, figure("17")), (2022, hidden)]) == ""


def test_two_years_are_never_compared():
    assert "département" not in sentence(FAMILIES, figure("17"), department("13", year=2017))


def test_a_small_denominator_is_warned_of_and_compared_with_nothing():
    fragile = figure("25", of=49)

    assert "département" not in sentence(FAMILIES, fragile, department("13"))
    assert "moins de 50 familles avec enfant" in plain(warning(FAMILIES, fragile))
    assert warning(FAMILIES, figure("25", of=50)) == ""


def test_a_small_count_of_the_census_is_an_order_of_magnitude():
    assert "ordre de grandeur" in warning(CATALOGUE["DEM4"], figure("199"))
    assert warning(CATALOGUE["DEM4"], figure("200")) == ""
    assert warning(BIRTHS, figure("3")) == ""  # births are counted one by one


def test_an_indicator_without_a_sentence_is_said_by_its_label():
    ours = Indicator(label="Places de halte-garderie", unit="places", kind=Indicator.Kind.COUNT)
    share = Indicator(label="Part des cantines bio", unit="%", kind=Indicator.Kind.RATIO, decimals=0)

    assert plain(sentence(ours, figure("12"))) == "Places de halte-garderie : 12 places."
    assert plain(sentence(share, figure("17"), department("13"))) == (
        "Part des cantines bio : 17 %, 4 points de plus que le département."
    )


@pytest.mark.parametrize(
    ("indicator", "first", "last", "said"),
    [
        (BIRTHS, "250", "220", "12 % de moins depuis 2017"),
        (BIRTHS, "19", "22", "3 de plus depuis 2017"),
        (BIRTHS, "0", "2", "2 de plus depuis 2017"),
        (BIRTHS, "1000", "1001", "Stable depuis 2017"),
        (FAMILIES, "16", "17", "1,0 point de plus depuis 2017"),
        (INCOME, "24000", "25230", "1 230 € de plus depuis 2017"),
    ],
)
def test_an_evolution_is_said_in_the_right_unit(indicator, first, last, said):
    assert plain(change(indicator, [(2017, figure(first, year=2017)), (2022, figure(last))])) == said


def test_two_editions_of_the_census_that_share_surveys_are_not_compared():
    points = [(2021, figure("16", year=2021)), (2022, figure("17"))]

    assert change(FAMILIES, points) == ""
    assert change(CATALOGUE["CAF3"], points) != ""


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_sentence_of_the_catalogue_reads_well_at_zero_one_and_many(code):
    indicator = CATALOGUE[code]
    says_a_figure(indicator.sentence)

    for value in ("0", "1", "1234.5"):
        said = sentence(indicator, figure(value))
        assert said.endswith(".")
        assert "{" not in said
        assert "|" not in said
        assert " :" not in said
        assert said[0] == said[0].upper()
    if indicator.kind == Indicator.Kind.COUNT:
        assert "|" in indicator.sentence
    assert not indicator.related_to or CATALOGUE[indicator.related_to].kind == Indicator.Kind.COUNT


@pytest.mark.parametrize("wrong", ["des familles", "{valeur} et {valeur}", "{valeur}|a|b", "{valeur} foyer|foyers"])
def test_a_sentence_without_room_for_its_figure_is_refused(wrong):
    with pytest.raises(ValidationError, match="une fois"):
        says_a_figure(wrong)


@settings(max_examples=40)
@given(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2))
def test_the_gap_is_the_one_that_a_reader_computes(here, there):
    said = plain(sentence(FAMILIES, figure(str(here)), department(str(there))))

    gap = round(here, 1) - round(there, 1)
    written = f"{abs(gap):.1f}".replace(".", ",")
    expected = f"{written} point" if gap else "autant que"
    assert expected in said
    assert ("de plus" in said) == (gap > 0)
