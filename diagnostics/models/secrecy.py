"""Figures as their producer gave them, below what may be shown: for the Caf that holds the file, and nobody else."""

from django.db import models
from django.db.models import Q

from diagnostics.models.catalogue import Indicator
from diagnostics.models.statistics import Dataset, ValueStatus
from territories.models import CafForeignKey, CafModel, Commune, Department, Epci, Region, TenantForeignKey


class HeldValue(CafModel):
    """One figure before secrecy; `diagnostics.services.secrecy.publish` computes what may be shown of it.

    Its policy asks for the scope of the whole Caf: a page of one territory, whoever reads it, finds no row.
    It has no history, and nothing else may copy it: neither a search index, nor a log, nor a cache.
    A figure that its producer hid or lacks has no value and the producer's status.
    """

    caf = CafForeignKey(related_name="held_values")
    indicator = TenantForeignKey(Indicator, models.PROTECT, related_name="held_values")
    dataset = TenantForeignKey(Dataset, models.PROTECT, related_name="held_values")
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, related_name="+")
    epci = models.ForeignKey(Epci, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    year = models.PositiveSmallIntegerField("année")
    value = models.DecimalField("valeur", max_digits=18, decimal_places=6, null=True)
    numerator = models.DecimalField("numérateur", max_digits=18, decimal_places=6, null=True)
    denominator = models.DecimalField("dénominateur", max_digits=18, decimal_places=6, null=True)
    units = models.PositiveIntegerField("unités observées", null=True)
    largest = models.DecimalField("plus forte contribution", max_digits=18, decimal_places=6, null=True)
    status = models.CharField("statut du producteur", max_length=20, choices=ValueStatus, default=ValueStatus.OK)

    scope_parent = "indicator"

    class Meta:
        verbose_name = "valeur détenue"
        constraints = [
            models.CheckConstraint(
                name="held_value_of_one_place",
                condition=Q(commune__isnull=False, epci__isnull=True, department__isnull=True, region__isnull=True)
                | Q(commune__isnull=True, epci__isnull=False, department__isnull=True, region__isnull=True)
                | Q(commune__isnull=True, epci__isnull=True, department__isnull=False, region__isnull=True)
                | Q(commune__isnull=True, epci__isnull=True, department__isnull=True, region__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["caf", "indicator", "year", "commune", "epci", "department", "region"],
                name="held_value_once_a_year",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year}"


class FormerFigure(CafModel):
    """A figure that everybody could read once and that is not shown any more: readers, and the versions that
    froze it, remember it.

    The publication counts on none of them to protect another. Its policy is that of `HeldValue`.
    """

    caf = CafForeignKey(related_name="former_figures")
    indicator = TenantForeignKey(Indicator, models.PROTECT, related_name="former_figures")
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, related_name="+")
    epci = models.ForeignKey(Epci, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    year = models.PositiveSmallIntegerField("année")
    value = models.DecimalField("valeur", max_digits=18, decimal_places=6)
    numerator = models.DecimalField("numérateur", max_digits=18, decimal_places=6, null=True)
    denominator = models.DecimalField("dénominateur", max_digits=18, decimal_places=6, null=True)

    scope_parent = "indicator"

    class Meta:
        verbose_name = "chiffre qui fut montré"
        constraints = [
            models.CheckConstraint(
                name="former_figure_of_one_place",
                condition=Q(commune__isnull=False, epci__isnull=True, department__isnull=True, region__isnull=True)
                | Q(commune__isnull=True, epci__isnull=False, department__isnull=True, region__isnull=True)
                | Q(commune__isnull=True, epci__isnull=True, department__isnull=False, region__isnull=True)
                | Q(commune__isnull=True, epci__isnull=True, department__isnull=True, region__isnull=False),
            ),
            models.UniqueConstraint(
                fields=[
                    "caf", "indicator", "year", "commune", "epci", "department", "region",
                    "value", "numerator", "denominator",
                ],
                name="former_figure_once",
                nulls_distinct=False,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year}"
