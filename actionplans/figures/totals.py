"""The money of a plan in tables: by year, axe, funder, certainty, nature, commune. Nothing is counted twice."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from actionplans.figures.bonus import shared_out
from actionplans.figures.money import FIRM, ZERO, Entry, Ledger, Row, add, by_year, regroup, row, share
from actionplans.models import BudgetLine

WHOLE_TERRITORY = "Tout le territoire"


class Table(NamedTuple):
    """Rows by year under one title; `total` is their sum, when they sum up to something."""

    key: str
    title: str
    note: str
    rows: list[Row]
    total: Row | None = None

    @property
    def whole(self) -> Decimal:
        """What the rows add up to; nothing when they do not."""
        return self.total.total if self.total else ZERO

    @property
    def with_shares(self) -> list[tuple[Row, Decimal | None]]:
        """Each row with its part of the total, in percent."""
        return [(each, share(each.total, self.total.total) if self.total else None) for each in self.rows]


def summed(label: str, rows: Sequence[Row], years: Sequence[int]) -> Row:
    return Row(label, tuple(sum((each.amounts[rank] for each in rows), ZERO) for rank in range(len(years))))


def summary(ledger: Ledger, years: Sequence[int], *, is_whole: bool) -> Table:
    """Expenses and resources of each year; those who read money also see who bears them and how sure they are."""
    rows = [row("Dépenses", ledger.expenses, years), row("Ressources", ledger.resources, years)]
    if is_whole:
        rows += [
            row("dont Caf", by_year(_of(ledger, BudgetLine.Funder.CAF)), years),
            row("dont reste à charge du bloc communal", by_year(_of(ledger, BudgetLine.Funder.LOCAL)), years),
            row("dont fermes (votées, notifiées, versées, réalisées)", by_year(_firm(ledger)), years),
            row("dont prévisionnelles", by_year(_forecast(ledger)), years),
        ]
    if ledger.gaps:
        rows.append(row("Dépenses moins ressources", ledger.gaps, years))
    return Table("annees", "Par année", "", rows)


def _resources(ledger: Ledger) -> list[Entry]:
    return [entry for entry in ledger.counted if entry.side == BudgetLine.Side.RESOURCE]


def _of(ledger: Ledger, funder: str) -> list[Entry]:
    return [entry for entry in _resources(ledger) if entry.funder == funder]


def _firm(ledger: Ledger) -> list[Entry]:
    return [entry for entry in _resources(ledger) if entry.certainty in FIRM]


def _forecast(ledger: Ledger) -> list[Entry]:
    return [entry for entry in _resources(ledger) if entry.certainty not in FIRM]


def by_axis(axes: Iterable[tuple[str, Ledger]], years: Sequence[int]) -> Table:
    rows = [row(label, ledger.expenses, years) for label, ledger in axes]
    return Table("axes", "Dépenses par axe", "", rows, summed("Dépenses", rows, years))


def by_funder(ledger: Ledger, years: Sequence[int]) -> Table:
    rows = ledger.funder_rows(years)
    return Table("financeurs", "Ressources par financeur", "", rows, summed("Ressources", rows, years))


def by_nature(ledger: Ledger, years: Sequence[int]) -> Table:
    rows = ledger.nature_rows(years)
    return Table("natures", "Dépenses par nature", "", rows, summed("Dépenses", rows, years))


def by_certainty(ledger: Ledger, years: Sequence[int]) -> Table:
    found = regroup(_resources(ledger), lambda entry: entry.certainty)
    rows = [
        row(each.label, by_year(found[each.value]), years)
        for each in BudgetLine.Certainty
        if each.value in found
    ]  # fmt: skip
    return Table("certitudes", "Ressources, du demandé au réalisé", "", rows, summed("Ressources", rows, years))


def by_local_body(ledger: Ledger, names: Mapping[UUID, str], years: Sequence[int]) -> Table:
    """What is left to each commune or intercommunalité; a line that names nobody says so."""
    found = regroup(_of(ledger, BudgetLine.Funder.LOCAL), lambda entry: entry.organisation)
    named = [(names.get(pk, "") if pk else "Sans précision", entries) for pk, entries in found.items()]
    rows = [row(label, by_year(entries), years) for label, entries in sorted(named, key=lambda each: each[0])]
    note = "Ce que chaque collectivité paie elle-même, d’après les lignes de budget qui la nomment"
    return Table("collectivites", "Reste à charge par collectivité", note, rows, summed("Reste à charge", rows, years))


def by_commune(ledger: Ledger, communes: Mapping[UUID, Sequence[str]], years: Sequence[int]) -> Table:
    """Each action's expenses in equal parts between the communes that it names, exactly to the cent."""
    spent = [entry for entry in ledger.counted if entry.side == BudgetLine.Side.EXPENSE]
    totals: dict[str, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for (action, year), entries in regroup(spent, lambda entry: (entry.action, entry.year)).items():
        places = list(communes.get(action, ())) or [WHOLE_TERRITORY]
        for place, part in zip(places, shared_out(add(entries), [Decimal(1)] * len(places)), strict=True):
            totals[place][year] += part
    ordered = sorted(totals, key=lambda place: (place == WHOLE_TERRITORY, place))
    rows = [row(place, totals[place], years) for place in ordered]
    note = "Le coût d’une action est partagé également entre les communes que sa fiche nomme"
    return Table("communes", "Dépenses par commune concernée", note, rows, summed("Dépenses", rows, years))


def caf_with_bonus(
    ledger: Ledger, shared: Iterable[Entry], bonus: Mapping[int, Decimal], years: Sequence[int]
) -> Table:
    """What the Caf brings in all: the lines of actions, less the bonus that they already hold, plus the bonus."""
    less = {year: -amount for year, amount in by_year(shared).items()}
    rows = [
        row("Lignes de la Caf dans les actions", by_year(_of(ledger, BudgetLine.Funder.CAF)), years),
        row("moins le bonus territoire qu’elles contiennent", less, years),
        row("plus le bonus territoire, estimation", bonus, years),
    ]
    note = "Les lignes partagées sont retirées des actions : le bonus n’est compté qu’une fois"
    return Table("caf", "La Caf, bonus territoire compris", note, rows, summed("Caf, estimation", rows, years))


def funders_chart(table: Table, years: Sequence[int]) -> dict[str, Any]:
    """One bar a year, one segment a funder: the figures of the table beside it."""
    return {
        "data": [
            {"type": "bar", "name": each.label, "x": list(years), "y": [float(amount) for amount in each.amounts]}
            for each in table.rows
        ],
        "layout": {
            "barmode": "stack",
            "xaxis": {"dtick": 1, "tickformat": "d"},
            "yaxis": {"title": {"text": "euros"}, "rangemode": "tozero", "tickformat": ",~f"},
        },
    }
