"""One file from its bytes to its figures, or to the questions that it leaves open."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from diagnostics.imports import questions
from diagnostics.imports.concluding import conclude
from diagnostics.imports.contract import (
    COMMUNE,
    DEPARTMENT,
    EPCI,
    IRIS,
    LEVELS,
    Choices,
    Question,
    Reading,
    RefusedFile,
    ValueColumn,
)
from diagnostics.imports.files import TEXT, kind_of
from diagnostics.imports.gathering import FILTERED, Gathering
from diagnostics.imports.headers import Header, Table, find_header
from diagnostics.imports.names import is_code, is_postal, is_year, may_be_year, plain
from diagnostics.imports.places import Geography, padded, tidy
from diagnostics.imports.profiles import Profile, recognise, saved_profile
from diagnostics.imports.scanning import Codes, Scan, code_columns, data_rows, is_sure, scan, year_column
from diagnostics.imports.selecting import SAMPLE, Selection, find_class, find_duplicates, merges_of
from diagnostics.imports.sheets import SheetTable, sheets_of
from diagnostics.imports.targets import Target, targets_of
from diagnostics.imports.texts import TextTable, encoding_of, separator_of
from diagnostics.imports.years import hinted_years, years_by_column

Progress = Callable[[str, int], None]
"""What is being done, and the line that is read."""

LEAST = 0.25
"""Of the codes of a column, those that must be known even if a person insists."""
ACCENTED = re.compile(r"[^\W\d_]*[À-ÖØ-öø-ÿœŒ][^\d]*")


@dataclass(frozen=True)
class Request:
    """What the parent process asks of the child."""

    path: Path
    file_name: str
    choices: Choices
    geography: Geography
    indicators: dict[str, dict[str, Any]]
    profiles: list[Profile]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Request":
        return cls(
            Path(data["path"]),
            data["file_name"],
            Choices.from_json(data["choices"]),
            Geography.from_json(data["geography"]),
            data["indicators"],
            [saved_profile(each) for each in data["profiles"]],
        )


class Stop(Exception):
    """A question was asked: nothing more can be read before it is answered."""


class Reader:
    """Reads one file; everything that is found goes to `reading`."""

    def __init__(self, request: Request, progress: Progress) -> None:
        self.request, self.progress = request, progress
        self.choices = request.choices
        self.reading = Reading()
        self.profile: Profile | None = None
        self.by_column: dict[str, int] = {}
        self.hints: set[int] = set()

    def read(self, out: TextIO) -> Reading:
        try:
            table, header = self._table()
            self._recognise(header)
            found = self._scan(table, header)
            self._values(header)
            year_index = self._year(found)
            codes = self._codes(found)
            self._select(table, header, codes, year_index, out)
        except Stop:
            pass
        self.reading.choices = self.choices
        return self.reading

    def _ask(self, question: Question) -> None:
        self.reading.questions.append(question)

    def _warn(self, sentence: str) -> None:
        self.reading.warnings.append(sentence)

    # The table

    def _table(self) -> tuple[Table, Header]:
        reading, path = self.reading, self.request.path
        reading.kind = kind_of(path)
        tables = [self._text_table(path)] if reading.kind == TEXT else self._sheet_tables(path)
        wanted = self._wanted()
        found = [(table, header) for table in tables if (header := find_header(table, wanted))]
        if not found and wanted:
            found = [(table, header) for table in tables if (header := find_header(table, ()))]
        if not found:
            raise RefusedFile("Ce fichier ne contient aucune ligne.")
        table, header = self._choose(found)
        reading.sheet, reading.encoding, reading.separator = table.sheet, table.encoding, table.separator
        reading.header_line, reading.columns_in_file = header.line, [name for name in header.names if name]
        named = [place for place, name in enumerate(header.names) if name]
        reading.first_lines = [
            [row[place] if place < len(row) else "" for place in named] for row in header.first_lines
        ]
        reading.accented = list(_accented(table, header.line))
        return table, header

    def _text_table(self, path: Path) -> Table:
        self.progress("Décodage du fichier", 0)
        encoding = self.choices.encoding or encoding_of(path)
        if not encoding:
            self._ask(questions.encoding())
            raise Stop
        try:
            separator = separator_of(path, encoding)
        except (LookupError, UnicodeError) as error:
            raise RefusedFile(f"Ce fichier ne se lit pas en {encoding} : choisissez un autre codage.") from error
        if not separator:
            raise RefusedFile(
                "Aucun séparateur de colonnes n’est reconnu (point-virgule, virgule, tabulation ou barre verticale)."
            )
        return TextTable(path, encoding, separator)

    def _sheet_tables(self, path: Path) -> list[Table]:
        self.progress("Ouverture du classeur", 0)
        sheets: list[Table] = list(sheets_of(path))
        self.reading.sheets = [sheet.sheet for sheet in sheets]
        if not sheets:
            raise RefusedFile("Ce classeur ne contient aucune cellule remplie.")
        chosen = [sheet for sheet in sheets if sheet.sheet == self.choices.sheet]
        return chosen or sheets

    def _wanted(self) -> list[str]:
        """The columns that the person named: they tell the header from the titles."""
        columns = [self.choices.code_column, self.choices.year_column, *(each.column for each in self.choices.values)]
        return [name for name in [*columns, *(column for column, _ in self.choices.filters)] if name]

    def _choose(self, found: list[tuple[Table, Header]]) -> tuple[Table, Header]:
        """The sheet whose header is known; several that are alike are asked about."""
        known = [each for each in found if not each[1].is_guessed] or found
        if len(known) > 1:
            known = self._with_places(known, COMMUNE, EPCI, IRIS) or self._with_places(known, DEPARTMENT) or known
        if len(known) > 1:
            self._ask(questions.sheet([table.sheet for table, _ in known]))
            self.reading.first_lines = known[0][1].first_lines
            raise Stop
        return known[0]

    def _with_places(self, found: list[tuple[Table, Header]], *levels: str) -> list[tuple[Table, Header]]:
        """Those that name places: a sheet that explains the variables has codes too."""
        place = self.request.geography.place
        return [
            (table, header)
            for table, header in found
            if any(place(padded(code, each), each).is_taken for code in _first_codes(header) for each in levels)
        ]

    # What the columns are

    def _recognise(self, header: Header) -> None:
        wanted = self.choices.profile
        self.profile = recognise([name for name in header.names if name], self.request.profiles, wanted)
        if wanted and self.profile is None:
            self._ask(questions.profile(wanted, self.request.profiles))
            raise Stop
        if self.profile:
            self.reading.profile, self.reading.producer = self.profile.label, self.profile.producer
            kept = Choices.from_json(dict(self.profile.choices))
            own = {name: value for name, value in vars(self.choices).items() if value}
            self.choices = replace(kept, **own)

    def _scan(self, table: Table, header: Header) -> Scan:
        """The columns whose names promise codes; all of them when these do not keep their promise."""
        if isinstance(table, SheetTable):
            table.numbers_repeated = {
                place for place, name in enumerate(header.names) if is_code(name) or may_be_year(name)
            }
        tick = partial(self.progress, "Lecture")
        found = scan(table, header, self.choices, self.profile, tick)
        self._refuse_without_rows(found)
        if self.choices.code_column:
            return found
        geography = self.request.geography
        if not any(is_sure(codes) for codes in code_columns(found, geography, "")):
            found = scan(table, header, self.choices, self.profile, tick, everywhere=True)
        ranked = code_columns(found, geography, "")
        if header.is_guessed and not any(header.index(name) is not None for name in self._wanted()):
            self._refuse_what_names_nothing(header, ranked)
        if not ranked:
            raise RefusedFile(questions.without_codes(header.names, found.texts.values()))
        return found

    def _refuse_without_rows(self, found: Scan) -> None:
        if not found.rows:
            raise RefusedFile("Ce tableau n’a aucune ligne sous ses titres de colonnes.")
        if self.choices.year is not None and not 1900 < self.choices.year < 2100:
            raise RefusedFile(f"{self.choices.year} n’est pas une année.")

    def _refuse_what_names_nothing(self, header: Header, ranked: list[Codes]) -> None:
        """A text cut by its commas has columns too: no known name, none that was said, no code of a place."""
        sure = [codes for codes in ranked if is_sure(codes)]
        if not sure:
            raise RefusedFile(
                "Ce fichier n’est pas un tableau d’indicateurs : aucun titre de colonne n’est reconnu, et aucune"
                " colonne ne contient de codes de communes, d’EPCI, d’IRIS ou de départements."
            )
        title = padded(tidy(header.names[sure[0].column.index]), sure[0].level)
        if self.request.geography.place(title, sure[0].level).is_taken:
            raise RefusedFile("Ce tableau n’a pas de ligne de titres : donnez un nom à chaque colonne.")

    def _values(self, header: Header) -> None:
        if not self.choices.values and self.profile:
            self.choices = replace(self.choices, values=tuple(self._suggested(header, self.profile)))
        names = [name for name in header.names if name]
        if not self.choices.values:
            self._ask(questions.value(names, self.request.indicators))
        for each in self.choices.values:
            if header.index(each.column) is None:
                self._ask(questions.absent_column(each.column, "values", names))
            if each.indicator not in self.request.indicators:
                self._ask(questions.unknown_indicator(each, self.request.indicators))
        named = [("code_column", self.choices.code_column), ("year_column", self.choices.year_column)]
        for field, column in [*named, *(("filters", column) for column, _ in self.choices.filters)]:
            if column and header.index(column) is None:
                self._ask(questions.absent_column(column, field, names))
        if self.reading.questions:
            raise Stop

    def _suggested(self, header: Header, profile: Profile) -> Iterator[ValueColumn]:
        taken = set()
        for name in header.names:
            for pattern, code in profile.values.items():
                if re.fullmatch(pattern, plain(name)) and code in self.request.indicators and code not in taken:
                    taken.add(code)
                    yield ValueColumn(name, code)

    # Years and places

    def _year(self, found: Scan) -> int | None:
        """The position of the year column; asks when the file has several years, or none that is said."""
        index, years = year_column(found)
        self.by_column = {} if years else years_by_column(self.choices.values)
        if self.by_column and all(each.column in self.by_column for each in self.choices.values):
            self._keep_year_of_columns()
            return None
        is_date = index is not None and len(years) == 1 and not is_year(found.header.names[index])
        if is_date and not self.choices.year_column:  # perhaps that of the file itself
            self.hints |= years.keys()
            index, years = None, {}
        if self.choices.year_column:
            if index is None:
                self._ask(questions.no_year(self.choices.year_column))
                raise Stop
            if self.choices.year is None or self.choices.year in years:
                self._set_vintage(self.choices.year or max(years))
                return index
        if self.choices.year is None and len(years) == 1:
            self.choices = replace(self.choices, year=next(iter(years)))
        self._ask_year(found, index, years)
        self._set_vintage(self.choices.year)
        return index if self.choices.year in years else None

    def _ask_year(self, found: Scan, index: int | None, years: dict[int, int]) -> None:
        name = found.header.names[index] if index is not None else ""
        if self.choices.year is None:
            hint = self._year_hint(found.header)
            self._ask(questions.several_years(name, sorted(years)) if years else questions.year(hint))
            raise Stop
        if years and self.choices.year not in years:
            self._ask(questions.other_year(name, self.choices.year, sorted(years)))
            raise Stop

    def _keep_year_of_columns(self) -> None:
        """Each column names its year: all of them, or the one that was asked for."""
        every = sorted(set(self.by_column.values()))
        if self.choices.year is not None and self.choices.year not in every:
            self._ask(questions.other_year(", ".join(self.by_column), self.choices.year, every))
            raise Stop
        self._set_vintage(self.choices.year or max(every))

    def _year_hint(self, header: Header) -> list[int]:
        texts = [self.request.file_name, self.reading.sheet, *(each.column for each in self.choices.values)]
        pattern = self.profile.year_in_name if self.profile else ""
        return sorted(self.hints.union(hinted_years(texts, header.names, pattern)))

    def _set_vintage(self, year: int | None) -> None:
        self.request.geography.at(self.choices.geography_vintage or year)

    def _codes(self, found: Scan) -> Codes:
        asked = self.choices.level or (self.profile.level if self.profile else "")
        ranked = code_columns(found, self.request.geography, asked)
        best = next((each for each in ranked if not is_postal(found.header.names[each.column.index])), None)
        least = 1.0 - 0.5 * bool(self.choices.level or self.choices.code_column)
        if self.choices.level and self.choices.code_column:  # the person insists: EPCI of ten years ago
            least = LEAST
        if best is None or not (is_sure(best) or best.share >= least):
            self._ask_place(found, best, asked)
            raise Stop
        if best.level == IRIS and self.choices.level != IRIS and self.choices.profile == "":
            self._ask(questions.iris(found.header.names[best.column.index]))
            raise Stop
        column = found.header.names[best.column.index]
        self.choices = replace(self.choices, level=best.level, code_column=column)
        if best.share < 0.9:
            unknown = round(100 * (1 - best.share))
            self._warn(f"{unknown} % des codes de la colonne « {column} » sont inconnus : vérifiez-la.")
        return best

    def _ask_place(self, found: Scan, best: Codes | None, asked: str) -> None:
        """Another level that would be right, else another column."""
        others = [
            codes
            for codes in code_columns(found, self.request.geography, "")
            if is_sure(codes) and not is_postal(found.header.names[codes.column.index])
        ]
        if asked and others:
            self._ask(questions.level(found.header.names[others[0].column.index], asked, others[0].level))
            return
        guess = (found.header.names[best.column.index], round(100 * best.share)) if best else None
        self._ask(questions.code_column(found.header.names, guess, LEVELS.get(asked, "")))

    # The figures

    def _select(self, table: Table, header: Header, codes: Codes, year_index: int | None, out: TextIO) -> None:
        targets = list(targets_of(self.choices, header, self.by_column, self.request.indicators))
        filters: dict[int, set[str]] = {}
        for column, text in self.choices.filters:
            filters.setdefault(header.index(column) or 0, set()).add(text)
        indexes = sorted({index for target in targets for index in target.columns.values()})
        year = self.choices.year or max(self.by_column.values(), default=None)
        selection = Selection(codes, list(filters.items()), year_index, year, indexes)
        find_duplicates(table, header, selection, partial(self.progress, "Recherche des doublons"))
        if class_column := find_class(table, header, selection):
            self._ask(questions.classes(header.names[class_column.index], class_column.texts))
            raise Stop
        self._gather(table, header, selection, targets, out)

    def _gather(self, table: Table, header: Header, selection: Selection, targets: list[Target], out: TextIO) -> None:
        gathering = Gathering(
            self.reading,
            header,
            selection,
            merges_of(selection.codes),
            targets,
            blank_is_secret=bool(self.profile and self.profile.blank_is_secret),
            is_rounded=bool(self.profile and self.profile.is_rounded),
            out=out,
        )
        gathering.run(table, partial(self.progress, "Lecture des valeurs"))
        if self.reading.ignored_rows.get(FILTERED, 0) == self.reading.rows_read:
            self._ask_filter(table, header, selection)
        conclude(self.reading, selection)

    def _ask_filter(self, table: Table, header: Header, selection: Selection) -> None:
        """No row is left: which texts are there to choose from?"""
        index, _ = selection.filters[0]
        texts = Counter(row[index].strip() for _, row in islice(data_rows(table, header), SAMPLE) if index < len(row))
        self._ask(questions.nothing_kept(header.names[index], texts))


def _accented(table: Table, after: int) -> Iterator[str]:
    """Three names with accents, for a person to say whether they are well written."""
    found: set[str] = set()
    for line, row in islice(table.rows(), 20_000):
        for cell in row if line > after else ():
            if len(cell) < 60 and cell not in found and ACCENTED.search(cell):
                found.add(cell)
                yield cell.strip()
            if len(found) >= 3:
                return


def _first_codes(header: Header) -> Iterator[str]:
    columns = [place for place, name in enumerate(header.names) if is_code(name)]
    for row in header.first_lines:
        yield from (tidy(row[place]) for place in columns if place < len(row))
