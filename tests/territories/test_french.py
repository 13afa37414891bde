"""What a French reader expects, for every figure, date and word."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from territories.templatetags import french

THIN, WIDE = "\u202f", "\u00a0"

amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False, allow_infinity=False)
prose = st.text(alphabet="abé 1'’\"«»;:!?€%.,()-\n" + THIN + WIDE, max_size=60)


def read(written: str) -> Decimal:
    """The figure that a person reads in a written number."""
    figure = re.sub(rf"[{THIN}{WIDE}€%]", "", written).replace(",", ".").replace("\u2212", "-")
    return Decimal(figure)


@given(amounts)
def test_a_written_number_is_read_back_unchanged(amount):
    assert read(french.number(amount)) == amount


@given(amounts)
def test_an_amount_is_read_back_to_the_cent_and_ends_with_its_unit(amount):
    written = french.euro(amount)

    assert read(written) == amount
    assert written.endswith(f"{WIDE}€")


@given(amounts)
def test_thousands_stand_in_groups_of_three_behind_a_thin_space(amount):
    whole = french.number(amount).lstrip("\u2212").split(",")[0]
    first, *others = whole.split(THIN)

    assert 1 <= len(first) <= 3
    assert all(len(group) == 3 for group in others)


@given(amounts)
def test_a_figure_never_breaks_across_two_lines(amount):
    for written in (french.number(amount), french.euro(amount), french.percent(amount), french.short_euro(amount)):
        assert " " not in written


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=2))
def test_a_short_amount_keeps_three_digits_and_the_right_size(amount):
    units = {"€": 1, "k€": 10**3, "M€": 10**6, "Md€": 10**9}

    figure, unit = french.short_euro(amount).split(WIDE)

    assert abs(read(figure)) < 1000
    assert abs(read(figure) * units[unit] - amount) <= max(Decimal("0.5"), abs(amount) / 100)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (french.number(1234.5), f"1{THIN}234,5"),
        (french.number(-0.4, 0), "0"),
        (french.number(-3), "\u22123"),
        (french.number(2.5, 0), "3"),
        (french.euro(Decimal("12345.67")), f"12{THIN}345,67{WIDE}€"),
        (french.euro(Decimal("620.00")), f"620{WIDE}€"),
        (french.euro(620, 2), f"620,00{WIDE}€"),
        (french.short_euro(3848000), f"3,85{WIDE}M€"),
        (french.short_euro(999999), f"1{WIDE}M€"),
        (french.percent(67.14, 1), f"67,1{WIDE}%"),
        (french.plural(0, "constat"), f"0{WIDE}constat"),
        (french.plural(1.5, "place"), f"1,5{WIDE}place"),
        (french.plural(2, "constat"), f"2{WIDE}constats"),
        (french.plural(2, "avis"), f"2{WIDE}avis"),
        (french.plural(3, "cheval,chevaux"), f"3{WIDE}chevaux"),
        (french.day(date(2026, 1, 1)), f"1er{WIDE}janvier 2026"),
        (french.short_day(date(2026, 8, 2)), "02/08/2026"),
        (french.month(date(2026, 8, 2)), "août 2026"),
        (
            french.until(date(2026, 1, 1), date(2030, 12, 31)),
            f"du 1er{WIDE}janvier 2026 au 31{WIDE}décembre 2030",
        ),
    ],
)
def test_a_figure_or_a_date_is_written_the_french_way(written, expected):
    assert written == expected


def test_a_moment_is_told_in_the_time_of_paris():
    summer = datetime(2026, 7, 14, 22, 5, tzinfo=UTC)

    assert french.moment(summer) == f"15{WIDE}juillet 2026 à 0{WIDE}h{WIDE}05"


@pytest.mark.parametrize("absent", [None, "", "douze", float("nan"), float("inf"), Decimal("1e400")])
def test_what_is_not_a_figure_is_never_written_as_zero(absent):
    for written in (french.number(absent), french.euro(absent), french.percent(absent), french.short_euro(absent)):
        assert written == "—"


@pytest.mark.parametrize("absent", [None, "", "demain", 20260101])
def test_what_is_not_a_date_is_written_as_a_dash(absent):
    for written in (french.day(absent), french.short_day(absent), french.month(absent), french.moment(absent)):
        assert written == "—"


@given(prose)
def test_typography_done_twice_changes_nothing_more(text):
    once = french.typography(text)

    assert french.typography(once) == once


@given(prose)
def test_typography_touches_only_spaces_apostrophes_and_quotes(text):
    def letters(written: str) -> str:
        return re.sub(rf"[ {THIN}{WIDE}'’\"«»]", "", written)

    assert letters(french.typography(text)) == letters(text)


def test_typography_puts_the_spaces_that_keyboards_lack():
    typed = 'Qu\'en dire ? "Rien" : 12 €, 5 % ; fin !'

    expected = f"Qu’en dire{THIN}? «{THIN}Rien{THIN}»{WIDE}: 12{WIDE}€, 5{WIDE}%{THIN}; fin{THIN}!"
    assert french.typography(typed) == expected


def test_typed_markup_stays_text_after_typography():
    page = Template("{{ text|typography }}").render(Context({"text": "<b>l'aide</b>"}))

    assert page == "&lt;b&gt;l’aide&lt;/b&gt;"


def test_a_year_is_not_a_quantity():
    assert Template("{{ year }}").render(Context({"year": 2026})) == "2026"
