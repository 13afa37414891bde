"""Who may enter, as what, and until when."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from territories.models.tenancy import CafForeignKey, CafModel, TenantForeignKey


class Role(models.TextChoices):
    CAF_MANAGER = "caf_manager", "Responsable Caf"
    CAF_ADVISOR = "caf_advisor", "Conseiller technique de territoire"
    COOPERATION_OFFICER = "cooperation_officer", "Chargé de coopération CTG"
    ELECTED_OFFICIAL = "elected_official", "Élu"
    PARTNER = "partner", "Partenaire"
    CONSULTANT = "consultant", "Cabinet d’étude"
    READER = "reader", "Lecteur"


CAF_STAFF = frozenset({Role.CAF_MANAGER, Role.CAF_ADVISOR})
TEAM = CAF_STAFF | {Role.COOPERATION_OFFICER}
STUDY = TEAM | {Role.CONSULTANT}
CONTRIBUTORS = TEAM | {Role.PARTNER}
EVERYONE = frozenset(Role)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self, on: date) -> Self:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)


class Membership(CafModel):
    """One role of one person: Caf staff for the whole Caf, everybody else for one territory, always dated."""

    caf = CafForeignKey(related_name="memberships")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="memberships", verbose_name="personne")
    territory = TenantForeignKey(
        "territories.Territory",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="territoire",
    )
    role = models.CharField("rôle", max_length=30, choices=Role)
    starts_on = models.DateField("du", default=date.today)
    ends_on = models.DateField("au", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "habilitation"
        ordering = ["user__last_name"]
        constraints = [
            models.CheckConstraint(
                name="caf_staff_for_the_whole_caf",
                condition=Q(role__in=sorted(CAF_STAFF), territory__isnull=True)
                | (~Q(role__in=sorted(CAF_STAFF)) & Q(territory__isnull=False)),
                violation_error_message="Un agent de la Caf voit toute la Caf ; les autres rôles visent un territoire.",
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="La date de fin doit suivre la date de début.",
            ),
            models.UniqueConstraint(
                fields=["caf", "user", "territory", "role", "starts_on"],
                name="membership_once",
                nulls_distinct=False,
                violation_error_message="Cette personne a déjà ce rôle.",
            ),
        ]
        indexes = [models.Index(fields=["user", "caf"], name="membership_of_person")]

    def __str__(self) -> str:
        return f"{self.user} : {self.get_role_display()}"
