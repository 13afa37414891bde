"""Sums to the cent: whichever way the same amounts are regrouped, the grand total is the same."""

from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from actionplans.figures.money import Entry, Ledger, add, by_year, regroup, share, together
from actionplans.models import BudgetLine

AMOUNTS = st.decimals(min_value=0, max_value=Decimal("99999999.99"), places=2)
ENTRIES = st.builds(
    Entry,
    action=st.sampled_from([UUID(int=number) for number in range(4)]),
    year=st.integers(2026, 2031),
    side=st.sampled_from(BudgetLine.Side.values),
    nature=st.sampled_from(BudgetLine.Nature.values),
    funder=st.sampled_from(BudgetLine.Funder.values),
    organisation=st.none(),
    certainty=st.sampled_from(BudgetLine.Certainty.values),
    is_in_kind=st.booleans(),
    amount=AMOUNTS,
)
LEDGERS = st.lists(ENTRIES, max_size=40).map(lambda entries: Ledger(tuple(entries)))
YEARS = range(2026, 2032)


def resource(amount: str, funder: str = "caf", year: int = 2026, **values) -> Entry:
    known = {"nature": "operating", "organisation": None, "certainty": "planned", "is_in_kind": False}
    return Entry(UUID(int=1), year, "resource", funder=funder, amount=Decimal(amount), **{**known, **values})


def expense(amount: str, year: int = 2026, **values) -> Entry:
    return resource(amount, "", year, **values)._replace(side="expense")


@given(LEDGERS)
def test_every_regrouping_has_the_same_grand_total(ledger):
    spent = [entry for entry in ledger.counted if entry.side == "expense"]

    totals = {sum(map(add, regroup(spent, key).values()), Decimal(0)) for key in KEYS}
    totals.add(sum(by_year(spent).values(), Decimal(0)))
    totals.add(sum((row.total for row in ledger.nature_rows(YEARS)), Decimal(0)))

    assert totals == {ledger.total_expenses}


KEYS = [
    lambda entry: entry.year,
    lambda entry: entry.action,
    lambda entry: entry.nature,
    lambda entry: entry.funder,
    lambda entry: entry.certainty,
]


@given(LEDGERS)
def test_the_funders_together_give_all_the_resources(ledger):
    rows = ledger.funder_rows(YEARS)

    assert sum((row.total for row in rows), Decimal(0)) == ledger.total_resources
    by_column = [sum(amounts, Decimal(0)) for amounts in zip(*(row.amounts for row in rows), strict=True)]
    assert by_column in ([], [ledger.resources.get(year, Decimal(0)) for year in YEARS])


@given(st.lists(LEDGERS, max_size=4))
def test_the_whole_is_the_sum_of_its_parts(ledgers):
    whole = together(ledgers)

    assert whole.total_expenses == sum((each.total_expenses for each in ledgers), Decimal(0))
    assert whole.caf == sum((each.caf for each in ledgers), Decimal(0))
    assert whole.net_cost == sum((each.net_cost for each in ledgers), Decimal(0))
    assert whole.in_kind == sum((each.in_kind for each in ledgers), Decimal(0))


@given(LEDGERS)
def test_the_gaps_are_what_separates_expenses_from_resources(ledger):
    assert sum(ledger.gaps.values(), Decimal(0)) == ledger.total_expenses - ledger.total_resources
    assert ledger.is_balanced == all(
        ledger.expenses.get(year, Decimal(0)) == ledger.resources.get(year, Decimal(0)) for year in YEARS
    )


def test_one_cent_is_a_gap():
    ledger = Ledger((expense("1000.00"), resource("999.99")))

    assert ledger.gaps == {2026: Decimal("0.01")}


def test_a_year_does_not_pay_for_another():
    ledger = Ledger((expense("100", 2026), expense("100", 2027), resource("200", year=2026)))

    assert ledger.gaps == {2026: Decimal(-100), 2027: Decimal(100)}


def test_what_is_given_in_kind_enters_no_total_and_no_balance():
    ledger = Ledger((expense("100"), resource("100"), resource("4000", "local", is_in_kind=True)))

    assert (ledger.total_resources, ledger.net_cost, ledger.in_kind) == (Decimal(100), Decimal(0), Decimal(4000))
    assert ledger.is_balanced


def test_only_voted_or_better_money_is_firm():
    ledger = Ledger((resource("60", certainty="voted"), resource("30", certainty="requested"), resource("10")))

    assert ledger.firm == Decimal(60)
    assert ledger.firm_percent == Decimal("60.0")


def test_a_share_of_nothing_is_unknown_and_never_zero():
    assert share(Decimal(0), Decimal(0)) is None
    assert share(Decimal(1), Decimal(3)) == Decimal("33.3")
