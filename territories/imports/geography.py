"""Loading the official geography of France, in bulk and as often as one likes.

Run as the owner of the tables: the application may only read them. A commune keeps its id when its code
changes, and what is already known about the past is never reopened by a later list.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg.types.json import Jsonb

from territories.imports import contours, reference
from territories.imports.bulk import Merge, Outcome, stage

COMMUNE_OUTLINES, EPCI_OUTLINES = "contours/communes_44_et_limitrophes.geojson", "contours/epci_44.geojson"
CONTOUR_SOURCE = "IGN, contours généralisés"
TOWN_HALL_SOURCE = "DILA, service-public.fr"
MIDDLE_SOURCE = "milieu du contour"

TABLES: dict[str, dict[str, str]] = {
    "staged_region": {"code": "text", "name": "text"},
    "staged_department": {"code": "text", "name": "text", "region_id": "text"},
    "staged_epci": {"siren": "text", "name": "text", "kind": "text", "exists_since": "date", "ended_on": "date"},
    "staged_commune": {"insee_code": "text", "name": "text", "department_id": "text"},
    "staged_code": {
        "commune": "text",
        "insee_code": "text",
        "name": "text",
        "department_id": "text",
        "valid_from": "date",
        "valid_to": "date",
    },
    "staged_membership": {"commune": "text", "siren": "text", "valid_from": "date", "valid_to": "date"},
    "staged_succession": {
        "old_code": "text",
        "old_name": "text",
        "commune": "text",
        "kind": "text",
        "effective_on": "date",
    },
    "staged_population": {
        "commune": "text",
        "siren": "text",
        "vintage": "smallint",
        "municipal": "integer",
        "total": "integer",
        "source": "text",
    },
    "staged_contour": {
        "commune": "text",
        "siren": "text",
        "geometry": "jsonb",
        "svg_path": "text",
        "left": "float8",
        "top": "float8",
        "right": "float8",
        "bottom": "float8",
        "source": "text",
    },
    "staged_point": {
        "commune": "text",
        "is_town_hall": "boolean",
        "longitude": "float8",
        "latitude": "float8",
        "x": "float8",
        "y": "float8",
        "source": "text",
    },
}

BY_COMMUNE = "JOIN territories_commune commune ON commune.insee_code = staged.commune"
BY_EPCI = "JOIN territories_epci epci ON epci.siren = staged.siren"
OUTLINE = ["geometry", "svg_path", "left", "top", "right", "bottom", "source"]
COLUMNS_OF_OUTLINE = ", ".join(f'"{column}"' for column in OUTLINE)

PLACES = [
    Merge("régions", "territories_region", ["code", "name"], ["code"], "SELECT * FROM staged_region"),
    Merge(
        "départements",
        "territories_department",
        ["code", "name", "region_id"],
        ["code"],
        "SELECT * FROM staged_department",
    ),
    Merge(
        "EPCI",
        "territories_epci",
        ["siren", "name", "kind", "exists_since", "ended_on"],
        ["siren"],
        "SELECT * FROM staged_epci",
    ),
    Merge(
        "communes",
        "territories_commune",
        ["insee_code", "name", "department_id"],
        ["insee_code"],
        "SELECT * FROM staged_commune",
    ),
]
CODES = Merge(
    "codes de communes",
    "territories_communecode",
    ["commune_id", "insee_code", "name", "department_id", "valid_from", "valid_to"],
    ["insee_code", "valid_from"],
    "SELECT commune.id AS commune_id, staged.insee_code, staged.name, staged.department_id,"
    f" staged.valid_from, staged.valid_to FROM staged_code staged {BY_COMMUNE}",
)
MEMBERSHIPS = Merge(
    "appartenances à un EPCI",
    "territories_epcimembership",
    ["commune_id", "epci_id", "valid_from", "valid_to"],
    ["commune_id", "valid_from"],
    "SELECT commune.id AS commune_id, epci.id AS epci_id, staged.valid_from, staged.valid_to"
    f" FROM staged_membership staged {BY_COMMUNE} {BY_EPCI}",
)
FACTS = [
    Merge(
        "anciens codes",
        "territories_succession",
        ["old_code", "old_name", "commune_id", "kind", "effective_on"],
        ["old_code"],
        "SELECT staged.old_code, staged.old_name, commune.id AS commune_id, staged.kind, staged.effective_on"
        f" FROM staged_succession staged {BY_COMMUNE}",
    ),
    Merge(
        "populations",
        "territories_population",
        ["commune_id", "epci_id", "vintage", "municipal", "total", "source"],
        ["commune_id", "epci_id", "vintage"],
        "SELECT commune.id AS commune_id, epci.id AS epci_id, vintage, municipal, total, source"
        f" FROM staged_population staged LEFT {BY_COMMUNE} LEFT {BY_EPCI}",
    ),
    Merge(
        "contours de communes",
        "territories_contour",
        ["commune_id", *OUTLINE],
        ["commune_id"],
        f"SELECT commune.id AS commune_id, {COLUMNS_OF_OUTLINE} FROM staged_contour staged {BY_COMMUNE}",
    ),
    Merge(
        "contours d’EPCI",
        "territories_contour",
        ["epci_id", *OUTLINE],
        ["epci_id"],
        f"SELECT epci.id AS epci_id, {COLUMNS_OF_OUTLINE} FROM staged_contour staged {BY_EPCI}",
    ),
    Merge(
        "points des communes",
        "territories_communepoint",
        ["commune_id", "is_town_hall", "longitude", "latitude", "x", "y", "source"],
        ["commune_id"],
        "SELECT commune.id AS commune_id, is_town_hall, longitude, latitude, x, y, source"
        f" FROM staged_point staged {BY_COMMUNE}",
    ),
]
LOADED_TABLES = sorted({merge.table for merge in [*PLACES, CODES, MEMBERSHIPS, *FACTS]})

# A commune that the database knows by an earlier code takes its new one, and stays the same commune.
RENUMBER = """
UPDATE territories_commune commune SET insee_code = staged.commune
FROM staged_code staged
WHERE commune.insee_code = staged.insee_code AND staged.insee_code <> staged.commune
  AND NOT EXISTS (SELECT FROM staged_commune current WHERE current.insee_code = staged.insee_code)
  AND NOT EXISTS (SELECT FROM territories_commune already WHERE already.insee_code = staged.commune)
