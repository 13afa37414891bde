"""Axes, objectives and fiches action."""

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Least

from diagnostics.models import Issue
from partners.models import Contact, Organisation
from territories.models import Commune, Ctg, CtgModel, TenantForeignKey, Versioned


def default_levels() -> list[str]:
    return ["Axe", "Objectif"]


class Plan(CtgModel, Versioned):
    """The plan of one CTG: a tree whose levels bear the names that the partners chose."""

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="plans")
    level_labels = ArrayField(models.CharField(max_length=40), verbose_name="niveaux", default=default_levels)

    class Meta:
        verbose_name = "plan d’actions"
        constraints = [models.UniqueConstraint(fields=["caf", "ctg"], name="plan_once")]

    def __str__(self) -> str:
        return f"Plan d’actions – {self.ctg}"


class PlanNode(CtgModel, Versioned):
    """An axe or an objectif. Its code (1.2) is its place in the tree and is never stored."""

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="plan_nodes")
    plan = TenantForeignKey(Plan, models.CASCADE, editable=False, related_name="nodes")
    parent = TenantForeignKey("self", models.CASCADE, null=True, blank=True, editable=False, related_name="children")
    position = models.PositiveSmallIntegerField("rang", default=1)
    title = models.CharField("intitulé", max_length=200)
    text = models.TextField("précisions", blank=True)

    scope_parent = "plan"
    scope_columns = ("caf_id", "territory_id", "ctg_id")

    class Meta:
        verbose_name = "élément du plan"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title


class ActionQuerySet(models.QuerySet["Action"]):
    def running(self) -> Self:
        """Neither finished nor given up."""
        return self.exclude(status__in=[Action.Status.COMPLETED, Action.Status.ABANDONED])

    def late(self, on: date) -> Self:
        """Due before `on` and still running, or with a step that should be done."""
        return (
            self.running().filter(Q(ends_on__lt=on) | Q(steps__due_on__lt=on, steps__done_on__isnull=True)).distinct()
        )

    def with_late_since(self, on: date) -> Self:
        """`late_since`: the first day that was missed, of the action itself or of one of its steps."""
        missed = Step.objects.filter(action=models.OuterRef("pk"), due_on__lt=on, done_on__isnull=True)
        first = models.Subquery(missed.order_by("due_on").values("due_on")[:1])
        return self.annotate(late_since=Least("ends_on", first))


class Action(CtgModel, Versioned):
    """A fiche action: what is done, by whom, for whom, when, and the issues that it answers."""

    class Maturity(models.TextChoices):
        IDEA = "idea", "Idée"
        PROJECT = "project", "Projet"
        READY = "ready", "Prête"

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Proposée"
        VALIDATED = "validated", "Validée"
        IN_PROGRESS = "in_progress", "En cours"
        COMPLETED = "completed", "Terminée"
        DELAYED = "delayed", "En retard"
        BLOCKED = "blocked", "Bloquée"
        SUSPENDED = "suspended", "Suspendue"
        ABANDONED = "abandoned", "Abandonnée"

    class Visibility(models.TextChoices):
        TEAM = "team", "Équipe"
        PARTNERS = "partners", "Partenaires"
        PUBLIC = "public", "Public"

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="actions")
    node = TenantForeignKey(PlanNode, models.PROTECT, related_name="actions", verbose_name="objectif")
    position = models.PositiveSmallIntegerField("rang", default=1, editable=False)
    title = models.CharField("intitulé", max_length=200)
    description = models.TextField("description", blank=True)
    expected_result = models.TextField("résultat attendu", blank=True)
    audience = models.CharField("public visé", max_length=200, blank=True)
    pilot = TenantForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="piloted_actions", verbose_name="pilote"
    )
    pilot_contact = TenantForeignKey(
        Contact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="piloted_actions",
        verbose_name="personne qui pilote",
    )
    elected_referent = TenantForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="referred_actions", verbose_name="élu référent"
    )
    maturity = models.CharField("maturité", max_length=10, choices=Maturity, default=Maturity.PROJECT)
    status = models.CharField("état", max_length=20, choices=Status, default=Status.PROPOSED, editable=False)
    progress = models.PositiveSmallIntegerField("avancement", default=0, editable=False)
    starts_on = models.DateField("début", null=True, blank=True)
    ends_on = models.DateField("fin", null=True, blank=True)
    full_time_equivalent = models.DecimalField(
        "moyens humains (ETP)", max_digits=5, decimal_places=2, null=True, blank=True
    )
    conditions = models.TextField("conditions de réussite", blank=True)
    risks = models.TextField("risques", blank=True)
    visibility = models.CharField("visibilité", max_length=10, choices=Visibility, default=Visibility.PARTNERS)
    issues = models.ManyToManyField(Issue, through="ActionIssue", related_name="actions", verbose_name="enjeux")
    communes = models.ManyToManyField(Commune, through="ActionCommune", related_name="+", verbose_name="communes")

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = "fiche action"
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                name="action_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="La fin de l’action doit suivre son début.",
            ),
            models.CheckConstraint(name="action_progress", condition=Q(progress__lte=100)),
            models.CheckConstraint(
                name="action_people_are_counted_from_zero",
                condition=Q(full_time_equivalent__isnull=True) | Q(full_time_equivalent__gte=0),
                violation_error_message="Les moyens humains ne peuvent pas être négatifs.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ActionIssue(CtgModel):
    action = TenantForeignKey(Action, models.CASCADE, related_name="+")
    issue = TenantForeignKey(Issue, models.PROTECT, related_name="+")

    scope_parent = "action"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caf", "action", "issue"], name="action_issue_once")]

    def __str__(self) -> str:
        return f"{self.action_id} ← {self.issue_id}"


class ActionCommune(CtgModel):
    action = TenantForeignKey(Action, models.CASCADE, related_name="+")
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+")

    scope_parent = "action"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caf", "action", "commune"], name="action_commune_once")]

    def __str__(self) -> str:
        return f"{self.action_id} : {self.commune_id}"


class ActionPartner(CtgModel):
    class Part(models.TextChoices):
        CO_PILOT = "co_pilot", "Copilote"
        FUNDER = "funder", "Financeur"
        HOST = "host", "Accueille"
        CONTRIBUTOR = "contributor", "Contribue"
        RELAY = "relay", "Fait connaître"

    action = TenantForeignKey(Action, models.CASCADE, editable=False, related_name="partners")
    organisation = TenantForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="organisation")
    part = models.CharField("rôle", max_length=20, choices=Part, default=Part.CONTRIBUTOR)

    scope_parent = "action"

    class Meta:
        verbose_name = "partenaire de l’action"
        constraints = [
            models.UniqueConstraint(
                fields=["caf", "action", "organisation"],
                name="action_partner_once",
                violation_error_message="Cette organisation figure déjà sur la fiche.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_part_display()})"


class Step(CtgModel, Versioned):
    action = TenantForeignKey(Action, models.CASCADE, editable=False, related_name="steps")
    title = models.CharField("étape", max_length=200)
    starts_on = models.DateField("début", null=True, blank=True)
    due_on = models.DateField("échéance")
    done_on = models.DateField("faite le", null=True, blank=True)

    scope_parent = "action"

    class Meta:
        verbose_name = "étape"
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="step_due_after_it_starts",
                condition=Q(starts_on__isnull=True) | Q(due_on__gte=F("starts_on")),
                violation_error_message="L’échéance doit suivre le début de l’étape.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
