"""Where dates fall on a line of years: positions as SVG percentages, so that a page needs no inline style."""

from calendar import isleap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

WHOLE = 100
NARROWEST = 0.6  # per cent: a bar of one day must still be seen
ONE_DAY = timedelta(days=1)


class Bar(NamedTuple):
    """`starts_before` and `ends_after`: the period goes beyond the years shown."""

    x: str
    width: str
    starts_before: bool
    ends_after: bool


@dataclass(frozen=True)
class Scale:
    """Civil years side by side, all of the same width."""

    years: Sequence[int]

    def place(self, day: date) -> float:
        """Per cent from the left; outside the years it is less than 0 or more than 100."""
        days = 366 if isleap(day.year) else 365
        passed = day.year - self.years[0] + (day.timetuple().tm_yday - 1) / days
        return passed * WHOLE / len(self.years)

    def mark(self, day: date | None) -> str | None:
        """The place of one day, or None when it is not on the line."""
        if day is None:
            return None
        place = self.place(day)
        return percentage(place) if 0 <= place <= WHOLE else None

    def bar(self, first: date | None, last: date | None) -> Bar | None:
        """A period, cut at the ends of the line; without an end it lasts as long as the line."""
        if first is None and last is None:
            return None
        start = self.place(first) if first else 0.0
        end = self.place(last + ONE_DAY) if last else float(WHOLE)
        if end <= 0 or start >= WHOLE:
            return None
        left, right = max(start, 0.0), min(end, float(WHOLE))
        left = min(left, WHOLE - NARROWEST)
        return Bar(
            percentage(left),
            percentage(max(right - left, NARROWEST)),
            starts_before=start < 0 or first is None,
            ends_after=end > WHOLE or last is None,
        )

    @property
    def lines(self) -> list[str]:
        """Where one year gives way to the next."""
        return [percentage(rank * WHOLE / len(self.years)) for rank in range(1, len(self.years))]


def percentage(value: float) -> str:
    return f"{value:.2f}%"


def span(periods: Iterable[tuple[date | None, date | None]]) -> tuple[date | None, date | None]:
    """From the first start to the last end of several periods."""
    periods = list(periods)
    starts = [start for start, _ in periods if start]
    ends = [end for _, end in periods if end]
    return (min(starts, default=None), max(ends, default=None))
