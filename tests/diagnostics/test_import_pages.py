"""The pages of a file that comes in: what is said, what is asked, and what is never lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from diagnostics.forms import imports as forms
from diagnostics.imports.contract import Choices, ColumnCounts, Option, Question, Reading, ValueColumn
from diagnostics.models import DatasetImport, ImportProfile
from diagnostics.services import inspection
from diagnostics.services.catalogue import install_catalogue
from diagnostics.services.importing import Preview
from territories.models import Job
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db

HERE = "/caf/loire-atlantique/imports/"
YEAR = Question("year", "De quelle année sont ces chiffres ?")
CLASS = Question("filters", "Plusieurs lignes par commune.", (Option("T", "Tous"), Option("F", "Femmes")), "sexe")


@pytest.fixture
def receive(loire, antoine):
    """receive(questions=[…]) is a file of two columns that somebody has looked at."""

    def make(status: str = "waiting", questions: Any = (), choices: Choices | None = None, **report: object):
        reading = Reading(
            columns_in_file=["codgeo", "sexe", "allocataires"],
            first_lines=[["44001", "T", "120"], ["44002", "F", "=1+1"]],
            header_line=1,
            rows_read=10,
            imported=6,
            suppressed=2,
            ignored=1,
            rejected=1,
            figures=6,
            columns={"allocataires": ColumnCounts(values=6, sum="1234")},
            questions=list(questions),
            choices=choices or Choices(),
        )
        with caf_scope(loire):
            install_catalogue(loire)
            received = DatasetImport(caf=loire, file_name="allocataires.csv", sha256="0" * 64, created_by=antoine)
            received.status = status
            received.file.save("a.csv", ContentFile(b"codgeo;allocataires\n"), save=False)
            received.report = report or inspection._as_json(Preview(reading, added=6))
            received.save()
        return received

    return make


def test_what_was_found_is_shown_before_anything_is_written(as_user, antoine, receive):
    received = receive()

    page = as_user(antoine).get(f"{HERE}{received.pk}/").content.decode()

    assert "Rien n’est encore écrit" in page
    assert "<td>44001</td>" in page
    assert "lignes lues" in page
    assert "Importer ces chiffres" in page


def test_an_open_question_is_asked_first_and_nothing_can_be_imported_yet(as_user, antoine, receive):
    received = receive(questions=[YEAR, CLASS])

    page = as_user(antoine).get(f"{HERE}{received.pk}/").content.decode()

    assert "De quelle année sont ces chiffres" in page
    assert '<option value="F">Femmes</option>' in page
    assert "Importer ces chiffres" not in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"column-2": "ZZZ9"}, "Aucun indicateur en usage ne porte le code « ZZZ9 »"),
        ({"column-2": "CAF3 moitié"}, "suivi de « numérateur »"),
        ({"year": "2999"}, "pas encore venue"),
        ({"year": "2024", "year_column": "sexe"}, "pas les deux"),
        ({"year": "vingt"}, "nombre entier"),
        ({"code_column": "inconnue"}, "choix"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_the_others_are_kept(as_user, antoine, receive, changes, sentence):
    received = receive(questions=[CLASS])
    typed = {"filter-0": "F", "column-2": "CAF1", "name": "Nos allocataires"} | changes

    page = as_user(antoine).post(f"{HERE}{received.pk}/reponses/", typed).content.decode()

    assert sentence in page
    assert 'value="Nos allocataires"' in page
    assert '<option value="F" selected>' in page


def test_answers_become_choices(loire, receive):
    said = Choices(profile="Fichier de la Caf", filters=(("sexe", "T"),))
    reading = inspection.seen(receive(questions=[CLASS], choices=said))
    assert reading is not None
    with caf_scope(loire):
        typed = {"year": "2024", "column-2": "caf3  Numérateur", "filter-0": "F", "level": "commune"}
        form = forms.AnswersForm(typed, reading=reading.reading, indicators=loire.indicators.all())
        assert form.is_valid(), form.errors

    assert form.choices == Choices(
        profile="Fichier de la Caf",
        level="commune",
        year=2024,
        values=(ValueColumn("allocataires", "CAF3", "numerator"),),
        filters=(("sexe", "F"),),
    )


@pytest.mark.parametrize(
    ("question", "typed", "expected"),
    [
        (
            Question("year", "", (Option("2024", "2024"), Option("year_column:an", "Toutes"))),
            {"year": "year_column:an"},
            Choices(year_column="an"),
        ),
        (
            Question("filters", "", (Option("", "(vide)"),), "sexe"),
            {"filter-0": "(vide)"},
            Choices(filters=(("sexe", ""),)),
        ),
        (Question("profile", "", (Option("filo", "Filosofi"),)), {"profile": "filo"}, Choices(profile="filo")),
        (Question("level", "", (Option("iris", "Oui"),)), {"level": "iris"}, Choices(level="iris")),
    ],
)
def test_each_kind_of_question_has_its_answer(question, typed, expected):
    form = forms.AnswersForm(typed, reading=Reading(columns_in_file=["sexe"], questions=[question]), indicators=[])

    assert form.is_valid(), form.errors
    assert form.choices == expected


def test_asked_twice_the_import_is_one_job(as_user, antoine, loire, receive):
    received = receive()

    for _ in range(2):
        as_user(antoine).post(f"{HERE}{received.pk}/importer/")

    with caf_scope(loire):
        received.refresh_from_db()
        assert Job.objects.filter(kind=inspection.IMPORT).count() == 1
        assert received.status == DatasetImport.Status.RUNNING
    assert "Import en cours" in as_user(antoine).get(f"{HERE}{received.pk}/").content.decode()


def test_a_job_that_failed_says_why_and_can_be_tried_again(as_user, antoine, loire, receive):
    received = receive()
    as_user(antoine).post(f"{HERE}{received.pk}/importer/")
    with caf_scope(loire):
        Job.objects.update(status=Job.Status.FAILED, message="La mémoire a manqué.")

    page = as_user(antoine).get(f"{HERE}{received.pk}/").content.decode()
    as_user(antoine).post(f"{HERE}{received.pk}/importer/")

    assert "La mémoire a manqué." in page
    with caf_scope(loire):
        assert Job.objects.filter(kind=inspection.IMPORT).count() == 2


def test_a_refused_file_says_why_and_can_be_erased(as_user, antoine, loire, receive):
    received = receive("refused", refusal="Ceci est une page web, pas un tableau.")

    page = as_user(antoine).get(f"{HERE}{received.pk}/").content.decode()
    as_user(antoine).post(f"{HERE}{received.pk}/abandonner/")

    assert "Ceci est une page web" in page
    with caf_scope(loire):
        assert not DatasetImport.objects.exists()


@pytest.mark.parametrize(("size", "sentence"), [(3, "Ce fichier pèse 3 Mo"), (0, "Ce fichier est vide")])
def test_a_file_of_the_wrong_size_is_refused_in_a_sentence(as_user, antoine, loire, monkeypatch, size, sentence):
    monkeypatch.setattr(forms, "MOST_MEGABYTES", 2)
    file = ContentFile(b"x" * size * 1024 * 1024, name="gros.csv")

    page = as_user(antoine).post(f"{HERE}nouveau/", {"file": file}).content.decode()

    assert sentence in page
    with caf_scope(loire):
        assert not DatasetImport.objects.exists()


def test_files_go_when_their_time_is_over_and_reports_stay(loire, receive, django_capture_on_commit_callbacks):
    waiting, refused = receive(), receive("refused", refusal="Vide.")
    young = receive()
    with caf_scope(loire), django_capture_on_commit_callbacks(execute=True):
        before = timezone.now() - timedelta(days=8)
        DatasetImport.objects.filter(pk__in=[waiting.pk, refused.pk]).update(created_at=before)

        assert inspection.forget_files(loire) == 2

    with caf_scope(loire):
        assert list(DatasetImport.objects.all()) == [young]
    assert not waiting.file.storage.exists(waiting.file.name)
    assert young.file.storage.exists(young.file.name)


def test_profiles_are_listed_and_can_be_deleted(as_user, antoine, loire):
    with caf_scope(loire):
        profile = ImportProfile.objects.create(caf=loire, name="Fichier du guichet", columns=["codgeo"])
    assert "Fichier du guichet" in as_user(antoine).get(f"{HERE}profils/").content.decode()

    as_user(antoine).post(f"{HERE}profils/{profile.pk}/supprimer/")

    with caf_scope(loire):
        assert not ImportProfile.objects.exists()


def test_nobody_but_the_staff_of_the_caf_sees_a_file(as_user, camille, victor, receive):
    received = receive()

    assert as_user(camille).get(HERE).status_code == 403
    assert as_user(camille).get(f"{HERE}{received.pk}/").status_code == 403
    assert as_user(victor).get(f"{HERE}{received.pk}/").status_code == 404
