"""The tenant, its territories, and the CTG on which every phase hangs."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from uuid_utils.compat import uuid7

from territories.models.geography import Commune, DateRange, Department, Epci
from territories.models.tenancy import CafForeignKey, CafModel, CtgModel, TenantForeignKey, TerritoryModel, Versioned

LONGEST_DURATION_YEARS = 5


class Phase(models.TextChoices):
    """Where the démarche stands; a validation decision of a body is what moves it."""

    PREPARATION = "preparation", "Préparation"
    DIAGNOSIS = "diagnosis", "Diagnostic partagé"
    ACTION_PLAN = "action_plan", "Plan d’actions"
    AGREEMENT = "agreement", "Convention et signature"
    FOLLOW_UP = "follow_up", "Pilotage et suivi"
    EVALUATION = "evaluation", "Évaluation"

    @property
    def next(self) -> "Phase | None":
        phases = list(Phase)
        position = phases.index(self) + 1
        return phases[position] if position < len(phases) else None


class LegalStatus(models.TextChoices):
    """Apart from the phase: a CTG is often signed after the day it takes effect."""

    DRAFT = "draft", "En projet"
    APPROVED = "approved", "Approuvée par le COPIL"
    SIGNED = "signed", "Signée"
    ENDED = "ended", "Échue"
    TERMINATED = "terminated", "Résiliée"


class Caf(models.Model):
    """The tenant: the family benefits office of one département."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField("nom", max_length=120)
    slug = models.SlugField("adresse courte", unique=True)
    department = models.ForeignKey(Department, models.PROTECT, related_name="cafs", verbose_name="département")
    address = models.TextField("adresse", blank=True)
    roles_with_mfa = ArrayField(
        models.CharField(max_length=30),
        verbose_name="rôles tenus à la double authentification",
        default=list,
        blank=True,
    )

    class Meta:
        verbose_name = "Caf"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("dashboards:portfolio", kwargs={"caf": self.slug})


class Territory(CafModel):
    """The place that contracts with the Caf, from one CTG to the next: an EPCI, a commune, or a group."""

    caf = CafForeignKey(related_name="territories")
    name = models.CharField("nom", max_length=200)
    slug = models.SlugField("adresse courte", max_length=80)
    epci = models.ForeignKey(
        Epci, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="EPCI de référence"
    )

    class Meta:
        verbose_name = "territoire"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["caf", "slug"], name="territory_slug", violation_error_message="Ce territoire existe déjà."
            ),
            models.UniqueConstraint(
                fields=["caf", "epci"],
                name="territory_of_epci",
                violation_error_message="Un territoire existe déjà pour cet EPCI.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CtgQuerySet(models.QuerySet["Ctg"]):
    def current(self) -> Self:
        """Everything that is neither archived nor replaced by its renewal."""
        return self.filter(is_archived=False)

    def in_force(self, on: date) -> Self:
        return self.filter(legal_status=LegalStatus.SIGNED, effective_from__lte=on, effective_to__gte=on)


class Ctg(TerritoryModel, Versioned):
    """The démarche of one territory over one period."""

    caf = CafForeignKey(related_name="ctgs")
    territory = TenantForeignKey(
        Territory, models.PROTECT, editable=False, related_name="ctgs", verbose_name="territoire"
    )
    slug = models.SlugField("adresse courte", max_length=40, editable=False)
    number = models.CharField("numéro", max_length=30, editable=False)
    phase = models.CharField("phase", max_length=20, choices=Phase, default=Phase.PREPARATION, editable=False)
    legal_status = models.CharField(
        "statut juridique", max_length=20, choices=LegalStatus, default=LegalStatus.DRAFT, editable=False
    )
    effective_from = models.DateField("date d’effet")
    effective_to = models.DateField("date de fin")
    signed_on = models.DateField("date de signature", null=True, blank=True)
    renewal_of = TenantForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="renewals", verbose_name="fait suite à"
    )
    is_archived = models.BooleanField("archivée", default=False, editable=False)
    communes = models.ManyToManyField(Commune, through="PerimeterCommune", related_name="+", verbose_name="périmètre")

    objects = CtgQuerySet.as_manager()

    class Meta:
        verbose_name = "CTG"
        ordering = ["territory__name", "-effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["caf", "territory", "slug"], name="ctg_slug"),
            models.UniqueConstraint(fields=["caf", "number"], name="ctg_number"),
            models.CheckConstraint(
                name="ctg_ends_after_it_starts",
                condition=Q(effective_to__gt=F("effective_from")),
                violation_error_message="La date de fin doit suivre la date d’effet.",
            ),
            models.CheckConstraint(
                name="ctg_lasts_five_years_at_most",
                condition=Q(
                    effective_to__lt=Func(
                        F("effective_from"),
                        template=f"(%(expressions)s + interval '{LONGEST_DURATION_YEARS} years')::date",
                        output_field=models.DateField(),
                    )
                ),
                violation_error_message="Une CTG dure cinq ans au plus.",
            ),
            models.CheckConstraint(
                name="ctg_signed_has_a_date",
                condition=~Q(legal_status=LegalStatus.SIGNED) | Q(signed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.territory} {self.period}"

    @property
    def period(self) -> str:
        return f"{self.effective_from.year}-{self.effective_to.year}"

    @property
    def years(self) -> list[int]:
        """The civil years that the CTG touches: money is counted by civil year."""
        return list(range(self.effective_from.year, self.effective_to.year + 1))

    @property
    def route(self) -> dict[str, str]:
        """The arguments that every address of this CTG starts with."""
        return {"caf": self.caf.slug, "territory": self.territory.slug, "ctg": self.slug}

    def url(self, name: str, **kwargs: object) -> str:
        return reverse(name, kwargs={**self.route, **kwargs})

    def get_absolute_url(self) -> str:
        return self.url("dashboards:ctg")


class PerimeterCommune(CtgModel):
    """One commune of the perimeter; its dates repeat the CTG's, so that SQL can refuse an overlap."""

    ctg = TenantForeignKey(Ctg, models.CASCADE, editable=False, related_name="perimeter")
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name="commune")
    valid_from = models.DateField("du")
    valid_to = models.DateField("au (exclu)")

    class Meta:
        verbose_name = "commune du périmètre"
        constraints = [
            models.UniqueConstraint(fields=["caf", "ctg", "commune"], name="commune_once_in_a_ctg"),
            ExclusionConstraint(
                name="commune_in_one_ctg_at_a_time",
                expressions=[
                    ("caf", RangeOperators.EQUAL),
                    ("commune", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return str(self.commune)


class Counter(CafModel):
    """Human numbers, drawn one after the other inside one Caf."""

    name = models.CharField("nom", max_length=60)
    value = models.PositiveIntegerField("dernier numéro", default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caf", "name"], name="counter_name")]

    def __str__(self) -> str:
        return f"{self.name} : {self.value}"
