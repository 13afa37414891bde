"""Who takes part in a CTG, and what they run."""

from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from territories.models import (
    CafForeignKey,
    CafModel,
    Commune,
    Ctg,
    CtgModel,
    Epci,
    Role,
    TenantForeignKey,
    Territory,
    TerritoryModel,
    Versioned,
)

SIREN_DIGITS = 9


def validate_siren(value: str) -> None:
    """Nine digits and the Luhn key; the first digits say nothing (new EPCI start with 99)."""
    if len(value) != SIREN_DIGITS or not value.isascii() or not value.isdigit():
        raise ValidationError("Un SIREN compte neuf chiffres.")
    doubled = [int(digit) * (2 if position % 2 else 1) for position, digit in enumerate(value)]
    if sum(number - 9 if number > 9 else number for number in doubled) % 10:
        raise ValidationError("Ce SIREN n’est pas valable : sa clé de contrôle est fausse.")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def active(self) -> Self:
        return self.filter(is_archived=False)


class Organisation(CafModel, Versioned):
    """A body that takes part; known to the whole Caf, since many serve several territories."""

    class Kind(models.TextChoices):
        CAF = "caf", "Caf"
        COMMUNE = "commune", "Commune"
        EPCI = "epci", "Intercommunalité"
        CCAS = "ccas", "CCAS ou CIAS"
        SYNDICATE = "syndicate", "Syndicat"
        DEPARTMENT = "department", "Département"
        STATE = "state", "État et ses services"
        MSA = "msa", "MSA"
        ASSOCIATION = "association", "Association"
        OTHER = "other", "Autre"

    caf = CafForeignKey(related_name="organisations")
    name = models.CharField("nom", max_length=200)
    kind = models.CharField("nature", max_length=20, choices=Kind)
    siren = models.CharField("SIREN", max_length=9, blank=True, validators=[validate_siren])
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    epci = models.ForeignKey(Epci, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="EPCI")
    address = models.TextField("adresse", blank=True)
    is_archived = models.BooleanField("archivée", default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["caf", "name"],
                name="organisation_name",
                violation_error_message="Une organisation porte déjà ce nom.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Contact(CafModel, Versioned):
    """A person of an organisation, with or without an account; only professional details are kept."""

    caf = CafForeignKey(related_name="contacts")
    organisation = TenantForeignKey(Organisation, models.PROTECT, related_name="contacts", verbose_name="organisation")
    user = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name="compte"
    )
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    position = models.CharField("fonction", max_length=120, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)

    scope_parent = "organisation"

    class Meta:
        verbose_name = "contact"
        ordering = ["last_name", "first_name"]
        indexes = [models.Index(fields=["caf", "user"], name="contact_of_user")]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def with_position(self) -> str:
        return f"{self}, {self.position}" if self.position else str(self)


class Participation(CtgModel):
    """One organisation's place in one CTG."""

    class Part(models.TextChoices):
        SIGNATORY = "signatory", "Signataire"
        FUNDER = "funder", "Financeur"
        OPERATOR = "operator", "Gestionnaire"
        PARTNER = "partner", "Partenaire associé"

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="participations")
    organisation = TenantForeignKey(
        Organisation, models.PROTECT, related_name="participations", verbose_name="organisation"
    )
    part = models.CharField("rôle", max_length=20, choices=Part)

    class Meta:
        verbose_name = "participation"
        ordering = ["organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["caf", "ctg", "organisation", "part"],
                name="participation_once",
                violation_error_message="Cette organisation tient déjà ce rôle.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_part_display()})"


class FacilityQuerySet(models.QuerySet["Facility"]):
    def open_on(self, day: date) -> Self:
        opened = Q(opened_on__isnull=True) | Q(opened_on__lte=day)
        return self.filter(opened, Q(closed_on__isnull=True) | Q(closed_on__gt=day))


class Facility(TerritoryModel, Versioned):
    """An equipment or service for families, listed in annexe 2 of the convention."""

    class Kind(models.TextChoices):
        EAJE = "eaje", "Établissement d’accueil du jeune enfant"
        RPE = "rpe", "Relais petite enfance"
        LAEP = "laep", "Lieu d’accueil enfants-parents"
        ALSH = "alsh", "Accueil de loisirs"
        TOY_LIBRARY = "toy_library", "Ludothèque"
        SOCIAL_CENTRE = "social_centre", "Centre social"
        SOCIAL_SPACE = "social_space", "Espace de vie sociale"
        YOUTH = "youth", "Accueil de jeunes"
        OTHER = "other", "Autre service"

    territory = TenantForeignKey(
        Territory, models.PROTECT, editable=False, related_name="facilities", verbose_name="territoire"
    )
    name = models.CharField("nom", max_length=200)
    kind = models.CharField("nature", max_length=20, choices=Kind)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name="commune")
    operator = TenantForeignKey(
        Organisation, models.PROTECT, related_name="operated_facilities", verbose_name="gestionnaire"
    )
    supported_by = TenantForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supported_facilities",
        verbose_name="collectivité qui la soutient",
    )
    capacity = models.DecimalField("capacité", max_digits=10, decimal_places=2, null=True, blank=True)
    unit = models.CharField("unité", max_length=40, default="places")
    opened_on = models.DateField("ouvert le", null=True, blank=True)
    closed_on = models.DateField("fermé le", null=True, blank=True)

    objects = FacilityQuerySet.as_manager()

    class Meta:
        verbose_name = "équipement"
        ordering = ["kind", "name"]
        constraints = [
            models.CheckConstraint(
                name="facility_capacity_is_positive",
                condition=Q(capacity__isnull=True) | Q(capacity__gte=0),
                violation_error_message="La capacité ne peut pas être négative.",
            ),
            models.CheckConstraint(
                name="facility_closes_after_it_opens",
                condition=Q(closed_on__isnull=True) | Q(opened_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                violation_error_message="La fermeture doit suivre l’ouverture.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> Self:
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)


class Invitation(CafModel):
    """A place offered by e-mail; only the digest of its token is kept."""

    caf = CafForeignKey(related_name="invitations")
    territory = TenantForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name="territoire"
    )
    email = models.EmailField("adresse électronique")
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    role = models.CharField("rôle", max_length=30, choices=Role)
    organisation = TenantForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name="organisation"
    )
    membership_ends_on = models.DateField("accès jusqu’au", null=True, blank=True)
    token_digest = models.CharField("empreinte du lien", max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField("lien valable jusqu’au", editable=False)
    invited_by = models.ForeignKey("accounts.User", models.PROTECT, editable=False, related_name="+")
    created_at = models.DateTimeField("envoyée le", auto_now_add=True)
    accepted_at = models.DateTimeField("acceptée le", null=True, editable=False)
    accepted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, editable=False, related_name="+")
    revoked_at = models.DateTimeField("annulée le", null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="invitation_accepted_by_somebody",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_partner_has_an_organisation",
                condition=~Q(role=Role.PARTNER) | Q(organisation__isnull=False),
                violation_error_message="Un partenaire est invité au nom de son organisation.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.get_role_display()})"

    def is_open(self, on: date) -> bool:
        return self.accepted_at is None and self.revoked_at is None and self.expires_at.date() >= on
