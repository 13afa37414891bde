"""« Et si ? »: what the money of a plan would become. Amounts go in, other amounts come out, nothing is written."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple
from uuid import UUID

from actionplans.figures.bonus import CENT, MONTHS, shared_out
from actionplans.figures.money import ZERO, Entry, Ledger
from actionplans.models import BudgetLine, Hypothesis


class Supposition(NamedTuple):
    """One hypothesis, apart from the database."""

    kind: str
    funder: str = ""
    action: UUID | None = None
    from_year: int = 0
    percent: Decimal = ZERO
    months: int = 0

    def applies(self, entry: Entry) -> bool:
        """A cost concerns expenses only: what nobody funds then shows as missing."""
        if self.kind == Hypothesis.Kind.FUNDER:
            return entry.funder == self.funder and entry.year >= self.from_year and _is_money_in(entry)
        if self.kind == Hypothesis.Kind.AMOUNT:
            return entry.action == self.action and entry.side == BudgetLine.Side.EXPENSE
        return entry.action == self.action

    def change(self, entry: Entry) -> Iterator[Entry]:
        if not self.applies(entry):
            yield entry
        elif self.kind == Hypothesis.Kind.POSTPONED:
            yield from postponed(entry, self.months)
        else:
            amount = entry.amount * (100 + self.percent) / 100
            yield entry._replace(amount=amount.quantize(CENT, rounding=ROUND_HALF_UP))


def _is_money_in(entry: Entry) -> bool:
    return entry.side == BudgetLine.Side.RESOURCE and not entry.is_in_kind


def suppose(ledger: Ledger, suppositions: Iterable[Supposition]) -> Ledger:
    """The same money, as if all these hypotheses came true, one after the other."""
    entries: Sequence[Entry] = ledger.entries
    for supposition in suppositions:
        entries = [changed for entry in entries for changed in supposition.change(entry)]
    return Ledger(tuple(entries))


def postponed(entry: Entry, months: int) -> Iterator[Entry]:
    """A year's money some months later: it falls on one civil year or on two, and its total stays the same."""
    years, rest = divmod(months, MONTHS)
    parts = shared_out(entry.amount, [Decimal(MONTHS - rest), Decimal(rest)])
    for rank, part in enumerate(parts):
        if part:
            yield entry._replace(year=entry.year + years + rank, amount=part)
