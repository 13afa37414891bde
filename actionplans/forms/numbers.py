"""Numbers as people type them in French: « 12 345,50 », with or without spaces, euros and cents."""

import re
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from territories.templatetags.french import number

MOST_DIGITS = 12  # before the comma, as in the database
WRITTEN = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?")


class FrenchDecimalField(forms.DecimalField):
    """A number from zero on, with at most two decimals, whatever spaces it is typed with."""

    unit: ClassVar[str] = ""
    too_small: ClassVar[str] = "Ce nombre ne peut pas être négatif."
    most_digits: ClassVar[int] = MOST_DIGITS

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs say int
        if value in self.empty_values or isinstance(value, Decimal):
            return value or None
        typed = "".join(str(value).split()).removesuffix(self.unit)
        if not typed:
            return None
        is_negative = typed[0] in "-−–" or (typed.startswith("(") and typed.endswith(")"))
        found = WRITTEN.fullmatch(typed.strip("-−–()") if is_negative else typed)
        if found is None:
            raise ValidationError("Écrivez un nombre, par exemple 12 345,50.")
        return self._within_bounds(found[1], found[2] or "", is_negative=is_negative)

    def _within_bounds(self, whole: str, cents: str, *, is_negative: bool) -> Decimal:
        if len(cents.rstrip("0")) > 2:
            raise ValidationError("Deux chiffres au plus après la virgule.")
        if len(whole.lstrip("0")) > self.most_digits:
            raise ValidationError("Ce nombre est trop grand.")
        amount = Decimal(f"{whole}.{cents.rstrip('0') or '0'}")
        if is_negative and amount:
            raise ValidationError(self.too_small)
        return amount

    def prepare_value(self, value: Any) -> Any:
        return in_french(value) if isinstance(value, Decimal) else value


class AmountField(FrenchDecimalField):
    """Euros."""

    unit = "€"
    too_small = "Un montant ne peut pas être négatif."


class StaffField(FrenchDecimalField):
    """Full-time equivalents."""

    unit = "ETP"
    too_small = "Les moyens humains ne peuvent pas être négatifs."
    most_digits = 3


def in_french(amount: Decimal) -> str:
    """`12345.5` → `12 345,50`, `1200` → `1 200`: ready to be typed over."""
    is_whole = amount == amount.to_integral_value()
    return number(amount, 0 if is_whole else 2)
