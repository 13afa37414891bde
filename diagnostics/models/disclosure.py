"""What may lawfully be added up, and what a figure looks like when a part of it is hidden.

Exact counts are summed, and called partial when a part is missing; ratios are recomputed from both their
parts; medians are never combined, and counts that their producer rounded are never summed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from diagnostics.models.catalogue import Indicator
from diagnostics.models.statistics import ValueStatus

ZERO = Decimal(0)
FRAGILE_DENOMINATOR = 50
MARKS = {
    ValueStatus.SUPPRESSED_PRIMARY: "s",
    ValueStatus.SUPPRESSED_SECONDARY: "s",
    ValueStatus.NOT_AVAILABLE: "nd",
}
BOUNDS = {ValueStatus.PARTIAL: "≥", ValueStatus.CENSORED_LOW: "≤"}


# Rounded counts drift when summed, and the producer's own total says better; a ceiling is not a figure.
NEVER_COMBINED = {ValueStatus.ROUNDED, ValueStatus.CENSORED_LOW}


class Explained:
    """What the status of a figure means to its reader, whether it is shown today or was frozen."""

    status: str

    @property
    def mark(self) -> str:
        return MARKS.get(ValueStatus(self.status), "nd")

    @property
    def bound(self) -> str:
        """« ≥ » before a sum that misses a part, « ≤ » before a value cut by its producer."""
        return BOUNDS.get(ValueStatus(self.status), "")

    @property
    def reason(self) -> str:
        """Why the figure is not a plain one, in words; empty when it is."""
        return "" if self.status == ValueStatus.OK else str(ValueStatus(self.status).label)


@dataclass(frozen=True)
class Shown(Explained):
    """A figure as it may be shown: a value, or the mark that stands for it. Never a zero for a hidden one."""

    value: Decimal | None
    status: str
    year: int | None = None
    denominator: Decimal | None = None
    source: str = ""
    is_fictitious: bool = False

    def __post_init__(self) -> None:
        """Whether a figure is hidden for itself or for another is a secret too: it would tell which ones are small."""
        if self.status == ValueStatus.SUPPRESSED_SECONDARY:
            object.__setattr__(self, "status", ValueStatus.SUPPRESSED_PRIMARY.value)

    @property
    def is_fragile(self) -> bool:
        return self.denominator is not None and self.denominator < FRAGILE_DENOMINATOR


class Described(Protocol):
    """What is said of a dataset beside its figures."""

    @property
    def producer(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def edition(self) -> str: ...
    @property
    def is_fictitious(self) -> bool: ...


class Stored(Protocol):
    """One figure as it is stored: an `IndicatorValue`, or the bare columns of one."""

    @property
    def dataset(self) -> Described: ...
    @property
    def year(self) -> int: ...
    @property
    def value(self) -> Decimal | None: ...
    @property
    def numerator(self) -> Decimal | None: ...
    @property
    def denominator(self) -> Decimal | None: ...
    @property
    def status(self) -> str: ...


NOTHING = Shown(None, ValueStatus.NOT_AVAILABLE)


def shown(row: Stored) -> Shown:
    """One stored figure, with the source of its dataset."""
    dataset = row.dataset
    source = f"{dataset.producer}, {dataset.name}, {dataset.edition}"
    return Shown(row.value, row.status, row.year, row.denominator, source, dataset.is_fictitious)


def combine(indicator: Indicator, rows: Iterable[Stored], expected: int) -> Shown:
    """The figure of several communes; `expected` counts them all, also those that have no row."""
    rows = list(rows)
    if not rows or indicator.kind == Indicator.Kind.MEDIAN:
        return NOTHING
    year = max(row.year for row in rows)
    rows = [row for row in rows if row.year == year]
    if any(row.status in NEVER_COMBINED for row in rows):
        return NOTHING
    if indicator.kind == Indicator.Kind.RATIO:
        return _ratio(indicator, rows, expected)
    return _sum(rows, expected)


def _sum(rows: Sequence[Stored], expected: int) -> Shown:
    visible = [row for row in rows if row.value is not None]
    if not visible:
        return _like(rows[0], None, _hidden_status(rows))
    is_partial = len(visible) < expected or any(row.status == ValueStatus.PARTIAL for row in visible)
    status = _status_of(visible)
    if is_partial and status == ValueStatus.ESTIMATED:
        return _like(rows[0], None, ValueStatus.NOT_AVAILABLE)  # an estimate is no lower bound
    total = sum((row.value or ZERO for row in visible), ZERO)
    return _like(visible[0], total, ValueStatus.PARTIAL if is_partial else status)


def _ratio(indicator: Indicator, rows: Sequence[Stored], expected: int) -> Shown:
    known = [row for row in rows if row.numerator is not None and row.denominator is not None]
    if len(known) < expected:
        return _like(rows[0], None, _hidden_status(rows))
    if any(row.status == ValueStatus.PARTIAL for row in known):
        return NOTHING
    denominator = sum((row.denominator or ZERO for row in known), ZERO)
    if not denominator:
        return NOTHING
    numerator = sum((row.numerator or ZERO for row in known), ZERO)
    value = indicator.multiplier * numerator / denominator
    return _like(known[0], value, _status_of(known), denominator)


def _status_of(visible: Sequence[Stored]) -> ValueStatus:
    """What a whole is, when its parts are exact, estimated or typed by hand: the weakest of them."""
    statuses = {row.status for row in visible}
    for weakest in (ValueStatus.ESTIMATED, ValueStatus.LOCAL):
        if weakest in statuses:
            return weakest
    return ValueStatus.OK


def _hidden_status(rows: Sequence[Stored]) -> ValueStatus:
    secret = {ValueStatus.SUPPRESSED_PRIMARY, ValueStatus.SUPPRESSED_SECONDARY}
    return ValueStatus.SUPPRESSED_SECONDARY if any(row.status in secret for row in rows) else ValueStatus.NOT_AVAILABLE


def _like(row: Stored, value: Decimal | None, status: str, denominator: Decimal | None = None) -> Shown:
    like = shown(row)
    return Shown(value, status, row.year, denominator, like.source, like.is_fictitious)
