"""Somebody who reads everything, knows which places add up, and solves for what is hidden.

Written without the code that hides: absolute numbers instead of movements, whole numbers, one interval a cell.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import highspy

Cell = Any
NEARLY = 1e-6


@dataclass
class Attacker:
    """`shown` are the numbers that can be read; each sum is a known total: Σ coefficient × cell in [low, high]."""

    shown: dict[Cell, float] = field(default_factory=dict)
    hidden: set[Cell] = field(default_factory=set)
    sums: list[tuple[Mapping[Cell, float], float, float]] = field(default_factory=list)

    def reads(self, cell: Cell, value: float | None) -> None:
        """A cell of the table; None stands for « s ». What was read once is never forgotten."""
        if value is not None:
            self.shown[cell] = value
            self.hidden.discard(cell)
        elif cell not in self.shown:
            self.hidden.add(cell)

    def adds_up(self, parts: list[Cell], whole: Cell) -> None:
        self.sums.append(({whole: -1.0} | dict.fromkeys(parts, 1.0), 0.0, 0.0))

    def knows(self, coefficients: Mapping[Cell, float], low: float, high: float = math.inf) -> None:
        self.sums.append((coefficients, low, high))

    def interval(self, cell: Cell) -> tuple[float, float]:
        """The least and the most that a hidden cell can be, in whole numbers."""
        if cell in self.shown:
            return self.shown[cell], self.shown[cell]
        return self._extreme(cell, highspy.ObjSense.kMinimize), self._extreme(cell, highspy.ObjSense.kMaximize)

    def _extreme(self, wanted: Cell, sense: highspy.ObjSense) -> float:
        names = sorted({cell for sum_, *_ in self.sums for cell in sum_} | {wanted}, key=repr)
        columns = {name: number for number, name in enumerate(names)}
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(names), len(self.sums)
        program.col_cost_ = [float(name == wanted) for name in names]
        program.col_lower_ = [self.shown.get(name, 0.0) for name in names]
        program.col_upper_ = [self.shown.get(name, highspy.kHighsInf) for name in names]
        program.row_lower_ = [max(low, -highspy.kHighsInf) for _, low, _ in self.sums]
        program.row_upper_ = [min(high, highspy.kHighsInf) for *_, high in self.sums]
        program.integrality_ = [highspy.HighsVarType.kInteger] * len(names)
        program.sense_ = sense
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        terms = [(columns[name], value) for sum_, *_ in self.sums for name, value in sum_.items()]
        program.a_matrix_.index_ = [column for column, _ in terms]
        program.a_matrix_.value_ = [value for _, value in terms]
        starts = [0]
        for sum_, *_ in self.sums:
            starts.append(starts[-1] + len(sum_))
        program.a_matrix_.start_ = starts
        return _solved(program, sense)


def _solved(program: highspy.HighsLp, sense: highspy.ObjSense) -> float:
    solver: Any = highspy.Highs()
    solver.silent()
    solver.setOptionValue("threads", 1)
    solver.passModel(program)
    solver.run()
    status = solver.getModelStatus()
    if status in {highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible}:
        return math.inf if sense == highspy.ObjSense.kMaximize else 0.0
    assert status == highspy.HighsModelStatus.kOptimal, f"what is shown contradicts itself: {status}"
    return float(round(solver.getInfo().objective_function_value, 6))


def discloses(attacker: Attacker, truths: Mapping[Cell, float], threshold: float) -> dict[Cell, tuple[float, float]]:
    """The small counts of which a reader can exclude zero or the threshold, with what they find instead."""
    found = {}
    for cell, truth in truths.items():
        if 0 < truth < threshold:
            low, high = attacker.interval(cell)
            assert low - NEARLY <= truth <= high + NEARLY
            if low > NEARLY or high < threshold - NEARLY:
                found[cell] = (low, high)
    return found
