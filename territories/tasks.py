"""Jobs: asked inside a transaction, announced on commit, run once whatever happens to the broker.

The row is claimed by a short transaction that sets a lease; the work opens its own scopes and reports its
progress in short transactions; the last transaction checks that the claim still holds, so that a job that was
taken over by another worker changes nothing.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import User
from territories.models import Caf, Job, Territory
from territories.scope import ids_scope

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
REPUBLISH_AFTER = timedelta(minutes=1)
MOST_ATTEMPTS = 3


class JobRefused(Exception):
    """The work cannot succeed however often it is tried; its text is a French sentence for the person."""


class JobTakenOver(Exception):
    """Another worker holds the job now: this one must leave no trace."""


@dataclass
class JobRun:
    """One attempt at one job, handed to its handler."""

    job: Job

    @property
    def payload(self) -> dict[str, Any]:
        return dict(self.job.payload)

    @property
    def requested_by(self) -> User | None:
        return self.job.requested_by

    @contextmanager
    def scope(self) -> Iterator[None]:
        """A transaction that sees the job's territory, or the whole Caf for a job without one."""
        with ids_scope(str(self.job.caf_id), _territories(self.job), user=self.job.requested_by):
            yield

    def report(self, percent: int, message: str) -> None:
        """Tell the person where the work stands, and keep the lease alive."""
        with self.scope():
            self._mine().update(percent=percent, message=message, lease_until=timezone.now() + LEASE)

    @contextmanager
    def finish(self, message: str = "Terminé.") -> Iterator[None]:
        """The transaction that keeps the result: effects and « done » commit together."""
        with self.scope():
            if not self._mine().select_for_update().exists():
                raise JobTakenOver
            yield
            self._mine().update(
                status=Job.Status.DONE, percent=100, message=message, finished_at=timezone.now(), lease_until=None
            )

    def _mine(self) -> Any:
        return Job.objects.filter(pk=self.job.pk, status=Job.Status.RUNNING, attempts=self.job.attempts)


HANDLERS: dict[str, Callable[[JobRun], None]] = {}


def handles(kind: str) -> Callable[[Callable[[JobRun], None]], Callable[[JobRun], None]]:
    """Register the function that does jobs of this kind; it must end in `run.finish()`."""

    def register(handler: Callable[[JobRun], None]) -> Callable[[JobRun], None]:
        HANDLERS[kind] = handler
        return handler

    return register


def enqueue(
    kind: str, *, caf: Caf, territory: Territory | None = None, by: User | None = None, **payload: object
) -> Job:
    """Ask for a job inside the caller's transaction; a dead broker delays it and loses nothing."""
    job = Job.objects.create(caf=caf, territory=territory, kind=kind, payload=payload, requested_by=by)
    transaction.on_commit(lambda: publish(str(job.pk), str(job.caf_id)), robust=True)
    return job


def publish(job_id: str, caf_id: str) -> None:
    run_job.apply_async((job_id, caf_id), retry=False)


@shared_task(name="territories.tasks.run_job")
def run_job(job_id: str, caf_id: str) -> None:
    """Do one job if nobody else has it."""
    run = claim(job_id, caf_id)
    if run is None:
        return
    try:
        HANDLERS[run.job.kind](run)
    except JobTakenOver:
        logger.warning("job %s was taken over", job_id)
    except JobRefused as refusal:
        _give_up(run, str(refusal))
    except Exception:
        _try_again(run)
        raise


def claim(job_id: str, caf_id: str) -> JobRun | None:
    now = timezone.now()
    with ids_scope(caf_id):
        claimed = (
            Job.objects.filter(pk=job_id)
            .filter(Q(status=Job.Status.QUEUED) | Q(status=Job.Status.RUNNING, lease_until__lt=now))
            .update(status=Job.Status.RUNNING, lease_until=now + LEASE, attempts=F("attempts") + 1, percent=0)
        )
        if not claimed:
            return None
        return JobRun(Job.objects.select_related("caf", "territory", "requested_by").get(pk=job_id))


def _give_up(run: JobRun, message: str) -> None:
    with run.scope():
        Job.objects.filter(pk=run.job.pk).update(
            status=Job.Status.FAILED, message=message[:300], finished_at=timezone.now(), lease_until=None
        )


def _try_again(run: JobRun) -> None:
    if run.job.attempts >= MOST_ATTEMPTS:
        _give_up(run, "Ce travail a échoué plusieurs fois ; l’équipe technique est prévenue.")
        return
    with run.scope():
        Job.objects.filter(pk=run.job.pk).update(
            status=Job.Status.QUEUED, message="Nouvelle tentative…", published_at=None, lease_until=None
        )


@shared_task(name="territories.tasks.sweep")
def sweep() -> int:
    """Announce again the jobs that the broker lost, and those whose worker died. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, caf_id FROM sweep_jobs(make_interval(secs => %s))", [REPUBLISH_AFTER.total_seconds()]
        )
        forgotten = cursor.fetchall()
    for job_id, caf_id in forgotten:
        try:
            publish(str(job_id), str(caf_id))
        except OperationalError:
            logger.exception("the broker does not answer; jobs wait in the database")
            break
    return len(forgotten)


def _territories(job: Job) -> str:
    return str(job.territory_id) if job.territory_id else "*"
