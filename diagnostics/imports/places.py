"""What a code of a place means: today's commune, EPCI or département, or one of the things that files put instead."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Self

from diagnostics.imports.contract import COMMUNE, DEPARTMENT, EPCI, IRIS

KNOWN, FOLLOWED, ARRONDISSEMENT = "known", "followed", "arrondissement"
PSEUDO, OUTSIDE, OTHER_LEVEL, GROUP = "pseudo", "outside", "other_level", "group"
EMPTY, UNKNOWN = "empty", "unknown"
TAKEN = {KNOWN, FOLLOWED, ARRONDISSEMENT}

# Paris, Marseille and Lyon: files count by arrondissement, by city, or both.
CITIES = {"75056": ("751", 1, 20), "13055": ("132", 1, 16), "69123": ("693", 81, 89)}
CITY_OF = {
    f"{prefix}{number:02d}": city for city, (prefix, first, last) in CITIES.items() for number in range(first, last + 1)
}
ARRONDISSEMENTS = {city: last - first + 1 for city, (_, first, last) in CITIES.items()}

PSEUDO_CODE = re.compile(
    r"9{4,}|0{2,}|X{2,}|.*Z{3,}.*|T\d\d|\d\d?X{1,4}|97X+|-+|(?:SOUS[- ]?)?TOTAL.*|ENSEMBLE.*|FRANCE.*|METRO(?:POLE)?"
    r"|DOM.*|FR|FE|FM|NATIONAL.*|AUTRES?.*|INCONNUE?.*|NON (?:LOCALIS|RENSEIGN|R[EÉ]PARTI).*|SANS OBJET.*|HORS.*"
    r"|[EÉ]TRANGER.*"
)
OVERSEAS_COLLECTIVITY = re.compile(r"(?:975|977|978|98\d)\d\d(?:\d{4})?|975|977|978|98\d")
DECIMAL_CODE = re.compile(r"\d+(?:[.,]0+)?(?:E\+?\d+)?", re.ASCII)
CODE = r"\d{9}|\d{5}|2[AB]\d{3}"
WITH_PREFIX = re.compile(r"(?:\d{4}-)?(?:COM|ARM|EPCI|DEP|IRIS)-?(\d[0-9AB]\d{0,7})")
WITH_NAME = re.compile(rf"({CODE})(?: | ?[-–—:] ?)\D.*|(\d{{2,3}}|2[AB]) ?[-–—:] ?\D.*|\D.*\(({CODE})\)")
FIRST_LIST = 2020  # dated codes are known from then on
LENGTHS = {COMMUNE: 5, EPCI: 9, IRIS: 9, DEPARTMENT: 3}


@dataclass(frozen=True)
class Place:
    """What one code is: `key` is the place's key in the database, `code` today's code, `department` its own."""

    kind: str
    key: str = ""
    code: str = ""
    department: str = ""

    @property
    def is_taken(self) -> bool:
        return self.kind in TAKEN


@dataclass
class Geography:
    """The official places, as the parent process read them in the database.

    `communes`: today's code → (key, département). `former`: a code → dated uses (today's code, from, to).
    """

    communes: dict[str, tuple[str, str]]
    former: dict[str, list[tuple[str, str, str]]]
    epcis: dict[str, str]
    departments: list[str]
    vintage: date = date.max
    _seen: dict[tuple[str, str], Place] = field(default_factory=dict)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        communes = {code: (key, department) for code, (key, department) in data["communes"].items()}
        return cls(communes, data["former"], data["epcis"], data["departments"])

    def at(self, year: int | None) -> None:
        """Read the codes as they stood on 1 January of a year."""
        self.vintage = date(max(year, FIRST_LIST), 1, 1) if year else date.max
        self._seen.clear()

    def place(self, code: str, level: str) -> Place:
        """The place of a code that is already tidy."""
        known = self._seen.get((code, level))
        if known is None:
            known = self._seen[code, level] = self._place(code, level)
        return known

    def _place(self, code: str, level: str) -> Place:
        if not code:
            return Place(EMPTY)
        place = self._at_level(code, level)
        if place.kind != UNKNOWN:
            return place
        if PSEUDO_CODE.fullmatch(code.upper()):
            return Place(PSEUDO)
        if level in {COMMUNE, IRIS} and OVERSEAS_COLLECTIVITY.fullmatch(code):
            return Place(OUTSIDE)
        others = {COMMUNE: (EPCI, DEPARTMENT), EPCI: (DEPARTMENT,), DEPARTMENT: (EPCI,), IRIS: ()}
        if any(self._at_level(code, other).is_taken for other in others[level]):
            return Place(OTHER_LEVEL)
        return Place(GROUP) if self._is_group(code, level) else place

    def _is_group(self, code: str, level: str) -> bool:
        """« 0309503310 » is a neighbourhood on two communes, 03095 and 03310: the file counts each of them too."""
        length = LENGTHS[level]
        parts = [code[start : start + length] for start in range(0, len(code), length)]
        return len(parts) > 1 and all(self._at_level(part, level).is_taken for part in parts)

    def _at_level(self, code: str, level: str) -> Place:
        if level == EPCI:
            return Place(KNOWN, self.epcis[code], code) if code in self.epcis else Place(UNKNOWN)
        if level == DEPARTMENT:
            return Place(KNOWN, code, code, code) if code in self.departments else Place(UNKNOWN)
        if level == IRIS:
            is_iris = len(code) == LENGTHS[IRIS] and code[5:].isdigit()
            return self._commune(code[:5]) if is_iris else Place(UNKNOWN)
        return self._commune(code)

    def _commune(self, code: str) -> Place:
        if code in CITY_OF:
            return self._today(ARRONDISSEMENT, CITY_OF[code])
        day = self.vintage.isoformat()
        dated = [today for today, start, end in self.former.get(code, ()) if start <= day < (end or "9999-99")]
        if dated:
            return self._today(FOLLOWED, dated[0])
        if code in self.communes:
            return self._today(KNOWN, code)
        undated = [today for today, _, _ in self.former.get(code, ())]
        return self._today(FOLLOWED, undated[-1]) if undated else Place(UNKNOWN)

    def _today(self, kind: str, code: str) -> Place:
        if code not in self.communes:
            return Place(UNKNOWN)
        key, department = self.communes[code]
        return Place(kind, key, code, department)


def tidy(raw: str) -> str:
    """A code as it should be written, the padding apart: mends « 2a004 », « 1001.0 », « 44 001 » and « '44001 ».

    « 44109 - Nantes », « Nantes (44109) » and « 2024-COM-44109 » say the code and more.
    """
    code = raw.strip().strip("'’\"=").strip()
    if code.isdecimal():
        return code
    if DECIMAL_CODE.fullmatch(code.upper()):
        number = Decimal(code.replace(",", ".").upper())
        return str(int(number)) if number < Decimal(10) ** 10 else code
    squeezed = code.replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if squeezed.isdecimal() or (len(squeezed) in {2, 3, 5, 9} and squeezed[:2].upper() in {"2A", "2B"}):
        return squeezed.upper()
    if more := WITH_PREFIX.fullmatch(code.upper()) or WITH_NAME.fullmatch(code.upper()):
        return next(group for group in more.groups() if group)
    return code


def padded(code: str, level: str) -> str:
    """The same code with the zeros that a spreadsheet ate, or without those that it does not bear."""
    if not code.isdecimal():
        return code
    if level == COMMUNE and len(code) == 4:
        return code.zfill(5)
    if level == IRIS and len(code) == 8:
        return code.zfill(9)
    if level == DEPARTMENT:
        return code.lstrip("0").zfill(2) if len(code) in {1, 3} else code
    return code


def share_taken(geography: Geography, codes: Iterable[str], level: str) -> tuple[int, int]:
    """How many of these tidy codes are places of this level, and how many are nothing that is known."""
    taken = unknown = 0
    for code in codes:
        kind = geography.place(code, level).kind
        taken += kind in TAKEN
        unknown += kind == UNKNOWN and any(letter.isdecimal() for letter in code)  # a note is no code
    return taken, unknown
