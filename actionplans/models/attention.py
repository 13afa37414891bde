"""What people say around a fiche: why an alert may wait, what blocks, and their comments."""

from django.db import models
from django.db.models import F, Q

from actionplans.models.plan import Action
from partners.models import Contact
from territories.models import CtgModel, TenantForeignKey, Versioned


class Alert(models.TextChoices):
    """What is computed about an action, apart from the status that its pilot declares."""

    LATE = "late", "En retard"
    SILENT = "silent", "Sans nouvelles"
    NO_PILOT = "no_pilot", "Sans pilote"
    UNBALANCED = "unbalanced", "Budget non équilibré"
    BLOCKED = "blocked", "Bloquée"


class AlertMute(CtgModel):
    """One alert of one action set aside until a date, for a reason; the alert itself is computed, never stored."""

    action = TenantForeignKey(Action, models.CASCADE, editable=False, related_name="mutes")
    alert = models.CharField("alerte", max_length=20, choices=Alert)
    reason = models.CharField("raison", max_length=300)
    until = models.DateField("jusqu’au")
    muted_by = models.ForeignKey("accounts.User", models.PROTECT, editable=False, related_name="+")
    created_at = models.DateTimeField("le", auto_now_add=True)

    scope_parent = "action"

    class Meta:
        verbose_name = "alerte en sourdine"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["caf", "action", "alert"],
                name="alert_muted_once",
                violation_error_message="Cette alerte est déjà en sourdine.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} : {self.get_alert_display()}"


class Blocker(CtgModel, Versioned):
    """What keeps an action from going on, and who can lift it."""

    action = TenantForeignKey(Action, models.CASCADE, editable=False, related_name="blockers")
    text = models.CharField("ce qui bloque", max_length=300)
    lifter = TenantForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="qui peut le lever"
    )
    raised_on = models.DateField("signalé le")
    raised_by = models.ForeignKey("accounts.User", models.PROTECT, editable=False, related_name="+")
    lifted_on = models.DateField("levé le", null=True, blank=True, editable=False)
    lifted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, editable=False, related_name="+")

    scope_parent = "action"

    class Meta:
        verbose_name = "blocage"
        ordering = ["raised_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="blocker_lifted_after_it_is_raised",
                condition=Q(lifted_on__isnull=True) | Q(lifted_on__gte=F("raised_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Comment(CtgModel):
    action = TenantForeignKey(Action, models.CASCADE, editable=False, related_name="comments")
    text = models.TextField("commentaire")
    author = models.ForeignKey("accounts.User", models.PROTECT, editable=False, related_name="+")
    created_at = models.DateTimeField("le", auto_now_add=True)

    scope_parent = "action"

    class Meta:
        verbose_name = "commentaire"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.text[:80]


class Mention(CtgModel):
    """Somebody named in a comment: their next message tells them, once."""

    comment = TenantForeignKey(Comment, models.CASCADE, editable=False, related_name="mentions")
    contact = TenantForeignKey(Contact, models.PROTECT, related_name="mentions", verbose_name="personne")
    told_on = models.DateField("annoncée le", null=True, editable=False)

    scope_parent = "comment"

    class Meta:
        verbose_name = "mention"
        constraints = [models.UniqueConstraint(fields=["caf", "comment", "contact"], name="mention_once")]

    def __str__(self) -> str:
        return f"@{self.contact}"
