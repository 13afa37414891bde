"""Amounts as people type them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from actionplans.forms.numbers import AmountField, StaffField, in_french


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("12 345,50", "12345.50"),
        ("12\u00a0345,5", "12345.5"),
        ("12\u202f345,50 €", "12345.50"),
        ("1234.5", "1234.5"),
        ("007", "7"),
        ("0", "0"),
        ("-0", "0"),
        ("12,500", "12.5"),
        ("12 k€", "12000"),
        ("12,5\u00a0K€", "12500"),
        ("1,23456k", "1234.56"),
        ("2 M€", "2000000"),
        ("12\u2009500,00\u200b", "12500"),
        ("999999999999,99", "999999999999.99"),
    ],
)
def test_an_amount_is_understood_as_it_is_written_in_french(typed, amount):
    assert AmountField().clean(typed) == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-5", "ne peut pas être négatif"),
        ("−5", "ne peut pas être négatif"),
        ("(500)", "ne peut pas être négatif"),
        ("douze", "Écrivez un nombre"),
        ("12,5,5", "Écrivez un nombre"),
        ("1e5", "Écrivez un nombre"),
        ("NaN", "Écrivez un nombre"),
        ("Infinity", "Écrivez un nombre"),
        ("١٢", "Écrivez un nombre"),
        ("k€", "Écrivez un nombre"),
        ("12 kg", "Écrivez un nombre"),
        ("(1\u202f200) €", "ne peut pas être négatif"),
        ("(12 k€)", "ne peut pas être négatif"),
        ("1,234567 k€", "Deux chiffres au plus"),
        ("9999999999 k€", "trop grand"),
        ("--", "Écrivez un nombre"),
        ("=1+1", "Écrivez un nombre"),
        ("1,234", "Deux chiffres au plus"),
        ("1234567890123", "trop grand"),
        ("9" * 5000, "trop grand"),
    ],
)
def test_anything_else_gets_a_sentence(typed, sentence):
    with pytest.raises(ValidationError, match=sentence):
        AmountField().clean(typed)


def test_nothing_typed_is_nothing():
    field = AmountField(required=False)

    assert field.clean("") is None
    assert field.clean("  \u202f ") is None


@given(st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2))
def test_what_is_shown_can_be_sent_back(amount):
    assert AmountField().clean(in_french(amount)) == amount


@given(st.text(max_size=30))
def test_no_text_breaks_the_field(typed):
    try:
        amount = AmountField(required=False).clean(typed)
    except ValidationError:
        return
    assert amount is None or amount >= 0


def test_half_a_post_is_a_comma_away():
    assert StaffField().clean("0,5 ETP") == Decimal("0.5")
    with pytest.raises(ValidationError, match="trop grand"):
        StaffField().clean("1000")
