"""The money of a plan as one reader may see it, in tables, with the bonus territoire counted once."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from actionplans.exports import Sheet as ExportSheet
from actionplans.exports import Value
from actionplans.figures import totals
from actionplans.figures.money import Entry, Ledger
from actionplans.figures.totals import Table
from actionplans.models import ActionCommune, BudgetLine, SharedLine
from actionplans.services.bonus import bonus_table
from actionplans.services.plan import PlanTree
from actionplans.services.readers import Reader
from territories.models import Ctg


class Wanted(NamedTuple):
    """The lines that the address asks for; an empty word asks for all."""

    year: int | None = None
    nature: str = ""
    certainty: str = ""
    with_bonus: bool = False

    def keeps(self, entry: Entry) -> bool:
        return (
            self.year in (None, entry.year)
            and self.nature in ("", entry.nature)
            and self.certainty in ("", entry.certainty)
        )


@dataclass(frozen=True)
class PlanMoney:
    years: tuple[int, ...]
    ledger: Ledger
    tables: tuple[Table, ...]

    @property
    def chart_table(self) -> Table | None:
        return next((table for table in self.tables if table.key == "financeurs" and table.rows), None)


def plan_money(ctg: Ctg, reader: Reader, tree: PlanTree, wanted: Wanted, *, is_filtered: bool) -> PlanMoney:
    """Tables by year and by axe for everybody; by funder, certainty, commune and collectivité for readers of money.

    Those who read totals only get the natures of the whole plan: of one action, they would be its lines.
    """
    years = tuple(year for year in tree.years if wanted.year in (None, year))
    ledger = tree.money.only(wanted.keeps)
    axes = [(str(axis), axis.money.only(wanted.keeps)) for axis in tree.branches]
    tables = [totals.summary(ledger, years, is_whole=reader.reads_money), totals.by_axis(axes, years)]
    if reader.reads_money:
        tables.append(totals.by_funder(ledger, years))
    if reader.reads_money or not is_filtered:
        tables.append(totals.by_nature(ledger, years))
    if reader.reads_money:
        tables += [
            totals.by_certainty(ledger, years),
            totals.by_local_body(ledger, _local_names(ctg, ledger), years),
            totals.by_commune(ledger, _communes(ctg), years),
        ]
        if wanted.with_bonus:
            tables.append(_with_bonus(ctg, reader, ledger, wanted, years))
    return PlanMoney(years, ledger, tuple(table for table in tables if table.rows))


def _local_names(ctg: Ctg, ledger: Ledger) -> dict[UUID, str]:
    wanted = {entry.organisation for entry in ledger.entries if entry.organisation}
    return dict(ctg.caf.organisations.filter(pk__in=wanted).values_list("pk", "name"))


def _communes(ctg: Ctg) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    links = ActionCommune.objects.filter(action__ctg=ctg).order_by("commune__name")
    for action, name in links.values_list("action", "commune__name"):
        found[action].append(name)
    return found


def _with_bonus(ctg: Ctg, reader: Reader, ledger: Ledger, wanted: Wanted, years: tuple[int, ...]) -> Table:
    shown = {entry.action for entry in ledger.entries}
    shared = [entry for entry in _shared_entries(ctg) if entry.action in shown and wanted.keeps(entry)]
    bonus = {total.year: total.with_trajectory for total in bonus_table(ctg, reader).totals}
    return totals.caf_with_bonus(ledger, shared, bonus, years)


def _shared_entries(ctg: Ctg) -> list[Entry]:
    """The part of each line that is the bonus of facilities, never more than the line itself."""
    shares = SharedLine.objects.filter(facility_year__ctg=ctg).select_related("line")
    held: dict[UUID, Decimal] = defaultdict(Decimal)
    lines: dict[UUID, BudgetLine] = {}
    for each in shares:
        held[each.line_id] += each.amount
        lines[each.line_id] = each.line
    return [
        Entry(
            line.action_id,
            line.year,
            line.side,
            line.nature,
            line.funder,
            line.organisation_id,
            line.certainty,
            line.is_in_kind,
            min(held[pk], line.amount),
        )
        for pk, line in lines.items()
    ]


def money_sheets(money: PlanMoney) -> list[ExportSheet]:
    """Each table as a sheet: its name, its header, its rows and its total."""
    found: list[ExportSheet] = []
    for table in money.tables:
        rows = [*table.rows, *([table.total] if table.total else [])]
        header = ["Ligne", *(str(year) for year in money.years), "Total"]
        found.append((table.title, header, [[each.label, *each.amounts, each.total] for each in rows]))
    return found


def money_rows(money: PlanMoney) -> tuple[list[str], list[list[Value]]]:
    """All the tables in one, for a file without sheets."""
    header = ["Tableau", "Ligne", *(str(year) for year in money.years), "Total"]
    return header, [[title, *row] for title, _, rows in money_sheets(money) for row in rows]
