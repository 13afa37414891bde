"""From the upload to the portrait and back, on the pages and through the jobs."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from diagnostics.models import DatasetImport, ImportProfile, Indicator, IndicatorValue
from diagnostics.services import inspection
from diagnostics.services.catalogue import install_catalogue
from territories import tasks
from territories.models import Job
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db

HERE = "/caf/loire-atlantique/imports/"
PORTRAIT = "/ctg/loire-atlantique/vallee/2026-2030/diagnostic/indicateurs/ENF1/"
FILE = "code_commune_insee;effectifs;remarque\n44001;120;\n44002;s;\n44003;84;=cmd()\n85001;12;\n44999;3;\n"


@pytest.fixture
def advisor(as_user, antoine, loire, ctg) -> Client:
    with caf_scope(loire):
        install_catalogue(loire)
    return as_user(antoine)


@pytest.fixture
def run_jobs(loire, django_capture_on_commit_callbacks) -> Callable[[], None]:
    def run() -> None:
        with caf_scope(loire):
            jobs = list(Job.objects.open())
        for job in jobs:
            with django_capture_on_commit_callbacks(execute=True):
                tasks.run_job(str(job.pk), str(job.caf_id))

    return run


def deposits(advisor: Client, text: str = FILE, name: str = "effectifs.csv") -> str:
    """The address of the page of a file that was sent."""
    answer = advisor.post(f"{HERE}nouveau/", {"file": ContentFile(text.encode(), name=name)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def answers(advisor: Client, page: str, **changes: str) -> str:
    typed = {"column-1": "ENF1", "year": "2025", "name": "Effectifs", "producer": "Rectorat", "edition": "2025"}
    answer = advisor.post(f"{page}reponses/", typed | changes, follow=True)
    return answer.content.decode()


def imported(loire) -> dict[str, object]:
    with caf_scope(loire):
        rows = IndicatorValue.objects.filter(commune__isnull=False)
        return {row.commune.insee_code: row.value for row in rows.select_related("commune") if row.commune}


def imports(advisor: Client, run_jobs: Callable[[], None], text: str = FILE) -> str:
    """The address of the page of a file that was sent, answered and imported."""
    page = deposits(advisor, text)
    answers(advisor, page)
    advisor.post(f"{page}importer/")
    run_jobs()
    return page


def test_a_file_is_read_answered_imported_shown_and_undone(advisor, loire, run_jobs):
    page = deposits(advisor, f"{FILE}44055;douze;\n")
    first_look = advisor.get(page).content.decode()
    ready = answers(advisor, page)

    advisor.post(f"{page}importer/")
    run_jobs()

    assert "À décider" in first_look
    assert "Importer ces chiffres" in ready
    assert "Importé le" in advisor.get(page).content.decode()
    assert imported(loire) == {"44001": 120, "44002": None, "44003": 84, "85001": 12}
    assert "Effectifs (2025)" in advisor.get(PORTRAIT).content.decode()

    text = advisor.get(f"{page}compte-rendu.csv").content.decode("utf-8-sig")
    assert "douze" in text
    assert not re.search(r"(^|;)[=+@-]", text, re.MULTILINE)
    with caf_scope(loire):
        reading = inspection.report_of(DatasetImport.objects.get())
    assert reading is not None
    assert reading.is_balanced
    assert reading.rows_read == 6

    advisor.post(f"{page}annuler/")

    assert imported(loire) == {}
    assert "Cet import est annulé" in advisor.get(page).content.decode()


def test_what_would_change_is_shown_old_beside_new_and_the_later_import_is_undone_first(advisor, loire, run_jobs):
    first = imports(advisor, run_jobs)

    second = deposits(advisor, FILE.replace("120", "131"))
    told = answers(advisor, second)

    assert "Chiffres remplacés" in told
    assert ">120<" in told
    assert ">131<" in told
    assert imported(loire)["44001"] == Decimal(120)

    advisor.post(f"{second}importer/")
    run_jobs()
    refusal = advisor.post(f"{first}annuler/", follow=True).content.decode()

    assert "annulez d’abord" in refusal
    assert imported(loire)["44001"] == Decimal(131)


def test_the_same_file_twice_says_so_and_writes_nothing(advisor, loire, run_jobs):
    imports(advisor, run_jobs)

    again = deposits(advisor)
    told = answers(advisor, again)
    advisor.post(f"{again}importer/")
    run_jobs()

    assert "Ce fichier est déjà importé" in told
    assert "rien n’a été écrit" in advisor.get(again).content.decode()
    with caf_scope(loire):
        assert DatasetImport.objects.done().count() == 1


def test_answers_kept_as_a_profile_are_not_asked_again(advisor, loire, run_jobs):
    page = imports(advisor, run_jobs)
    advisor.post(f"{page}profil/", {"name": "Fichier du rectorat"})

    next_year = advisor.get(deposits(advisor, FILE.replace("120", "125"))).content.decode()

    with caf_scope(loire):
        assert ImportProfile.objects.get().name == "Fichier du rectorat"
    assert "Reconnu : Fichier du rectorat" in next_year.replace("\u00a0", " ")
    assert 'value="ENF1"' in next_year


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("<!DOCTYPE html><html><body>Connexion</body></html>", "page"),
        ("version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 12\n", "LFS"),
    ],
)
def test_what_is_no_table_is_refused_in_words(advisor, loire, content, sentence):
    page = advisor.get(deposits(advisor, content)).content.decode()

    assert "Ce fichier est refusé" in page
    assert sentence in page


def test_the_caf_imports_an_indicator_of_its_own(advisor, loire, run_jobs):
    with caf_scope(loire):
        Indicator.objects.filter(code="ENF1").update(code="LOC1")
    page = deposits(advisor)
    answers(advisor, page, **{"column-1": "loc1"})

    advisor.post(f"{page}importer/")
    run_jobs()

    assert imported(loire)["44001"] == 120


def test_a_large_file_is_read_by_a_job(advisor, loire, run_jobs, monkeypatch):
    monkeypatch.setattr(inspection, "SMALL_ENOUGH_TO_WAIT_FOR", 10)

    page = deposits(advisor)
    waiting = advisor.get(page).content.decode()
    run_jobs()

    assert "Lecture du fichier" in waiting
    assert "À décider" in advisor.get(page).content.decode()
