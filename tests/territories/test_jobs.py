"""A job is done once, whatever happens to the broker and to the workers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from territories import tasks
from territories.models import Job, Territory
from territories.scope import caf_scope
from territories.tasks import JobRefused, JobRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(monkeypatch) -> list[str]:
    """The kind « note » leaves one line here for each time that its effect is kept."""
    lines: list[str] = []

    def note(run: JobRun) -> None:
        run.report(50, "À mi-chemin")
        with run.finish():
            lines.append(run.payload["text"])

    def refuse(run: JobRun) -> None:
        raise JobRefused("Il manque une date.")

    def break_down(run: JobRun) -> None:
        raise OSError("disque plein")

    monkeypatch.setattr(tasks, "HANDLERS", {"note": note, "refuse": refuse, "break": break_down})
    return lines


@pytest.fixture
def ask(loire, valley, antoine):
    def make(kind: str, territory: Territory | None = valley) -> Job:
        with caf_scope(loire):
            return tasks.enqueue(kind, caf=loire, territory=territory, by=antoine, text="fait")

    return make


def reread(job: Job) -> Job:
    with caf_scope(job.caf):
        return Job.objects.get(pk=job.pk)


def run(job: Job) -> None:
    tasks.run_job(str(job.pk), str(job.caf_id))


def test_a_job_delivered_twice_is_done_once(ask, done):
    job = ask("note")

    run(job)
    run(job)

    assert done == ["fait"]
    assert (reread(job).status, reread(job).percent) == (Job.Status.DONE, 100)


def test_a_job_whose_worker_died_is_taken_over_after_its_lease(ask, done):
    job = ask("note")
    abandoned = tasks.claim(str(job.pk), str(job.caf_id))

    run(job)
    assert done == []

    with caf_scope(job.caf):
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    run(job)

    assert abandoned is not None
    assert done == ["fait"]


def test_the_first_worker_changes_nothing_once_it_was_taken_over(ask, done):
    job = ask("note")
    slow = tasks.claim(str(job.pk), str(job.caf_id))
    assert slow is not None
    with caf_scope(job.caf):
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    run(job)

    with pytest.raises(tasks.JobTakenOver), slow.finish():
        done.append("deux fois")

    assert done == ["fait"]


def test_a_refusal_is_told_and_not_tried_again(ask, done):
    job = ask("refuse")

    run(job)

    assert (reread(job).status, reread(job).message) == (Job.Status.FAILED, "Il manque une date.")


def test_a_breakdown_is_tried_three_times_then_told(ask, done):
    job = ask("break")

    for _ in range(3):
        with pytest.raises(OSError, match="disque plein"):
            run(job)
    run(job)

    assert (reread(job).status, reread(job).attempts) == (Job.Status.FAILED, 3)
    assert "a échoué plusieurs fois" in reread(job).message


def test_the_sweeper_announces_again_what_the_broker_lost(ask, done):
    job = ask("note")
    with caf_scope(job.caf):
        Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(minutes=2))

    swept = tasks.sweep()

    assert swept == 1
    assert reread(job).published_at is not None


def test_a_job_of_one_territory_does_not_see_the_neighbour(ask, loire, valley, coast, monkeypatch):
    seen: list[Territory] = []

    def look(run: JobRun) -> None:
        with run.finish():
            seen.extend(Territory.objects.all())

    monkeypatch.setattr(tasks, "HANDLERS", {"look": look})

    run(ask("look"))

    assert seen == [valley]


def test_the_oldest_waiting_job_is_known_without_a_tenant(ask, done):
    ask("note")

    with connection.cursor() as cursor:
        cursor.execute("SELECT oldest_queued_job()")
        (oldest,) = cursor.fetchone()

    assert timezone.now() - oldest < timedelta(minutes=1)


def test_only_the_person_who_asked_and_the_caf_follow_a_job(as_user, ask, antoine, camille, done):
    job = ask("note")
    address = f"/caf/loire-atlantique/travaux/{job.pk}/"

    assert as_user(antoine).get(address).status_code == 200
    assert as_user(camille).get(address).status_code == 404
