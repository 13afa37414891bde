"""Where the table begins: the line that names its columns, and the names."""

import re
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
BARE_YEAR = re.compile(r"(?:19|20)\d\d(?: ?\([a-z]+\))?")


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
    if start is None and wanted:  # columns named after the two lines of their heading
        start = next((place for place, (_, row) in enumerate(filled[:WITHIN]) if _names_columns(row, set())), None)
    if start is None:
        widths = [sum(1 for cell in row if cell) for _, row in filled[:WITHIN]]
        start = widths.index(max(widths))
    elif _codes_follow(filled, start, set() if is_guessed else wanted):
        start += 1
    start, row = _whole_heading([row for _, row in filled[: start + 2]], start)
    names = _names(row)
    is_guessed = is_guessed and not (wanted and wanted <= {plain(name) for name in names})
    return Header(filled[start][0], names, [cells for _, cells in filled[start + 1 : start + 1 + SHOWN]], is_guessed)


def _whole_heading(rows: list[list[str]], start: int) -> tuple[int, list[str]]:
    """« Foyers » over « 2022 » and « 2023 » are two columns: the line where the heading ends, and whole names."""
    row = rows[start]
    above = rows[start - 1] if start else []
    below = rows[start + 1] if start + 1 < len(rows) else []
    codes = {place for place, cell in enumerate(row) if is_code(cell)}
    if _is_second_line(below, row, codes):
        return start + 1, _joined(row, below)
    return start, _joined(above, row) if _is_first_line(above, row, codes) else row


def _is_first_line(above: list[str], row: list[str], codes: set[int]) -> bool:
    """Groups over names that need them: names given twice, or nothing but years. A title stands on the left."""
    names = [cell for cell in row if cell]
    need_groups = len(set(names)) < len(names) or any(BARE_YEAR.fullmatch(cell) for cell in names)
    groups = {place for place, cell in enumerate(above) if cell}
    over_codes = codes & groups
    is_merged = bool(over_codes) and all(above[place] == row[place] for place in over_codes)
    return bool(codes and groups) and need_groups and (is_merged or (not over_codes and 0 not in groups))


def _is_second_line(below: list[str], row: list[str], codes: set[int]) -> bool:
    """It has no code of its own, and names columns that the line above leaves without a name."""
    if not codes or any(below[place] for place in codes if place < len(below)):
        return False
    unnamed = [cell for place, cell in enumerate(below) if cell and (place >= len(row) or not row[place])]
    return len(unnamed) > 0 and sum(1 for cell in below if cell) > 1 and not _are_figures(below)


def _are_figures(cells: list[str]) -> bool:
    """« 0-2 ans » is a name, « 12,5 » is not, a year may be one."""
    return any(
        cell and not BARE_YEAR.fullmatch(cell) and not any(letter.isalpha() for letter in cell) for cell in cells
    )


def _joined(above: list[str], below: list[str]) -> list[str]:
    """Each name under the group whose cell stands over it, or to the left of what is over it."""
    names, group = [], ""
    for place in range(max(len(above), len(below))):
        over = above[place] if place < len(above) else ""
        name = below[place] if place < len(below) else ""
        group = over or group
        names.append(f"{group} – {name}" if name and group and group != name else name or over)
    return names


def _names_columns(row: list[str], wanted: set[str]) -> bool:
    if wanted:
        return wanted <= {plain(cell) for cell in row}
    return any(is_code(cell) for cell in row) or sum(is_known(cell) for cell in row) > 1


def _codes_follow(filled: list[Row], start: int, wanted: set[str]) -> bool:
    """Insee writes the labels, then the codes of the columns below them."""
    if start + 1 >= len(filled) or wanted:
        return False
    row, following = filled[start][1], filled[start + 1][1]
    return following != row and any(is_code(cell) for cell in following) and not _are_figures(following)


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
