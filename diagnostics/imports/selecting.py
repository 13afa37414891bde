"""Which rows count: filters, years, and the places that several rows name; never « the last one wins »."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from diagnostics.imports.cells import read_year
from diagnostics.imports.contract import COMMUNE, IRIS
from diagnostics.imports.headers import Header, Table
from diagnostics.imports.names import CLASS_NAME, is_note, plain
from diagnostics.imports.places import ARRONDISSEMENT, CITIES, TAKEN, Place
from diagnostics.imports.scanning import Codes, Tick, Use, data_rows

FIRST_YEAR = 1900
SAMPLE = 50_000
MOST_CLASSES = 500
MOST_DUPLICATES = 200_000


@dataclass
class Selection:
    """How rows are chosen: `filters` are (position, wanted texts); without a year column all rows are of `year`."""

    codes: Codes
    filters: list[tuple[int, set[str]]]
    year_index: int | None
    year: int | None
    value_indexes: list[int]
    duplicates: dict[tuple[str, int], list[int]] = field(default_factory=dict)
    identical: set[tuple[str, int]] = field(default_factory=set)

    def keeps(self, row: list[str]) -> bool:
        return all(index < len(row) and row[index].strip() in wanted for index, wanted in self.filters)

    def year_of(self, row: list[str]) -> int | None:
        """The year of a row; None when it cannot be read."""
        if self.year_index is None:
            return self.year
        return read_year(row[self.year_index]) if self.year_index < len(row) else None

    def is_other_year(self, year: int) -> bool:
        return self.year is not None and year != self.year

    def used(self, table: Table, header: Header) -> Iterator[tuple[int, list[str], Use, int]]:
        """The rows of a known place, with their place and year."""
        for line, row in data_rows(table, header):
            use = self.codes.uses.get(self.codes.column.of(row))
            if use is None or use.place.kind not in TAKEN or not self.keeps(row):
                continue
            year = self.year_of(row)
            if year is not None and not self.is_other_year(year):
                yield line, row, use, year


@dataclass
class Merges:
    """The places to which several codes of the file lead, and the cities that are there whole."""

    codes: dict[str, set[str]] = field(default_factory=dict)
    whole_cities: set[str] = field(default_factory=set)

    def is_part_of_whole(self, place: Place) -> bool:
        return place.kind == ARRONDISSEMENT and place.code in self.whole_cities


def merges_of(codes: Codes) -> Merges:
    """What must be added up before it is a figure of a place."""
    found = Merges()
    uses = {use.code: use for use in codes.uses.values() if use.place.kind in TAKEN}
    if codes.level == COMMUNE:
        found.whole_cities = {
            use.place.code for use in uses.values() if use.place.code in CITIES and use.place.kind != ARRONDISSEMENT
        }
    for use in uses.values():
        if not found.is_part_of_whole(use.place):
            found.codes.setdefault(use.place.key, set()).add(use.code)
    for key, names in list(found.codes.items()):
        if len(names) == 1 and not _is_part(uses[next(iter(names))], codes.level):
            del found.codes[key]
    return found


def _is_part(use: Use, level: str) -> bool:
    """An arrondissement alone, or an IRIS alone that is not a whole commune, is only a part of its place."""
    return use.place.kind == ARRONDISSEMENT or (level == IRIS and not use.code.endswith("0000"))


def find_duplicates(table: Table, header: Header, selection: Selection, tick: Tick) -> None:
    """Fill `duplicates` with the places that several rows name for one year, and tell the identical rows apart."""
    if all(use.rows <= 1 for use in selection.codes.uses.values()) and not selection.filters:
        return
    for number, (line, _, use, year) in enumerate(selection.used(table, header)):
        if number % 5_000 == 0:
            tick(line)
        bit = 1 << (year - FIRST_YEAR)
        use.twice |= use.seen & bit
        use.seen |= bit
    if not any(use.twice for use in selection.codes.uses.values()):
        return
    firsts: dict[tuple[str, int], list[str]] = {}
    different: set[tuple[str, int]] = set()
    for line, row, use, year in selection.used(table, header):
        key = (use.code, year)
        if not use.twice >> (year - FIRST_YEAR) & 1 or len(firsts) > MOST_DUPLICATES:
            continue
        selection.duplicates.setdefault(key, []).append(line)
        cells = [row[index].strip() for index in selection.value_indexes if index < len(row)]
        if firsts.setdefault(key, cells) != cells:
            different.add(key)
    selection.identical = selection.duplicates.keys() - different


@dataclass
class ClassColumn:
    index: int
    texts: dict[str, int]


def find_class(table: Table, header: Header, selection: Selection) -> ClassColumn | None:
    """The column that tells apart the rows of one place and one year: a class of ages, a kind of facility."""
    different = selection.duplicates.keys() - selection.identical
    if not different:
        return None
    rows = list(islice(_duplicated(table, header, selection, different), SAMPLE))
    fixed = {selection.codes.column.index, *selection.value_indexes, *(index for index, _ in selection.filters)}
    candidates = [
        column
        for index, name in enumerate(header.names)
        if name and index not in fixed and not is_note(name)
        if (column := _class_column(index, name, rows, is_date=index == selection.year_index))
    ]
    return max(candidates, key=lambda column: (_told_apart(column.index, rows), len(column.texts)), default=None)


def _duplicated(
    table: Table, header: Header, selection: Selection, keys: set[tuple[str, int]]
) -> Iterator[tuple[list[str], tuple[str, int]]]:
    for _, row, use, year in selection.used(table, header):
        if (use.code, year) in keys:
            yield row, (use.code, year)


def _class_column(
    index: int, name: str, rows: list[tuple[list[str], tuple[str, int]]], *, is_date: bool
) -> ClassColumn | None:
    """`is_date`: four quarters of one year are classes too."""
    texts: dict[str, int] = {}
    by_key: dict[tuple[str, int], set[str]] = {}
    for row, key in rows:
        text = row[index].strip() if index < len(row) else ""
        texts[text] = texts.get(text, 0) + 1
        by_key.setdefault(key, set()).add(text)
    varies = any(len(each) > 1 for each in by_key.values())
    if not varies or len(texts) > MOST_CLASSES:
        return None
    is_named = bool(CLASS_NAME.match(plain(name)))
    is_measure = all(text.replace(",", "").replace(".", "").isdecimal() for text in texts if text)
    repeats = len(texts) <= len(rows) / 2
    return ClassColumn(index, texts) if is_date or is_named or (repeats and not is_measure) else None


def _told_apart(index: int, rows: list[tuple[list[str], tuple[str, int]]]) -> int:
    return len({(key, row[index].strip() if index < len(row) else "") for row, key in rows})
