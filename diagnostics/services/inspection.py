"""A received file until it is imported: what was found in it, kept with it, and how long the file itself stays."""

from dataclasses import asdict, fields
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from diagnostics.imports.contract import Reading, RefusedFile
from diagnostics.models import DatasetImport
from diagnostics.services import importing
from diagnostics.services.importing import Change, Choices, Preview, Progress
from territories.models import Caf, Job

LOOK, IMPORT, UNDO = "diagnostics.look", "diagnostics.import", "diagnostics.undo"
SMALL_ENOUGH_TO_WAIT_FOR = 2 * 1024 * 1024
FEW_ENOUGH_TO_WAIT_FOR = 20_000
"""Figures whose import is undone while its owner waits."""
MOST_CHANGES_KEPT = 200
# The figures and the report stay; the file holds more than what was imported of it, so it goes.
KEPT_ONCE_IMPORTED = timedelta(days=30)
KEPT_UNUSED = timedelta(days=7)

Status = DatasetImport.Status


class NotWaiting(Exception):
    """The file is already imported, refused or on its way."""


def is_quick(received: DatasetImport) -> bool:
    """Small enough to be read while its owner waits."""
    return received.file_size <= SMALL_ENOUGH_TO_WAIT_FOR


def is_soon_undone(done: DatasetImport) -> bool:
    return bool(done.report.get("figures", 0) <= FEW_ENOUGH_TO_WAIT_FOR)


def is_being_undone(done: DatasetImport) -> bool:
    return done.status == Status.DONE and done.job is not None and done.job.kind == UNDO and done.job.is_open


def why_not_undone(done: DatasetImport) -> str:
    """What stopped the job that was to undo an import; an empty text when none did."""
    job = done.job
    is_stopped = done.status == Status.DONE and job is not None and job.kind == UNDO and job.status == Job.Status.FAILED
    return job.message if job is not None and is_stopped else ""


def look(received: DatasetImport) -> None:
    """Read the file and keep with it what an import would do; a file that is no table is refused in words."""
    keep(received, examine(received))


def examine(received: DatasetImport, progress: Progress | None = None) -> dict[str, Any]:
    """What an import would do, or why the file is refused, as it is kept; nothing is written."""
    try:
        return _as_json(importing.preview(received, progress))
    except RefusedFile as refusal:
        return {"refusal": str(refusal)}


def keep(received: DatasetImport, examined: dict[str, Any]) -> None:
    if "refusal" in examined:
        refuse(received, examined["refusal"])
        return
    received.report = examined
    received.save(update_fields=["report"])


def refuse(received: DatasetImport, reason: str) -> None:
    received.status = Status.REFUSED
    received.report = {"refusal": reason}
    received.save(update_fields=["status", "report"])


def answer(received: DatasetImport, choices: Choices) -> None:
    """Keep the answers; what was found with the former ones no longer holds."""
    refuse_unless_waiting(received)
    importing.answer(received, choices)
    received.report = {}
    received.save(update_fields=["report"])


def seen(received: DatasetImport) -> Preview | None:
    """What the last look at the file found; nothing before it ends."""
    if "reading" not in received.report:
        return None
    report = received.report
    already = report["already"] and DatasetImport.objects.select_related("created_by").filter(pk=report["already"])
    return Preview(
        reading=Reading.from_json(report["reading"]),
        changes=[_change(each) for each in report["changes"]],
        added=report["added"],
        changed=report["changed"],
        unchanged=report["unchanged"],
        already=already.first() if already else None,
    )


def refuse_unless_waiting(received: DatasetImport) -> None:
    if received.status == Status.WAITING:
        return
    if received.status == Status.RUNNING and received.job is not None and received.job.status == Job.Status.FAILED:
        return  # it may be tried again
    raise NotWaiting(f"Ce fichier n’attend plus rien : {received.get_status_display().lower()}.")


@transaction.atomic
def start(received: DatasetImport, job: Job) -> None:
    """The file is in the hands of a job."""
    received.status, received.job = Status.RUNNING, job
    received.save(update_fields=["status", "job"])


def wait_again(received: DatasetImport) -> None:
    """Give the file back to its owner, who must still decide something."""
    received.status = Status.WAITING
    received.save(update_fields=["status"])


@transaction.atomic
def start_undoing(done: DatasetImport, job: Job) -> None:
    """Its figures stay until the job has taken them away."""
    done.job = job
    done.save(update_fields=["job"])


@transaction.atomic
def discard(received: DatasetImport) -> None:
    """Forget a file that was never imported."""
    if received.status not in {Status.WAITING, Status.REFUSED}:
        raise NotWaiting("Ce fichier a servi à un import : il reste dans la liste.")
    _delete_file(received)
    received.delete()


def report_of(received: DatasetImport) -> Reading | None:
    """What was read of an imported file; nothing for a file that was refused."""
    names = {each.name for each in fields(Reading)}
    kept = {name: value for name, value in received.report.items() if name in names}
    return Reading.from_json(asdict(Reading()) | kept) if kept else None


def forget_files(caf: Caf) -> int:
    """Delete the files whose time is over. Returns how many."""
    now = timezone.now()
    with_file = caf.dataset_imports.exclude(file="")
    used = with_file.filter(status__in=[Status.DONE, Status.UNDONE], created_at__lt=now - KEPT_ONCE_IMPORTED)
    unused = with_file.filter(status__in=[Status.WAITING, Status.REFUSED], created_at__lt=now - KEPT_UNUSED)
    for received in used:
        _delete_file(received)
        received.save(update_fields=["file"])
    abandoned = list(unused)
    for received in abandoned:
        discard(received)
    return len(used) + len(abandoned)


def _delete_file(received: DatasetImport) -> None:
    """The bytes go once the row says so: a failed transaction loses nothing."""
    if received.file:
        storage, name = received.file.storage, received.file.name
        received.file = ""
        transaction.on_commit(lambda: storage.delete(str(name)), robust=True)


def _as_json(found: Preview) -> dict[str, Any]:
    return {
        "reading": found.reading.as_json(),
        "changes": [
            {name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(each).items()}
            for each in found.changes[:MOST_CHANGES_KEPT]
        ],
        "added": found.added,
        "changed": found.changed,
        "unchanged": found.unchanged,
        "already": str(found.already.pk) if found.already else "",
    }


def _change(kept: dict[str, Any]) -> Change:
    figures = {name: None if kept[name] is None else Decimal(kept[name]) for name in ("old", "new")}
    return Change(**kept | figures)
