"""A plan that came in a file: what it proposes, and what was made of it."""

from django.db import models
from django.db.models import Q

from territories.models import Ctg, CtgModel, TenantForeignKey


class PlanImport(CtgModel):
    """The proposal is kept, never the file; `made` holds the ids of the elements and fiches that were created."""

    class Status(models.TextChoices):
        WAITING = "waiting", "À relire"
        DONE = "done", "Importé"
        UNDONE = "undone", "Annulé"

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="plan_imports")
    status = models.CharField("état", max_length=10, choices=Status, default=Status.WAITING)
    file_name = models.CharField("nom du fichier", max_length=255)
    proposal = models.JSONField("proposition", default=dict)
    made = models.JSONField("ce qui a été créé", default=dict)
    created_at = models.DateTimeField("reçu le", auto_now_add=True)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("décidé le", null=True)
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "import de plan"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="plan_import_decided_by_somebody",
                condition=Q(status="waiting") | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
