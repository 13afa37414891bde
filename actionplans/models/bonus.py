"""What the Caf pays to the manager of each facility of a CTG: its rates by year, and what each facility counts."""

from decimal import Decimal
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from actionplans.models.money import BudgetLine
from partners.models import Facility
from territories.models import CafForeignKey, CafModel, Ctg, CtgModel, TenantForeignKey, Versioned

FIRST_RATE_YEAR, LAST_RATE_YEAR = 2019, 2100


class Service(models.TextChoices):
    """What the bonus pays beside facilities."""

    STEERING = "steering", "Pilotage de la CTG (chargés de coopération)"
    STAYS = "stays", "Séjours"
    TRAINING = "training", "Bafa et Bafd"


PAID_KINDS: list[tuple[str, str]] = [*Facility.Kind.choices, *Service.choices]


class RateTable(CafModel, Versioned):
    """The rates (barème) of one civil year, as the Caf knows them."""

    caf = CafForeignKey(related_name="rate_tables")
    year = models.PositiveSmallIntegerField(
        "année", validators=[MinValueValidator(FIRST_RATE_YEAR), MaxValueValidator(LAST_RATE_YEAR)]
    )
    source = models.CharField("source", max_length=200, blank=True)

    class Meta:
        verbose_name = "barème"
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["caf", "year"],
                name="rate_table_once_a_year",
                violation_error_message="Cette année a déjà son barème.",
            ),
        ]

    def __str__(self) -> str:
        return f"Barème {self.year}"


