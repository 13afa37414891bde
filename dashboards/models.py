"""The only rows that the dashboards write: aggregates, kept day by day."""

from django.db import models

from territories.models import CafForeignKey, CafModel


class Snapshot(CafModel):
    """The figures of one Caf on one day, without any name: what a national observer may read."""

    caf = CafForeignKey(related_name="snapshots")
    taken_on = models.DateField("au")
    ctg_by_phase = models.JSONField("CTG par phase", default=dict)
    communes_covered = models.PositiveIntegerField("communes couvertes", default=0)
    population_covered = models.PositiveIntegerField("population couverte", default=0)
    planned_amount = models.DecimalField("montant prévu", max_digits=16, decimal_places=2, default=0)
    caf_amount = models.DecimalField("part de la Caf", max_digits=16, decimal_places=2, default=0)

    class Meta:
        verbose_name = "photographie"
        ordering = ["-taken_on"]
        constraints = [models.UniqueConstraint(fields=["caf", "taken_on"], name="snapshot_once_a_day")]

    def __str__(self) -> str:
        return f"{self.caf_id} {self.taken_on}"
