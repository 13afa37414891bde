"""The import of a large file against what PostgreSQL alone would take: COPY to a temporary table, then INSERT."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice, product
from pathlib import Path

from django.db import connection, transaction

from ctg import bench
from ctg.bench import Ratio
from diagnostics.imports.contract import Choices, Reading, ValueColumn
from diagnostics.models import DatasetImport
from diagnostics.services import importing
from diagnostics.services.catalogue import install_catalogue
from diagnostics.services.import_rows import be_patient
from territories.models import Caf, Commune
from territories.scope import caf_scope

ROWS = 500_000
FIRST_YEAR, YEARS = 2009, 15
INDICATOR = "HAN2B"
"""Without a rule of secrecy (the floor publishes nothing), and without a figure of a commune in the demonstration."""
PADDING = "x" * 55
"""What brings the file to fifty megabytes, as the columns that nobody imports do in real ones."""
FLOOR = (
    "INSERT INTO diagnostics_indicatorvalue (id, caf_id, indicator_id, dataset_id, commune_id, year, value, status)"
    " SELECT uuidv7(), %s, %s, %s, commune, year, value, 'ok' FROM bare"
)


def compare(caf: Caf, rows: int = ROWS) -> tuple[Ratio, Reading]:
    """The ratio, and what the last reading said (the memory of the child with it)."""
    with tempfile.TemporaryDirectory(prefix="ctg-bench-") as folder:
        file, ready = Path(folder) / "series.csv", Path(folder) / "ready"
        write_files(file, ready, rows)
        readings: list[Reading] = []
        ratio = bench.compare(
            f"Import de {rows} lignes",
            lambda: readings.append(import_once(caf, file)),
            lambda: insert_once(caf, ready),
            floor_name="COPY + INSERT sous RLS",
            goal=2.5,
            pairs=3,
            rounds=1,
        )
        return ratio, readings[-1]


def write_files(file: Path, ready: Path, rows: int) -> None:
    """The same figures twice: as a producer gives them, and as COPY takes them."""
    communes = list(Commune.objects.order_by("insee_code").values_list("pk", "insee_code", "name"))
    years = range(FIRST_YEAR, FIRST_YEAR + YEARS)
    with file.open("w", encoding="windows-1252", errors="replace") as producer, ready.open("w") as bare:
        producer.write("annee;codgeo;libgeo;foyers;divers\n")
        for number, (year, (key, code, name)) in enumerate(islice(product(years, communes), rows)):
            value = number * 7919 % 9973
            producer.write(f"{year};{code};{name};{value},5;{PADDING}\n")
            bare.write(f"{key}\t{year}\t{value}.5\n")


def import_once(caf: Caf, file: Path) -> Reading:
    choices = Choices(level="commune", year_column="annee", values=(ValueColumn("foyers", INDICATOR),))
    with undone(caf), importing.read_file(caf, file, choices, file_name=file.name) as reading:
        received = DatasetImport(caf=caf, file_name=file.name, sha256="0" * 64)
        importing.commit(received, reading, by=None)
        return reading


def insert_once(caf: Caf, ready: Path) -> None:
    with undone(caf), connection.cursor() as cursor:
        indicator = install_catalogue(caf)[INDICATOR]
        dataset = caf.datasets.create(name="plancher", producer="-", edition="-", geography_vintage=2026)
        be_patient(cursor)
        cursor.execute("CREATE TEMPORARY TABLE bare (commune bigint, year smallint, value numeric) ON COMMIT DROP")
        with ready.open("rb") as source, cursor.copy("COPY bare FROM STDIN") as target:
            while chunk := source.read(256 * 1024):
                target.write(chunk)
        cursor.execute(FLOOR, [caf.pk, indicator.pk, dataset.pk])


@contextmanager
def undone(caf: Caf) -> Iterator[None]:
    """A transaction of the application inside the Caf, that leaves nothing."""
    with caf_scope(caf):
        yield
        transaction.set_rollback(True)
