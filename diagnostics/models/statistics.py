"""Numbers with their source, their year, their geography and their disclosure status."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from territories.models import (
    CafForeignKey,
    CafModel,
    Commune,
    Department,
    Epci,
    Region,
    TenantForeignKey,
    Versioned,
)


class Theme(models.TextChoices):
    POPULATION = "population", "Population"
    FAMILIES = "families", "Familles"
    BENEFICIARIES = "beneficiaries", "Allocataires"
    EARLY_CHILDHOOD = "early_childhood", "Petite enfance"
    CHILDHOOD = "childhood", "Enfance"
    YOUTH = "youth", "Jeunesse"
    PARENTING = "parenting", "Parentalité"
    SOCIAL_LIFE = "social_life", "Animation de la vie sociale"
    ACCESS_TO_RIGHTS = "access_to_rights", "Accès aux droits"
    HOUSING = "housing", "Logement"
    DISABILITY = "disability", "Handicap"
    MOBILITY = "mobility", "Mobilité et emploi"


FIGURE = "{valeur}"


def says_a_figure(sentence: str) -> None:
    """A sentence of the portrait has one place for its figure in each of its two forms."""
    forms = sentence.split("|")
    if len(forms) > 2 or any(form.count(FIGURE) != 1 for form in forms):
        raise ValidationError("Écrivez {valeur} une fois, là où le chiffre doit se lire, et « | » une fois au plus.")


class Indicator(CafModel, Versioned):
    """One entry of the Caf's catalogue: what is counted, by whom, and how it may be shown.

    A ratio is `multiplier × numerator / denominator`; a median or a rate is never added up.
    """

    class Kind(models.TextChoices):
        COUNT = "count", "Effectif"
        RATIO = "ratio", "Part ou taux"
        MEDIAN = "median", "Médiane"
        AMOUNT = "amount", "Montant"

    class Level(models.TextChoices):
        COMMUNE = "commune", "Commune"
        EPCI = "epci", "EPCI"
        DEPARTMENT = "department", "Département"
        FACILITY = "facility", "Équipement"

    class Direction(models.TextChoices):
        HIGHER = "higher", "Plus c’est haut, mieux c’est"
        LOWER = "lower", "Plus c’est bas, mieux c’est"
        NEUTRAL = "neutral", "Sans sens favorable"

    caf = CafForeignKey(related_name="indicators")
    code = models.CharField("code", max_length=20)
    theme = models.CharField("thème", max_length=20, choices=Theme)
    label = models.CharField("intitulé", max_length=200)
    definition = models.TextField("définition", blank=True)
    unit = models.CharField("unité", max_length=40)
    kind = models.CharField("nature", max_length=10, choices=Kind)
    numerator_label = models.CharField("numérateur", max_length=200, blank=True)
    denominator_label = models.CharField("dénominateur", max_length=200, blank=True)
    multiplier = models.PositiveIntegerField("multiplicateur", default=1)
    decimals = models.PositiveSmallIntegerField("décimales", default=0)
    source = models.CharField("source", max_length=120)
    finest_level = models.CharField("niveau le plus fin", max_length=12, choices=Level)
    direction = models.CharField("lecture", max_length=10, choices=Direction, default=Direction.NEUTRAL)
    secrecy_threshold = models.PositiveSmallIntegerField("seuil de secret", default=0)
    minimum_denominator = models.PositiveIntegerField("dénominateur minimal", default=0)
    dominance_percent = models.PositiveSmallIntegerField("part maximale d’un seul, en %", default=0)
    censored_below = models.DecimalField("censuré sous", max_digits=12, decimal_places=3, null=True, blank=True)
    part_of = TenantForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="partie de"
    )
    parts_add_up = models.BooleanField("ses parties font le total", default=False)
    sentence = models.CharField(
        "phrase du portrait",
        max_length=300,
        blank=True,
        validators=[says_a_figure],
        help_text="Ce que dit le chiffre, écrit {valeur} ; le singulier et le pluriel séparés par « | ».",
    )
    related_to = models.CharField(
        "rapporté à",
        max_length=20,
        blank=True,
        help_text="Le code de l’effectif auquel celui-ci se rapporte pour être comparé : DEM1 pour les habitants.",
    )
    is_active = models.BooleanField("en usage", default=True)

    class Meta:
        verbose_name = "indicateur"
        ordering = ["theme", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["caf", "code"], name="indicator_code", violation_error_message="Ce code est déjà pris."
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_secret(self) -> bool:
        """Its figures go through `HeldValue` and the publication; the others are shown as they came."""
        return bool(
            self.secrecy_threshold
            or self.minimum_denominator
            or self.dominance_percent
            or self.censored_below is not None
        )


class Dataset(CafModel):
    """One edition of one source, as it came."""

    caf = CafForeignKey(related_name="datasets")
    name = models.CharField("nom", max_length=200)
    producer = models.CharField("producteur", max_length=120)
    edition = models.CharField("édition", max_length=60)
    geography_vintage = models.PositiveSmallIntegerField("géographie au 1er janvier")
    is_fictitious = models.BooleanField("fictif", default=False)
    file_name = models.CharField("fichier", max_length=255, blank=True)
    file_sha256 = models.CharField("empreinte du fichier", max_length=64, blank=True)
    imported_at = models.DateTimeField("chargé le", auto_now_add=True)
    imported_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "jeu de données"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["caf", "name", "edition"], name="dataset_edition")]

    def __str__(self) -> str:
        return f"{self.name} ({self.edition})"


class ValueStatus(models.TextChoices):
    """Why a figure is what it is; a hidden figure is never 0 and never an empty cell without a reason."""

    OK = "ok", "Diffusé"
    ROUNDED = "rounded", "Arrondi"
    ESTIMATED = "estimated", "Estimé"
    LOCAL = "local", "Saisie locale"
    PARTIAL = "partial", "Partiel"
    CENSORED_LOW = "censored_low", "Au plus"
    SUPPRESSED_PRIMARY = "suppressed_primary", "Secret statistique"
    SUPPRESSED_SECONDARY = "suppressed_secondary", "Secret statistique induit"
    NOT_AVAILABLE = "not_available", "Non disponible"

    @classmethod
    def hidden(cls) -> list["ValueStatus"]:
        return [cls.SUPPRESSED_PRIMARY, cls.SUPPRESSED_SECONDARY, cls.NOT_AVAILABLE]


class IndicatorValueQuerySet(models.QuerySet["IndicatorValue"]):
    def latest_year_first(self) -> Self:
        return self.order_by("-year")

    def shown(self) -> Self:
        return self.exclude(status__in=ValueStatus.hidden())


class IndicatorValue(CafModel):
    """One figure of one place and one year; exactly one of the four places is named."""

    caf = CafForeignKey(related_name="indicator_values")
    indicator = TenantForeignKey(Indicator, models.PROTECT, related_name="values")
    dataset = TenantForeignKey(Dataset, models.PROTECT, related_name="values")
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, related_name="+")
    epci = models.ForeignKey(Epci, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    year = models.PositiveSmallIntegerField("année")
    value = models.DecimalField("valeur", max_digits=18, decimal_places=6, null=True)
    numerator = models.DecimalField("numérateur", max_digits=18, decimal_places=6, null=True)
    denominator = models.DecimalField("dénominateur", max_digits=18, decimal_places=6, null=True)
    status = models.CharField("statut", max_length=20, choices=ValueStatus, default=ValueStatus.OK)

    objects = IndicatorValueQuerySet.as_manager()

    scope_parent = "indicator"

    class Meta:
        verbose_name = "valeur d’indicateur"
        constraints = [
            models.CheckConstraint(
                name="value_of_one_place",
                condition=Q(commune__isnull=False, epci__isnull=True, department__isnull=True, region__isnull=True)
                | Q(commune__isnull=True, epci__isnull=False, department__isnull=True, region__isnull=True)
                | Q(commune__isnull=True, epci__isnull=True, department__isnull=False, region__isnull=True)
                | Q(commune__isnull=True, epci__isnull=True, department__isnull=True, region__isnull=False),
            ),
            models.CheckConstraint(
                name="value_hidden_has_no_figure",
                condition=Q(
                    status__in=["suppressed_primary", "suppressed_secondary", "not_available"],
                    value__isnull=True,
                    numerator__isnull=True,
                    denominator__isnull=True,
                )
                | ~Q(status__in=["suppressed_primary", "suppressed_secondary", "not_available"])
                & Q(value__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["caf", "indicator", "year", "commune", "epci", "department", "region"],
                name="value_once_a_year",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year}"

    @property
    def is_hidden(self) -> bool:
        return self.value is None
