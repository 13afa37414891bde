"""What came in, from which file, by whom, and how to take it out again."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTransform

from diagnostics.models.catalogue import Indicator
from diagnostics.models.statistics import Dataset, ValueStatus
from territories.models import (
    CafForeignKey,
    CafModel,
    Commune,
    Department,
    Epci,
    Job,
    Region,
    TenantForeignKey,
    Versioned,
)


class ImportProfile(CafModel, Versioned):
    """How the Caf reads one kind of file: recognised next time by the names of its columns."""

    caf = CafForeignKey(related_name="import_profiles")
    name = models.CharField("nom", max_length=120)
    columns = models.JSONField("colonnes reconnues", default=list)
    choices = models.JSONField("réponses", default=dict)

    class Meta:
        verbose_name = "profil d’import"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["caf", "name"],
                name="import_profile_name",
                violation_error_message="Un profil porte déjà ce nom.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DatasetImportQuerySet(models.QuerySet["DatasetImport"]):
    def done(self) -> Self:
        return self.filter(status=DatasetImport.Status.DONE)

    def waiting(self) -> Self:
        return self.filter(status=DatasetImport.Status.WAITING)

    def with_figure_count(self) -> Self:
        """The number of figures kept, without the report that says it: a report may be long."""
        return self.defer("report", "choices").annotate(figure_count=KeyTransform("figures", "report"))


class DatasetImport(CafModel):
    """One file received: what it is, what was answered about it, and what was made of it.

    `report` may quote cells of the file: like the file itself, only the scope of the whole Caf reads it.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", "À préciser"
        RUNNING = "running", "En cours"
        DONE = "done", "Importé"
        REFUSED = "refused", "Refusé"
        UNDONE = "undone", "Annulé"

    caf = CafForeignKey(related_name="dataset_imports")
    status = models.CharField("état", max_length=10, choices=Status, default=Status.WAITING)
    file = models.FileField("fichier", upload_to="imports/", blank=True)
    file_name = models.CharField("nom du fichier", max_length=255)
    file_size = models.PositiveBigIntegerField("taille", default=0)
    sha256 = models.CharField("empreinte", max_length=64)
    choices = models.JSONField("réponses", default=dict)
    choices_digest = models.CharField("empreinte des réponses", max_length=64, blank=True)
    report = models.JSONField("compte rendu", default=dict)
    dataset = TenantForeignKey(Dataset, models.PROTECT, null=True, related_name="imports")
    job = TenantForeignKey(Job, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField("reçu le", auto_now_add=True)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField("importé le", null=True)
    undone_at = models.DateTimeField("annulé le", null=True)
    undone_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = DatasetImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["caf", "sha256", "choices_digest"],
                name="import_same_file_once",
                condition=Q(status="done"),
                violation_error_message="Ce fichier est déjà importé.",
            ),
            models.CheckConstraint(
                name="import_done_has_a_dataset",
                condition=~Q(status__in=["done", "undone"]) | Q(dataset__isnull=False, imported_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ReplacedValue(CafModel):
    """A figure that an import replaced, kept to give it back when the import is undone.

    `is_held` tells the raw figures from those that everybody reads; all are for the scope of the whole Caf.
    """

    source_import = TenantForeignKey(DatasetImport, models.CASCADE, related_name="replaced_values")
    is_held = models.BooleanField("valeur détenue")
    indicator = TenantForeignKey(Indicator, models.PROTECT, related_name="+")
    dataset = TenantForeignKey(Dataset, models.PROTECT, related_name="+")
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, related_name="+", db_index=False)
    epci = models.ForeignKey(Epci, models.PROTECT, null=True, related_name="+", db_index=False)
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+", db_index=False)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField("année")
    value = models.DecimalField("valeur", max_digits=18, decimal_places=6, null=True)
    numerator = models.DecimalField("numérateur", max_digits=18, decimal_places=6, null=True)
    denominator = models.DecimalField("dénominateur", max_digits=18, decimal_places=6, null=True)
    units = models.PositiveIntegerField("unités observées", null=True)
    largest = models.DecimalField("plus forte contribution", max_digits=18, decimal_places=6, null=True)
    status = models.CharField("statut", max_length=20, choices=ValueStatus)

    scope_parent = "source_import"

    class Meta:
        verbose_name = "valeur remplacée"

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year}"
