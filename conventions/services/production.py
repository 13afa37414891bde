"""From the data of a CTG to sealed bytes that nobody can change."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from uuid_utils.compat import uuid7

from conventions.documents.content import ConventionDocument
from conventions.documents.seal import Sealed
from conventions.models import Convention, SealedDocument
from conventions.services.writing import refuse_if_frozen
from territories.documents.pages import Rendered
from territories.models import Ctg, Job, Phase

KIND = "conventions.produce"
WRITING_PHASES = {Phase.AGREEMENT, Phase.FOLLOW_UP, Phase.EVALUATION}


class TooEarly(Exception):
    """The document cannot be sealed yet."""


def check_may_seal(ctg: Ctg) -> None:
    """Seal only what the steering committee has validated, and only until it is signed."""
    if Phase(ctg.phase) not in WRITING_PHASES:
        raise TooEarly("Le plan d’actions doit d’abord être validé par le comité de pilotage.")
    refuse_if_frozen(ctg)


def latest_job(ctg: Ctg) -> Job | None:
    """The last time that somebody asked for the document of this CTG."""
    return ctg.caf.jobs.filter(kind=KIND, payload__ctg=str(ctg.pk)).first()


def open_job(ctg: Ctg) -> Job | None:
    return ctg.caf.jobs.open().filter(kind=KIND, payload__ctg=str(ctg.pk)).first()


@dataclass(frozen=True)
class Edition:
    """What is known of a document before it is laid out."""

    number: int
    code: str
    issued_at: datetime

    @property
    def version(self) -> str:
        return str(self.number)


def next_edition(convention: Convention, code: str) -> Edition:
    last = convention.ctg.sealed_documents.values_list("number", flat=True).first()
    return Edition((last or 0) + 1, code, timezone.now())


def keep(
    document: ConventionDocument,
    edition: Edition,
    rendered: Rendered,
    sealed: Sealed,
    *,
    convention: Convention,
    job: Job,
) -> SealedDocument:
    """Store the bytes under a name that means nothing, then the row that makes them known."""
    name = default_storage.save(f"{convention.caf_id}/{edition.issued_at.year}/{uuid7()}.pdf", ContentFile(sealed.pdf))
    by = job.requested_by
    if by is None:
        raise TypeError("a sealed document names who asked for it")
    return SealedDocument.objects.create(
        ctg=convention.ctg,
        number=edition.number,
        reference=convention.ctg.number,
        file_name=name,
        size=len(sealed.pdf),
        pages=rendered.pages,
        sha256=sealed.sha256,
        verification_code=edition.code,
        content=json.loads(json.dumps(asdict(document), default=str)),
        certificate=sealed.holder,
        is_test_seal="développement" in sealed.label,
        sealed_at=sealed.sealed_at,
        sealed_by=by,
        job=job,
    )


def file_title(document: SealedDocument) -> str:
    return f"{document.reference}-version-{document.number}.pdf"
