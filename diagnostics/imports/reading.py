"""One file from its bytes to its figures, or to the questions that it leaves open."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from diagnostics.imports import questions
from diagnostics.imports.contract import (
    DENOMINATOR,
    IRIS,
    LEVELS,
    NUMERATOR,
    VALUE,
    Choices,
    Question,
    Reading,
    RefusedFile,
    ValueColumn,
)
from diagnostics.imports.files import TEXT, kind_of
from diagnostics.imports.gathering import Gathering, Target
from diagnostics.imports.headers import Header, Table, find_header
from diagnostics.imports.names import plain
from diagnostics.imports.places import Geography, padded, tidy
from diagnostics.imports.profiles import Profile, recognise, saved_profile
from diagnostics.imports.scanning import Codes, Scan, code_columns, is_sure, scan, year_column
from diagnostics.imports.selecting import Selection, find_class, find_duplicates, merges_of
from diagnostics.imports.sheets import sheets_of
from diagnostics.imports.texts import TextTable, encoding_of, separator_of

Progress = Callable[[str, int], None]
"""What is being done, and the line that is read."""

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

    def read(self, out: TextIO) -> Reading:
        try:
            table, header = self._table()
            self._recognise(header)
            found = scan(table, header, self.choices, self.profile, lambda line: self.progress("Lecture", line))
            self._refuse_what_names_nothing(found)
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
        reading.first_lines = header.first_lines
        reading.accented = list(_accented(table))
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
            self._ask(questions.sheet([table.sheet for table, _ in known]))
            self.reading.first_lines = known[0][1].first_lines
            raise Stop
        return known[0]

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

    def _refuse_what_names_nothing(self, found: Scan) -> None:
        """A text cut by its commas has columns too: no known name, none that was said, no code of a place."""
        if not found.rows:
            raise RefusedFile("Ce tableau n’a aucune ligne sous ses titres de colonnes.")
        if self.choices.year is not None and not 1900 < self.choices.year < 2100:
            raise RefusedFile(f"{self.choices.year} n’est pas une année.")
        header = found.header
        if not header.is_guessed or any(header.index(name) is not None for name in self._wanted()):
            return
        sure = [codes for codes in code_columns(found, self.request.geography, "") if is_sure(codes)]
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

    def _year_hint(self, header: Header) -> list[int]:
        """What the names say: FILO2019…, Q219."""
        hints = {int(text) for text in re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", self.request.file_name)}
        pattern = self.profile.year_in_name if self.profile else ""
        for name in header.names if pattern else ():
            if match := re.fullmatch(pattern, plain(name)):
                hints.add(2000 + int(match[1]))
        return sorted(hints)

    def _set_vintage(self, year: int | None) -> None:
        self.request.geography.at(self.choices.geography_vintage or year)

    def _codes(self, found: Scan) -> Codes:
        asked = self.choices.level or (self.profile.level if self.profile else "")
        ranked = code_columns(found, self.request.geography, asked)
        best = ranked[0] if ranked else None
        is_named = bool(self.choices.level or self.choices.code_column)
        if best is None or not (is_sure(best) or (is_named and best.share >= 0.5)):
            self._ask_place(found, best, asked)
            raise Stop
        if best.level == IRIS and self.choices.level != IRIS and self.choices.profile == "":
            self._ask(questions.iris(found.header.names[best.column.index]))
            raise Stop
        column = found.header.names[best.column.index]
        self.choices = replace(self.choices, level=best.level, code_column=column)
        if best.share < 0.9:
            self._warn(f"Un code sur {_one_in(1 - best.share)} de la colonne « {column} » est inconnu : vérifiez-la.")
        return best

    def _ask_place(self, found: Scan, best: Codes | None, asked: str) -> None:
        """Another level that would be right, else another column."""
        others = [codes for codes in code_columns(found, self.request.geography, "") if is_sure(codes)]
        if asked and others:
            self._ask(questions.level(found.header.names[others[0].column.index], asked, others[0].level))
            return
        names = [name for name in found.header.names if name]
        share = 0 if best is None else round(100 * best.share)
        self._ask(questions.code_column(names, share, LEVELS.get(asked, "")))

    # The figures

    def _select(self, table: Table, header: Header, codes: Codes, year_index: int | None, out: TextIO) -> None:
        targets = list(self._targets(header))
        filters: dict[int, set[str]] = {}
        for column, text in self.choices.filters:
            filters.setdefault(header.index(column) or 0, set()).add(text)
        indexes = sorted({index for target in targets for index in target.columns.values()})
        year = self.choices.year
        selection = Selection(codes, list(filters.items()), year_index, year, indexes)
        find_duplicates(table, header, selection, lambda line: self.progress("Recherche des doublons", line))
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
        gathering.run(table, lambda line: self.progress("Lecture des valeurs", line))
        self._conclude(selection)

    def _conclude(self, selection: Selection) -> None:
        reading = self.reading
        for (code, year), lines in sorted(selection.duplicates.items())[:5_000]:
            reading.duplicates[code if selection.year_index is None else f"{code} {year}"] = lines[:50]
        if reading.repaired_codes:
            first = next(iter(reading.repaired_codes.items()))
            self._warn(f"{len(reading.repaired_codes)} codes ont été rétablis, par exemple {first[0]} en {first[1]}.")
        if reading.followed_codes:
            self._warn(f"{len(reading.followed_codes)} anciens codes sont suivis jusqu’à la commune d’aujourd’hui.")
        for why, count in sorted(reading.ignored_rows.items()):
            self._warn(f"Lignes ignorées, {why} : {count}.")
        if selection.identical:
            self._warn(f"{len(selection.identical)} territoires sont répétés à l’identique : comptés une fois.")

    def _targets(self, header: Header) -> Iterator[Target]:
        by_code: dict[str, dict[str, int]] = {}
        for each in self.choices.values:
            index = header.index(each.column)
            parts = by_code.setdefault(each.indicator, {})
            if index is None or each.part in parts or each.part not in {VALUE, NUMERATOR, DENOMINATOR}:
                raise RefusedFile(
                    f"L’indicateur {each.indicator} reçoit deux fois la même colonne ou une part inconnue."
                )
            parts[each.part] = index
        for number, (code, columns) in enumerate(by_code.items()):
            if VALUE not in columns and set(columns) != {NUMERATOR, DENOMINATOR}:
                raise RefusedFile(f"L’indicateur {code} demande son numérateur et son dénominateur.")
            known = self.request.indicators[code]
            yield Target(number, code, known["kind"], known["multiplier"], columns)


def _accented(table: Table) -> Iterator[str]:
    """Three names with accents, for a person to say whether they are well written."""
    found: set[str] = set()
    for _, row in islice(table.rows(), 20_000):
        for cell in row:
            if len(cell) < 60 and cell not in found and ACCENTED.search(cell):
                found.add(cell)
                yield cell.strip()
            if len(found) >= 3:
                return


def _one_in(share: float) -> int:
    return max(1, round(1 / share))
