"""The Caf's catalogue: what is counted, by whom, under which wording and which rule of secrecy."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from territories.models import CafForeignKey, CafModel, TenantForeignKey, Versioned


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


class SecrecyRule(models.TextChoices):
    """Why small figures are hidden, by origin of the figure."""

    PUBLIC = "public", "Chiffre public, rien à cacher"
    CAF = "caf", "Caf : rien sous 5 foyers ou 5 personnes, effectifs ouverts arrondis au multiple de 5"
    TAX = "tax", "Données fiscales : rien sous 11 unités, ni quand une seule pèse 85 %"
    FILOSOFI = "filosofi", "Insee, Filosofi : rien sous 11 unités, petits lieux cachés, « 5 % au plus » sous ce taux"
    BUSINESS = "business", "Statistique d’entreprise : rien sous 3 unités"
    CENSUS = "census", "Recensement : rien sous 5, aucun taux sur moins de 50, fragile sous 200"
    SMALL = "small", "Source publique, mais rien sous 5 personnes ou foyers"
    CHILDCARE = "childcare", "Accueil du jeune enfant : à la commune, au-dessus de 10 000 habitants seulement"
    LOCAL = "local", "Collecte locale : rien sous 5 personnes"


# The threshold of an indicator may be stricter than its rule, never laxer.
LEAST_THRESHOLDS = {
    SecrecyRule.CAF: 5,
    SecrecyRule.TAX: 11,
    SecrecyRule.BUSINESS: 3,
    SecrecyRule.LOCAL: 5,
    SecrecyRule.SMALL: 5,
}


def _strict_enough() -> Q:
    condition = Q()
    for rule, least in LEAST_THRESHOLDS.items():
        condition &= ~Q(secrecy_rule=rule.value) | Q(secrecy_threshold__gte=least)
    return condition


class Wording(models.Model):
    """What a figure means. A change of any of these keeps the former wording, with its dates."""

    class Kind(models.TextChoices):
        COUNT = "count", "Effectif"
        RATIO = "ratio", "Part ou taux"
        MEDIAN = "median", "Médiane"
        AMOUNT = "amount", "Montant"

    label = models.CharField("intitulé", max_length=200)
    definition = models.TextField("définition", blank=True)
    unit = models.CharField("unité", max_length=40)
    kind = models.CharField("nature", max_length=10, choices=Kind)
    numerator_label = models.CharField("numérateur", max_length=200, blank=True)
    denominator_label = models.CharField("dénominateur", max_length=200, blank=True)
    multiplier = models.PositiveIntegerField("multiplicateur", default=1)
    source = models.CharField("source", max_length=120)

    class Meta:
        abstract = True

    def wording(self) -> dict[str, object]:
        return {field.name: getattr(self, field.name) for field in Wording._meta.local_fields}


class Indicator(CafModel, Versioned, Wording):
    """One entry of the Caf's catalogue: what is counted, by whom, and how it may be shown.

    A ratio is `multiplier × numerator / denominator`; a ratio that names no parts, or a median, is never
    computed again nor added up.
    """

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
    decimals = models.PositiveSmallIntegerField("décimales", default=0)
    finest_level = models.CharField("niveau le plus fin", max_length=12, choices=Level)
    direction = models.CharField("lecture", max_length=10, choices=Direction, default=Direction.NEUTRAL)
    secrecy_rule = models.CharField("règle de secret", max_length=10, choices=SecrecyRule, default=SecrecyRule.PUBLIC)
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
    defined_at = models.DateTimeField("définition en vigueur depuis", null=True, editable=False)

    class Meta:
        verbose_name = "indicateur"
        ordering = ["theme", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["caf", "code"], name="indicator_code", violation_error_message="Ce code est déjà pris."
            ),
            models.CheckConstraint(
                name="indicator_as_secret_as_its_rule",
                condition=_strict_enough(),
                violation_error_message="Le seuil ne peut pas être plus bas que celui de la règle de secret choisie.",
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


class FormerDefinition(CafModel, Wording):
    """How an indicator was worded until it changed. Written once, never corrected."""

    indicator = TenantForeignKey(Indicator, models.PROTECT, editable=False, related_name="former_definitions")
    valid_from = models.DateTimeField("depuis", null=True)
    valid_to = models.DateTimeField("jusqu’à")
    replaced_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="remplacée par"
    )
    reason = models.CharField("motif", max_length=300, blank=True)

    scope_parent = "indicator"

    class Meta:
        verbose_name = "ancienne définition"
        ordering = ["-valid_to"]
        constraints = [
            models.CheckConstraint(
                name="definition_in_order", condition=Q(valid_from=None) | Q(valid_from__lt=models.F("valid_to"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} (ancienne définition)"
