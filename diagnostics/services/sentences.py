"""What a figure says, in one plain French sentence; a hidden figure says nothing."""

from dataclasses import dataclass
from decimal import Decimal

from diagnostics.models import Indicator, ValueStatus
from diagnostics.models.catalogue import FIGURE
from diagnostics.models.disclosure import FRAGILE_DENOMINATOR, Shown
from territories.templatetags.french import WIDE, number

TWO = Decimal(2)  # the first French plural
BASES = (100, 1_000, 10_000)
FRAGILE_CENSUS = 200
CENSUS_GAP = 5  # years between two editions of the census that may be compared
SMALL_COUNT = 20  # below, a percentage of change would only be chance
APPROXIMATE = {ValueStatus.ROUNDED, ValueStatus.ESTIMATED}
BOUNDED = {ValueStatus.PARTIAL, ValueStatus.CENSORED_LOW}

Points = list[tuple[int, Shown]]


@dataclass(frozen=True)
class Beside:
    """The figure of another place, and how it is named after « que » and after « dans »."""

    figure: Shown
    name: str
    inside: str


@dataclass(frozen=True)
class Rates:
    """A count here and there, for as many units of what it is related to (« habitants »)."""

    here: Decimal | None
    there: Decimal | None
    of_what: str

    @property
    def base(self) -> int:
        """The smallest of 100, 1 000 and 10 000 for which both rates reach one."""
        lowest = min((rate for rate in (self.here, self.there) if rate), default=Decimal(0))
        return next((base for base in BASES if base * lowest >= 1), BASES[-1])


def sentence(indicator: Indicator, figure: Shown, beside: Beside | None = None, rates: Rates | None = None) -> str:
    """« 17,0 % des familles avec enfant sont monoparentales, 4,0 points de plus que le département. »"""
    if figure.value is None:
        return ""
    words = _statement(indicator, figure)
    if indicator.kind == Indicator.Kind.COUNT:
        return f"{words}{_relation(figure, beside, rates)}."
    return f"{words}{_gap(indicator, figure, beside)}."


def written(value: Decimal, indicator: Indicator) -> str:
    """A value with the part of its unit that is read aloud: « 17,0 % », « 24 300 € », « 12 min », « 201 »."""
    text = number(value, indicator.decimals)
    symbol = _symbol(indicator)
    return f"{text}{WIDE}{symbol}" if symbol else text


def _symbol(indicator: Indicator) -> str:
    """The first word of the unit when it follows the figure wherever it is said."""
    first = indicator.unit.partition(" ")[0]
    is_said = first in {"%", "€"} or indicator.kind in {Indicator.Kind.MEDIAN, Indicator.Kind.AMOUNT}
    return first if is_said else ""


def _statement(indicator: Indicator, figure: Shown) -> str:
    value = figure.value if figure.value is not None else Decimal(0)
    said = written(value, indicator)
    if figure.status == ValueStatus.PARTIAL:
        said = f"au moins {said}"
    elif figure.status == ValueStatus.CENSORED_LOW:
        said = f"au plus {said}"
    elif figure.status in APPROXIMATE:
        said = f"environ {said}"
    singular, _, plural = indicator.sentence.partition("|")
    if not singular:
        return f"{indicator.label}{WIDE}: {said}{_spoken_unit(indicator)}"
    form = plural if plural and abs(round(value, indicator.decimals)) >= TWO else singular
    return _capital(form.strip().replace(FIGURE, said))


def _spoken_unit(indicator: Indicator) -> str:
    """For an indicator without a sentence: what its figure does not bear of its unit."""
    rest = indicator.unit.removeprefix(_symbol(indicator)).strip()
    return f"{WIDE}{rest}" if rest else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _gap(indicator: Indicator, figure: Shown, beside: Beside | None) -> str:
    if beside is None or not comparable(figure, beside.figure):
        return ""
    gap = _difference(figure, beside.figure, indicator.decimals)
    if not gap:
        return f", autant que {beside.name}"
    return f", {_more(gap, indicator)} que {beside.name}"


