"""The diagnosis as a committee validated it: one immutable row a version, and the files made from it."""

from typing import Self

from django.db import models

from governance.models import Decision
from territories.models import Ctg, CtgModel, Job, TenantForeignKey


class DiagnosisVersionQuerySet(models.QuerySet["DiagnosisVersion"]):
    def with_context(self) -> Self:
        """With who froze it and the decision behind, without the (long) text."""
        return self.select_related("decision__meeting__body", "frozen_by").defer("canonical")


class DiagnosisVersion(CtgModel):
    """Version n of the diagnosis. The application may add and read a row, never change it.

    `canonical` is JSON in one spelling only (keys sorted, no spaces), so that its SHA-256 can be checked by
    anybody; PostgreSQL checks it when the row is written.
    """

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="diagnosis_versions")
    number = models.PositiveSmallIntegerField("version")
    decision = TenantForeignKey(Decision, models.PROTECT, related_name="diagnosis_versions", verbose_name="décision")
    canonical = models.TextField("données")
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    frozen_at = models.DateTimeField("figée le")
    frozen_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="figée par")

    objects = DiagnosisVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version du diagnostic"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["caf", "ctg", "number"], name="diagnosis_version_number"),
            models.UniqueConstraint(fields=["caf", "decision"], name="diagnosis_version_of_a_decision"),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"

    @property
    def short_hash(self) -> str:
        return self.sha256[:12]


class DiagnosisFile(CtgModel):
    """A file made from a version, or from the diagnosis still in the making (then `version` is empty)."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "DOCX"

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="diagnosis_files")
    version = TenantForeignKey(DiagnosisVersion, models.PROTECT, null=True, related_name="files")
    format = models.CharField("format", max_length=4, choices=Format)
    file_name = models.CharField("fichier", max_length=200)
    size = models.PositiveIntegerField("taille en octets")
    pages = models.PositiveSmallIntegerField("pages", null=True)
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    made_at = models.DateTimeField("produit le")
    job = TenantForeignKey(Job, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "document du diagnostic"
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["caf", "version", "format"], name="diagnosis_file_once_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.get_format_display()} – {self.version or 'projet'}"
