"""A convention laid out: templates, pages, then a tagged PDF/A-3 that is also PDF/UA-1.

The same document gives the same bytes, so a new rendering can prove that the data are those of a frozen file.
"""

import hashlib
import json
import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import UTC

import segno
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from conventions.documents import accessibility, assets
from conventions.documents.accessibility import SEAL_KEY
from conventions.documents.content import ConventionDocument
from conventions.documents.marks import code_mark
from conventions.documents.typesetting import typeset_all

Report = Callable[[int, str], None]

DATA_FILE = "donnees.json"
DATA_SCHEMA = "ctg-convention/1"

_PROGRESS = logging.getLogger("weasyprint.progress")
_PROGRESS.setLevel(logging.INFO)
_PROGRESS.propagate = False
_PAGE = re.compile(r"Page (\d+)$")


@dataclass(frozen=True)
class Rendered:
    pdf: bytes
    sha256: str
    pages: int


@dataclass(frozen=True)
class Entry:
    """A line of the table of contents."""

    anchor: str
    title: str
    level: int


@dataclass(frozen=True)
class QrCode:
    size: int
    path: str


def render(document: ConventionDocument, report: Report | None = None) -> Rendered:
    """Lay out a convention. `report` hears how far it is, from 0 to 100, with a French label."""
    report = report or _unheard
    report(0, "Lecture des données")
    assets.check_fonts()
    printed = typeset_all(document)
    for text in _texts(printed):
        assets.check_printable(text)
    report(5, "Composition des articles et des annexes")
    raw, pages = _paginate(html(printed), _attachment(document), document.reference, report)
    report(85, "Balisage pour les lecteurs d’écran")
    pdf = accessibility.finish(raw, _link_titles(printed), _field_titles(printed))
    accessibility.check_fonts(pdf)
    report(100, "Document prêt")
    return Rendered(pdf, hashlib.sha256(pdf).hexdigest(), pages)


def _unheard(_percent: int, _label: str) -> None:
    """For the callers that do not follow the progress."""


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


def _paginate(page: str, attached: Attachment, identifier: str, report: Report) -> tuple[bytes, int]:
    with _reported(report), _own_files_only():
        laid_out = HTML(string=page, url_fetcher=assets.OwnFiles()).render(font_config=FontConfiguration())
        laid_out.metadata.attachments = [attached]
        report(70, f"Écriture des {len(laid_out.pages)} pages")
        pdf = laid_out.write_pdf(pdf_variant="pdf/a-3a", pdf_identifier=identifier.encode())
    return pdf, len(laid_out.pages)


def _attachment(document: ConventionDocument) -> Attachment:
    """The data of the document as people typed them, for machines."""
    data = {"schema": DATA_SCHEMA} | asdict(document)
    return Attachment(
        string=json.dumps(data, default=str, ensure_ascii=False, indent=1),
        name=DATA_FILE,
        description="Données de la convention",
        relationship="Data",
        created=document.issued_at.astimezone(UTC),
        modified=document.issued_at.astimezone(UTC),
    )


def _link_titles(document: ConventionDocument) -> dict[str, str]:
    titles = {entry.anchor: entry.title for entry in entries(document)}
    return titles | {document.verification.address: "Vérifier ce document en ligne"}


def _field_titles(document: ConventionDocument) -> dict[str, str]:
    titles = {
        signatory.key: f"Signature de {signatory.person}, {signatory.quality}, pour {signatory.party}"
        for signatory in document.signatories
    }
    return titles | ({SEAL_KEY: document.seal.label} if document.seal else {})


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))


class _PageCounter(logging.Handler):
    """Turns the pages that WeasyPrint announces into progress, for the thread that asked."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self._report = report
        self._thread = threading.get_ident()
        self._pages = 0

    def emit(self, record: logging.LogRecord) -> None:
        found = _PAGE.search(record.getMessage())
        if record.thread != self._thread or not found:
            return
        page = int(found[1])
        if page > self._pages:  # later passes count the same pages again
            self._pages = page
            self._report(min(65, 10 + page), f"Mise en page, page {page}")


@contextmanager
def _own_files_only() -> Iterator[None]:
    """WeasyPrint's refusal is a BaseException, which would end a worker."""
    try:
        yield
    except FatalURLFetchingError as error:
        raise assets.ForbiddenResource(f"Le document demande un fichier qui n’est pas le sien. {error}") from error


@contextmanager
def _reported(report: Report) -> Iterator[None]:
    counter = _PageCounter(report)
    _PROGRESS.addHandler(counter)
    try:
        yield
    finally:
        _PROGRESS.removeHandler(counter)
