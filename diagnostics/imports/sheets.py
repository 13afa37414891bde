"""Spreadsheets, read by calamine: each cell becomes the text that a CSV export would give."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum, WorksheetNotFound

from diagnostics.imports.contract import RefusedFile
from diagnostics.imports.texts import Row

MOST_MERGED, LONGEST_MERGED = 50_000, 500
UNREADABLE = "Ce classeur est abîmé ou protégé : ouvrez-le dans un tableur et enregistrez-le de nouveau."


@dataclass
class SheetTable:
    """One sheet; calamine holds its filled cells in memory, and nothing of the phantom rows below them."""

    sheet: str
    content: Any
    encoding: str = ""
    separator: str = ""
    first_line: int = field(default=1)
    numbers_repeated: set[int] = field(default_factory=set)
    """The columns of codes and years, whose numbers hold for all the lines of a merged cell."""

    def rows(self) -> Iterator[Row]:
        line = self.first_line
        merged = self._merged_downwards()
        said: dict[tuple[int, int], str] = {}
        for number, row in enumerate(self.content.iter_rows()):
            texts = [text_of(cell) for cell in row]
            for start, column in merged.get(number, ()):
                if number == start:
                    said[start, column] = self._repeated(row, column)
                elif column < len(texts) and not texts[column]:
                    texts[column] = said[start, column]
            yield line + number, texts

    def _merged_downwards(self) -> dict[int, list[tuple[int, int]]]:
        """For each line, the first line and the column of the merged cells that cover it."""
        found: dict[int, list[tuple[int, int]]] = {}
        ranges = [each for each in self.content.merged_cell_ranges or () if each[0][0] < each[1][0]]
        for (first, column), (last, _) in ranges[:MOST_MERGED]:
            for number in range(first, min(last, first + LONGEST_MERGED) + 1):
                found.setdefault(number, []).append((first, column))
        return found

    def _repeated(self, row: list[object], column: int) -> str:
        """A name holds for all its lines; a figure given for several places at once does not."""
        cell = row[column] if column < len(row) else ""
        return text_of(cell) if isinstance(cell, str) or column in self.numbers_repeated else ""


def sheets_of(path: Path) -> Iterator[SheetTable]:
    """The visible sheets that hold something, in their order."""
    try:
        with path.open("rb") as stream:
            workbook = CalamineWorkbook.from_filelike(stream)
            for metadata in workbook.sheets_metadata:
                if metadata.typ == SheetTypeEnum.WorkSheet and metadata.visible == SheetVisibleEnum.Visible:
                    yield from _sheet(workbook, metadata.name)
    except (CalamineError, WorksheetNotFound) as error:
        raise RefusedFile(UNREADABLE) from error


def _sheet(workbook: CalamineWorkbook, name: str) -> Iterator[SheetTable]:
    content = workbook.get_sheet_by_name(name)
    if content.start is not None:
        yield SheetTable(name, content, first_line=1)


def text_of(cell: object) -> str:
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else format(cell, ".15g")
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, (int, date, time, timedelta)):
        return str(cell)
    return ""
