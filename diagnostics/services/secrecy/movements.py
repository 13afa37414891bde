"""How a table could differ from the truth without anybody seeing it: the linear program behind suppression.

A reader knows the sums. A table that agrees with what they see differs from the true one by movements that keep
every sum and leave what is shown where it is. A small figure is protected when such a movement takes it to each
end of the interval that the rule asks for.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import highspy

TINY = 1e-6
FREE_OF_CHARGE = 1e-3  # not zero: among equal movements, the one that touches the fewest cells

Relation = Mapping[int, float]


class QuietSolver(highspy.Highs):
    """It prints its name as soon as it listens to itself, which is before anybody can ask it not to."""

    def enableCallbacks(self) -> None:  # noqa: N802  # the solver's own name
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


class Movements:
    """The movements of some cells of a table; `price` what moving one costs, `freeze` what is shown."""

    def __init__(self, values: Sequence[float], cells: Iterable[int], relations: Iterable[Relation]) -> None:
        self._cells = sorted(cells)
        self._column = {cell: 2 * rank for rank, cell in enumerate(self._cells)}
        self._room = {cell: values[cell] for cell in self._cells}
        self._frozen: set[int] = set()
        self._solver: Any = QuietSolver()  # type: ignore[no-untyped-call]
        for option, value in (("threads", 1), ("random_seed", 0), ("presolve", "off"), ("mip_rel_gap", 0.0)):
            self._solver.setOptionValue(option, value)
        self._solver.passModel(self._program(relations))

    def _program(self, relations: Iterable[Relation]) -> highspy.HighsLp:
        """Two columns a cell, what it gains and what it loses; one row a relation, that gains and losses cancel."""
        starts, indices, coefficients = [0], [], []
        for relation in relations:
            for cell, coefficient in relation.items():
                if cell in self._column:
                    indices += [self._column[cell], self._column[cell] + 1]
                    coefficients += [coefficient, -coefficient]
            if len(indices) > starts[-1]:
                starts.append(len(indices))
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = 2 * len(self._cells), len(starts) - 1
        program.col_cost_ = [FREE_OF_CHARGE] * program.num_col_
        program.col_lower_ = [0.0] * program.num_col_
        program.col_upper_ = [bound for cell in self._cells for bound in (highspy.kHighsInf, self._room[cell])]
        program.row_lower_ = program.row_upper_ = [0.0] * program.num_row_
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_, program.a_matrix_.index_ = starts, indices
        program.a_matrix_.value_ = coefficients
        return program

    def price(self, cell: int, cost: float) -> None:
        for column in self._columns(cell):
            self._solver.changeColCost(column, cost + FREE_OF_CHARGE)

    def freeze(self, cell: int) -> None:
        self._frozen.add(cell)
        self._bound(cell, (0.0, 0.0), (0.0, 0.0))

    def release(self, cell: int) -> None:
        self._frozen.discard(cell)
        self._bound(cell, (0.0, highspy.kHighsInf), (0.0, self._room[cell]))

    def cheapest(self, cell: int, by: float) -> dict[int, float] | None:
        """The cheapest movement that changes `cell` by that much; none when nothing else can compensate."""
        gain, loss = max(by, 0.0), max(-by, 0.0)
        self._bound(cell, (gain, gain), (loss, loss))
        movement = self._solve()
        self._restore(cell)
        return movement

    def furthest(self, cell: int, direction: int) -> float:
        """How far `cell` can go upwards (1) or downwards (-1) when everything that is not frozen may move."""
        self._bound(cell, (0.0, highspy.kHighsInf if direction > 0 else 0.0), (0.0, self._room[cell]))
        gain, loss = self._columns(cell)
        before = [self._solver.getLp().col_cost_[column] for column in (gain, loss)]
        far = -1e6 if direction > 0 else 1e6
        self._solver.changeColCost(gain, far)
        self._solver.changeColCost(loss, -far)
        movement = self._solve()
        for column, cost in zip((gain, loss), before, strict=True):
            self._solver.changeColCost(column, cost)
        self._restore(cell)
        return highspy.kHighsInf if movement is None else abs(movement.get(cell, 0.0))

    def only_whole_numbers(self) -> None:
        """From now on, nobody is cut in two: the movements of a table of counts."""
        for column in range(2 * len(self._cells)):
            self._solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)

    def _solve(self) -> dict[int, float] | None:
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        found = self._solver.getSolution().col_value
        moves = ((cell, found[2 * rank] - found[2 * rank + 1]) for rank, cell in enumerate(self._cells))
        return {cell: move for cell, move in moves if abs(move) > TINY}

    def _columns(self, cell: int) -> tuple[int, int]:
        return self._column[cell], self._column[cell] + 1

    def _bound(self, cell: int, gain: tuple[float, float], loss: tuple[float, float]) -> None:
        up, down = self._columns(cell)
        self._solver.changeColBounds(up, *gain)
        self._solver.changeColBounds(down, *loss)

    def _restore(self, cell: int) -> None:
        if cell in self._frozen:
            self.freeze(cell)
        else:
            self.release(cell)
