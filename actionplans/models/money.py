"""Money: exact decimals, by civil year; expenses and resources of an action balance year by year."""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q

from actionplans.models.plan import Action
from partners.models import Organisation
from territories.models import CtgModel, TenantForeignKey


class BudgetLineQuerySet(models.QuerySet["BudgetLine"]):
    def expenses(self) -> Self:
        return self.filter(side=BudgetLine.Side.EXPENSE, is_in_kind=False)

    def resources(self) -> Self:
        return self.filter(side=BudgetLine.Side.RESOURCE, is_in_kind=False)


class BudgetLine(CtgModel):
    """An amount of one action and one civil year, in euros."""

    class Side(models.TextChoices):
        EXPENSE = "expense", "Dépense"
        RESOURCE = "resource", "Ressource"

    class Nature(models.TextChoices):
        OPERATING = "operating", "Fonctionnement"
        INVESTMENT = "investment", "Investissement"

    class Funder(models.TextChoices):
        CAF = "caf", "Caf"
        LOCAL = "local", "Communes et intercommunalité"
        DEPARTMENT = "department", "Département"
        STATE = "state", "État"
        MSA = "msa", "MSA"
        FAMILIES = "families", "Familles"
        OTHER = "other", "Autres"

    class Certainty(models.TextChoices):
        REQUESTED = "requested", "Demandé"
        PLANNED = "planned", "Prévu"
        VOTED = "voted", "Voté"
        NOTIFIED = "notified", "Notifié"
        PAID = "paid", "Versé"
        ACTUAL = "actual", "Réalisé"

    action = TenantForeignKey(Action, models.CASCADE, editable=False, related_name="budget_lines")
    year = models.PositiveSmallIntegerField("année")
    side = models.CharField("sens", max_length=10, choices=Side)
    nature = models.CharField("nature", max_length=12, choices=Nature, default=Nature.OPERATING)
    funder = models.CharField("financeur", max_length=12, choices=Funder, blank=True)
    organisation = TenantForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="budget_lines", verbose_name="organisation"
    )
    scheme = models.CharField("dispositif", max_length=80, blank=True)
    certainty = models.CharField("certitude", max_length=10, choices=Certainty, default=Certainty.PLANNED)
    is_in_kind = models.BooleanField("en nature", default=False)
    amount = models.DecimalField("montant", max_digits=14, decimal_places=2, default=Decimal("0"))

    objects = BudgetLineQuerySet.as_manager()

    scope_parent = "action"

    class Meta:
        verbose_name = "ligne de budget"
        ordering = ["year", "side", "funder"]
        constraints = [
            models.CheckConstraint(
                name="budget_amount_is_positive",
                condition=Q(amount__gte=0),
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                name="budget_resource_has_a_funder",
                condition=Q(side="expense", funder="") | (Q(side="resource") & ~Q(funder="")),
                violation_error_message="Une ressource a un financeur ; une dépense n’en a pas.",
            ),
            models.UniqueConstraint(
                fields=[
                    "caf",
                    "action",
                    "year",
                    "side",
                    "nature",
                    "funder",
                    "organisation",
                    "scheme",
                    "certainty",
                    "is_in_kind",
                ],
                name="budget_line_once",
                nulls_distinct=False,
                violation_error_message="Cette ligne de budget existe déjà.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.get_side_display()} {self.amount}"
