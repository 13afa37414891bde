"""The documents of the diagnosis, from the button to the file."""

import hashlib

import pytest

from diagnostics.services import production
from governance import services as governance
from territories import tasks
from territories.models import Job, Phase
from territories.scope import caf_scope
from tests.diagnostics import validated

pytestmark = pytest.mark.django_db

HERE = "/ctg/loire-atlantique/vallee/2026-2030/diagnostic/"


@pytest.fixture
def version(loire, camille, valley, make_ctg):
    ctg = make_ctg(valley, "44001", "44002", "44003", phase=Phase.DIAGNOSIS)
    with caf_scope(loire, user=camille):
        governance.record_validation(validated.write(ctg).validation(), by=camille)
        return ctg.diagnosis_versions.get()


@pytest.fixture
def run_jobs(loire):
    def run() -> list[Job]:
        with caf_scope(loire):
            jobs = list(Job.objects.filter(kind=production.KIND))
        for job in jobs:
            tasks.run_job(str(job.pk), str(job.caf_id))
        return jobs

    return run


def test_a_version_becomes_a_pdf_and_a_docx_once(as_user, camille, rachid, loire, version, run_jobs):
    client, url = as_user(camille), f"{HERE}versions/{version.pk}/produire/"

    for _ in range(2):
        client.post(url)
    jobs = run_jobs()
    tasks.run_job(str(jobs[0].pk), str(jobs[0].caf_id))
    client.post(url)

    with caf_scope(loire):
        files = {each.format: each for each in version.files.all()}
    page = as_user(rachid).get(f"{HERE}document/production/").content.decode()
    got = as_user(rachid).get(f"{HERE}document/{files['pdf'].pk}/")
    assert len(jobs) == len(run_jobs()) == 1
    assert sorted(files) == ["docx", "pdf"]
    assert hashlib.sha256(b"".join(got.streaming_content)).hexdigest() == files["pdf"].sha256
    assert got.headers["Content-Disposition"].endswith('diagnostic-version-1.pdf"')
    assert "Les documents sont prêts" in page


def test_a_draft_may_be_read_before_the_committee_meets(as_user, camille, loire, ctg, run_jobs):
    as_user(camille).post(f"{HERE}document/projet/")
    run_jobs()

    page = as_user(camille).get(f"{HERE}versions/").content.decode()

    assert "Projet du" in page
    assert "(DOCX)" in page


def test_what_cannot_be_printed_is_said(as_user, camille, loire, ctg, run_jobs):
    with caf_scope(loire):
        ctg.diagnoses.create(ctg=ctg, summary="Un texte avec 漢字.")

    as_user(camille).post(f"{HERE}document/projet/")
    run_jobs()

    assert "ne peut pas être imprimé" in as_user(camille).get(f"{HERE}document/production/").content.decode()


def test_who_only_reads_asks_for_nothing(as_user, rachid, chloe, version):
    assert as_user(rachid).post(f"{HERE}versions/{version.pk}/produire/").status_code == 403
    assert as_user(chloe).post(f"{HERE}versions/{version.pk}/produire/").status_code == 404
