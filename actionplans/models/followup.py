"""What a pilot reports in three fields: where it stands, how far, and what comes next."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from actionplans.models.plan import Action
from governance.models import Decision
from partners.models import Contact
from territories.models import Ctg, CtgModel, TenantForeignKey


class FollowUpLinkQuerySet(models.QuerySet["FollowUpLink"]):
    def usable(self, on: date) -> Self:
        return self.filter(revoked_at__isnull=True, expires_on__gte=on, action__isnull=False)


class FollowUpLink(CtgModel):
    """A personal address, sent by e-mail, by which somebody gives news of one action without an account.

    It outlives its action, so that an erased fiche can still be told from a link badly copied.
    """

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="follow_up_links")
    action = TenantForeignKey(Action, models.SET_NULL, null=True, editable=False, related_name="links")
    action_title = models.CharField("intitulé de l’action", max_length=200, editable=False)
    contact = TenantForeignKey(Contact, models.PROTECT, related_name="follow_up_links", verbose_name="personne")
    token_digest = models.CharField("empreinte du lien", max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField("envoyé le", auto_now_add=True)
    expires_on = models.DateField("valable jusqu’au")
    revoked_at = models.DateTimeField("annulé le", null=True, editable=False)

    objects = FollowUpLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "lien de suivi"
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return f"lien de {self.contact} : {self.action_title}"


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def kept(self) -> Self:
        """What counts as news: neither waiting for the team nor set aside by it."""
        return self.filter(standing=FollowUp.Standing.KEPT)

    def proposed(self) -> Self:
        return self.filter(standing=FollowUp.Standing.PROPOSED)

    def with_people(self) -> Self:
        return self.select_related("author", "contact", "answered_by", "decision__meeting", "merged_into")


class FollowUp(CtgModel):
    """News of an action: kept at once, or proposed by somebody who may not write and then answered by the team."""

    class Standing(models.TextChoices):
        KEPT = "kept", "Retenue"
        PROPOSED = "proposed", "En attente de l’équipe"
        DECLINED = "declined", "Non retenue"

    action = TenantForeignKey(Action, models.CASCADE, editable=False, related_name="follow_ups")
    status = models.CharField("où en est l’action", max_length=20, choices=Action.Status)
    progress = models.PositiveSmallIntegerField("avancement en %")
    note = models.TextField("en quelques mots", blank=True)
    next_on = models.DateField("prochaine échéance", null=True, blank=True)
    decision = TenantForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="follow_ups", verbose_name="décision"
    )
    merged_into = TenantForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="merged_from", verbose_name="fusionnée avec"
    )
    author = models.ForeignKey("accounts.User", models.PROTECT, null=True, editable=False, related_name="+")
    contact = TenantForeignKey(Contact, models.PROTECT, null=True, editable=False, related_name="follow_ups")
    link = TenantForeignKey(FollowUpLink, models.PROTECT, null=True, editable=False, related_name="follow_ups")
    standing = models.CharField("suite donnée", max_length=10, choices=Standing, default=Standing.KEPT, editable=False)
    answer = models.TextField("réponse de l’équipe", blank=True, editable=False)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, editable=False, related_name="+")
    answered_at = models.DateTimeField("répondu le", null=True, editable=False)
    answer_told_on = models.DateField("réponse annoncée le", null=True, editable=False)
    created_at = models.DateTimeField("le", auto_now_add=True)

    objects = FollowUpQuerySet.as_manager()

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
            models.CheckConstraint(
                name="follow_up_by_somebody", condition=Q(author__isnull=False) | Q(contact__isnull=False)
            ),
            models.CheckConstraint(
                name="follow_up_merged_is_abandoned",
                condition=Q(merged_into__isnull=True) | Q(status="abandoned"),
                violation_error_message="Une action fusionnée avec une autre est abandonnée.",
            ),
            models.CheckConstraint(
                name="follow_up_declined_with_a_word",
                condition=~Q(standing="declined") | ~Q(answer=""),
                violation_error_message="Dites pourquoi ces nouvelles ne sont pas retenues.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} : {self.get_status_display()}"

    @property
    def said_by(self) -> str:
        """Who gave the news: an account, or the person whose link was used."""
        return str(self.author or self.contact)
