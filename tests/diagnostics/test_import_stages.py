"""A large file says where it is: while it is looked at, while its figures are written, while they are taken away."""

from dataclasses import dataclass, field

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from diagnostics.models import DatasetImport, IndicatorValue
from diagnostics.services import importing, inspection
from diagnostics.services.catalogue import install_catalogue
from diagnostics.services.importing import Choices
from diagnostics.tasks import import_file, look
from territories import tasks
from territories.models import Job
from territories.scope import caf_scope
from territories.tasks import JobRun

ROWS = "CODGEO;A\n44001;120\n44002;64\n"
HERE = "/caf/loire-atlantique/imports/"
ANSWERS = Choices(values=importing.value_columns(["A=ENF1"]), year=2022)


@dataclass
class Told(JobRun):
    """A run that remembers what it told."""

    steps: list[tuple[int, str]] = field(default_factory=list)

    def report(self, percent: int, message: str) -> None:
        self.steps.append((percent, message))
        super().report(percent, message)


@pytest.fixture
def received(loire, antoine):
    """received(rows) is a file that was answered, waiting to be imported."""

    def make(rows: str = ROWS) -> DatasetImport:
        with caf_scope(loire):
            install_catalogue(loire)
            kept = importing.receive(loire, ContentFile(rows.encode()), name="effectifs.csv", by=antoine)
            importing.answer(kept, ANSWERS)
        return kept

    return make


@pytest.fixture
def run(loire, antoine):
    """run(handler, import) does the job as a worker that has claimed it."""

    def make(handler, kept: DatasetImport) -> Told:
        with caf_scope(loire):
            job = Job.objects.create(
                caf=loire,
                kind="a job",
                payload={"received": str(kept.pk)},
                requested_by=antoine,
                status=Job.Status.RUNNING,
                lease_until=timezone.now(),
            )
        told = Told(job)
        handler(told)
        return told

    return make


@pytest.fixture
def run_jobs(loire, django_capture_on_commit_callbacks):
    def make() -> None:
        with caf_scope(loire):
            jobs = list(Job.objects.open())
        for job in jobs:
            with django_capture_on_commit_callbacks(execute=True):
                tasks.run_job(str(job.pk), str(job.caf_id))

    return make


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(inspection, "FEW_ENOUGH_TO_WAIT_FOR", 1)


def test_a_file_says_that_it_is_compared_then_that_its_figures_are_written(received, run):
    kept = received()

    looked = run(look, kept)
    imported = run(import_file, kept)

    assert "Comparaison de 2 chiffres avec ceux en place" in [message for _, message in looked.steps]
    assert imported.steps[-1] == (85, "Écriture de 2 chiffres, et calcul du secret statistique")
    for told in (looked, imported):
        assert [percent for percent, _ in told.steps] == sorted(percent for percent, _ in told.steps)


def test_a_large_import_is_undone_by_one_job(as_user, antoine, loire, received, run, run_jobs, large):
    kept = received()
    run(import_file, kept)
    page = f"{HERE}{kept.pk}/"

    client = as_user(antoine)
    for _ in range(2):
        client.post(f"{page}annuler/")
    waiting = client.get(page).content.decode()
    with caf_scope(loire):
        asked, figures = Job.objects.filter(kind=inspection.UNDO).count(), IndicatorValue.objects.count()
    run_jobs()

    assert "Annulation en cours" in waiting
    assert (asked, figures) == (1, 2)
    assert "Cet import est annulé" in client.get(page).content.decode()
    assert "effectifs" not in client.get(f"{HERE}jeux/").content.decode()
    with caf_scope(loire):
        assert not IndicatorValue.objects.exists()


def test_a_large_import_that_a_later_one_replaced_says_why_it_stays(as_user, antoine, received, run, run_jobs, large):
    first, second = received(), received(ROWS.replace("120", "131"))
    run(import_file, first)
    run(import_file, second)
    client = as_user(antoine)

    client.post(f"{HERE}{first.pk}/annuler/")
    run_jobs()

    page = client.get(f"{HERE}{first.pk}/").content.decode()
    assert "L’import n’a pas été annulé" in page
    assert "annulez d’abord" in page


def test_the_list_says_how_many_figures_each_file_gave(as_user, antoine, received, run):
    run(import_file, received())

    page = as_user(antoine).get(HERE).content.decode()

    assert ' class="num nowrap">2</td>' in page
