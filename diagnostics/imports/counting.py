"""What is counted in one value column, and what its figures look like."""

import re
from decimal import Decimal

from diagnostics.imports.cells import BAD, BLANK, MISSING, NUMBER, SECRET, written
from diagnostics.imports.contract import ColumnCounts

ZERO = Decimal(0)
THREE_DECIMALS = re.compile(r"[.,]\d{3}$")


class Counts:
    """Values, hidden, missing and rejected cells of one column, and their sum, by département."""

    def __init__(self) -> None:
        self.by_department: dict[str, list[int]] = {}
        self.sums: dict[str, Decimal] = {}
        self.aside = ZERO
        self.blanks = 0
        self.broken, self.first_broken = 0, ""
        self.largest = ZERO
        self.places = {NUMBER: 0, SECRET: 1, MISSING: 2, BLANK: 2, BAD: 3}

    def add(self, department: str, state: str, number: Decimal | None) -> None:
        counts = self.by_department.get(department)
        if counts is None:
            counts = self.by_department[department] = [0, 0, 0, 0]
            self.sums[department] = ZERO
        counts[self.places[state]] += 1
        if number is not None:
            self.sums[department] += number

    @property
    def has_values(self) -> bool:
        return any(counts[0] for counts in self.by_department.values())

    def see_broken(self, text: str, number: Decimal) -> None:
        """A unit that is not whole, or that three zeros follow."""
        if number % 1 or THREE_DECIMALS.search(text.strip()):
            self.broken += 1
            self.first_broken = self.first_broken or text.strip()

    def refuse(self, department: str, state: str, number: Decimal | None) -> None:
        counts = self.by_department[department]
        counts[self.places[state]] -= 1
        counts[3] += 1
        if number is not None:
            self.sums[department] -= number
            self.aside += number

    def told(self) -> ColumnCounts:
        totals = [sum(counts[place] for counts in self.by_department.values()) for place in range(4)]
        total = sum(self.sums.values(), ZERO)
        return ColumnCounts(
            values=totals[0],
            suppressed_cells=totals[1],
            missing_cells=totals[2],
            rejected_cells=totals[3],
            blanks_in_file=self.blanks,
            sum=written(total),
            sum_in_file=written(total + self.aside),
            departments={
                code: {
                    "rows": sum(counts),
                    "values": counts[0],
                    "suppressed_cells": counts[1],
                    "missing_cells": counts[2],
                    "sum": written(self.sums[code]),
                }
                for code, counts in sorted(self.by_department.items())
                if code
            },
        )
