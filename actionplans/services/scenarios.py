"""The scenarios of a CTG beside its real figures, computed at each reading."""

from decimal import Decimal
from typing import NamedTuple

from actionplans.figures.money import ZERO, Ledger, Row, row
from actionplans.figures.scenarios import Supposition, suppose
from actionplans.models import BudgetLine, Hypothesis, Scenario
from actionplans.services.plan import PlanTree
from territories.models import Ctg
from territories.templatetags.french import MINUS, percent, plural

REAL = "Chiffres réels"


class Column(NamedTuple):
    """One version of the money: the real one, or a scenario."""

    label: str
    scenario: Scenario | None
    ledger: Ledger

    @property
    def missing(self) -> Decimal:
        """Expenses that no resource covers, all years together."""
        return sum((gap for gap in self.ledger.gaps.values() if gap > 0), ZERO)


class Measure(NamedTuple):
    """One line of the comparison: the amount of each column, and its difference with the real figure."""

    label: str
    amounts: tuple[Decimal, ...]

    @property
    def with_differences(self) -> list[tuple[Decimal, Decimal]]:
        return [(amount, amount - self.amounts[0]) for amount in self.amounts]


class Comparison(NamedTuple):
    years: tuple[int, ...]
    columns: tuple[Column, ...]
    foreign_years: tuple[int, ...] = ()

    @property
    def measures(self) -> list[Measure]:
        ledgers = [column.ledger for column in self.columns]
        return [
            Measure("Dépenses", tuple(each.total_expenses for each in ledgers)),
            Measure("Ressources", tuple(each.total_resources for each in ledgers)),
            Measure("dont Caf", tuple(each.caf for each in ledgers)),
            Measure("dont reste à charge du bloc communal", tuple(each.net_cost for each in ledgers)),
            Measure("Dépenses que rien ne finance", tuple(column.missing for column in self.columns)),
        ]

    @property
    def expenses(self) -> list[Row]:
        return [row(column.label, column.ledger.expenses, self.years) for column in self.columns]

    @property
    def missing(self) -> list[Row]:
        """What nobody funds, by year; a year with too many resources misses nothing."""
        gaps = [{year: max(gap, ZERO) for year, gap in column.ledger.gaps.items()} for column in self.columns]
        return [row(column.label, gap, self.years) for column, gap in zip(self.columns, gaps, strict=True)]


def compare(ctg: Ctg, tree: PlanTree) -> Comparison:
    """The real figures, then each scenario; what is postponed beyond the CTG keeps its year."""
    real = tree.money
    columns = [
        Column(REAL, None, real),
        *(
            Column(scenario.name, scenario, suppose(real, map(_supposition, scenario.hypotheses.all())))
            for scenario in ctg.scenarios.prefetch_related("hypotheses__action")
        ),
    ]
    years = sorted({*ctg.years, *(year for column in columns for year in column.ledger.years)})
    return Comparison(tuple(years), tuple(columns), tuple(year for year in years if year not in ctg.years))


def _supposition(each: Hypothesis) -> Supposition:
    return Supposition(
        each.kind, each.funder, each.action_id, each.from_year or 0, each.percent or ZERO, each.months or 0
    )


def hypothesis_in_words(each: Hypothesis) -> str:
    if each.kind == Hypothesis.Kind.FUNDER:
        name = BudgetLine.Funder(each.funder).label
        return f"{name} : {_change(each.percent)} à partir de {each.from_year}"
    if each.kind == Hypothesis.Kind.POSTPONED:
        return f"« {each.action} » reportée de {plural(each.months, 'mois')}"
    return f"« {each.action} » : coût {_change(each.percent)}"


def _change(value: Decimal | None) -> str:
    amount = value or ZERO
    return f"{MINUS if amount < 0 else '+'}{percent(abs(amount))}"