"""

# What is known since an earlier day stays known since that day…
KEEP_EARLIER_CODES = """
UPDATE staged_code staged SET valid_from = known.valid_from
FROM territories_communecode known JOIN territories_commune commune ON commune.id = known.commune_id
WHERE known.insee_code = staged.insee_code AND commune.insee_code = staged.commune
  AND known.valid_from < staged.valid_from AND (known.valid_to IS NULL OR known.valid_to > staged.valid_from)
"""
KEEP_EARLIER_MEMBERSHIPS = """
UPDATE staged_membership staged SET valid_from = known.valid_from
FROM territories_epcimembership known
JOIN territories_commune commune ON commune.id = known.commune_id
JOIN territories_epci epci ON epci.id = known.epci_id
WHERE commune.insee_code = staged.commune AND epci.siren = staged.siren
  AND known.valid_from < staged.valid_from AND (known.valid_to IS NULL OR known.valid_to > staged.valid_from)
"""
# … and ends when the new list says that something else is true.
CLOSE_MEMBERSHIPS = f"""
UPDATE territories_epcimembership known SET valid_to = staged.valid_from
FROM staged_membership staged {BY_COMMUNE} {BY_EPCI}
WHERE known.commune_id = commune.id AND known.epci_id <> epci.id
  AND known.valid_from < staged.valid_from AND (known.valid_to IS NULL OR known.valid_to > staged.valid_from)
