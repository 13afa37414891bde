"""The plan as rows, in the order of the screen: what the spreadsheet holds."""

from collections.abc import Iterator
from decimal import Decimal

from actionplans.exports import Value
from actionplans.figures.money import by_year, regroup
from actionplans.models import BudgetLine
from actionplans.services.bonus import BonusTable
from actionplans.services.plan import Branch, PlanTree, Sheet
from actionplans.services.readers import Reader

ZERO = Decimal(0)


def table(tree: PlanTree, reader: Reader) -> tuple[list[str], list[list[Value]]]:
    """Its header and its rows; those who read money in totals only have no column by funder."""
    header = ["Code", *tree.levels, "Action", "Enjeux", "Pilote", "Personne qui pilote", "Début", "Fin"]
    header += ["État", "Avancement (%)", "Maturité"]
    header += [f"Dépenses {year}" for year in tree.years] + ["Dépenses, total", "Ressources, total", "Écart"]
    if reader.reads_money:
        header += [f"Ressources : {funder.label}" for funder in BudgetLine.Funder]
    rows = [_row(tree, path, sheet, reader) for path, sheet in _sheets(tree.branches, ())]
    return header, rows


def _sheets(branches: tuple[Branch, ...], above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Sheet]]:
    """Every fiche with the titles of the elements above it."""
    for branch in branches:
        path = (*above, str(branch))
        yield from _sheets(branch.branches, path)
        yield from ((path, sheet) for sheet in branch.sheets)


def _row(tree: PlanTree, path: tuple[str, ...], sheet: Sheet, reader: Reader) -> list[Value]:
    action, money = sheet.action, sheet.money
    missing_levels = [""] * (len(tree.levels) - len(path))
    row: list[Value] = [sheet.code, *path[: len(tree.levels)], *missing_levels, action.title]
    row += [" ".join(issue.code for issue in sheet.issues), str(action.pilot or ""), str(action.pilot_contact or "")]
    row += [action.starts_on, action.ends_on, action.get_status_display(), action.progress]
    row += [action.get_maturity_display()]
    row += [money.expenses.get(year, ZERO) for year in tree.years]
    row += [money.total_expenses, money.total_resources, money.total_expenses - money.total_resources]
    if reader.reads_money:
        row += _by_funder(sheet)
    return row


def _by_funder(sheet: Sheet) -> list[Value]:
    resources = [entry for entry in sheet.money.counted if entry.side == BudgetLine.Side.RESOURCE]
    found = regroup(resources, lambda entry: entry.funder)
    return [sum(by_year(found.get(funder.value, [])).values(), ZERO) for funder in BudgetLine.Funder]


def bonus_rows(table: BonusTable) -> tuple[list[str], list[list[Value]]]:
    """One row by facility and year, then the totals of each year."""
    header = ["Nature", "Équipement", "Gestionnaire", "Année", "Unités existantes", "Unités nouvelles"]
    header += ["Estimation", "Notifié", "Versé", "Dont partagé avec une action", "Écart", "Raison", "Remarques"]
    rows: list[list[Value]] = [
        [
            *(line.kind, line.label, str(line.facility.operator) if line.facility else "", cell.year),
            *(cell.units, cell.new_units, cell.estimated, cell.notified, cell.paid, cell.shared),
            *(cell.gap, cell.explanation, " ".join(cell.remarks)),
        ]
        for line in table.lines
        for cell in line.cells
        if cell.is_written
    ]
    for total in table.totals:
        rows.append(_total("Bonus territoire", total.year, total.estimated, total.notified, total.paid))
        if total.growth:
            rows.append(_total("Bonus trajectoire", total.year, total.growth.amount, None, None))
    return header, rows


def _total(
    label: str, year: int, estimated: Decimal | None, notified: Decimal | None, paid: Decimal | None
) -> list[Value]:
    return ["Total", label, "", year, None, None, estimated, notified, paid, None, "", "", "Estimation"]
