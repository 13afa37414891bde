"""Taking a producer's file in: look at it, answer what it does not say, keep its figures, take them out again.

The order of a screen: `receive` the upload, show `preview`, keep each answer by `answer`, then a job that reads
(`read`) and writes (`commit`); `undo` gives back what stood before.
"""

import csv
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from diagnostics.imports import sandbox
from diagnostics.imports.catalogue import read_catalogue
from diagnostics.imports.contract import Choices, Reading, RefusedFile, ValueColumn
from diagnostics.imports.files import LARGEST_FILE
from diagnostics.imports.names import plain
from diagnostics.models import Dataset, DatasetImport, ImportProfile, Indicator
from diagnostics.services import import_rows, secrecy
from diagnostics.services.catalogue import install_catalogue
from diagnostics.services.import_rows import Change
from territories.models import Caf, Commune, CommuneCode, Department, Epci, Succession
from territories.scope import caf_scope
from territories.templatetags.french import number

Progress = Callable[[int, str], None]
"""Called about once a second with a percentage and a French sentence."""

__all__ = ["Change", "Choices", "Preview", "Reading", "RefusedFile"]

Status = DatasetImport.Status
NEVER = "9999-99"
READING_SHARE = 80
STEPS = {"Lecture": (2, 25), "Recherche des doublons": (25, 50), "Lecture des valeurs": (50, READING_SHARE)}
"""A file is read three times: the percentages between which each time goes."""
TYPICAL_LINE = 60
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class UnansweredQuestions(Exception):
    """Something must be decided first; nothing was written."""


class CannotUndo(Exception):
    """A later import stands on this one; the text names it."""


@dataclass
class Preview:
    """What an import would do: nothing is written."""

    reading: Reading
    changes: list[Change] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    already: DatasetImport | None = None
    """The same file with the same answers was imported: importing it again writes nothing."""

    @property
    def is_ready(self) -> bool:
        return not self.reading.questions


def receive(caf: Caf, file: File[bytes], *, name: str, by: User | None) -> DatasetImport:
    """Keep an uploaded file with its hash; `RefusedFile` when its size or nature is not acceptable."""
    if (file.size or 0) > LARGEST_FILE:
        raise RefusedFile(f"Ce fichier dépasse {LARGEST_FILE // 1024**2} Mo : découpez-le.")
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    received = DatasetImport(
        caf=caf, file_name=Path(name).name[:255], file_size=file.size or 0, sha256=digest.hexdigest(), created_by=by
    )
    file.seek(0)
    received.file.save(str(received.pk), file, save=False)
    received.save()
    return received


def inspect(
    caf: Caf, path: Path, choices: Choices, *, file_name: str = "", progress: Progress | None = None
) -> Preview:
    """Read the file in a child process and compare with what is stored; `RefusedFile` when it is no table."""
    with _spool() as spool:
        reading = _ask(caf, path, choices, file_name or path.name, spool, progress)
        found = Preview(reading)
        if reading.questions:
            return found
        if progress:
            progress(READING_SHARE + 10, f"Comparaison de {number(reading.figures)} chiffres avec ceux en place")
        with (
            caf_scope(caf),  # a job reads outside any transaction
            import_rows.staged(caf, reading.choices.level, _indicators(caf, reading.choices), spool) as figures,
        ):
            found.already = _already(caf, sha256_of(path), reading)
            comparison = import_rows.compare(figures)
    found.changes, found.added = comparison.changes, comparison.added
    found.changed, found.unchanged = comparison.changed, comparison.unchanged
    return found


def preview(received: DatasetImport, progress: Progress | None = None) -> Preview:
    """`inspect` for a file kept by `receive`, with the answers given so far."""
    with _local(received) as path:
        choices = Choices.from_json(received.choices)
        return inspect(received.caf, path, choices, file_name=received.file_name, progress=progress)


def answer(received: DatasetImport, choices: Choices) -> None:
    """Keep the answers given so far."""
    received.choices = choices.as_json()
    received.save(update_fields=["choices"])


@contextmanager
def read(received: DatasetImport, progress: Progress | None = None) -> Iterator[Reading]:
    """The slow part, outside any transaction: the figures wait in a temporary file until the block ends.

    `UnansweredQuestions` or `RefusedFile` when the file cannot be imported as it is.
    """
    with (
        _local(received) as path,
        read_file(
            received.caf, path, Choices.from_json(received.choices), file_name=received.file_name, progress=progress
        ) as reading,
    ):
        if reading.questions:
            raise UnansweredQuestions(" ".join(question.text for question in reading.questions))
        yield reading


@contextmanager
def read_file(
    caf: Caf, path: Path, choices: Choices, *, file_name: str, progress: Progress | None = None
) -> Iterator[Reading]:
    """Read a file where it lies; its questions, if it leaves some, are in the reading."""
    with _spool() as spool:
        yield _ask(caf, path, choices, file_name, spool, progress)


