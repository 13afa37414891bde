"""Numbers as people type them in French: « 12 345,50 », with or without spaces, euros and cents."""

import re
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from territories.templatetags.french import number

MOST_DIGITS = 12  # before the comma, as in the database
# A byte order mark, a zero-width space, marks of direction: what a paste brings along unseen.
INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200e\u200f\u2060"))
WRITTEN = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?")


class FrenchDecimalField(forms.DecimalField):
    """A number from zero on, with at most two decimals, whatever spaces it is typed with."""

    unit: ClassVar[str] = ""
    scales: ClassVar[dict[str, int]] = {}
    most_decimals: ClassVar[int] = 2
    too_small: ClassVar[str] = "Ce nombre ne peut pas être négatif."
    most_digits: ClassVar[int] = MOST_DIGITS

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs say int
        if value in self.empty_values or isinstance(value, Decimal):
            return value or None
        typed = "".join(str(value).translate(INVISIBLE).split()).removesuffix(self.unit)
        is_negative = typed[:1] in {"-", "−", "–"} or (typed.startswith("(") and typed.endswith(")"))
        typed, scale = self._without_unit(typed.strip("-−–()") if is_negative else typed)
        if not typed and not is_negative:
            return None
        found = WRITTEN.fullmatch(typed)
        if found is None:
            raise ValidationError("Écrivez un nombre, par exemple 12 345,50.")
        return self._within_bounds(found[1], found[2] or "", scale, is_negative=is_negative)

    def _without_unit(self, typed: str) -> tuple[str, int]:
        """« 12k€ » → « 12 » and a thousand."""
        bare = typed.removesuffix(self.unit)
        for letter, scale in self.scales.items():
            if len(bare) > 1 and bare.endswith(letter):
                return bare.removesuffix(letter), scale
        return bare, 1

    def _within_bounds(self, whole: str, decimals: str, scale: int, *, is_negative: bool) -> Decimal:
        if len(whole.lstrip("0")) > self.most_digits or len(decimals) > self.most_digits:
            raise ValidationError("Ce nombre est trop grand.")
        amount = Decimal(f"{whole}.{decimals.rstrip('0') or '0'}") * scale
        if amount.adjusted() >= self.most_digits:
            raise ValidationError("Ce nombre est trop grand.")
        if amount != amount.quantize(Decimal(1).scaleb(-self.most_decimals)):
            raise ValidationError(f"{self._most_in_words} chiffres au plus après la virgule.")
        if is_negative and amount:
            raise ValidationError(self.too_small)
        return amount

    @property
    def _most_in_words(self) -> str:
        return {2: "Deux", 4: "Quatre"}[self.most_decimals]

    def prepare_value(self, value: Any) -> Any:
        return in_french(value) if isinstance(value, Decimal) else value


class AmountField(FrenchDecimalField):
    """Euros, also written in thousands (« 12 k€ ») or in millions."""

    unit = "€"
    scales: ClassVar[dict[str, int]] = {"k": 1000, "K": 1000, "M": 1_000_000}
    too_small = "Un montant ne peut pas être négatif."


class RateField(AmountField):
    """Euros for one unit: hours are paid by the tenth of a cent."""

    most_decimals = 4
    scales: ClassVar[dict[str, int]] = {}


class UnitsField(FrenchDecimalField):
    """Places, hours, full-time equivalents…"""

    too_small = "Une quantité ne peut pas être négative."
    most_digits = 10


class PercentField(FrenchDecimalField):
    unit = "%"
    too_small = "Un pourcentage ne peut pas être négatif."
    most_digits = 3


class StaffField(FrenchDecimalField):
    """Full-time equivalents."""

    unit = "ETP"
    too_small = "Les moyens humains ne peuvent pas être négatifs."
    most_digits = 3


def in_french(amount: Decimal) -> str:
    """`12345.5` → `12 345,50`, `1200` → `1 200`: ready to be typed over."""
    is_whole = amount == amount.to_integral_value()
    is_in_cents = amount == amount.quantize(Decimal("0.01"))
    return number(amount, 0 if is_whole else 2 if is_in_cents else 4)
