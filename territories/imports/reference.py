"""The official lists of `data/reference/`, read as rows; nothing here knows the database.

What a file does not say is not guessed: a membership begins on the first 1 January at which a list shows it.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from territories.models import Succession

REFERENCE = Path(settings.BASE_DIR) / "data" / "reference"

FIRST_LIST = date(2020, 1, 1)  # of the communes
FIRST_MEMBERSHIPS = date(2025, 1, 1)  # of all EPCI; earlier lists cover some of them
THIS_LIST = 2026

COMMUNE_SOURCE_2023 = "Insee, populations de référence 2023"
EPCI_SOURCE_2023 = "Insee, populations de référence 2023 (somme des communes)"
SOURCE_2022 = "Insee et DGCL, populations de référence 2022"
OVERSEAS = "97"


class RegionRow(NamedTuple):
    code: str
    name: str


class DepartmentRow(NamedTuple):
    code: str
    name: str
    region: str


class EpciRow(NamedTuple):
    siren: str
    name: str
    kind: str
    exists_since: date | None
    ended_on: date | None


class CommuneRow(NamedTuple):
    insee_code: str
    name: str
    department: str


class CodeRow(NamedTuple):
    """`commune` is the code of today; `insee_code` the one that it bore during the period."""

    commune: str
    insee_code: str
    name: str
    department: str
    valid_from: date
    valid_to: date | None


class MembershipRow(NamedTuple):
    commune: str
    siren: str
    valid_from: date
    valid_to: date | None


class SuccessionRow(NamedTuple):
    old_code: str
    old_name: str
    commune: str
    kind: str
    effective_on: date | None


class PopulationRow(NamedTuple):
    commune: str | None
    siren: str | None
    vintage: int
    municipal: int
    total: int | None
    source: str


class TownHallRow(NamedTuple):
    commune: str
    longitude: float
    latitude: float


class Movement(NamedTuple):
    """`code` is the new code of a change, the vanished code of a merger, the code of a restored commune."""

    on: date
    kind: str
    code: str
    name: str
    other_code: str


@dataclass(frozen=True)
class Reference:
    """Everything that the lists say about the communes of France."""

    regions: list[RegionRow]
    departments: list[DepartmentRow]
    epcis: list[EpciRow]
    communes: list[CommuneRow]
    codes: list[CodeRow]
    memberships: list[MembershipRow]
    successions: list[SuccessionRow]
    populations: list[PopulationRow]
    without_successor: list[str]
    """Communes that vanished, of which no list says what they became: a person must decide."""


def read(folder: Path = REFERENCE) -> Reference:
    france = _lines(folder / "communes_france_2026.csv")
    communes = [
        CommuneRow(line["code_insee"], typographic(line["nom"]), department_of(line["code_insee"])) for line in france
    ]
    movements = list(_movements(folder / "mouvements_communes_2021_2025.csv"))
    yearly = [
        *_lines(folder / "membres_epci_44_2020_2026.csv"),
        *_lines(folder / "membres_epci_cas_reels_2024_2026.csv"),
    ]
    successions = [
        *_successions(folder / "rattachements_anciens_codes.csv", communes, movements),
        *_mergers(folder / "rattachements_complement.csv"),
    ]
    known = {row.old_code for row in successions} | {row.insee_code for row in communes}
    return Reference(
        regions=[RegionRow(line["code"], typographic(line["nom"])) for line in _lines(folder / "regions.csv")],
        departments=[
            DepartmentRow(line["code"], typographic(line["nom"]), line["region"])
            for line in _lines(folder / "departements.csv")
        ],
        epcis=list(_epcis(folder / "epci_france_2026.csv", yearly)),
        communes=communes,
        codes=list(_codes(communes, movements)),
        memberships=list(_memberships(france, yearly)),
        successions=successions,
        populations=list(_populations(folder, france)),
        without_successor=[
            f"{move.name} ({move.code})" for move in movements if move.kind == "fusion" and move.code not in known
        ],
    )


def town_halls(folder: Path = REFERENCE) -> Iterator[TownHallRow]:
    """Where the town halls stand; a commune without one in the list has no point on a map."""
    for line in _lines(folder / "mairies_44.csv"):
        yield TownHallRow(line["code_insee"], float(line["longitude"]), float(line["latitude"]))


def typographic(name: str) -> str:
    return name.replace("'", "’")


def department_of(insee_code: str) -> str:
    return insee_code[:3] if insee_code.startswith(OVERSEAS) else insee_code[:2]


def _lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def _movements(file: Path) -> Iterator[Movement]:
    for line in _lines(file):
        day = date.fromisoformat(line["date_effet"])
        yield Movement(day, line["type"], line["code_insee"], typographic(line["nom"]), line["code_lie"])


def _epcis(file: Path, yearly: Iterable[dict[str, str]]) -> Iterator[EpciRow]:
    """The EPCI of today, then those that a yearly list still shows and that are gone."""
    current = _lines(file)
    for line in current:
        since = None if line["existe_en_2025"] == "1" else date(THIS_LIST, 1, 1)
        yield EpciRow(line["siren"], typographic(line["nom"]), line["nature_juridique"], since, None)
    sirens = {line["siren"] for line in current}
    gone = {line["epci_siren"]: line for line in yearly if line["epci_siren"] not in sirens}
    for siren, line in sorted(gone.items()):
        last_day = date(int(line["annee"]), 12, 31)
        yield EpciRow(siren, _full_name(line["epci_nom"]), line["epci_nature"], None, last_day)


def _full_name(name: str) -> str:
    """Some lists abbreviate what others write in full."""
    for short, full in [("CC ", "Communauté de communes "), ("CA ", "Communauté d’agglomération ")]:
        if name.startswith(short):
            return typographic(full + name.removeprefix(short))
    return typographic(name)


def _codes(communes: Iterable[CommuneRow], movements: Iterable[Movement]) -> Iterator[CodeRow]:
    """The codes that each commune bore, from today back to the first list or to its restoration.

    A code that one commune left may be another's since that day: 60054, Les Hauts-Talican until 2024.
    """
    by_code: dict[str, list[Movement]] = {}
    left = {move.other_code: move.on for move in movements if move.kind == "changement_de_code"}
    for each in sorted(movements, key=attrgetter("on"), reverse=True):
        if each.kind != "fusion":
            by_code.setdefault(each.code, []).append(each)
    for commune in communes:
        code, until = commune.insee_code, date.max
        while move := _latest(by_code.get(code, []), until):
            yield _code(commune, code, move.on, until)
            if move.kind == "retablissement":
                break
            code, until = move.other_code, move.on
        else:
            start = left.get(code, FIRST_LIST) if code == commune.insee_code and until == date.max else FIRST_LIST
            yield _code(commune, code, start, until)


def _latest(movements: Iterable[Movement], before: date) -> Movement | None:
    return next((move for move in movements if move.on < before), None)


def _code(commune: CommuneRow, code: str, start: date, until: date) -> CodeRow:
    is_open = until == date.max
    return CodeRow(commune.insee_code, code, commune.name, department_of(code), start, None if is_open else until)


def _memberships(france: Iterable[dict[str, str]], yearly: Iterable[dict[str, str]]) -> Iterator[MembershipRow]:
    detailed: dict[str, dict[int, str]] = {}
    for line in yearly:
        detailed.setdefault(line["code_insee"], {})[int(line["annee"])] = line["epci_siren"]
    for line in france:
        code, siren = line["code_insee"], line["epci_siren_2026"]
        if code in detailed:
            yield from _periods(code, detailed[code])
        elif siren:
            yield MembershipRow(code, siren, FIRST_MEMBERSHIPS, None)


def _periods(code: str, siren_by_year: dict[int, str]) -> Iterator[MembershipRow]:
    """Consecutive years in the same EPCI make one membership, open when it lasts until this year's list."""
    for siren, group in groupby(sorted(siren_by_year), key=lambda year: siren_by_year[year]):
        years = list(group)
        until = None if years[-1] == THIS_LIST else date(years[-1] + 1, 1, 1)
        yield MembershipRow(code, siren, date(years[0], 1, 1), until)


