"""Many territories for the benchmarks: the complete CTG, copied by PostgreSQL onto the other EPCI of France.

One statement a table, whatever their number. Ids are drawn from the source's id and from the copy's name: the
same number twice writes nothing. The figures mean nothing; their volume and their shape do.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Field, ForeignKey, Model

from accounts.models import User
from actionplans.models import FollowUp
from ctg.demo.cast import Account, create_accounts
from ctg.demo.complete import SIREN
from ctg.demo.rows import ORDER, count_rows
from diagnostics.models import Dataset, IndicatorValue
from evaluation import models as evaluation
from territories.models import Caf, Ctg, Membership, PerimeterCommune, Role, Territory, TerritoryModel

SERIES = 40  # copies of each evaluation indicator: with five years, some thousands of measures a territory
VALUE_YEARS = 2
REPEATED = (evaluation.Indicator, evaluation.Target, evaluation.Measure)
# Loaded otherwise, or of people who exist once.
NOT_COPIED = (Membership, Dataset, IndicatorValue)

TARGETS = """
CREATE TEMP TABLE scale_target ON COMMIT DROP AS
SELECT epci.id AS epci_id, epci.siren AS key, epci.name, mode() WITHIN GROUP (ORDER BY commune.department_id) AS place,
       row_number() OVER (ORDER BY epci.siren) AS rank, NULL::uuid AS caf_id, NULL::text AS caf_key
FROM territories_epci epci
JOIN territories_epcimembership member ON member.epci_id = epci.id AND member.valid_to IS NULL
JOIN territories_commune commune ON commune.id = member.commune_id
WHERE NOT EXISTS (SELECT FROM territories_territory known WHERE known.epci_id = epci.id)
GROUP BY epci.id ORDER BY epci.siren LIMIT %s
"""

NEW_CAFS = """
SELECT DISTINCT caf_id, caf_key, place FROM scale_target
WHERE caf_id NOT IN (SELECT id FROM territories_caf) ORDER BY caf_key
"""


class TooMany(Exception):
    """France has no more EPCI than that; the message says how many."""


def multiply(territories: int, password: str) -> dict[str, int]:
    """Rows written by table, in one transaction of the owner of the tables, whose history is left alone."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        known = copies(cursor)
        if known >= territories:
            return {}
        _choose(cursor, territories - known)
        with _without_history(cursor):
            written = Counter(dict(_copy_all(cursor)))
            written += _admit(cursor, password)
    count_rows()
    return dict(written)


def copies(cursor: CursorWrapper) -> int:
    """How many territories are copies already."""
    cursor.execute(
        "SELECT count(*) FROM territories_territory t JOIN territories_caf caf ON caf.id = t.caf_id"
        " WHERE caf.slug LIKE 'mesures-%'"
    )
    (count,) = cursor.fetchone()
    return int(count)


def _choose(cursor: CursorWrapper, territories: int) -> None:
    """Which EPCI take a copy, each in the Caf of the département where most of its communes are."""
    cursor.execute(TARGETS, [territories])
    if cursor.rowcount < territories:
        raise TooMany(f"La France n’a plus que {cursor.rowcount} EPCI sans territoire : demandez-en moins.")
    cursor.execute("UPDATE scale_target SET caf_key = 'mesures-' || lower(place), caf_id = md5(place)::uuid")
    cursor.execute(NEW_CAFS)
    cafs = [Caf(pk=pk, slug=key, department_id=place, name=f"Caf de mesure {place}") for pk, key, place in cursor]
    Caf.objects.using("owner").bulk_create(cafs)
    cursor.execute("CREATE TEMP TABLE scale_caf (caf_id uuid, key text) ON COMMIT DROP")
    cursor.executemany("INSERT INTO scale_caf VALUES (%s, %s)", [(caf.pk, caf.slug) for caf in cafs])


def _copy_all(cursor: CursorWrapper) -> Iterator[tuple[str, int]]:
    source = Territory.objects.using("owner").get(epci__siren=SIREN)
    models: list[type[Model]] = [Territory, Ctg, *(model for model in ORDER if model not in NOT_COPIED)]
    for model in models:
        yield model._meta.db_table, _copy(cursor, model, source)
    yield PerimeterCommune._meta.db_table, _cover(cursor)
    yield IndicatorValue._meta.db_table, _describe(cursor)


def _copy(cursor: CursorWrapper, model: type[Model], source: Territory) -> int:
    table, fields = model._meta.db_table, model._meta.local_concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(_value(model, field) for field in fields)
    copied, only, known = "scale_caf", "s.caf_id", source.caf_id
    if _is_of_territory(model):
        copied, only, known = "scale_target", "s.id" if model is Territory else "s.territory_id", source.pk
    series = f" CROSS JOIN generate_series(1, {SERIES}) AS series" if model in REPEATED else ""
    rows = f"SELECT {values} FROM {table} s CROSS JOIN {copied} t{series} WHERE {only} = %s"
    cursor.execute(f"INSERT INTO {table} ({columns}) {rows}", [known])
    return int(cursor.rowcount)


