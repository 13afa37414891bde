"""The first pass: which column holds the codes, of what level, for which years; each code is looked at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from diagnostics.imports.cells import read_year
from diagnostics.imports.contract import DEPARTMENT, LEVELS, Choices, RefusedFile
from diagnostics.imports.headers import MOST_ROWS, Header, Table
from diagnostics.imports.names import is_code, is_postal, is_year, may_be_year, plain
from diagnostics.imports.places import Geography, Place, padded, share_taken, tidy
from diagnostics.imports.profiles import Profile
from diagnostics.imports.texts import Row

Tick = Callable[[int], None]

ENOUGH = 0.9
CERTAIN = 0.99
FEW = 3
"""A handful of unknown codes is listed, not held against the column."""
FIRST_COLUMNS = 12
MOST_DISTINCT = 400_000
THREE_DIGITS = {"code_commune", "com", "codcom", "codecommune", "code_com", "num_com", "cod_com", "numcom"}
DEPARTMENT_NAMES = {"code_departement", "dep", "codedep", "coddep", "code_dep", "numdep", "departement", "dept"}


@dataclass(frozen=True)
class CodeColumn:
    """One column that holds codes, or two: the département, and the commune inside it."""

    index: int
    department: int | None = None

    def of(self, row: list[str]) -> str:
        code = row[self.index] if self.index < len(row) else ""
        if self.department is None:
            return code
        department = row[self.department].strip() if self.department < len(row) else ""
        return whole_code(department, code.strip()) if code.strip() and department else ""


def whole_code(department: str, code: str) -> str:
    """« 044 » and « 1 » are 44001, « 971 » and « 05 » are 97105."""
    department = department.lstrip("0").zfill(2)
    is_overseas = department.startswith("97") and len(department) > 2
    return department + code.zfill(2) if is_overseas and len(code) < 3 else department[:2] + code.zfill(3)


@dataclass
class Use:
    """One code as this file uses it; a bit by year says where it was seen, and where twice."""

    place: Place
    code: str
    raw: str
    rows: int = 0
    seen: int = 0
    twice: int = 0


@dataclass
class Codes:
    """The column that was chosen, its level, and what each of its texts means."""

    column: CodeColumn
    level: str
    share: float
    unknown: int
    uses: dict[str, Use]


@dataclass
class Scan:
    """The distinct texts of the columns that may hold codes or years."""

    header: Header
    texts: dict[CodeColumn, dict[str, int]]
    years: dict[int, dict[str, int]] = field(default_factory=dict)
    rows: int = 0


def data_rows(table: Table, header: Header) -> Iterator[Row]:
    """The rows under the header that hold something."""
    for line, row in table.rows():
        if line > header.line and any(row) and any(not cell.isspace() for cell in row if cell):
            yield line, row


def scan(
    table: Table, header: Header, choices: Choices, profile: Profile | None, tick: Tick, *, everywhere: bool = False
) -> Scan:
    """`everywhere`: the columns whose names say nothing of a code too."""
    found = Scan(
        header,
        {column: {} for column in _candidates(header, choices, profile, everywhere=everywhere)},
        {index: {} for index in _year_columns(header, choices, profile)},
    )
    columns = list(found.texts.items())
    years = list(found.years.items())
    for line, row in data_rows(table, header):
        found.rows += 1
        if found.rows % 5_000 == 0:
            tick(line)
        for column, texts in columns:
            _count(texts, column.of(row))
        for index, texts in years:
            _count(texts, row[index] if index < len(row) else "")
    if found.rows > MOST_ROWS:
        raise RefusedFile(f"Ce tableau dépasse {MOST_ROWS} lignes : découpez-le.")
    return found


def _count(texts: dict[str, int], text: str) -> None:
    if text in texts:
        texts[text] += 1
    elif len(texts) < MOST_DISTINCT:
        texts[text] = 1


def _candidates(header: Header, choices: Choices, profile: Profile | None, *, everywhere: bool) -> list[CodeColumn]:
    named = choices.code_column or (profile.code_column if profile else "")
    index = header.index(named) if named else None
    if index is not None:
        chosen = [CodeColumn(index)]
    else:
        chosen = [CodeColumn(place) for place, name in enumerate(header.names) if name and is_code(name)]
    if everywhere or not chosen:
        taken = {header.index(each.column) for each in choices.values}
        unnamed = [
            place
            for place, name in enumerate(header.names[:FIRST_COLUMNS])
            if name and place not in taken and not is_postal(name) and not may_be_year(name)
        ]
        chosen += [CodeColumn(place) for place in unnamed if CodeColumn(place) not in chosen]
    department = next((place for place, name in enumerate(header.names) if plain(name) in DEPARTMENT_NAMES), None)
    if department is not None:
        chosen += [
            CodeColumn(each.index, department) for each in chosen if plain(header.names[each.index]) in THREE_DIGITS
        ]
    return chosen


def _year_columns(header: Header, choices: Choices, profile: Profile | None) -> list[int]:
    named = choices.year_column or (profile.year_column if profile else "")
    index = header.index(named) if named else None
    if index is not None:
        return [index]
    places = [place for place, name in enumerate(header.names) if name and may_be_year(name)]
    return sorted(places, key=lambda place: not is_year(header.names[place]))


def year_column(found: Scan) -> tuple[int | None, dict[int, int]]:
    """The column whose texts are years, and how many rows each year has."""
    for index, texts in found.years.items():
        years: dict[int, int] = {}
        for text, count in texts.items():
            if year := read_year(text):
                years[year] = years.get(year, 0) + count
        if years and sum(years.values()) >= ENOUGH * found.rows - FEW:
            return index, years
    return None, {}


def code_columns(found: Scan, geography: Geography, level: str) -> list[Codes]:
    """The columns and levels that may be right, the best first."""
    every = []
    for each in [level] if level else LEVELS:
        for column, texts in found.texts.items():
            if (
                level or each != DEPARTMENT or is_code(found.header.names[column.index])
            ):  # small numbers look like these
                every.append(_codes(column, texts, geography, each))
                if every[-1].share > CERTAIN and each != DEPARTMENT:
                    return every[-1:]
    return sorted((codes for codes in every if codes.share), key=_rank)


def _rank(codes: Codes) -> tuple[bool, bool, float]:
    """The département of a commune stands beside its code, and is always right."""
    return not is_sure(codes), codes.level == DEPARTMENT, -round(codes.share, 3)


def is_sure(codes: Codes) -> bool:
    return codes.share >= ENOUGH or (codes.unknown <= FEW and codes.share > 0.5)


def _codes(column: CodeColumn, texts: dict[str, int], geography: Geography, level: str) -> Codes:
    tidied = {text: tidy(text) for text in texts}
    if all(read_year(code) and len(code) == 4 for code in tidied.values()):
        return Codes(column, level, 0.0, 0, {})  # 2022 is a year, even though 02022 is a commune
    short = {code for code in tidied.values() if padded(code, level) != code}
    taken, unknown = share_taken(geography, (padded(code, level) for code in short), level)
    if not (taken >= ENOUGH * (taken + unknown) or (unknown <= FEW and taken > unknown)):
        short = set()
    uses: dict[str, Use] = {}
    by_code: dict[str, Use] = {}
    for text, code in tidied.items():
        final = padded(code, level) if code in short else code
        if final not in by_code:
            by_code[final] = Use(geography.place(final, level), final, text)
        uses[text] = by_code[final]
        uses[text].rows += texts[text]
    taken, unknown = share_taken(geography, by_code, level)
    share = taken / (taken + unknown) if taken else 0.0
    return Codes(column, level, share, unknown, uses)
