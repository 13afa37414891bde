"""The budget of one action, written as a grid: what two people typed at the same time is merged, cell by cell."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from accounts.models import User
from actionplans.figures.merge import Conflict, merge
from actionplans.figures.money import Entry, Ledger, Row, row
from actionplans.models import Action, BudgetLine
from actionplans.services.readers import Reader
from actionplans.services.tree import sign


class RowKey(NamedTuple):
    """What a line of the grid is about; with a year it names one cell, and one budget line."""

    side: str
    nature: str
    funder: str
    organisation: UUID | None
    scheme: str
    certainty: str
    is_in_kind: bool


class Cell(NamedTuple):
    row: RowKey
    year: int


Cells = dict[Cell, Decimal]


class BudgetConflict(Exception):
    """Somebody else changed some of the same cells; `merged` holds mine, `theirs` what is stored."""

    def __init__(self, merged: Cells, theirs: Cells, conflicts: list[Conflict[Cell, Decimal]], by: User | None) -> None:
        self.merged, self.theirs, self.conflicts, self.by = merged, theirs, conflicts, by
        super().__init__(
            f"{by or 'Quelqu’un'} a modifié ce budget pendant que vous l’écriviez. Rien n’est perdu : comparez les deux"
            " versions, choisissez, puis enregistrez."
        )


def stored_cells(action: Action) -> Cells:
    lines = BudgetLine.objects.filter(action=action).order_by("side", "is_in_kind", "nature", "funder", "scheme", "id")
    return {cell_of(line): line.amount for line in lines}


def cell_of(line: BudgetLine) -> Cell:
    key = RowKey(
        line.side, line.nature, line.funder, line.organisation_id, line.scheme, line.certainty, line.is_in_kind
    )
    return Cell(key, line.year)


@transaction.atomic
def write_budget(action: Action, typed: Mapping[Cell, Decimal], *, shown: Mapping[Cell, Decimal], by: User) -> bool:
    """Store what was typed over what was `shown`; returns whether somebody else's cells were kept beside them.

    Cells that only one person changed are all kept. The same cell changed twice raises `BudgetConflict` and
    writes nothing.
    """
    locked = Action.objects.select_for_update(of=("self",)).select_related("updated_by").get(pk=action.pk)
    theirs = stored_cells(locked)
    merged, conflicts = merge(shown, typed, theirs)
    if conflicts:
        raise BudgetConflict(merged, theirs, conflicts, locked.updated_by)
    if merged != theirs:
        _store(locked, merged, theirs)
        sign(locked, by)
    return merged != dict(typed)


def _store(action: Action, cells: Cells, stored: Cells) -> None:
    lines = {cell_of(line): line for line in BudgetLine.objects.filter(action=action)}
    gone = [line.pk for cell, line in lines.items() if cell not in cells]
    BudgetLine.objects.filter(pk__in=gone).delete()
    changed = []
    for cell, amount in cells.items():
        if cell in lines and stored[cell] != amount:
            lines[cell].amount = amount
            changed.append(lines[cell])
    BudgetLine.objects.bulk_update(changed, ["amount"])
    BudgetLine.objects.bulk_create(_line(action, cell, amount) for cell, amount in cells.items() if cell not in lines)


def _line(action: Action, cell: Cell, amount: Decimal) -> BudgetLine:
    key = cell.row
    return BudgetLine(
        action=action,
        year=cell.year,
        side=key.side,
        nature=key.nature,
        funder=key.funder,
        organisation_id=key.organisation,
        scheme=key.scheme,
        certainty=key.certainty,
        is_in_kind=key.is_in_kind,
        amount=amount,
    )


class Line(NamedTuple):
    """One line of a budget as it is read."""

    label: str
    details: str
    certainty: str
    amounts: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        return sum(self.amounts, Decimal(0))


class Budget(NamedTuple):
    """The money of one action, as one reader may see it: the totals of `ledger`, and some lines or all of them."""

    years: tuple[int, ...]
    ledger: Ledger
    expenses: list[Line]
    resources: list[Line]
    in_kind: list[Line]
    is_whole: bool

    @property
    def totals(self) -> "Totals":
        return totals(self.ledger, self.years)


class Totals(NamedTuple):
    """The foot of a budget; the gap is expenses minus resources."""

    expenses: Row
    resources: Row
    gap: Row


def totals(ledger: Ledger, years: Sequence[int]) -> Totals:
    return Totals(
        row("Dépenses", ledger.expenses, years),
        row("Ressources", ledger.resources, years),
        row("Écart", ledger.gaps, years),
    )


def budget_of(action: Action, years: Sequence[int], reader: Reader) -> Budget:
    lines = list(
        BudgetLine.objects.filter(action=action)
        .select_related("organisation")
        .order_by("side", "nature", "funder", "scheme", "year", "id")
    )
    ledger = Ledger(tuple(_entry(line) for line in lines))
    shown_years = tuple(sorted({*years, *ledger.years}))
    rows: dict[RowKey, list[BudgetLine]] = {}
    for line in lines:
        if reader.may_read_line(line.organisation_id):
            rows.setdefault(cell_of(line).row, []).append(line)
    read = [(key, _read(found, shown_years)) for key, found in rows.items()]
    return Budget(
        years=shown_years,
        ledger=ledger,
        expenses=[line for key, line in read if key.side == BudgetLine.Side.EXPENSE and not key.is_in_kind],
        resources=[line for key, line in read if key.side == BudgetLine.Side.RESOURCE and not key.is_in_kind],
        in_kind=[line for key, line in read if key.is_in_kind],
        is_whole=reader.reads_money,
    )


def _entry(line: BudgetLine) -> Entry:
    return Entry(
        line.action_id,
        line.year,
        line.side,
        line.nature,
        line.funder,
        line.organisation_id,
        line.certainty,
        line.is_in_kind,
        line.amount,
    )


def _read(lines: list[BudgetLine], years: Sequence[int]) -> Line:
    """The same line over the years."""
    first = lines[0]
    is_resource = first.side == BudgetLine.Side.RESOURCE
    details = [str(first.organisation or ""), first.scheme, first.get_nature_display() if is_resource else ""]
    return Line(
        label=first.get_funder_display() if is_resource else first.get_nature_display(),
        details=", ".join(filter(None, details)),
        certainty=first.get_certainty_display(),
        amounts=row("", {line.year: line.amount for line in lines}, years).amounts,
    )
