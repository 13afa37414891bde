"""What was promised and what came of it."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q

from actionplans.models import Action
from territories.models import Ctg, CtgModel, TenantForeignKey, Versioned


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    def with_values(self) -> Self:
        """With their targets and measures, in two more queries whatever their number."""
        return self.prefetch_related("targets", "measures")


class Indicator(CtgModel, Versioned):
    """Judges an action (or the démarche): baseline, yearly targets, yearly measures."""

    class Kind(models.TextChoices):
        OUTPUT = "output", "Réalisation"
        OUTCOME = "outcome", "Résultat"
        IMPACT = "impact", "Impact"

    class Direction(models.TextChoices):
        INCREASE = "increase", "Doit augmenter"
        DECREASE = "decrease", "Doit diminuer"

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="evaluation_indicators")
    action = TenantForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name="action"
    )
    label = models.CharField("indicateur", max_length=200)
    kind = models.CharField("nature", max_length=10, choices=Kind, default=Kind.OUTCOME)
    unit = models.CharField("unité", max_length=40)
    decimals = models.PositiveSmallIntegerField("décimales", default=0)
    direction = models.CharField("sens", max_length=10, choices=Direction, default=Direction.INCREASE)
    baseline_value = models.DecimalField("valeur de départ", max_digits=14, decimal_places=3)
    baseline_year = models.PositiveSmallIntegerField("année de départ")
    source = models.CharField("source", max_length=200)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = "indicateur d’évaluation"
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint(
                fields=["caf", "ctg", "action", "label"],
                name="evaluation_indicator_label",
                nulls_distinct=False,
                violation_error_message="Cet indicateur existe déjà pour cette action.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def must_increase(self) -> bool:
        return self.direction == self.Direction.INCREASE

    def rounded(self, value: Decimal) -> Decimal:
        """A figure as precise as the indicator is read."""
        return round(value, self.decimals)


class Target(CtgModel):
    indicator = TenantForeignKey(Indicator, models.CASCADE, editable=False, related_name="targets")
    year = models.PositiveSmallIntegerField("année")
    value = models.DecimalField("cible", max_digits=14, decimal_places=3)

    scope_parent = "indicator"

    class Meta:
        verbose_name = "cible"
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(
                fields=["caf", "indicator", "year"],
                name="target_once_a_year",
                violation_error_message="Une cible existe déjà pour cette année.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} : {self.value}"


class Measure(CtgModel, Versioned):
    """The figure of one year, with its author; corrections stay in the history."""

    indicator = TenantForeignKey(Indicator, models.PROTECT, editable=False, related_name="measures")
    year = models.PositiveSmallIntegerField("année")
    value = models.DecimalField("valeur", max_digits=14, decimal_places=3)
    note = models.CharField("commentaire", max_length=300, blank=True)
    reported_by = models.ForeignKey("accounts.User", models.PROTECT, editable=False, related_name="+")
    reported_at = models.DateTimeField("saisi le", auto_now_add=True)

    scope_parent = "indicator"

    class Meta:
        verbose_name = "mesure"
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(
                fields=["caf", "indicator", "year"],
                name="measure_once_a_year",
                violation_error_message="Une mesure existe déjà pour cette année.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} : {self.value}"


class QuestionQuerySet(models.QuerySet["Question"]):
    def judged(self) -> Self:
        return self.filter(judgement__isnull=False)


class Question(CtgModel, Versioned):
    """A question of the evaluation, by criterion, with the judgement that answers it."""

    class Criterion(models.TextChoices):
        RELEVANCE = "relevance", "Pertinence"
        COHERENCE = "coherence", "Cohérence"
        EFFECTIVENESS = "effectiveness", "Efficacité"
        EFFICIENCY = "efficiency", "Efficience"
        IMPACT = "impact", "Impact"
        SUSTAINABILITY = "sustainability", "Durabilité"

    class Judgement(models.IntegerChoices):
        NO = 1, "Non atteint"
        PARTLY = 2, "Partiellement atteint"
        MOSTLY = 3, "Largement atteint"
        YES = 4, "Atteint"

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="questions")
    criterion = models.CharField("critère", max_length=20, choices=Criterion)
    text = models.CharField("question", max_length=300)
    judgement = models.PositiveSmallIntegerField("jugement", choices=Judgement, null=True, blank=True)
    argument = models.TextField("arguments", blank=True)
    recommendation = models.TextField("recommandation", blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "question d’évaluation"
        ordering = ["criterion", "id"]
        constraints = [
            models.CheckConstraint(
                name="question_judged_with_arguments",
                condition=Q(judgement__isnull=True) | ~Q(argument=""),
                violation_error_message="Un jugement s’appuie sur des arguments.",
            ),
        ]

    def __str__(self) -> str:
        return self.text
