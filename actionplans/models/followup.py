"""What a pilot reports in three fields: where it stands, how far, and what comes next."""

from django.db import models
from django.db.models import Q

from actionplans.models.plan import Action
from territories.models import CtgModel, TenantForeignKey


class FollowUp(CtgModel):
    action = TenantForeignKey(Action, models.CASCADE, editable=False, related_name="follow_ups")
    status = models.CharField("où en est l’action", max_length=20, choices=Action.Status)
    progress = models.PositiveSmallIntegerField("avancement en %")
    note = models.TextField("en quelques mots", blank=True)
    next_on = models.DateField("prochaine échéance", null=True, blank=True)
    author = models.ForeignKey("accounts.User", models.PROTECT, editable=False, related_name="+")
    created_at = models.DateTimeField("le", auto_now_add=True)

    scope_parent = "action"

    class Meta:
        verbose_name = "point de suivi"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="follow_up_progress",
                condition=Q(progress__lte=100),
                violation_error_message="L’avancement va de 0 à 100.",
            ),
            models.CheckConstraint(
                name="follow_up_stop_has_a_reason",
                condition=~Q(status__in=["suspended", "abandoned", "blocked"]) | ~Q(note=""),
                violation_error_message="Dites pourquoi l’action est bloquée, suspendue ou abandonnée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} : {self.get_status_display()}"
