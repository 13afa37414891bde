"""How issues are ranked: the criteria of the Caf, the scores of the team, what the COPIL ruled."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from diagnostics.models.diagnosis import Issue
from governance.models import Decision
from territories.models import CafForeignKey, CafModel, CtgModel, TenantForeignKey, Versioned

LOWEST_SCORE, HIGHEST_SCORE = 1, 5
HEAVIEST = 5


class CriterionQuerySet(models.QuerySet["Criterion"]):
    def active(self) -> "CriterionQuerySet":
        return self.filter(is_active=True)


class Criterion(CafModel, Versioned):
    """One question that the Caf asks of every issue, and how much its answer weighs."""

    caf = CafForeignKey(related_name="criteria")
    name = models.CharField("critère", max_length=80)
    question = models.CharField("question posée", max_length=200, blank=True)
    weight = models.PositiveSmallIntegerField(
        "poids", default=1, validators=[MinValueValidator(1), MaxValueValidator(HEAVIEST)]
    )
    position = models.PositiveSmallIntegerField("rang", default=1)
    is_active = models.BooleanField("en usage", default=True)

    objects = CriterionQuerySet.as_manager()

    class Meta:
        verbose_name = "critère"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["caf", "name"], name="criterion_name", violation_error_message="Ce critère existe déjà."
            ),
            models.CheckConstraint(
                name="criterion_weight",
                condition=Q(weight__gte=1, weight__lte=HEAVIEST),
                violation_error_message="Le poids va de 1 à 5.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Score(CtgModel):
    """What the team thinks of one issue by one criterion."""

    issue = TenantForeignKey(Issue, models.CASCADE, editable=False, related_name="scores")
    criterion = TenantForeignKey(Criterion, models.PROTECT, editable=False, related_name="scores")
    value = models.PositiveSmallIntegerField("note")

    scope_parent = "issue"

    class Meta:
        verbose_name = "note"
        constraints = [
            models.UniqueConstraint(fields=["caf", "issue", "criterion"], name="score_once"),
            models.CheckConstraint(
                name="score_from_one_to_five", condition=Q(value__gte=LOWEST_SCORE, value__lte=HIGHEST_SCORE)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} : {self.value}"


class Ruling(CtgModel):
    """What the COPIL decided about the priority of an issue, and why; never rewritten, only followed by another."""

    issue = TenantForeignKey(Issue, models.PROTECT, editable=False, related_name="rulings")
    decision = TenantForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="rulings", verbose_name="décision du COPIL"
    )
    decided_on = models.DateField("décidé le")
    reason = models.TextField("motif")
    priority = models.PositiveSmallIntegerField("priorité arrêtée", choices=Issue.Priority, editable=False)
    is_retained = models.BooleanField("retenu", editable=False)
    priority_before = models.PositiveSmallIntegerField("priorité d’avant", choices=Issue.Priority, editable=False)
    was_retained = models.BooleanField("était retenu", editable=False)
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, editable=False, related_name="+")
    recorded_at = models.DateTimeField("enregistré le", auto_now_add=True)

    scope_parent = "issue"

    class Meta:
        verbose_name = "priorité arrêtée"
        ordering = ["decided_on", "id"]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"

    @property
    def before(self) -> str:
        return self.get_priority_before_display() if self.was_retained else "Non retenu"

    @property
    def after(self) -> str:
        return self.get_priority_display() if self.is_retained else "Non retenu"
