"""The last pass: each row is imported, hidden, ignored or rejected, and each figure leaves as a line for COPY.

A figure of one row leaves at once; those of a place that several codes name (IRIS, arrondissements, merged
communes) wait until all of them are read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import TextIO

from diagnostics.imports.cells import BAD, BLANK, LARGEST, MISSING, NUMBER, SECRET, read_cell
from diagnostics.imports.contract import DENOMINATOR, NUMERATOR, VALUE, CellError, Reading
from diagnostics.imports.counting import ZERO, Counts
from diagnostics.imports.headers import Header, Table
from diagnostics.imports.names import is_code, is_note
from diagnostics.imports.places import (
    ARRONDISSEMENT,
    ARRONDISSEMENTS,
    EMPTY,
    FOLLOWED,
    GROUP,
    OTHER_LEVEL,
    OUTSIDE,
    PSEUDO,
    TAKEN,
    Place,
)
from diagnostics.imports.scanning import Tick, Use, data_rows
from diagnostics.imports.selecting import Merges, Selection
from diagnostics.imports.targets import Target

OK, ROUNDED, ESTIMATED, PARTIAL = "ok", "rounded", "estimated", "partial"
SUPPRESSED, NOT_AVAILABLE = "suppressed_primary", "not_available"
MOST_ERRORS = 5_000
MOST_LISTED = 50_000

IGNORED = {
    PSEUDO: "pseudo-codes et totaux",
    OUTSIDE: "collectivités d’outre-mer hors du champ",
    OTHER_LEVEL: "lignes d’un autre niveau géographique",
    GROUP: "regroupements de plusieurs territoires",
    EMPTY: "lignes sans code (notes, sources)",
}
FILTERED, OTHER_YEAR, IN_CITY = "écartées par le filtre", "autres années", "arrondissements d’une ville donnée entière"
TWICE, WITHOUT_VALUE, REPEATED = "lignes en double, identiques", "lignes sans aucune valeur", "en-têtes répétés"


@dataclass
class Sum:
    """The parts of one figure that several rows make."""

    totals: dict[str, Decimal] = field(default_factory=dict)
    known: int = 0
    secret: int = 0
    missing: int = 0

    def add(self, cells: dict[str, tuple[str, Decimal | None]]) -> None:
        states = {state for state, _ in cells.values()}
        if states == {NUMBER}:
            self.known += 1
            for part, (_, number) in cells.items():
                self.totals[part] = self.totals.get(part, ZERO) + (number or ZERO)
        elif SECRET in states:
            self.secret += 1
        else:
            self.missing += 1


class Gathering:
    """Counts and writes; `reading` receives everything that the report says."""

    def __init__(
        self,
        reading: Reading,
        header: Header,
        selection: Selection,
        merges: Merges,
        targets: list[Target],
        *,
        blank_is_secret: bool,
        is_rounded: bool,
        out: TextIO,
    ) -> None:
        self.reading, self.header, self.selection = reading, header, selection
        self.merges, self.targets, self.out = merges, targets, out
        self.blank_state = SECRET if blank_is_secret else MISSING
        self.is_rounded = is_rounded
        self.sums: dict[tuple[str, int], list[Sum]] = {}
        self.sources: dict[tuple[str, int], set[str]] = {}
        self.note = next((index for index, name in enumerate(header.names) if is_note(name)), None)
        self.note_is_strict = self.note is not None and header.names[self.note].strip().casefold() == "note"
        self.indexes = sorted({index for target in targets for index in target.columns.values()})
        self.counts = {index: Counts() for index in self.indexes}
        self.negative = {index for target in targets if target.kind == "count" for index in target.columns.values()}
        self.years: set[int] = set()
        self.places: dict[str, Place] = {}
        self.too_large = self.too_long = 0
        self.taken_twice: set[tuple[str, int]] = set()

    def run(self, table: Table, tick: Tick) -> None:
        reading = self.reading
        with localcontext(prec=60):
            for line, row in data_rows(table, self.header):
                reading.rows_read += 1
                if reading.rows_read % 2_000 == 0:
                    tick(line)
                verdict = self._row(line, row)
                setattr(reading, verdict, getattr(reading, verdict) + 1)
            self._leave_sums()
            self._tell_columns()
        reading.years = sorted(self.years)
        for target in self.targets:
            reading.warnings += self._doubts(target)
        if self.too_long > reading.rows_read // 2:
            reading.warnings.append(
                "La plupart des lignes ont plus de cellules que de titres : si la virgule y sépare les colonnes et les"
                " décimales à la fois, demandez un fichier à points-virgules."
            )
        if self.too_large:
            reading.warnings.append(f"Sommes trop grandes pour être gardées : {self.too_large}.")

    # Rows

    def _row(self, line: int, row: list[str]) -> str:
        """The fate of one row: imported, suppressed, ignored or rejected."""
        if len(row) > len(self.header.names) and any(cell.strip() for cell in row[len(self.header.names) :]):
            self.too_long += 1
            return self._reject(line, "", str(len(row)), f"{len(row)} cellules pour {len(self.header.names)} colonnes")
        if not self.selection.keeps(row):
            return self._ignore(FILTERED, row)
        use = self.selection.codes.uses.get(self.selection.codes.column.of(row))
        if use is None or use.place.kind not in TAKEN:
            return self._stranger(line, row, use)
        if self.merges.is_part_of_whole(use.place):
            return self._ignore(IN_CITY, row)
        year = self.selection.year_of(row)
        if year is None:
            return self._reject(line, self._name(self.selection.year_index), self._year_text(row), "année illisible")
        if self.selection.is_other_year(year):
            return self._ignore(OTHER_YEAR, row)
        return self._placed(line, row, use, year)

    def _placed(self, line: int, row: list[str], use: Use, year: int) -> str:
        key = (use.code, year)
        if key in self.selection.duplicates:
            if key not in self.selection.identical:
                return self._reject(
                    line, self._name(self.selection.codes.column.index), use.raw, _several(self.selection, key), row
                )
            if key in self.taken_twice:
                return self._ignore(TWICE, row)
            self.taken_twice.add(key)
        self._note_code(row, use)
        return self._figures(line, row, use, year)

    def _stranger(self, line: int, row: list[str], use: Use | None) -> str:
        kind = use.place.kind if use else EMPTY
        text = self.selection.codes.column.of(row).strip()
        if kind in IGNORED:
            return self._ignore(IGNORED[kind], row)
        if is_code(text) or [cell.strip() for cell in row[: len(self.header.names)]] == self.header.names:
            return self._ignore(REPEATED, row)
        if not any(index < len(row) and row[index].strip() for index in self.indexes) and not text[:2].isdecimal():
            return self._ignore(IGNORED[EMPTY], row)
        unknown = self.reading.unknown_codes
        if text in unknown or len(unknown) < MOST_LISTED:
            unknown[text] = unknown.get(text, 0) + 1
        return self._reject(line, self._name(self.selection.codes.column.index), text, "code inconnu", row)

    def _figures(self, line: int, row: list[str], use: Use, year: int) -> str:
        department = use.place.department
        cells = {}
        for index in self.indexes:
            cells[index] = state, number = self._cell(line, row, index)
            self.counts[index].add(department, state, number)
        is_merged = use.place.key in self.merges.codes
        states = {BLANK}
        refused = False
        for rank, target in enumerate(self.targets):
            mine = {part: cells[index] for part, index in target.columns.items()}
            if is_merged and not target.adds_up:
                refused = True
                self._uncount(mine, target, department)
                self._list_error(line, self._name(min(target.columns.values())), use.raw, self._cannot_add(use))
                continue
            states |= {state for state, _ in mine.values()}
            self._keep(rank, use, year, mine, is_merged=is_merged)
        if NUMBER not in states and SECRET not in states:
            return "rejected" if refused or BAD in states else self._ignore(WITHOUT_VALUE)
        self.years |= {target.year or year for target in self.targets}
        return "imported" if NUMBER in states else "suppressed"

    def _cannot_add(self, use: Use) -> str:
        codes = ", ".join(sorted(self.merges.codes[use.place.key])[:4])
        return f"un taux ou une médiane ne s’additionne pas : plusieurs codes pour {use.place.code} ({codes})"

    # Cells

    def _cell(self, line: int, row: list[str], index: int) -> tuple[str, Decimal | None]:
        text = row[index] if index < len(row) else ""
        state, number = read_cell(text)
        self.counts[index].blanks += state == BLANK
        if self.note is not None and self._has_note(row) and (state == BLANK or self.note_is_strict):
            return SECRET, None
        if state == BLANK:
            return self.blank_state, None
        if number is not None and number < 0 and index in self.negative:
            self._list_error(line, self._name(index), text, "un nombre d’unités n’est pas négatif")
            return BAD, None
        if state == BAD:
            self._list_error(line, self._name(index), text, "ni un nombre, ni une marque de secret ou d’absence")
        if number is not None:
            self._look_at(index, text, number)
        return state, number

    def _look_at(self, index: int, text: str, number: Decimal) -> None:
        """What a figure may betray: thousands cut by a comma, a share written 0,125 for 12,5 %."""
        if index in self.negative:
            if "," in text or "." in text:
                self.counts[index].see_broken(text, number)
        elif number > self.counts[index].largest:
            self.counts[index].largest = number

    def _has_note(self, row: list[str]) -> bool:
        text = row[self.note].strip() if self.note is not None and self.note < len(row) else ""
        return text not in {"", "0", "0.0"}

    # Figures

    def _keep(
        self, rank: int, use: Use, year: int, cells: dict[str, tuple[str, Decimal | None]], *, is_merged: bool
    ) -> None:
        target = self.targets[rank]
        if is_merged:
            key = (use.place.key, year)
            sums = self.sums.get(key)
            if sums is None:
                sums = self.sums[key] = [Sum() for _ in self.targets]
            sums[rank].add(cells)
            self.sources.setdefault(key, set()).add(use.code)
            self.places[use.place.key] = use.place
            return
        states = {state for state, _ in cells.values()}
        if states == {NUMBER}:
            parts = {part: number or ZERO for part, (_, number) in cells.items()}
            self._write(target, use.place.key, year, parts, ROUNDED if self.is_rounded else OK)
        elif BAD not in states:
            self._write(target, use.place.key, year, {}, SUPPRESSED if SECRET in states else NOT_AVAILABLE)

    def _leave_sums(self) -> None:
        for (place, year), sums in self.sums.items():
            for target, each in zip(self.targets, sums, strict=True):
                if each.known + each.secret + each.missing:
                    self._write(target, place, year, *self._summed(target, each, place, year))

    def _summed(self, target: Target, each: Sum, place: str, year: int) -> tuple[dict[str, Decimal], str]:
        hidden = each.secret + each.missing + self._absent(place, year)
        if not each.known or (hidden and target.kind not in {"count", "amount"}):
            return {}, SUPPRESSED if each.secret else NOT_AVAILABLE
        if hidden:
            return each.totals, PARTIAL
        return each.totals, ESTIMATED if self.is_rounded and each.known > 1 else OK

    def _absent(self, place: str, year: int) -> int:
        """The arrondissements of a city that the file does not name for this year."""
        if self.places[place].kind != ARRONDISSEMENT:
            return 0
        return ARRONDISSEMENTS[self.places[place].code] - len(self.sources[place, year])

    def _write(self, target: Target, place: str, year: int, parts: dict[str, Decimal], status: str) -> None:
        value, numerator, denominator = parts.get(VALUE), parts.get(NUMERATOR), parts.get(DENOMINATOR)
        if value is None and numerator is not None and denominator is not None:
            if not denominator:
                numerator = denominator = None
                status = NOT_AVAILABLE
            else:
                value = target.multiplier * numerator / denominator
        if any(number is not None and abs(number) >= LARGEST for number in (value, numerator, denominator)):
            value = numerator = denominator = None
            status = NOT_AVAILABLE
            self.too_large += 1
        cells = (_copied(value), _copied(numerator), _copied(denominator))
        self.out.write(
            f"{target.number}\t{place}\t{target.year or year}\t{cells[0]}\t{cells[1]}\t{cells[2]}\t{status}\n"
        )
        self.reading.figures += 1

    # What is told

    def _doubts(self, target: Target) -> Iterator[str]:
        for index in target.columns.values():
            counts, name = self.counts[index], self._name(index)
            if target.kind == "count" and counts.broken:
                yield (
                    f"La colonne « {name} » compte des unités, et {counts.broken} de ses nombres ont des décimales, par"
                    f" exemple {counts.first_broken} : si la virgule y sépare les milliers, corrigez le fichier."
                )
            is_share = target.kind == "ratio" and target.multiplier == 100 and set(target.columns) == {VALUE}
            if is_share and 0 < counts.largest <= 1 and counts.has_values:
                yield (
                    f"Les nombres de la colonne « {name} » vont de 0 à 1, et l’indicateur est en pour cent : si 0,125"
                    " y veut dire 12,5 %, multipliez-les par 100."
                )

    def _note_code(self, row: list[str], use: Use) -> None:
        text = self.selection.codes.column.of(row).strip()
        if text != use.code and len(self.reading.repaired_codes) < MOST_LISTED:
            self.reading.repaired_codes[text] = use.code
        if use.place.kind == FOLLOWED:
            self.reading.followed_codes[use.code[:5]] = use.place.code

    def _ignore(self, why: str, row: list[str] | None = None) -> str:
        self.reading.ignored_rows[why] = self.reading.ignored_rows.get(why, 0) + 1
        self._sum_anyway(row)
        return "ignored"

    def _reject(self, line: int, column: str, raw: str, reason: str, row: list[str] | None = None) -> str:
        self._list_error(line, column, raw, reason)
        self._sum_anyway(row)
        return "rejected"

    def _sum_anyway(self, row: list[str] | None) -> None:
        """What the producer's own total says, the rows that were left aside included."""
        for index in self.indexes if row else ():
            state, number = read_cell(row[index]) if row and index < len(row) else (BLANK, None)
            self.counts[index].blanks += state == BLANK
            if number is not None:
                self.counts[index].aside += number

    def _list_error(self, line: int, column: str, raw: str, reason: str) -> None:
        if len(self.reading.errors) < MOST_ERRORS:
            self.reading.errors.append(CellError(self.reading.sheet, line, column, raw.strip()[:200], reason))
        else:
            self.reading.errors_not_listed += 1

    def _uncount(self, cells: dict[str, tuple[str, Decimal | None]], target: Target, department: str) -> None:
        """A rate that cannot be added up is read, then refused."""
        for part, index in target.columns.items():
            self.counts[index].refuse(department, *cells[part])

    def _tell_columns(self) -> None:
        for index in self.indexes:
            self.reading.columns[self.header.names[index]] = self.counts[index].told()

    def _name(self, index: int | None) -> str:
        return self.header.names[index] if index is not None else ""

    def _year_text(self, row: list[str]) -> str:
        index = self.selection.year_index
        return row[index] if index is not None and index < len(row) else ""


def _copied(number: Decimal | None) -> str:
    return "\\N" if number is None else format(number, "f")


def _several(selection: Selection, key: tuple[str, int]) -> str:
    lines = ", ".join(str(line) for line in selection.duplicates[key][:5])
    return f"plusieurs lignes différentes pour ce territoire et cette année (lignes {lines})"
