"""A convention laid out: its templates, its table of contents, the names of its links and of its signature fields."""

import json
from dataclasses import asdict, dataclass

import segno
from django.template.loader import render_to_string
from django.utils import translation

from conventions.documents.content import ConventionDocument
from conventions.documents.marks import code_mark
from territories.documents import pages
from territories.documents.accessibility import SEAL_KEY
from territories.documents.pages import DataFile, Entry, Rendered, Report

DATA_SCHEMA = "ctg-convention/1"


@dataclass(frozen=True)
class QrCode:
    size: int
    path: str


def render(document: ConventionDocument, report: Report = pages.unheard) -> Rendered:
    """Lay out a convention. `report` hears how far it is, from 0 to 100, with a French label."""
    report(0, "Lecture des données")
    printed = pages.prepare(document)
    report(5, "Composition des articles et des annexes")
    return pages.lay_out(
        html(printed),
        _data_file(document),
        identifier=document.reference,
        link_titles=_link_titles(printed),
        field_titles=_field_titles(printed),
        report=report,
    )


def html(document: ConventionDocument) -> str:
    """The page that is laid out. Every text in it is escaped by the template engine."""
    with translation.override("fr"):
        return render_to_string(
            "conventions/pdf/convention.html",
            {
                "document": document,
                "entries": entries(document),
                "qr": qr_code(document.verification.address),
                "mark": code_mark(document.verification.code),
            },
        )


def entries(document: ConventionDocument) -> tuple[Entry, ...]:
    articles = (
        Entry(f"article-{article.number}", f"Article {article.number} – {article.title}", 1)
        for article in document.articles
    )
    actions = (Entry(f"action-{action.code}", f"{action.code} {action.title}", 3) for action in document.plan.actions)
    return (
        Entry("parties", "Les parties", 1),
        Entry("visas", "Visas", 1),
        Entry("preambule", "Préambule", 1),
        *articles,
        Entry("signatures", "Signatures", 1),
        Entry("annexe-1", "Annexe 1 – Diagnostic partagé", 2),
        Entry("annexe-2", "Annexe 2 – Équipements et services soutenus par les collectivités", 2),
        Entry("annexe-3", "Annexe 3 – Plan d’actions et moyens mobilisés", 2),
        *actions,
        Entry("annexe-4", "Annexe 4 – Modalités de pilotage et de suivi", 2),
        Entry("annexe-5", "Annexe 5 – Évaluation", 2),
        Entry("annexe-6", "Annexe 6 – Délibérations", 2),
        Entry("authenticite", "Vérifier ce document", 2),
    )


def qr_code(address: str) -> QrCode:
    """The dark modules of a QR code as one SVG path, a row at a time."""
    code = segno.make(address, error="m", micro=False, boost_error=False)
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(code.matrix_iter(border=2)) for x, dark in enumerate(row) if dark
    )
    return QrCode(int(code.symbol_size(border=2)[0]), path)


def _data_file(document: ConventionDocument) -> DataFile:
    data = {"schema": DATA_SCHEMA} | asdict(document)
    content = json.dumps(data, default=str, ensure_ascii=False, indent=1)
    return DataFile(content, "Données de la convention", document.issued_at)


def _link_titles(document: ConventionDocument) -> dict[str, str]:
    titles = {entry.anchor: entry.title for entry in entries(document)}
    return titles | {document.verification.address: "Vérifier ce document en ligne"}


def _field_titles(document: ConventionDocument) -> dict[str, str]:
    titles = {
        signatory.key: f"Signature de {signatory.person}, {signatory.quality}, pour {signatory.party}"
        for signatory in document.signatories
    }
    return titles | ({SEAL_KEY: document.seal.label} if document.seal else {})