"""

UNLISTED = """
SELECT name, insee_code FROM territories_commune commune
WHERE NOT EXISTS (SELECT FROM staged_commune staged WHERE staged.insee_code = commune.insee_code)
ORDER BY insee_code
"""


@dataclass(frozen=True)
class Report:
    """What a load read and wrote; `warnings` are sentences for the person who ran it."""

    outcomes: list[Outcome]
    seconds: float
    warnings: list[str] = field(default_factory=list)

    @property
    def written(self) -> int:
        return sum(outcome.written for outcome in self.outcomes)


def load(connection: BaseDatabaseWrapper, folder: Path = reference.REFERENCE, *, dry_run: bool = False) -> Report:
    """Bring the tables of `connection` to what the lists of `folder` say; all of it or nothing."""
    started = time.perf_counter()
    lists = reference.read(folder)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        _stage(cursor, lists, folder)
        outcomes = list(_merge(cursor))
        warnings = list(_warnings(cursor, lists))
        if dry_run:
            transaction.set_rollback(True, using=connection.alias)
        elif any(outcome.written for outcome in outcomes):
            cursor.execute(f"ANALYZE {', '.join(LOADED_TABLES)}")
    return Report(outcomes, time.perf_counter() - started, warnings)


def plain_copy(connection: BaseDatabaseWrapper) -> float:
    """The seconds that a bare COPY of the same rows takes, into tables with the same indexes: the floor."""
    seconds = 0.0
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for table in LOADED_TABLES:
            cursor.execute(f"CREATE TEMPORARY TABLE floor_{table} (LIKE {table} INCLUDING ALL) ON COMMIT DROP")
            with cursor.copy(f"COPY {table} TO STDOUT") as source:
                content = b"".join(source)
            started = time.perf_counter()
            with cursor.copy(f"COPY floor_{table} FROM STDIN") as target:
                target.write(content)
            seconds += time.perf_counter() - started
    return seconds


def _stage(cursor: CursorWrapper, lists: reference.Reference, folder: Path) -> None:
    rows: dict[str, Sequence[Sequence[Any]]] = {
        "staged_region": lists.regions,
        "staged_department": lists.departments,
        "staged_epci": lists.epcis,
        "staged_commune": lists.communes,
        "staged_code": lists.codes,
        "staged_membership": lists.memberships,
        "staged_succession": lists.successions,
        "staged_population": lists.populations,
        "staged_contour": list(_contours(folder)),
        "staged_point": list(_points(folder)),
    }
    for name, columns in TABLES.items():
        stage(cursor, name, columns, rows[name])


def _contours(folder: Path) -> Iterator[tuple[Any, ...]]:
    for outline in contours.read(folder / COMMUNE_OUTLINES):
        yield outline.properties["code"], None, *_drawn(outline)
    for outline in contours.read(folder / EPCI_OUTLINES):
        yield None, outline.properties["epci"], *_drawn(outline)


def _drawn(outline: contours.Outline) -> tuple[Any, ...]:
    return Jsonb(outline.geometry), outline.svg_path, *outline.box, CONTOUR_SOURCE


def _points(folder: Path) -> Iterator[tuple[Any, ...]]:
    """The town hall, unless the list puts it outside its commune: some are hundreds of kilometres away."""
    outlines = {outline.properties["code"]: outline for outline in contours.read(folder / COMMUNE_OUTLINES)}
    halls = {hall.commune: hall for hall in reference.town_halls(folder)}
    for code in outlines.keys() | halls.keys():
        hall, outline = halls.get(code), outlines.get(code)
        place = contours.project(hall.longitude, hall.latitude) if hall else None
        if hall and place and (outline is None or outline.holds(place)):
            yield code, True, hall.longitude, hall.latitude, *place, TOWN_HALL_SOURCE
        elif outline:
            middle = outline.middle
            yield code, False, *contours.locate(*middle), *middle, MIDDLE_SOURCE


def _merge(cursor: CursorWrapper) -> Iterator[Outcome]:
    cursor.execute(RENUMBER)
    renumbered = cursor.rowcount
    for merge in PLACES:
        outcome = merge.run(cursor)
        if merge.table == "territories_commune" and renumbered:
            outcome = replace(outcome, updated=outcome.updated + renumbered, unchanged=outcome.unchanged - renumbered)
        yield outcome
    cursor.execute(KEEP_EARLIER_CODES)
    yield CODES.run(cursor)
    cursor.execute(KEEP_EARLIER_MEMBERSHIPS)
    cursor.execute(CLOSE_MEMBERSHIPS)
    closed = cursor.rowcount
    outcome = MEMBERSHIPS.run(cursor)
    yield replace(outcome, updated=outcome.updated + closed)
    for merge in FACTS:
        yield merge.run(cursor)


def _warnings(cursor: CursorWrapper, lists: reference.Reference) -> Iterator[str]:
    if lists.without_successor:
        yield f"Communes disparues sans successeur connu : {', '.join(lists.without_successor)}."
    cursor.execute(UNLISTED)
    if unlisted := [f"{name} ({code})" for name, code in cursor.fetchall()]:
        yield f"Communes connues ici et absentes de la liste : {', '.join(unlisted)}."
