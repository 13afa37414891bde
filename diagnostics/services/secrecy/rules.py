"""When a figure says too much about somebody by itself, and how little a reader may then know of it."""

from collections.abc import Iterator
from decimal import Decimal

from diagnostics.models import Indicator
from diagnostics.services.secrecy.lines import Line

WIDTH = Decimal("0.15")
"""What must stay unknown of an amount: no closer than 15 %, so that 85 % of it is nobody's."""


def is_share(indicator: Indicator) -> bool:
    """Whether the numerator is a part of the denominator: what is left of it is a count too."""
    return indicator.kind == Indicator.Kind.RATIO and indicator.unit == "%"


def is_small(count: Decimal | float | None, threshold: int) -> bool:
    """Zero hides nobody, and is never hidden for itself."""
    return count is not None and 0 < count < threshold


def small_counts(line: Line) -> Iterator[Decimal | int | None]:
    """Every number of persons that the line shows, or gives by subtraction."""
    if line.indicator.kind == Indicator.Kind.COUNT:
        yield line.value
    elif line.indicator.kind == Indicator.Kind.RATIO:
        yield from (line.numerator, line.denominator)
        if is_share(line.indicator) and line.numerator is not None and line.denominator is not None:
            yield line.denominator - line.numerator
    yield line.units


def lacks_units(line: Line) -> bool:
    """An amount of which nobody says how many persons make it up cannot be judged: it is not shown."""
    return line.indicator.kind == Indicator.Kind.AMOUNT and line.units is None and bool(line.value)


def is_dominated(line: Line) -> bool:
    """One contributor makes almost all of it: the others can tell what they have."""
    percent = line.indicator.dominance_percent
    if not percent or line.largest is None or not line.value:
        return False
    return 100 * line.largest > percent * line.value


def is_too_thin(line: Line) -> bool:
    """A rate or a median computed on too few."""
    base = line.denominator if line.denominator is not None else line.units
    return base is not None and 0 < base < line.indicator.minimum_denominator


def is_primary(line: Line) -> bool:
    """Whether the line must be hidden for itself."""
    threshold = line.indicator.secrecy_threshold
    if line.value is None:
        return line.is_hidden_by_producer
    if threshold and (any(is_small(count, threshold) for count in small_counts(line)) or lacks_units(line)):
        return True
    return is_dominated(line) or is_too_thin(line)


def is_censored(line: Line) -> bool:
    floor = line.indicator.censored_below
    return floor is not None and line.value is not None and line.value < floor
