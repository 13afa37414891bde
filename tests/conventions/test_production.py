"""The sealed document, from the button to the verdict."""

import hashlib
import json
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, connection

from conventions.models import SealedDocument
from conventions.services.diagnosis import diagnosis_annex
from diagnostics.documents.content import Content, Finding, Ruling, canonical
from territories import tasks
from territories.models import Ctg, Job, Phase
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(ready) -> str:
    return f"{ready.ctg.get_absolute_url()}convention/"


@pytest.fixture
def run_jobs(loire):
    def run() -> None:
        with caf_scope(loire):
            jobs = list(Job.objects.open().filter(kind="conventions.produce"))
        for job in jobs:
            tasks.run_job(str(job.pk), str(job.caf_id))

    return run


@pytest.fixture
def sealed(as_user, antoine, loire, ready, here, run_jobs) -> SealedDocument:
    """The first document of this CTG that a person really asked for."""
    as_user(antoine).post(f"{here}produire/")
    run_jobs()
    with caf_scope(loire):
        return ready.ctg.sealed_documents.get(number=2)


def content_of(document: SealedDocument) -> bytes:
    with default_storage.open(document.file_name) as file:
        return file.read()


def test_the_document_is_kept_with_its_hash_and_given_back_unchanged(
    as_user, antoine, elise, enters, loire, ready, here, sealed
):
    enters(elise, loire, "elected_official", ready.territory)

    page = as_user(antoine).get(f"{here}production/").content.decode()
    download = as_user(elise).get(f"{here}documents/{sealed.pk}/")

    assert hashlib.sha256(content_of(sealed)).hexdigest() == sealed.sha256
    assert hashlib.sha256(b"".join(download.streaming_content)).hexdigest() == sealed.sha256
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert sealed.sha256 in page
    assert sealed.pages > 3
    assert sealed.is_test_seal


def test_asking_twice_makes_one_document(as_user, antoine, loire, ready, here, run_jobs):
    for _ in range(2):
        as_user(antoine).post(f"{here}produire/")
    run_jobs()

    with caf_scope(loire):
        assert ready.ctg.sealed_documents.count() == 2  # the one of the world, and this one


def test_the_same_job_delivered_twice_makes_one_document(loire, ready, sealed):
    tasks.run_job(str(sealed.job_id), str(sealed.caf_id))

    with caf_scope(loire):
        assert ready.ctg.sealed_documents.count() == 2


def test_nothing_is_sealed_before_the_plan_is_validated(as_user, antoine, loire, ready, here):
    with caf_scope(loire):
        Ctg.objects.filter(pk=ready.ctg.pk).update(phase=Phase.DIAGNOSIS)

    page = as_user(antoine).post(f"{here}produire/", follow=True).content.decode()

    assert "Le plan d’actions doit d’abord être validé" in page
    with caf_scope(loire):
        assert not Job.objects.filter(kind="conventions.produce").exists()


def test_what_is_missing_is_said_and_no_document_is_made(as_user, antoine, loire, ready, here, run_jobs):
    with caf_scope(loire):
        ready.ctg.signatories.filter(organisation__kind="caf").delete()

    as_user(antoine).post(f"{here}produire/")
    run_jobs()

    page = as_user(antoine).get(f"{here}production/").content.decode()
    assert "Il manque encore : la Caf parmi les signataires" in page
    with caf_scope(loire):
        assert ready.ctg.sealed_documents.count() == 1


@pytest.mark.parametrize(
    "change", ["UPDATE conventions_sealeddocument SET size = 1", "DELETE FROM conventions_sealeddocument"]
)
def test_a_sealed_document_never_changes(loire, ready, change):
    with pytest.raises(DatabaseError, match="permission denied"), caf_scope(loire), connection.cursor() as cursor:
        cursor.execute(change)


def test_anybody_may_verify_the_file_its_code_and_a_changed_copy(client, sealed, tmp_path, capsys):
    pdf = content_of(sealed)
    file = tmp_path / "convention.pdf"
    file.write_bytes(pdf)

    same = client.post("/verifier/", {"file": SimpleUploadedFile("convention.pdf", pdf)}).content.decode()
    changed = client.post("/verifier/", {"file": SimpleUploadedFile("c.pdf", pdf + b"\n% ajout\n")}).content.decode()
    code = client.get(f"/verifier/{sealed.verification_code}").content.decode()
    call_command("verify_pdf", str(file))

    answer = json.loads(capsys.readouterr().out)
    assert "Document authentique" in same
    assert sealed.reference in same
    assert "Document modifié" in changed
    assert sealed.reference in code
    assert (answer["verdict"], answer["sha256"]) == ("authentic", sealed.sha256)


def test_annex_1_is_the_frozen_diagnosis_and_says_which_version(loire, ready):
    frozen = Content(
        summary="Bref.",
        method="Des ateliers.",
        decision=Ruling(3, "Validé.", "COPIL", date(2026, 6, 5)),
        findings=(Finding(id="f", quadrant_label="Faiblesse", theme="Familles", title="Tel qu’il était"),),
    )
    text = canonical(frozen)
    with caf_scope(loire):
        known = ready.rows["diagnostics.diagnosisversion"]
        decision = ready.ctg.decisions.create(ctg=ready.ctg, meeting=known.decision.meeting, number=99, text="Validé.")
        ready.ctg.diagnosis_versions.create(
            ctg=ready.ctg,
            number=2,
            decision=decision,
            canonical=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            frozen_at=known.frozen_at,
            frozen_by=known.frozen_by,
        )

        annex = diagnosis_annex(ready.ctg)

    assert annex.edition.startswith("Version 2 du diagnostic, figée par la décision n° 3 (COPIL, 5\u00a0juin 2026)")
    assert hashlib.sha256(text.encode()).hexdigest() in annex.edition
    assert [each.statement for each in annex.findings] == ["Tel qu’il était"]
    assert annex.method == "Des ateliers."


def test_without_a_version_annex_1_says_that_nothing_is_frozen(loire, valley, make_ctg):
    ctg = make_ctg(valley, "44001")

    with caf_scope(loire):
        annex = diagnosis_annex(ctg)

    assert "Aucune version de ce diagnostic n’a été figée" in annex.edition


def test_an_invented_code_leads_to_nothing(client, db):
    assert client.get("/verifier/AAAA-BBBB-CCCC").status_code == 404


@pytest.mark.parametrize("content", [b"", b"<html>bonjour</html>", b"%PDF-1.7 nothing"])
def test_a_file_that_is_no_pdf_is_called_unreadable(client, db, content):
    page = client.post("/verifier/", {"file": SimpleUploadedFile("convention.pdf", content)}).content.decode()

    assert "Fichier illisible" in page


def test_without_a_file_the_form_says_so(client, db):
    assert "obligatoire" in client.post("/verifier/", {}).content.decode()


def test_a_visitor_who_verifies_without_end_is_asked_to_wait(client, db, settings):
    settings.ACCOUNT_RATE_LIMITS = {"verify_document": "2/m/ip"}
    file = b"ce n'est pas un PDF"

    answers = [client.post("/verifier/", {"file": SimpleUploadedFile("a.pdf", file)}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "Patientez" in answers[-1].content.decode()
