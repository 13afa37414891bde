"""Where the table begins: the line that names its columns, and the names."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from diagnostics.imports.contract import RefusedFile
from diagnostics.imports.names import is_code, is_known, plain
from diagnostics.imports.texts import Row

WITHIN = 20
SHOWN = 20
MOST_COLUMNS = 2_000
MOST_ROWS = 2_000_000


class Table(Protocol):
    @property
    def sheet(self) -> str: ...
    @property
    def encoding(self) -> str: ...
    @property
    def separator(self) -> str: ...

    def rows(self) -> Iterator[Row]: ...


@dataclass(frozen=True)
class Header:
    """`line` counts from 1 in the file; `is_guessed` when no name was known."""

    line: int
    names: list[str]
    first_lines: list[list[str]]
    is_guessed: bool = False

    def index(self, name: str) -> int | None:
        """The position of a column: its very name, else the same but for case and accents."""
        if name in self.names:
            return self.names.index(name)
        return next((place for place, each in enumerate(self.names) if each and plain(each) == plain(name)), None)


def find_header(table: Table, wanted: Iterable[str]) -> Header | None:
    """The header among the first lines; None when the table is empty."""
    head = list(islice(table.rows(), WITHIN + SHOWN + 5))
    filled = [(line, [cell.strip() for cell in row]) for line, row in head if any(cell.strip() for cell in row)]
    if not filled:
        return None
    wanted = {plain(name) for name in wanted}
    start = next((place for place, (_, row) in enumerate(filled[:WITHIN]) if _names_columns(row, wanted)), None)
    is_guessed = start is None
    if start is None:
        widths = [sum(1 for cell in row if cell) for _, row in filled[:WITHIN]]
        start = widths.index(max(widths))
    elif _codes_follow(filled, start, wanted):
        start += 1
    line, row = filled[start]
    return Header(line, _names(row), [cells for _, cells in filled[start + 1 : start + 1 + SHOWN]], is_guessed)


def _names_columns(row: list[str], wanted: set[str]) -> bool:
    if wanted:
        return wanted <= {plain(cell) for cell in row}
    return any(is_code(cell) for cell in row) or sum(is_known(cell) for cell in row) > 1


def _codes_follow(filled: list[Row], start: int, wanted: set[str]) -> bool:
    """Insee writes the labels, then the codes of the columns below them."""
    if start + 1 >= len(filled) or wanted:
        return False
    row, following = filled[start][1], filled[start + 1][1]
    return following != row and any(is_code(cell) for cell in following)


def _names(row: list[str]) -> list[str]:
    names = [cell.lstrip("\ufeff").strip() for cell in row]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise RefusedFile(f"Ce tableau a {len(names)} colonnes : c’est trop pour être un fichier d’indicateurs.")
    twice = [name for name, count in Counter(name for name in names if name).items() if count > 1]
    if twice:
        raise RefusedFile(f"Plusieurs colonnes portent le même nom : {', '.join(twice[:5])}. Renommez-les.")
    return names
