"""Sums of money, exact to the cent: the same amounts regrouped by year, funder, nature or place in the plan.

In-kind contributions stand apart: they enter no total and no balance.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import NamedTuple, TypeVar
from uuid import UUID

from actionplans.models import BudgetLine

K = TypeVar("K", bound=Hashable)

ZERO = Decimal(0)
TENTH = Decimal("0.1")
FIRM = frozenset(
    {
        BudgetLine.Certainty.VOTED,
        BudgetLine.Certainty.NOTIFIED,
        BudgetLine.Certainty.PAID,
        BudgetLine.Certainty.ACTUAL,
    }
)


class Entry(NamedTuple):
    """One amount of one action and one civil year."""

    action: UUID
    year: int
    side: str
    nature: str
    funder: str
    organisation: UUID | None
    certainty: str
    is_in_kind: bool
    amount: Decimal


class Row(NamedTuple):
    """A line of a table of money: one amount for each year, and their sum."""

    label: str
    amounts: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        return sum(self.amounts, ZERO)


@dataclass(frozen=True)
class Ledger:
    """The money of one action, of a branch of the plan, or of the whole plan."""

    entries: tuple[Entry, ...] = ()

    @cached_property
    def expenses(self) -> dict[int, Decimal]:
        return by_year(entry for entry in self.counted if entry.side == BudgetLine.Side.EXPENSE)

    @cached_property
    def resources(self) -> dict[int, Decimal]:
        return by_year(self._resources)

    @cached_property
    def in_kind(self) -> Decimal:
        """What is given otherwise than in money."""
        return add(e for e in self.entries if e.is_in_kind and e.side == BudgetLine.Side.RESOURCE)

    @property
    def counted(self) -> list[Entry]:
        return [entry for entry in self.entries if not entry.is_in_kind]

    @cached_property
    def _resources(self) -> list[Entry]:
        return [entry for entry in self.counted if entry.side == BudgetLine.Side.RESOURCE]

    @property
    def total_expenses(self) -> Decimal:
        return sum(self.expenses.values(), ZERO)

    @property
    def total_resources(self) -> Decimal:
        return sum(self.resources.values(), ZERO)

    @cached_property
    def gaps(self) -> dict[int, Decimal]:
        """Expenses minus resources, for the years that do not balance."""
        years = sorted(self.expenses.keys() | self.resources.keys())
        gaps = {year: self.expenses.get(year, ZERO) - self.resources.get(year, ZERO) for year in years}
        return {year: gap for year, gap in gaps.items() if gap}

    @property
    def is_balanced(self) -> bool:
        return not self.gaps

    @property
    def years(self) -> list[int]:
        return sorted({entry.year for entry in self.entries})

    @cached_property
    def caf(self) -> Decimal:
        return add(entry for entry in self._resources if entry.funder == BudgetLine.Funder.CAF)

    @cached_property
    def net_cost(self) -> Decimal:
        """What is left to the communes and their intercommunality."""
        return add(entry for entry in self._resources if entry.funder == BudgetLine.Funder.LOCAL)

    @cached_property
    def firm(self) -> Decimal:
        """The resources that are voted, notified, paid or spent; the others are a forecast."""
        return add(entry for entry in self._resources if entry.certainty in FIRM)

    @property
    def caf_percent(self) -> Decimal | None:
        return share(self.caf, self.total_resources)

    @property
    def net_cost_percent(self) -> Decimal | None:
        return share(self.net_cost, self.total_resources)

    @property
    def firm_percent(self) -> Decimal | None:
        return share(self.firm, self.total_resources)

    def funder_rows(self, years: Sequence[int]) -> list[Row]:
        """One row for each funder that gives something, in the order in which funders are always listed."""
        found = regroup(self._resources, lambda entry: entry.funder)
        return [
            row(funder.label, by_year(found[funder.value]), years)
            for funder in BudgetLine.Funder
            if funder.value in found
        ]

    def nature_rows(self, years: Sequence[int]) -> list[Row]:
        expenses = [entry for entry in self.counted if entry.side == BudgetLine.Side.EXPENSE]
        found = regroup(expenses, lambda entry: entry.nature)
        return [
            row(nature.label, by_year(found[nature.value]), years)
            for nature in BudgetLine.Nature
            if nature.value in found
        ]

    def only(self, wanted: Callable[[Entry], bool]) -> "Ledger":
        return Ledger(tuple(entry for entry in self.entries if wanted(entry)))


def together(ledgers: Iterable[Ledger]) -> Ledger:
    return Ledger(tuple(entry for ledger in ledgers for entry in ledger.entries))


def add(entries: Iterable[Entry]) -> Decimal:
    return sum((entry.amount for entry in entries), ZERO)


def by_year(entries: Iterable[Entry]) -> dict[int, Decimal]:
    totals: dict[int, Decimal] = defaultdict(Decimal)
    for entry in entries:
        totals[entry.year] += entry.amount
    return dict(totals)


def regroup(entries: Iterable[Entry], key: Callable[[Entry], K]) -> dict[K, list[Entry]]:
    """The entries by their key, in the order in which keys are first met."""
    groups: dict[K, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(key(entry), []).append(entry)
    return groups


def row(label: str, amounts: Mapping[int, Decimal], years: Sequence[int]) -> Row:
    return Row(label, tuple(amounts.get(year, ZERO) for year in years))


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """A part in percent, to the tenth; None when there is nothing to share."""
    return (part * 100 / whole).quantize(TENTH, rounding=ROUND_HALF_UP) if whole else None
