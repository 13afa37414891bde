"""Asking for news: who was asked what and when, who prefers later, and the CTG where nobody is asked."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from actionplans.models.followup import FollowUp, FollowUpLink
from actionplans.models.plan import Action
from partners.models import Contact
from territories.models import CafForeignKey, CafModel, Ctg, CtgModel, TenantForeignKey


class Digest(CafModel):
    """The one message of a person and a week, whatever the number of their actions and of their hats."""

    caf = CafForeignKey(related_name="digests")
    email = models.EmailField("adresse électronique")
    week_of = models.DateField("semaine du")
    sent_on = models.DateField("envoyé le")

    class Meta:
        verbose_name = "message de suivi"
        ordering = ["-sent_on"]
        constraints = [models.UniqueConstraint(fields=["caf", "email", "week_of"], name="digest_once_a_week")]

    def __str__(self) -> str:
        return f"{self.email}, {self.sent_on:%d/%m/%Y}"


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def answered_within(self, days: int) -> Self:
        """Those whose action got news in time, from anybody, kept or still waiting for the team."""
        news = FollowUp.objects.filter(
            action=models.OuterRef("action"),
            created_at__date__gte=models.OuterRef("sent_on"),
            created_at__date__lte=models.OuterRef("last_day"),
        )
        last_day = models.ExpressionWrapper(F("sent_on") + days, output_field=models.DateField())
        return self.annotate(last_day=last_day).filter(models.Exists(news))


class Reminder(CtgModel):
    """One person asked for news of one action, one day."""

    class Rank(models.TextChoices):
        REFERENT = "referent", "Référent"
        DEPUTY = "deputy", "Suppléant"
        ASKED = "asked", "À la demande de l’équipe"

    digest = TenantForeignKey(Digest, models.PROTECT, editable=False, related_name="reminders")
    action = TenantForeignKey(Action, models.CASCADE, editable=False, related_name="reminders")
    contact = TenantForeignKey(Contact, models.PROTECT, editable=False, related_name="reminders")
    link = TenantForeignKey(FollowUpLink, models.PROTECT, null=True, editable=False, related_name="reminders")
    rank = models.CharField("à quel titre", max_length=10, choices=Rank)
    sent_on = models.DateField("envoyé le")

    objects = ReminderQuerySet.as_manager()

    scope_parent = "action"

    class Meta:
        verbose_name = "relance"
        ordering = ["-sent_on", "id"]
        constraints = [models.UniqueConstraint(fields=["caf", "digest", "action"], name="reminder_once_a_digest")]

    def __str__(self) -> str:
        return f"{self.contact} ← {self.action} ({self.sent_on:%d/%m/%Y})"


class ReminderSnooze(CafModel):
    """« Plus tard » : no message to this address before a date."""

    caf = CafForeignKey(related_name="reminder_snoozes")
    email = models.EmailField("adresse électronique")
    until = models.DateField("pas avant le")
    asked_at = models.DateTimeField("demandé le", auto_now=True)

    class Meta:
        verbose_name = "report des relances"
        constraints = [models.UniqueConstraint(fields=["caf", "email"], name="snooze_once")]

    def __str__(self) -> str:
        return f"{self.email} : pas avant le {self.until:%d/%m/%Y}"


class ReminderPause(CtgModel):
    """Nobody is asked for news of this CTG between two dates, for a reason that everybody reads."""

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="reminder_pauses")
    reason = models.CharField("raison", max_length=300)
    starts_on = models.DateField("à partir du")
    until = models.DateField("jusqu’au")
    set_by = models.ForeignKey("accounts.User", models.PROTECT, editable=False, related_name="+")
    created_at = models.DateTimeField("décidée le", auto_now_add=True)

    class Meta:
        verbose_name = "pause des relances"
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                name="pause_ends_after_it_starts",
                condition=Q(until__gte=F("starts_on")),
                violation_error_message="La fin de la pause doit suivre son début.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} ({self.starts_on:%d/%m/%Y} – {self.until:%d/%m/%Y})"

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.until
