"""Text tables: the encoding of the whole file, the separator, then rows with the line on which each begins."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from diagnostics.imports.contract import RefusedFile
from diagnostics.imports.files import CHUNK

Row = tuple[int, list[str]]

SEPARATORS = ";\t|,"
SAMPLE = 50
LONGEST_CELL = 32_768
WINDOWS = "windows-1252"
BOMS = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]


@dataclass(frozen=True)
class TextTable:
    path: Path
    encoding: str
    separator: str
    sheet: str = ""

    def rows(self) -> Iterator[Row]:
        """Each row with the number of its first line in the file."""
        csv.field_size_limit(LONGEST_CELL)
        with self.path.open(encoding=self.encoding, newline="") as stream:
            reader = csv.reader(stream, delimiter=self.separator)
            line = 1
            try:
                for row in reader:
                    yield line, self._unwrapped(row) if len(row) == 1 else row
                    line = reader.line_num + 1
            except csv.Error as error:
                raise RefusedFile(
                    f"À partir de la ligne {line}, un guillemet n’est jamais refermé ou une cellule est démesurée."
                ) from error

    def _unwrapped(self, row: list[str]) -> list[str]:
        """A spreadsheet that took the line for one cell wrote it between quotes."""
        return next(csv.reader(row, delimiter=self.separator), row) if self.separator in row[0] else row


def encoding_of(path: Path) -> str:
    """BOM, else UTF-8 if the whole file is, else Windows-1252 if the whole file may be; else an empty text.

    No statistical detector: they call a French file Polish.
    """
    with path.open("rb") as stream:
        start = stream.read(4)
    for bom, name in BOMS:
        if start.startswith(bom):
            _refuse_what_is_no_text(path, may_have_nul=name == "utf-16")
            if _decodes(path, name):
                return name
            raise RefusedFile("Ce fichier annonce un codage de caractères qu’il ne respecte pas : il est abîmé.")
    if (wide := _without_mark(path)) and _decodes(path, wide):
        return wide
    _refuse_what_is_no_text(path)
    return next((name for name in ("utf-8", WINDOWS) if _decodes(path, name)), "")


def _without_mark(path: Path) -> str:
    """UTF-16 without its mark: in a text of the West one byte in two is nil, always on the same side."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    for name, nil, other in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        if len(head) > 8 and nil.count(0) > 0.9 * len(nil) and 0 not in other:
            return name
    return ""


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_what_is_no_text(path: Path, *, may_have_nul: bool = False) -> None:
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            if b"\x00" in chunk and not may_have_nul:
                raise RefusedFile("Ce fichier n’est ni un texte ni un classeur : il n’est pas lisible ici.")
            if len(chunk) == CHUNK and b"\n" not in chunk and b"\r" not in chunk:
                raise RefusedFile("Ce fichier contient une ligne de plus d’un mégaoctet : ce n’est pas un tableau.")


def separator_of(path: Path, encoding: str) -> str:
    """Among « ; , tabulation | », the one that cuts the first lines in the most regular way, outside quotes."""
    scores = {separator: _regularity(path, encoding, separator) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda separator: scores[separator])  # the first of equals: « ; » before « , »
    return best if scores[best][1] > 1 else ""


def _regularity(path: Path, encoding: str, separator: str) -> tuple[float, int]:
    widths: Counter[int] = Counter()
    with suppress(RefusedFile):  # the reading itself will say where the quote was never closed
        for _, row in islice(TextTable(path, encoding, separator).rows(), SAMPLE):
            if any(row):
                widths[len(row)] += 1
    several = {width: count for width, count in widths.items() if width > 1}
    if not several:
        return 0.0, 0
    width = max(several, key=lambda each: (several[each], each))
    return round(several[width] / widths.total(), 2), width
