"""Long work of the diagnosis: its documents, and the files that come in."""

from functools import partial

from celery import shared_task

from diagnostics.documents.layout import render
from diagnostics.documents.word import write
from diagnostics.imports.contract import RefusedFile
from diagnostics.models import DatasetImport, DiagnosisFile
from diagnostics.services import importing, inspection, production
from diagnostics.services.surveys import counting
from territories.documents.accessibility import ForeignFont
from territories.documents.assets import ForbiddenResource, MissingFont, UnprintableText
from territories.documents.conformance import conformance_faults
from territories.models import Caf
from territories.scope import caf_scope
from territories.tasks import JobRefused, JobRun, handles
from territories.templatetags.french import number

WRITING = 85  # per cent of an import, once its file is read: one transaction, which says nothing until it ends
LAYOUT_SHARE = 80  # per cent of the work


@handles(production.KIND)
def produce_diagnosis(run: JobRun) -> None:
    """The PDF and the DOCX of one version, or of the diagnosis as it stands."""
    try:
        _produce(run)
    except UnprintableText as refusal:
        raise JobRefused(str(refusal)) from refusal
    except (ForbiddenResource, ForeignFont, MissingFont) as fault:
        raise JobRefused(f"Le document n’a pas pu être produit : {fault}") from fault


def _report(run: JobRun, percent: int, label: str) -> None:
    run.report(percent * LAYOUT_SHARE // 100, label)


def _produce(run: JobRun) -> None:
    run.report(1, "Lecture des chiffres, des constats et des enjeux")
    with run.scope():
        order = production.order(run.payload["ctg"], run.payload["version"])
    rendered = render(order.edition, order.maps, partial(_report, run))
    run.report(84, "Contrôle de l’accessibilité et de l’archivage")
    if faults := conformance_faults(rendered.pdf):
        raise JobRefused(f"Le document ne respecte pas la norme d’accessibilité : {faults[0]}")
    run.report(92, "Écriture du DOCX")
    word = write(order.edition, order.maps)
    with run.finish("Les documents sont prêts."):
        order.keep(DiagnosisFile.Format.PDF, rendered.pdf, sha256=rendered.sha256, pages=rendered.pages, job=run.job)
        order.keep(DiagnosisFile.Format.DOCX, word.content, sha256=word.sha256, pages=None, job=run.job)


@handles(inspection.LOOK)
def look(run: JobRun) -> None:
    run.report(1, "Lecture du fichier")
    received = _received(run)
    examined = inspection.examine(received, run.report)
    with run.finish("Le fichier est lu."):
        inspection.keep(received, examined)


@handles(inspection.IMPORT)
def import_file(run: JobRun) -> None:
    run.report(1, "Lecture du fichier")
    received = _received(run)
    try:
        with importing.read(received, run.report) as reading:
            run.report(WRITING, f"Écriture de {number(reading.figures)} chiffres, et calcul du secret statistique")
            with run.finish("Les chiffres sont importés."):
                kept = importing.commit(received, reading, by=run.requested_by)
                if kept.pk != received.pk:
                    inspection.refuse(received, "Ce fichier est déjà importé ainsi : rien n’a été écrit.")
    except RefusedFile as refusal:
        with run.scope():
            inspection.refuse(received, str(refusal))
        raise JobRefused(str(refusal)) from refusal
    except importing.UnansweredQuestions as refusal:
        with run.scope():
            inspection.wait_again(received)
        raise JobRefused(str(refusal) or "Il reste quelque chose à décider.") from refusal


@handles(inspection.UNDO)
def undo_import(run: JobRun) -> None:
    received = _received(run)
    run.report(WRITING // 2, f"Retrait de {number(received.report['figures'])} chiffres, et retour de ceux d’avant")
    try:
        with run.finish("L’import est annulé."):
            importing.undo(received, by=run.requested_by)
    except importing.CannotUndo as refusal:
        raise JobRefused(str(refusal)) from refusal


def _received(run: JobRun) -> DatasetImport:
    with run.scope():
        return DatasetImport.objects.select_related("caf", "created_by").get(pk=run.payload["received"])


@shared_task(name="diagnostics.tasks.forget_files")
def forget_files() -> int:
    """Each night, the files whose time is over, Caf by Caf."""
    count = 0
    for caf in Caf.objects.all():
        with caf_scope(caf):
            count += inspection.forget_files(caf)
    return count


@shared_task(name="diagnostics.tasks.keep_survey_promises")
def keep_survey_promises() -> int:
    """Each night, close the questionnaires whose term is long past and erase the answers kept long enough."""
    count = 0
    for caf in Caf.objects.all():
        with caf_scope(caf):
            count += counting.keep_promises(caf)
    return count