def _more(gap: Decimal, indicator: Indicator) -> str:
    """« 4,0 points de plus », « 1 point de moins », « 520 € de plus », « 3 de moins »."""
    amount = number(abs(gap), indicator.decimals)
    symbol = _symbol(indicator)
    if symbol == "%":
        symbol = "points" if abs(gap) >= TWO else "point"
    if symbol:
        amount += f"{WIDE}{symbol}"
    return f"{amount} {'de plus' if gap > 0 else 'de moins'}"


def _relation(figure: Shown, beside: Beside | None, rates: Rates | None) -> str:
    if rates is None or figure.status in BOUNDED:
        return ""
    there = None if beside is None or rates.there is None else _rate(rates.there, rates)
    if not figure.value:
        if not there or beside is None or not rates.there:
            return ""
        return f", alors que {beside.name} en compte {there}{WIDE}pour {_of(rates)}"
    if not rates.here:
        return ""
    here = _rate(rates.here, rates)
    words = f", soit {here}{WIDE}pour {_of(rates)}"
    if beside is None or there is None:
        return words
    return f"{words}, autant que {beside.name}" if here == there else f"{words}, contre {there} {beside.inside}"


def _rate(rate: Decimal, rates: Rates) -> str:
    return number(rate * rates.base, 1)


def _of(rates: Rates) -> str:
    return f"{number(rates.base)}{WIDE}{rates.of_what}"


def comparable(here: Shown, there: Shown) -> bool:
    """Two plain figures of one year, on enough units for their gap to mean something."""
    return (
        here.value is not None
        and there.value is not None
        and here.year == there.year
        and not {here.status, there.status} & BOUNDED
        and not here.is_fragile
    )


def _difference(here: Shown, there: Shown, decimals: int) -> Decimal:
    """The gap of the figures as they are read, so that the reader's own subtraction gives it too."""
    return round(here.value or Decimal(0), decimals) - round(there.value or Decimal(0), decimals)


def change(indicator: Indicator, points: Points) -> str:
    """« 12 % de moins depuis 2020 »: between the first and the last year, when both are plain."""
    if len(points) < 2:
        return ""
    (first_year, first), (last_year, last) = points[0], points[-1]
    if first.value is None or last.value is None or {first.status, last.status} & BOUNDED:
        return ""
    if first.is_fragile or last.is_fragile or _too_near(indicator, first_year, last_year):
        return ""
    return f"{_evolution(indicator, first, last)} depuis {first_year}"


def _evolution(indicator: Indicator, first: Shown, last: Shown) -> str:
    gap = _difference(last, first, indicator.decimals)
    if not gap:
        return "Stable"
    if indicator.kind != Indicator.Kind.COUNT or not first.value or first.value < SMALL_COUNT:
        return _more(gap, indicator)
    percent = round(100 * gap / first.value)
    if not percent:
        return "Stable"
    return f"{number(abs(percent))}{WIDE}% {'de plus' if percent > 0 else 'de moins'}"


def _too_near(indicator: Indicator, first_year: int, last_year: int) -> bool:
    return is_census(indicator) and last_year - first_year < CENSUS_GAP


def is_census(indicator: Indicator) -> bool:
    """Five surveys make one edition of the census: two editions compare when they share none."""
    return "recensement" in indicator.source.lower()


def warning(indicator: Indicator, figure: Shown) -> str:
    """Why a figure must be read with care; empty when it need not be."""
    if figure.value is None:
        return ""
    if figure.is_fragile:
        what = indicator.denominator_label or "unités"
        return f"Prudence{WIDE}: moins de {FRAGILE_DENOMINATOR} {what}, une seule suffit à changer ce résultat."
    if indicator.kind == Indicator.Kind.COUNT and is_census(indicator) and figure.value < FRAGILE_CENSUS:
        return f"Prudence{WIDE}: sous {FRAGILE_CENSUS}, le recensement ne donne qu’un ordre de grandeur."
    return ""