def _is_of_territory(model: type[Model]) -> bool:
    return issubclass(model, TerritoryModel) or model is Territory


def _value(model: type[Model], field: "Field[Any, Any]") -> str:
    """The column of a copy, in SQL: its own keys are moved, what must be unique is marked, the rest is the source's."""
    column = f's."{field.column}"'
    special: dict[tuple[type[Model], str], str] = {
        (Territory, "name"): "t.name",
        (Territory, "slug"): "'territoire-' || t.key",
        (Territory, "epci"): "t.epci_id",
        (Ctg, "number"): f"left({column}, 20) || '-' || t.rank",
        (FollowUp, "author"): column,  # news are somebody's
        (evaluation.Indicator, "label"): f"left({column}, 180) || ' – ' || series",
    }
    if (model, field.name) in special:
        return special[model, field.name]
    if field.name == "caf":
        return "t.caf_id"
    if field.primary_key:
        return _moved(model, column)
    if isinstance(field, ForeignKey):
        return _moved_key(model, field, column)
    if field.unique:
        return f"md5({column} || t.key)"
    return column


def _moved_key(model: type[Model], field: "ForeignKey[Any, Any]", column: str) -> str:
    target = field.related_model
    if target is User and field.null:
        return "NULL"
    if target in {Territory, Ctg, *ORDER}:
        return _moved(target, column, seen_from=model)
    return column


def _moved(model: type[Model], column: str, seen_from: type[Model] | None = None) -> str:
    """The id of a copy: of its Caf for a row of the whole Caf, also in the keys of the rows of a territory."""
    shared = not _is_of_territory(model) and _is_of_territory(seen_from or model)
    series = " || series" if model in REPEATED else ""
    return f"md5({column} || {'t.caf_key' if shared else 't.key'}{series})::uuid"


def _cover(cursor: CursorWrapper) -> int:
    """Each CTG covers the communes of its EPCI."""
    cursor.execute(
        "INSERT INTO territories_perimetercommune"
        " (id, caf_id, territory_id, ctg_id, commune_id, valid_from, valid_to)"
        " SELECT md5(ctg.id::text || member.commune_id)::uuid, ctg.caf_id, ctg.territory_id, ctg.id,"
        "        member.commune_id, ctg.effective_from, ctg.effective_to + 1"
        " FROM scale_target t"
        " JOIN territories_territory place ON place.caf_id = t.caf_id AND place.epci_id = t.epci_id"
        " JOIN territories_ctg ctg ON ctg.territory_id = place.id"
        " JOIN territories_epcimembership member ON member.epci_id = t.epci_id AND member.valid_to IS NULL"
    )
    return int(cursor.rowcount)


def _describe(cursor: CursorWrapper) -> int:
    """A figure of each indicator for each commune and year."""
    cursor.execute("SELECT DISTINCT caf_id FROM scale_target")
    for (caf_id,) in cursor.fetchall():
        Dataset.objects.using("owner").get_or_create(
            caf_id=caf_id,
            name="Mesures",
            edition="2026",
            defaults={"producer": "Démonstration", "geography_vintage": 2026, "is_fictitious": True},
        )
    cursor.execute(
        "INSERT INTO diagnostics_indicatorvalue"
        " (id, caf_id, indicator_id, dataset_id, commune_id, year, value, numerator, denominator, status)"
        " SELECT md5(indicator.id::text || member.commune_id || year)::uuid, t.caf_id, indicator.id, dataset.id,"
        "        member.commune_id, year, 10 + member.commune_id % 90, 10 + member.commune_id % 90, 100, 'ok'"
        " FROM scale_target t"
        " JOIN territories_epcimembership member ON member.epci_id = t.epci_id AND member.valid_to IS NULL"
        " JOIN diagnostics_indicator indicator ON indicator.caf_id = t.caf_id"
        " JOIN diagnostics_dataset dataset ON dataset.caf_id = t.caf_id AND dataset.name = 'Mesures'"
        f" CROSS JOIN generate_series(2024 - {VALUE_YEARS} + 1, 2024) AS year"
    )
    return int(cursor.rowcount)


def _admit(cursor: CursorWrapper, password: str) -> Counter[str]:
    """One manager for each new Caf, who takes the password of the demonstration."""
    cursor.execute("SELECT caf_id, key FROM scale_caf ORDER BY key")
    cafs = cursor.fetchall()
    managers = [Account("", "Responsable", key, Role.CAF_MANAGER) for _, key in cafs]
    users = create_accounts(managers, password) if managers else {}
    Membership.objects.using("owner").bulk_create(
        Membership(caf_id=pk, user=users[manager.email], role=manager.role)
        for (pk, _), manager in zip(cafs, managers, strict=True)
    )
    return Counter({Membership._meta.db_table: len(cafs)})


@contextmanager
def _without_history(cursor: CursorWrapper) -> Iterator[None]:
    """A failure rolls everything back, also the silence of the history."""
    cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'history'")
    tables = [table for (table,) in cursor.fetchall()]
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER history")
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER history")
