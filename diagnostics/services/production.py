"""The files of the diagnosis: asked for once, made by a job, kept for good."""

from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from uuid_utils.compat import uuid7

from diagnostics.documents.content import read
from diagnostics.documents.edition import Edition
from diagnostics.figures.maps import CommuneMap
from diagnostics.models import DiagnosisFile, DiagnosisVersion
from diagnostics.services.drawings import drawings
from diagnostics.services.present import compile_content
from territories.models import Ctg, Job

KIND = "diagnostics.produce"


def latest_job(ctg: Ctg) -> Job | None:
    """The last time that somebody asked for the document of this diagnosis."""
    return ctg.caf.jobs.filter(kind=KIND, payload__ctg=str(ctg.pk)).first()


def open_job(ctg: Ctg) -> Job | None:
    return ctg.caf.jobs.open().filter(kind=KIND, payload__ctg=str(ctg.pk)).first()


def file_title(file: DiagnosisFile) -> str:
    edition = f"version-{file.version.number}" if file.version else "projet"
    return f"{file.ctg.number}-diagnostic-{edition}.{file.format}"


@dataclass(frozen=True)
class Order:
    """What a job needs, read in one go: the edition to lay out and its maps."""

    ctg: Ctg
    version: DiagnosisVersion | None
    edition: Edition
    maps: dict[str, CommuneMap]

    def keep(self, kind: str, content: bytes, *, sha256: str, pages: int | None, job: Job) -> DiagnosisFile:
        """Store the bytes under a name that means nothing, then the row that makes them known."""
        now = timezone.now()
        name = default_storage.save(f"{self.ctg.caf_id}/{now.year}/{uuid7()}.{kind}", ContentFile(content))
        return DiagnosisFile.objects.create(
            ctg=self.ctg,
            version=self.version,
            format=kind,
            file_name=name,
            size=len(content),
            pages=pages,
            sha256=sha256,
            made_at=now,
            job=job,
        )


def order(ctg_id: str, version_id: str) -> Order:
    """A version as it was frozen, or, without one, the diagnosis as it stands now."""
    ctg = Ctg.objects.select_related("territory__epci", "caf__department__region").get(pk=ctg_id)
    if not version_id:
        content = compile_content(ctg)
        return Order(ctg, None, Edition(content, timezone.now()), drawings(ctg, content))
    version = ctg.diagnosis_versions.get(pk=version_id)
    content = read(version.canonical)
    edition = Edition(content, version.frozen_at, version.number, version.sha256)
    return Order(ctg, version, edition, drawings(ctg, content))