@transaction.atomic
def commit(received: DatasetImport, reading: Reading, *, by: User | None) -> DatasetImport:
    """Write the figures that were read, in the caller's transaction, all or none.

    The same file with the same answers gives the import that was already made, and writes nothing.
    """
    caf = Caf.objects.get(pk=received.caf_id)
    if already := _already(caf, received.sha256, reading):
        return already
    indicators = _indicators(caf, reading.choices)
    received.dataset = _dataset(caf, received, reading, by)
    received.choices, received.choices_digest = reading.choices.as_json(), digest_of(reading.choices)
    received.status, received.imported_at = Status.DONE, timezone.now()
    received.report = reading.as_json() | {"spool": ""}
    received.save()
    secret = [indicator for indicator in indicators if indicator.is_secret]
    for indicator in secret:
        secrecy.hold(indicator, reading.years)
    with import_rows.staged(caf, reading.choices.level, indicators, Path(reading.spool)) as figures:
        import_rows.write(figures, received)
    if secret:
        secrecy.publish(caf, [indicator.pk for indicator in secret], reading.years)
    return received


@transaction.atomic
def undo(done: DatasetImport, *, by: User | None) -> None:
    """Give back the figures that stood before; `CannotUndo` when a later import replaced some of these."""
    locked = DatasetImport.objects.select_for_update(of=("self",)).get(pk=done.pk)
    if locked.status != Status.DONE or locked.dataset is None:
        raise CannotUndo("Cet import n’est pas en place : il n’y a rien à annuler.")
    later = DatasetImport.objects.done().filter(replaced_values__dataset=locked.dataset).exclude(pk=locked.pk).first()
    if later:
        raise CannotUndo(f"Un import plus récent a remplacé ces chiffres : annulez d’abord « {later.file_name} ».")
    import_rows.give_back(locked)
    codes = {each.indicator for each in Choices.from_json(locked.choices).values}
    secret = [each for each in Indicator.objects.filter(caf_id=locked.caf_id, code__in=codes) if each.is_secret]
    if secret:
        secrecy.publish(Caf.objects.get(pk=locked.caf_id), [each.pk for each in secret], locked.report["years"])
    locked.replaced_values.all().delete()
    locked.status, locked.undone_at, locked.undone_by = Status.UNDONE, timezone.now(), by
    locked.save(update_fields=["status", "undone_at", "undone_by"])
    done.status, done.undone_at, done.undone_by = locked.status, locked.undone_at, by


def save_profile(received: DatasetImport, name: str, *, by: User | None) -> ImportProfile:
    """Keep the answers given for this file: the next file with these columns is read the same way."""
    choices = Choices.from_json(received.choices)
    kept = replace(choices, profile="", sheet="", encoding="", year=None, edition="", geography_vintage=None)
    report = received.report.get("reading", received.report)
    columns = [plain(column) for column in report.get("columns_in_file", [])]
    profile, _ = ImportProfile.objects.update_or_create(
        caf_id=received.caf_id,
        name=name,
        defaults={"columns": columns, "choices": kept.as_json(), "updated_by": by},
    )
    return profile


def report_as_csv(done: DatasetImport) -> str:
    """The report for a spreadsheet: counts, then errors line by line, formula-like cells neutralised."""
    report = done.report
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    rows: list[list[Any]] = [
        ["Fichier", done.file_name],
        ["Empreinte SHA-256", done.sha256],
        ["Lignes lues", report.get("rows_read", 0)],
        ["Lignes importées", report.get("imported", 0)],
        ["Lignes sous secret", report.get("suppressed", 0)],
        ["Lignes ignorées", report.get("ignored", 0)],
        ["Lignes rejetées", report.get("rejected", 0)],
        *([f"Ignorées, {why}", count] for why, count in report.get("ignored_rows", {}).items()),
        [],
        ["Colonne", "Valeurs", "Cellules sous secret", "Cellules sans valeur", "Somme"],
        *(
            [name, each["values"], each["suppressed_cells"], each["missing_cells"], each["sum"].replace(".", ",")]
            for name, each in report.get("columns", {}).items()
        ),
        [],
        ["Feuille", "Ligne", "Colonne", "Valeur lue", "Motif"],
        *(
            [each["sheet"], each["line"], each["column"], each["raw_value"], each["reason"]]
            for each in report.get("errors", [])
        ),
    ]
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue()


def digest_of(choices: Choices) -> str:
    """What tells two imports of one file apart: the answers that change its figures."""
    values = tuple(sorted(choices.values, key=lambda each: (each.column, each.indicator, each.part)))
    filters = tuple(sorted(choices.filters))
    kept = replace(choices, profile="", name="", producer="", edition="", values=values, filters=filters)
    return hashlib.sha256(json.dumps(kept.as_json(), sort_keys=True).encode()).hexdigest()


def sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _already(caf: Caf, sha256: str, reading: Reading) -> DatasetImport | None:
    done = DatasetImport.objects.done().filter(caf=caf)
    return done.filter(sha256=sha256, choices_digest=digest_of(reading.choices)).first()


@contextmanager
def _spool() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="ctg-import-") as folder:
        yield Path(folder) / "figures"


@contextmanager
def _local(received: DatasetImport) -> Iterator[Path]:
    """The bytes of a received file, where the child process can open them, whatever the storage."""
    if not received.file:
        raise RefusedFile("Ce fichier n’est plus gardé : déposez-le de nouveau.")
    with tempfile.NamedTemporaryFile(prefix="ctg-import-") as copy, received.file.open("rb") as source:
        shutil.copyfileobj(source, copy)
        copy.flush()
        yield Path(copy.name)


def _ask(caf: Caf, path: Path, choices: Choices, file_name: str, spool: Path, progress: Progress | None) -> Reading:
    expected = max(1, path.stat().st_size // TYPICAL_LINE)

    def tell(step: str, line: int) -> None:
        if progress:
            start, end = STEPS.get(step, (1, 1))
            percent = min(end, start + (end - start) * line // expected)
            progress(percent, f"{step}, ligne {number(line)}" if line else step)

    request: dict[str, Any] = {
        "path": str(path.resolve()),
        "file_name": file_name,
        "spool": str(spool),
        "choices": choices.as_json(),
        "geography": _geography(),
    }
    with caf_scope(caf):  # a job reads outside any transaction: its progress must be seen
        request["indicators"] = _catalogue(caf)
        request["profiles"] = list(caf.import_profiles.values("name", "columns", "choices"))
    return sandbox.ask(request, tell)


def _geography() -> dict[str, Any]:
    communes = {
        code: (str(key), department)
        for key, code, department in Commune.objects.values_list("pk", "insee_code", "department_id")
    }
    former: dict[str, list[tuple[str, str, str]]] = {}
    dated = CommuneCode.objects.order_by("valid_from")
    for code, today, start, end in dated.values_list("insee_code", "commune__insee_code", "valid_from", "valid_to"):
        if code != today:
            former.setdefault(code, []).append((today, start.isoformat(), end.isoformat() if end else ""))
    for code, today in Succession.objects.values_list("old_code", "commune__insee_code"):
        if code != today:
            former.setdefault(code, []).append((today, NEVER, ""))
    return {
        "communes": communes,
        "former": former,
        "epcis": {siren: str(key) for key, siren in Epci.objects.values_list("pk", "siren")},
        "departments": list(Department.objects.values_list("code", flat=True)),
    }


def _catalogue(caf: Caf) -> dict[str, dict[str, Any]]:
    """The Caf's indicators, and those of the shipped catalogue that it has not installed yet."""
    shipped = {each.code: each for each in read_catalogue()}
    known = shipped | {each.code: each for each in caf.indicators.filter(is_active=True)}
    return {
        code: {"label": each.label, "kind": each.kind, "multiplier": each.multiplier} for code, each in known.items()
    }


def _indicators(caf: Caf, choices: Choices) -> list[Indicator]:
    """The indicators that the columns feed, in the order in which the child numbered them."""
    codes = list(dict.fromkeys(each.indicator for each in choices.values))
    known = {each.code: each for each in caf.indicators.filter(code__in=codes)}
    if len(known) < len(codes):
        known = install_catalogue(caf)
    return [known[code] for code in codes]


def _dataset(caf: Caf, received: DatasetImport, reading: Reading, by: User | None) -> Dataset:
    """One file, one dataset: a second file of the same edition is told from the first by a number."""
    choices, years = reading.choices, reading.years or [timezone.localdate().year]
    name = (choices.name or reading.profile or Path(received.file_name).stem or "Fichier importé")[:200]
    edition = choices.edition or (str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}")
    taken = set(caf.datasets.filter(name=name).values_list("edition", flat=True))
    number, unique = 1, edition[:60]
    while unique in taken:
        number += 1
        unique = f"{edition[:54]} ({number})"
    return Dataset.objects.create(
        caf=caf,
        name=name,
        producer=(choices.producer or reading.producer or "Producteur non précisé")[:120],
        edition=unique,
        geography_vintage=choices.geography_vintage or years[-1],
        file_name=received.file_name,
        file_sha256=received.sha256,
        imported_by=by,
    )


def value_columns(texts: list[str]) -> tuple[ValueColumn, ...]:
    """« A=CAF1 », or « PERCOU=CAF2:numerator » for one part of a ratio."""
    found = []
    for text in texts:
        column, _, target = text.rpartition("=")
        indicator, _, part = target.strip().partition(":")
        found.append(ValueColumn(column.strip(), indicator, part or "value"))
    return tuple(found)
