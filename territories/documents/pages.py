"""A page of HTML laid out, then a tagged PDF/A-3 that is also PDF/UA-1, with its data inside.

The same page gives the same bytes, so a new rendering can prove that the data are those of a frozen file.
"""

import hashlib
import logging
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from typing import TypeVar

from weasyprint import HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from territories.documents import accessibility, assets
from territories.documents.typesetting import typeset_all

Report = Callable[[int, str], None]
DocumentT = TypeVar("DocumentT")

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
class DataFile:
    """The data of a document as people typed them, for machines; carried inside the PDF."""

    content: str
    description: str
    issued_at: datetime
    name: str = "donnees.json"


def unheard(_percent: int, _label: str) -> None:
    """For the callers that do not follow the progress."""


def prepare(document: DocumentT) -> DocumentT:
    """The same document set in type, once our fonts are known to be able to print it."""
    assets.check_fonts()
    printed: DocumentT = typeset_all(document)
    for text in _texts(printed):
        assets.check_printable(text)
    return printed


def lay_out(
    page: str,
    data: DataFile,
    *,
    identifier: str,
    link_titles: Mapping[str, str],
    field_titles: Mapping[str, str] | None = None,
    report: Report = unheard,
) -> Rendered:
    """`report` hears how far it is, up to 100, with a French label."""
    raw, pages = _paginate(page, _attachment(data), identifier, report)
    report(85, "Balisage pour les lecteurs d’écran")
    pdf = accessibility.finish(raw, link_titles, field_titles or {})
    accessibility.check_fonts(pdf)
    report(100, "Document prêt")
    return Rendered(pdf, hashlib.sha256(pdf).hexdigest(), pages)


def _paginate(page: str, attached: Attachment, identifier: str, report: Report) -> tuple[bytes, int]:
    with _reported(report), _own_files_only():
        laid_out = HTML(string=page, url_fetcher=assets.OwnFiles()).render(font_config=FontConfiguration())
        laid_out.metadata.attachments = [attached]
        report(70, f"Écriture des {len(laid_out.pages)} pages")
        pdf = laid_out.write_pdf(pdf_variant="pdf/a-3a", pdf_identifier=identifier.encode())
    return pdf, len(laid_out.pages)


def _attachment(data: DataFile) -> Attachment:
    return Attachment(
        string=data.content,
        name=data.name,
        description=data.description,
        relationship="Data",
        created=data.issued_at.astimezone(UTC),
        modified=data.issued_at.astimezone(UTC),
    )


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