class Rate(CafModel, Versioned):
    """What one unit is worth; existing and new units are never paid by the same rate."""

    class Category(models.TextChoices):
        EXISTING = "existing", "Offre existante"
        NEW = "new", "Offre nouvelle"
        TRAJECTORY = "trajectory", "Bonus trajectoire"

    table = TenantForeignKey(RateTable, models.CASCADE, editable=False, related_name="rates")
    kind = models.CharField("nature d’équipement", max_length=20, choices=PAID_KINDS)
    category = models.CharField("offre", max_length=10, choices=Category)
    unit = models.CharField("unité", max_length=40)
    amount = models.DecimalField("montant par unité et par an", max_digits=12, decimal_places=4)
    floor = models.DecimalField("plancher par unité", max_digits=12, decimal_places=4, null=True, blank=True)
    cap_percent = models.DecimalField(
        "plafond, en % de l’existant", max_digits=5, decimal_places=2, null=True, blank=True
    )
    threshold = models.DecimalField(
        "palier : hausse des places d’au moins, en %", max_digits=5, decimal_places=2, null=True, blank=True
    )
    source = models.CharField("source", max_length=200, blank=True)

    scope_parent: ClassVar[str] = "table"

    class Meta:
        verbose_name = "tarif"
        ordering = ["kind", "category", "threshold"]
        constraints = [
            models.UniqueConstraint(
                fields=["caf", "table", "kind", "category", "threshold"],
                name="rate_once",
                nulls_distinct=False,
                violation_error_message="Ce tarif figure déjà dans le barème de cette année.",
            ),
            models.CheckConstraint(
                name="rate_is_positive",
                condition=Q(amount__gte=0) & (Q(floor__isnull=True) | Q(floor__gte=0)),
                violation_error_message="Un tarif ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                name="rate_percents_are_positive",
                condition=(Q(cap_percent__isnull=True) | Q(cap_percent__gte=0))
                & (Q(threshold__isnull=True) | Q(threshold__gte=0)),
                violation_error_message="Un pourcentage ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                name="rate_step_of_the_trajectory",
                condition=Q(category="trajectory", threshold__isnull=False)
                | (~Q(category="trajectory") & Q(threshold__isnull=True)),
                violation_error_message="Un palier va avec le bonus trajectoire, et avec lui seul.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_category_display().lower()}"


class FacilityYearQuerySet(models.QuerySet["FacilityYear"]):
    def in_order(self) -> Self:
        """Facilities by kind and name, then the services without a facility."""
        return self.order_by("service", "facility__kind", "facility__name", "facility_id", "year")


class FacilityYear(CtgModel, Versioned):
    """What one facility, or one service without walls, counts in one civil year, and what the Caf answered.

    The estimate is never stored: it follows the units and the rates. The notification of the Caf is the truth.
    """

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="facility_years")
    facility = TenantForeignKey(
        Facility, models.PROTECT, null=True, blank=True, editable=False, related_name="years", verbose_name="équipement"
    )
    service = models.CharField("service", max_length=20, choices=Service, blank=True, editable=False)
    year = models.PositiveSmallIntegerField("année", editable=False)
    existing_units = models.DecimalField("unités existantes", max_digits=12, decimal_places=2, default=Decimal(0))
    new_units = models.DecimalField("unités nouvelles", max_digits=12, decimal_places=2, default=Decimal(0))
    opening_month = models.PositiveSmallIntegerField("mois d’ouverture des unités nouvelles", null=True, blank=True)
    former_amount = models.DecimalField(
        "montant du contrat précédent, à lisser", max_digits=14, decimal_places=2, null=True, blank=True
    )
    notified = models.DecimalField("notifié", max_digits=14, decimal_places=2, null=True, blank=True)
    paid = models.DecimalField("versé", max_digits=14, decimal_places=2, null=True, blank=True)
    explanation = models.CharField("raison de l’écart", max_length=200, blank=True)

    objects = FacilityYearQuerySet.as_manager()

    class Meta:
        verbose_name = "bonus territoire d’un équipement"
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(
                fields=["caf", "ctg", "facility", "service", "year"],
                name="facility_year_once",
                nulls_distinct=False,
                violation_error_message="Cet équipement a déjà une ligne pour cette année.",
            ),
            models.CheckConstraint(
                name="facility_year_of_a_facility_or_a_service",
                condition=Q(facility__isnull=False, service="") | (Q(facility__isnull=True) & ~Q(service="")),
            ),
            models.CheckConstraint(
                name="facility_year_amounts_are_positive",
                condition=Q(existing_units__gte=0)
                & Q(new_units__gte=0)
                & (Q(former_amount__isnull=True) | Q(former_amount__gte=0))
                & (Q(notified__isnull=True) | Q(notified__gte=0))
                & (Q(paid__isnull=True) | Q(paid__gte=0)),
                violation_error_message="Ni une quantité ni un montant ne peuvent être négatifs.",
            ),
            models.CheckConstraint(
                name="facility_year_opens_in_a_month",
                condition=Q(opening_month__isnull=True) | Q(opening_month__gte=1, opening_month__lte=12),
                violation_error_message="Le mois va de 1 à 12.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facility or self.get_service_display()}, {self.year}"

    @property
    def kind(self) -> str:
        """What its rate is looked for under."""
        return self.facility.kind if self.facility else self.service


class Trajectory(CtgModel, Versioned):
    """The places from which the growth of the trajectory bonus is counted."""

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="trajectories")
    baseline_places = models.DecimalField(
        "places cofinancées en 2023", max_digits=8, decimal_places=2, help_text="Places PSU avec bonus territoire."
    )

    class Meta:
        verbose_name = "trajectoire de développement"
        constraints = [
            models.UniqueConstraint(fields=["caf", "ctg"], name="trajectory_once"),
            models.CheckConstraint(
                name="trajectory_starts_from_some_places",
                condition=Q(baseline_places__gt=0),
                violation_error_message="La hausse se compte à partir d’au moins une place.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.baseline_places} places en 2023"


class SharedLine(CtgModel):
    """The part of an action's budget line that is the bonus of a facility: it must be counted once."""

    facility_year = TenantForeignKey(FacilityYear, models.CASCADE, editable=False, related_name="shared_lines")
    line = TenantForeignKey(BudgetLine, models.CASCADE, editable=False, related_name="shared_lines")
    amount = models.DecimalField("dont bonus territoire", max_digits=14, decimal_places=2)

    scope_parent = "facility_year"

    class Meta:
        verbose_name = "ligne partagée"
        constraints = [
            models.UniqueConstraint(fields=["caf", "facility_year", "line"], name="shared_line_once"),
            models.CheckConstraint(name="shared_amount_is_positive", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.amount} de {self.line_id}"
