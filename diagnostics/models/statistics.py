"""Numbers with their source, their year, their geography and their disclosure status."""

from typing import Self

from django.db import models
from django.db.models import Q

from diagnostics.models.catalogue import Indicator
from territories.models import CafForeignKey, CafModel, Commune, Department, Epci, Region, TenantForeignKey


class Dataset(CafModel):
    """One edition of one source, as it came."""

    caf = CafForeignKey(related_name="datasets")
    name = models.CharField("nom", max_length=200)
    producer = models.CharField("producteur", max_length=120)
    edition = models.CharField("édition", max_length=60)
    geography_vintage = models.PositiveSmallIntegerField("géographie au 1er janvier")
    is_fictitious = models.BooleanField("fictif", default=False)
    file_name = models.CharField("fichier", max_length=255, blank=True)
    file_sha256 = models.CharField("empreinte du fichier", max_length=64, blank=True)
    imported_at = models.DateTimeField("chargé le", auto_now_add=True)
    imported_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "jeu de données"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["caf", "name", "edition"], name="dataset_edition")]

    def __str__(self) -> str:
        return f"{self.name} ({self.edition})"


class ValueStatus(models.TextChoices):
    """Why a figure is what it is; a hidden figure is never 0 and never an empty cell without a reason."""

    OK = "ok", "Diffusé"
    ROUNDED = "rounded", "Arrondi"
    ESTIMATED = "estimated", "Estimé"
    LOCAL = "local_entry", "Saisie locale"
    PARTIAL = "partial", "Partiel"
    CENSORED_LOW = "censored_low", "Au plus"
    SUPPRESSED_PRIMARY = "suppressed_primary", "Secret statistique"
    SUPPRESSED_SECONDARY = "suppressed_secondary", "Secret statistique induit"
    NOT_AVAILABLE = "not_available", "Non disponible"

    @classmethod
    def hidden(cls) -> list["ValueStatus"]:
        return [cls.SUPPRESSED_PRIMARY, cls.SUPPRESSED_SECONDARY, cls.NOT_AVAILABLE]


class IndicatorValueQuerySet(models.QuerySet["IndicatorValue"]):
    def shown(self) -> Self:
        return self.exclude(status__in=ValueStatus.hidden())


class IndicatorValue(CafModel):
    """One figure of one place and one year; exactly one of the four places is named."""

    caf = CafForeignKey(related_name="indicator_values")
    indicator = TenantForeignKey(Indicator, models.PROTECT, related_name="values")
    dataset = TenantForeignKey(Dataset, models.PROTECT, related_name="values")
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, related_name="+")
    epci = models.ForeignKey(Epci, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    year = models.PositiveSmallIntegerField("année")
    value = models.DecimalField("valeur", max_digits=18, decimal_places=6, null=True)
    numerator = models.DecimalField("numérateur", max_digits=18, decimal_places=6, null=True)
    denominator = models.DecimalField("dénominateur", max_digits=18, decimal_places=6, null=True)
    status = models.CharField("statut", max_length=20, choices=ValueStatus, default=ValueStatus.OK)

    objects = IndicatorValueQuerySet.as_manager()

    scope_parent = "indicator"

    class Meta:
        verbose_name = "valeur d’indicateur"
        constraints = [
            models.CheckConstraint(
                name="value_of_one_place",
                condition=Q(commune__isnull=False, epci__isnull=True, department__isnull=True, region__isnull=True)
                | Q(commune__isnull=True, epci__isnull=False, department__isnull=True, region__isnull=True)
                | Q(commune__isnull=True, epci__isnull=True, department__isnull=False, region__isnull=True)
                | Q(commune__isnull=True, epci__isnull=True, department__isnull=True, region__isnull=False),
            ),
            models.CheckConstraint(
                name="value_hidden_has_no_figure",
                condition=Q(
                    status__in=["suppressed_primary", "suppressed_secondary", "not_available"],
                    value__isnull=True,
                    numerator__isnull=True,
                    denominator__isnull=True,
                )
                | ~Q(status__in=["suppressed_primary", "suppressed_secondary", "not_available"])
                & Q(value__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["caf", "indicator", "year", "commune", "epci", "department", "region"],
                name="value_once_a_year",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year}"

    @property
    def is_hidden(self) -> bool:
        return self.value is None
