"""Numbers, money, dates and words as French readers expect them.

A builtin of every template: no `{% load %}`. An absent value is written « — », never 0.
"""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django import template
from django.utils import timezone

register = template.Library()

THIN = "\u202f"  # narrow no-break space: thousands, before ; ! ? and inside « »
WIDE = "\u00a0"  # no-break space: before : and between a figure and its unit
ABSENT = "—"
MINUS = "\u2212"

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
SCALES = ((Decimal(10) ** 9, "Md€"), (Decimal(10) ** 6, "M€"), (Decimal(10) ** 3, "k€"))
LONGEST_FRACTION = 6
LONGEST_INTEGER = 30  # digits; beyond, it is not a figure that a person reads


def _decimal(value: object) -> Decimal | None:
    """The finite figure in `value`, or None when there is none to write."""
    if value is None or value == "":
        return None
    try:
        figure = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return None
    return figure if figure.is_finite() and figure.adjusted() < LONGEST_INTEGER else None


def _decimals(asked: object) -> int | None:
    return None if asked is None or asked == "" else min(int(str(asked)), LONGEST_FRACTION)


def _round(figure: Decimal, decimals: int) -> Decimal:
    return figure.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _write(figure: Decimal, decimals: int | None) -> str:
    if decimals is None:
        figure = _round(figure, LONGEST_FRACTION).normalize()
        decimals = max(0, -int(figure.as_tuple().exponent))
    rounded = _round(figure, decimals)
    text = f"{abs(rounded):,.{decimals}f}"
    sign = MINUS if rounded < 0 else ""
    return sign + text.replace(",", THIN).replace(".", ",")


@register.filter
def number(value: object, decimals: object = None) -> str:
    """`1234.5` → `1 234,5`; with an argument, that many decimals."""
    figure = _decimal(value)
    return ABSENT if figure is None else _write(figure, _decimals(decimals))


@register.filter
def euro(value: object, decimals: object = None) -> str:
    """`12345.67` → `12 345,67 €`; cents are written only when there are some, unless asked for."""
    figure = _decimal(value)
    if figure is None:
        return ABSENT
    whole = figure == figure.to_integral_value()
    asked = _decimals(decimals)
    return f"{_write(figure, (0 if whole else 2) if asked is None else asked)}{WIDE}€"


@register.filter
def short_euro(value: object) -> str:
    """For key figures: `3848000` → `3,85 M€`, `865000` → `865 k€`, `620` → `620 €`."""
    figure = _decimal(value)
    if figure is None:
        return ABSENT
    figure = _three_digits(figure)
    for unit, symbol in SCALES:
        if abs(figure) >= unit:
            return f"{_write(figure / unit, None)}{WIDE}{symbol}"
    return f"{_write(figure, 0)}{WIDE}€"


def _three_digits(figure: Decimal) -> Decimal:
    """Rounded before the unit is chosen, or 999 999 € would read « 1 000 k€ »."""
    return _round(figure, min(0, 2 - figure.adjusted())) + 0


@register.filter
def percent(value: object, decimals: object = None) -> str:
    """A value already in percent: `12.5` → `12,5 %`."""
    figure = _decimal(value)
    return ABSENT if figure is None else f"{_write(figure, _decimals(decimals))}{WIDE}%"


@register.filter
def plural(count: object, words: str) -> str:
    """`3|plural:"constat"` → `3 constats`; `"cheval,chevaux"` when an s is not enough.

    Below two the noun is singular: « 0 constat », « 1,5 place ».
    """
    figure = _decimal(count)
    singular, _, several = words.partition(",")
    if figure is None:
        return f"{ABSENT}{WIDE}{singular}"
    if abs(figure) < 2:
        return f"{_write(figure, None)}{WIDE}{singular}"
    return f"{_write(figure, None)}{WIDE}{several or _with_s(singular)}"


def _with_s(word: str) -> str:
    return word if word.endswith(("s", "x", "z")) else f"{word}s"


def _local(value: object) -> date | None:
    if isinstance(value, datetime):
        return timezone.localtime(value) if timezone.is_aware(value) else value
    return value if isinstance(value, date) else None


@register.filter
def day(value: object) -> str:
    """`2026-01-01` → `1er janvier 2026`."""
    when = _local(value)
    if when is None:
        return ABSENT
    number_of_day = "1er" if when.day == 1 else str(when.day)
    return f"{number_of_day}{WIDE}{MONTHS[when.month - 1]} {when.year}"


@register.filter
def short_day(value: object) -> str:
    """`2026-01-01` → `01/01/2026`, for table cells."""
    when = _local(value)
    return ABSENT if when is None else f"{when:%d/%m}/{when.year:04d}"


@register.filter
def month(value: object) -> str:
    """`2026-01-01` → `janvier 2026`."""
    when = _local(value)
    return ABSENT if when is None else f"{MONTHS[when.month - 1]} {when.year}"


@register.filter
def moment(value: object) -> str:
    """`2026-11-24 14:05` → `24 novembre 2026 à 14 h 05`, in the time of Paris."""
    when = _local(value)
    if not isinstance(when, datetime):
        return day(when)
    return f"{day(when)} à {when.hour}{WIDE}h{WIDE}{when.minute:02d}"


@register.filter
def until(start: object, end: object) -> str:
    """`start|until:end` → `du 1er janvier 2026 au 31 décembre 2030`."""
    return f"du {day(start)} au {day(end)}"


_SPACES = r"[ \u00a0\u202f]*"


@register.filter
def typography(text: object) -> str:
    """Put in a typed text the apostrophes, quotes and no-break spaces that keyboards lack.

    Idempotent, and only apostrophes, straight quotes and spaces change.
    """
    written = re.sub(r"(?<=\w)'(?=\w)", "’", str(text))
    written = re.sub(r'(?<!\w)"([^"\n]+)"(?!\w)', r"«\1»", written)
    written = re.sub(rf"«{_SPACES}", f"«{THIN}", written)
    written = re.sub(rf"{_SPACES}»", f"{THIN}»", written)
    written = re.sub(r"(?<=[\w»)%€])[ \u00a0\u202f]+(?=[;!?])", THIN, written)
    written = re.sub(r"(?<=[\w»)%€])[ \u00a0\u202f]+(?=:)", WIDE, written)
    return re.sub(r"(?<=\d)[ \u00a0\u202f]+(?=[€%])", WIDE, written)