def _successions(file: Path, communes: Iterable[CommuneRow], movements: Iterable[Movement]) -> Iterator[SuccessionRow]:
    by_code = {commune.insee_code: commune for commune in communes}
    events = {(move.code if move.kind == "fusion" else move.other_code): move for move in movements}
    kinds = {"fusion": Succession.Kind.MERGER, "changement_de_code": Succession.Kind.CODE_CHANGE}
    seen = set()
    for line in _lines(file):
        old, today = line["code_ancien"], line["code_2026"]
        seen.add(old)
        event = events.get(old)
        if event and event.kind in kinds:
            yield SuccessionRow(old, typographic(line["nom_ancien"]), today, kinds[event.kind], event.on)
        else:
            is_delegated = line["nature"] == "commune-deleguee"
            kind = Succession.Kind.DELEGATED if is_delegated else Succession.Kind.ASSOCIATED
            yield SuccessionRow(old, typographic(line["nom_ancien"]), today, kind, None)
    for move in movements:
        if move.kind == "changement_de_code" and move.other_code not in by_code.keys() | seen:
            yield SuccessionRow(move.other_code, move.name, move.code, Succession.Kind.CODE_CHANGE, move.on)
        if move.kind == "retablissement":
            yield SuccessionRow(move.code, move.name, move.code, Succession.Kind.RESTORATION, move.on)


def _mergers(file: Path) -> Iterator[SuccessionRow]:
    """Mergers that left no delegated commune behind, so that no list of today names the old code."""
    for line in _lines(file):
        day = date.fromisoformat(line["date_effet"])
        old_name = typographic(line["nom_ancien"])
        yield SuccessionRow(line["code_ancien"], old_name, line["code_2026"], Succession.Kind.MERGER, day)


def _populations(folder: Path, france: Iterable[dict[str, str]]) -> Iterator[PopulationRow]:
    """Municipal populations add up exactly, so an EPCI's is the sum of its members'; totals do not."""
    sums: dict[str, int] = {}
    for line in france:
        municipal = int(line["population_municipale_2023"])
        yield PopulationRow(line["code_insee"], None, 2023, municipal, None, COMMUNE_SOURCE_2023)
        if siren := line["epci_siren_2026"]:
            sums[siren] = sums.get(siren, 0) + municipal
    for siren, municipal in sums.items():
        yield PopulationRow(None, siren, 2023, municipal, None, EPCI_SOURCE_2023)
    for line in _lines(folder / "communes_44_et_epci_limitrophes_2026.csv"):
        yield PopulationRow(line["code_insee"], None, 2022, *_both_populations(line), SOURCE_2022)
    for line in _lines(folder / "epci_44_2026.csv"):
        yield PopulationRow(None, line["siren"], 2022, *_both_populations(line), SOURCE_2022)


def _both_populations(line: dict[str, str]) -> tuple[int, int]:
    return int(line["population_municipale_2022"]), int(line["population_totale_2022"])
