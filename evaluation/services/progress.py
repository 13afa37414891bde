"""Each indicator against what was promised: baseline, targets, last measure, and the gap in words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.db.models import TextChoices

from actionplans.models import Action, ActionQuerySet
from evaluation.models import Indicator, Measure, Target
from evaluation.services.plan_order import planned_actions
from territories.models import Ctg


class Verdict(TextChoices):
    """What the last measure says of the promise."""

    AHEAD = "ahead", "En avance"
    ON_TRACK = "on_track", "Conforme"
    LATE = "late", "En retard"
    TO_MEASURE = "to_measure", "À mesurer"
    NO_TARGET = "no_target", "Sans cible"


@dataclass(frozen=True)
class Progress:
    """One indicator on a given day; everything else is computed from what was typed."""

    indicator: Indicator
    targets: list[Target]
    measures: list[Measure]
    last_closed_year: int
    first_year: int

    @property
    def last(self) -> Measure | None:
        return self.measures[-1] if self.measures else None

    @property
    def final(self) -> Target | None:
        return self.targets[-1] if self.targets else None

    @property
    def missing_years(self) -> list[int]:
        """Years of the CTG that are over and have no measure."""
        measured = {measure.year for measure in self.measures}
        first = max(self.first_year, self.indicator.baseline_year + 1)
        return [year for year in range(first, self.last_closed_year + 1) if year not in measured]

    def expected(self, year: int) -> Decimal | None:
        """The target of that year; between two of them, on the straight line from one to the next."""
        before = (self.indicator.baseline_year, self.indicator.baseline_value)
        if not self.targets:
            return None
        for target in self.targets:
            if year <= target.year:
                return _between(before, (target.year, target.value), year)
            before = (target.year, target.value)
        return before[1]

    @cached_property
    def gap(self) -> Decimal | None:
        """How far the last measure is beyond (positive) or short of (negative) what was expected that year."""
        expected = self.expected(self.last.year) if self.last else None
        if expected is None or self.last is None:
            return None
        gap = self.indicator.rounded(self.last.value) - self.indicator.rounded(expected)
        return gap if self.indicator.must_increase else -gap

    @property
    def distance(self) -> Decimal | None:
        """The gap without its sign: the verdict says which way."""
        return None if self.gap is None else abs(self.gap)

    @property
    def gap_unit(self) -> str:
        """Two percentages differ by points."""
        return "points" if self.indicator.unit.strip() == "%" else self.indicator.unit

    @property
    def verdict(self) -> Verdict:
        if not self.last:
            return Verdict.TO_MEASURE
        if self.gap is None:
            return Verdict.NO_TARGET
        if self.gap == 0:
            return Verdict.ON_TRACK
        return Verdict.AHEAD if self.gap > 0 else Verdict.LATE

    @property
    def is_to_measure(self) -> bool:
        """Never measured, or not for the last year that is over."""
        return not self.last or self.last_closed_year in self.missing_years

    @property
    def attainment(self) -> Decimal | None:
        """The share of the way from the baseline to the last target, in percent; below 0 it went backwards."""
        if not self.last or not self.final or self.final.value == self.indicator.baseline_value:
            return None
        start = self.indicator.baseline_value
        return (self.last.value - start) / (self.final.value - start) * 100


@dataclass(frozen=True)
class ActionProgress:
    """The indicators of one action, or those of the whole démarche when there is no action."""

    code: str
    action: Action | None
    indicators: list[Progress]


@dataclass(frozen=True)
class Tally:
    """What a dashboard says in one line."""

    indicators: int
    late: int
    to_measure: int
    without_target: int
    bare_actions: list[ActionProgress]


def progress_of(indicator: Indicator, ctg: Ctg, on: date) -> Progress:
    """Reads `targets` and `measures`, prefetched or not."""
    return Progress(
        indicator=indicator,
        targets=sorted(indicator.targets.all(), key=lambda target: target.year),
        measures=sorted(indicator.measures.all(), key=lambda measure: measure.year),
        last_closed_year=min(on.year - 1, ctg.effective_to.year),
        first_year=ctg.effective_from.year,
    )


def progress(ctg: Ctg, on: date, actions: ActionQuerySet | None = None) -> list[ActionProgress]:
    """These actions (all by default) in the order of the plan, then the démarche; six queries whatever their number."""
    by_action: dict[UUID | None, list[Progress]] = defaultdict(list)
    for indicator in ctg.evaluation_indicators.with_values():
        by_action[indicator.action_id].append(progress_of(indicator, ctg, on))
    rows = [ActionProgress(code, action, by_action[action.pk]) for code, action in planned_actions(ctg, actions)]
    if by_action[None]:
        rows.append(ActionProgress("", None, by_action[None]))
    return rows


def tally(rows: Iterable[ActionProgress]) -> Tally:
    rows = list(rows)
    indicators = [each for row in rows for each in row.indicators]
    return Tally(
        indicators=len(indicators),
        late=sum(each.verdict == Verdict.LATE for each in indicators),
        to_measure=sum(each.is_to_measure for each in indicators),
        without_target=sum(not each.targets for each in indicators),
        bare_actions=[row for row in rows if not row.indicators],
    )


def _between(before: tuple[int, Decimal], after: tuple[int, Decimal], year: int) -> Decimal:
    (first, start), (last, end) = before, after
    if year >= last or last <= first:
        return end
    if year <= first:
        return start
    return start + (end - start) * (year - first) / (last - first)
