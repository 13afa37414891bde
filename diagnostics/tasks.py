"""Long work of the diagnosis: its documents."""

from functools import partial

from diagnostics.documents.layout import render
from diagnostics.documents.word import write
from diagnostics.models import DiagnosisFile
from diagnostics.services import production
from territories.documents.accessibility import ForeignFont
from territories.documents.assets import ForbiddenResource, MissingFont, UnprintableText
from territories.documents.conformance import conformance_faults
from territories.tasks import JobRefused, JobRun, handles

LAYOUT_SHARE = 80  # per cent of the work


@handles(production.KIND)
def produce_diagnosis(run: JobRun) -> None:
    """The PDF and the DOCX of one version, or of the diagnosis as it stands."""
    try:
        _produce(run)
    except UnprintableText as refusal:
        raise JobRefused(str(refusal)) from refusal
    except (ForbiddenResource, ForeignFont, MissingFont) as fault:
        raise JobRefused(f"Le document n’a pas pu être produit : {fault}") from fault


def _report(run: JobRun, percent: int, label: str) -> None:
    run.report(percent * LAYOUT_SHARE // 100, label)


def _produce(run: JobRun) -> None:
    run.report(1, "Lecture des chiffres, des constats et des enjeux")
    with run.scope():
        order = production.order(run.payload["ctg"], run.payload["version"])
    rendered = render(order.edition, order.maps, partial(_report, run))
    run.report(84, "Contrôle de l’accessibilité et de l’archivage")
    if faults := conformance_faults(rendered.pdf):
        raise JobRefused(f"Le document ne respecte pas la norme d’accessibilité : {faults[0]}")
    run.report(92, "Écriture du DOCX")
    word = write(order.edition, order.maps)
    with run.finish("Les documents sont prêts."):
        order.keep(DiagnosisFile.Format.PDF, rendered.pdf, sha256=rendered.sha256, pages=rendered.pages, job=run.job)
        order.keep(DiagnosisFile.Format.DOCX, word.content, sha256=word.sha256, pages=None, job=run.job)
