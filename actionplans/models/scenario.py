"""« Et si ? »: hypotheses on the money of a plan, whose effects are computed and never stored."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from actionplans.models.money import BudgetLine
from actionplans.models.plan import Action
from territories.models import Ctg, CtgModel, TenantForeignKey, Versioned

MOST_PERCENT, MOST_MONTHS = 100, 60


class Scenario(CtgModel, Versioned):
    ctg = TenantForeignKey(Ctg, models.CASCADE, editable=False, related_name="scenarios")
    name = models.CharField("nom", max_length=120)
    note = models.TextField("précisions", blank=True, max_length=1000)

    class Meta:
        verbose_name = "scénario"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["caf", "ctg", "name"],
                name="scenario_name",
                violation_error_message="Un scénario porte déjà ce nom.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Hypothesis(CtgModel, Versioned):
    """One supposition of a scenario; those of one scenario apply together, in the order in which they were written."""

    class Kind(models.TextChoices):
        FUNDER = "funder", "Un financeur change sa part"
        POSTPONED = "postponed", "Une action est reportée"
        AMOUNT = "amount", "Le coût d’une action change"

    scenario = TenantForeignKey(Scenario, models.CASCADE, editable=False, related_name="hypotheses")
    kind = models.CharField("hypothèse", max_length=10, choices=Kind, editable=False)
    funder = models.CharField("financeur", max_length=12, choices=BudgetLine.Funder, blank=True)
    action = TenantForeignKey(
        Action, models.CASCADE, null=True, blank=True, related_name="hypotheses", verbose_name="action"
    )
    from_year = models.PositiveSmallIntegerField("à partir de", null=True, blank=True)
    percent = models.DecimalField(
        "variation, en %",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(-MOST_PERCENT), MaxValueValidator(MOST_PERCENT)],
    )
    months = models.PositiveSmallIntegerField(
        "report, en mois", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_MONTHS)]
    )

    scope_parent = "scenario"

    class Meta:
        verbose_name = "hypothèse"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="hypothesis_says_what_it_supposes",
                condition=Q(kind="funder", percent__isnull=False, from_year__isnull=False) & ~Q(funder="")
                | Q(kind="postponed", months__isnull=False, action__isnull=False)
                | Q(kind="amount", percent__isnull=False, action__isnull=False),
                violation_error_message="Cette hypothèse n’est pas complète.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
