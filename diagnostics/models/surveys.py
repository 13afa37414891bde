"""Questionnaires: what is asked, by which link, and what was answered without anybody's name.

Answers carry neither an address, nor a time, nor an id that tells one: a random UUID and a date.
"""

from datetime import date
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from diagnostics.models.catalogue import Theme
from diagnostics.models.diagnosis import Contribution
from territories.models import Commune, Ctg, CtgModel, TenantForeignKey, TerritoryModel, Versioned


class SurveyQuerySet(models.QuerySet["Survey"]):
    def with_counts(self) -> Self:
        """How many answers were sent, and how many texts wait for somebody to read them."""
        sent = SurveyResponse.objects.filter(survey=models.OuterRef("pk"), submitted_on__isnull=False)
        held = SurveyAnswer.objects.filter(
            response__survey=models.OuterRef("pk"),
            response__submitted_on__isnull=False,
            text_status=SurveyAnswer.TextStatus.HELD,
        )
        return self.annotate(
            response_count=_count(sent),
            held_count=_count(held),
        )


def _count(rows: models.QuerySet[models.Model]) -> models.Subquery:
    counted = rows.order_by().values(one=models.Value(1)).annotate(count=models.Count("pk")).values("count")
    return models.functions.Coalesce(models.Subquery(counted), 0)  # type: ignore[return-value]


class Survey(CtgModel, Versioned):
    """A questionnaire: written, then opened and frozen, then closed and counted."""

    class State(models.TextChoices):
        DRAFT = "draft", "En préparation"
        WAITING = "waiting", "Pas encore ouvert"
        OPEN = "open", "Ouvert"
        OVER = "over", "Terme passé"
        CLOSED = "closed", "Fermé"

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="surveys")
    title = models.CharField("titre", max_length=200)
    theme = models.CharField("thème principal", max_length=20, choices=Theme, default=Theme.FAMILIES)
    audience = models.CharField("à qui il s’adresse", max_length=200)
    purpose = models.TextField("à quoi il servira")
    controller = models.CharField("qui le mène", max_length=200)
    contact = models.CharField("à qui écrire", max_length=200)
    kept_months = models.PositiveSmallIntegerField("mois de conservation", default=12)
    opens_on = models.DateField("ouvert à partir du", null=True, blank=True)
    closes_on = models.DateField("jusqu’au", null=True, blank=True)
    collection = models.TextField("comment il est diffusé", blank=True)
    bias_note = models.TextField("qui a répondu, qui manque", blank=True)
    token = models.CharField("lien public", max_length=64, blank=True, editable=False)
    token_digest = models.CharField(
        "empreinte du lien", max_length=64, unique=True, null=True, blank=True, editable=False
    )
    opened_at = models.DateTimeField("ouvert le", null=True, editable=False)
    closed_at = models.DateTimeField("fermé le", null=True, editable=False)
    results = models.JSONField("résultats diffusables", default=dict, blank=True, editable=False)
    copied_from = TenantForeignKey("self", models.PROTECT, null=True, editable=False, related_name="copies")

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = "questionnaire"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="survey_opened_by_its_link",
                condition=Q(opened_at__isnull=True, token="", token_digest__isnull=True)
                | Q(opened_at__isnull=False, token_digest__isnull=False) & ~Q(token=""),
            ),
            models.CheckConstraint(
                name="survey_closes_after_it_opens",
                condition=Q(opens_on__isnull=True) | Q(closes_on__isnull=True) | Q(closes_on__gte=F("opens_on")),
                violation_error_message="Le dernier jour précède le premier.",
            ),
            models.CheckConstraint(
                name="survey_closed_once_opened", condition=Q(closed_at__isnull=True) | Q(opened_at__isnull=False)
            ),
            models.CheckConstraint(
                name="survey_kept_a_time",
                condition=Q(kept_months__gte=1, kept_months__lte=36),
                violation_error_message="Entre 1 et 36 mois.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_frozen(self) -> bool:
        return self.opened_at is not None

    def state(self, today: date) -> State:
        if self.opened_at is None:
            return self.State.DRAFT
        if self.closed_at is not None:
            return self.State.CLOSED
        if self.opens_on and today < self.opens_on:
            return self.State.WAITING
        if self.closes_on and today > self.closes_on:
            return self.State.OVER
        return self.State.OPEN


class SurveySection(TerritoryModel):
    """A page of a questionnaire, with a title and a few words."""

    survey = TenantForeignKey(Survey, models.CASCADE, editable=False, related_name="sections")
    position = models.PositiveSmallIntegerField("rang", default=0, editable=False)
    title = models.CharField("titre", max_length=200)
    text = models.TextField("quelques mots", blank=True)

    scope_parent = "survey"

    class Meta:
        verbose_name = "section"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.title


class SurveyQuestion(TerritoryModel):
    """One question; those that follow may depend on its answer."""

    class Kind(models.TextChoices):
        ONE = "one", "Un seul choix"
        SEVERAL = "several", "Plusieurs choix"
        YES_NO = "yes_no", "Oui ou non"
        SCALE = "scale", "Échelle"
        NUMBER = "number", "Nombre"
        COMMUNE = "commune", "Commune de résidence"
        TEXT = "text", "Texte libre"

    section = TenantForeignKey(SurveySection, models.CASCADE, editable=False, related_name="questions")
    position = models.PositiveSmallIntegerField("rang", default=0, editable=False)
    kind = models.CharField("réponse attendue", max_length=10, choices=Kind, default=Kind.ONE)
    text = models.CharField("question", max_length=300)
    hint = models.CharField("précision", max_length=300, blank=True)
    theme = models.CharField("thème", max_length=20, choices=Theme, blank=True)
    is_required = models.BooleanField("réponse obligatoire", default=False)
    choices = models.JSONField("choix proposés", default=list, blank=True)
    minimum = models.IntegerField("de", null=True, blank=True)
    maximum = models.IntegerField("à", null=True, blank=True)
    low_label = models.CharField("le plus bas veut dire", max_length=60, blank=True)
    high_label = models.CharField("le plus haut veut dire", max_length=60, blank=True)
    shown_if = TenantForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="followers", verbose_name="ne la poser que selon"
    )
    shown_if_choices = models.JSONField("si la réponse est", default=list, blank=True)
    contribution = TenantForeignKey(Contribution, models.SET_NULL, null=True, editable=False, related_name="questions")

    scope_parent = "section"

    class Meta:
        verbose_name = "question"
        ordering = ["section__position", "section", "position", "id"]
        constraints = [
            models.CheckConstraint(
                name="question_bounds_in_order",
                condition=Q(minimum__isnull=True, maximum__isnull=True) | Q(minimum__lt=F("maximum")),
                violation_error_message="La plus grande valeur doit dépasser la plus petite.",
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def labels(self) -> list[str]:
        """The answers to choose from, in their order; an answer is kept as ranks in this list."""
        return ["Oui", "Non"] if self.kind == self.Kind.YES_NO else list(self.choices)

    @property
    def has_choices(self) -> bool:
        return self.kind in {self.Kind.ONE, self.Kind.SEVERAL, self.Kind.YES_NO}

    @property
    def condition(self) -> str:
        """« … : Oui ou Parfois », in the words of the question that decides."""
        if self.shown_if is None:
            return ""
        labels = self.shown_if.labels
        words = [labels[rank] for rank in self.shown_if_choices if rank < len(labels)]
        return f"{self.shown_if.text} : {' ou '.join(words)}"


class SurveyQuota(TerritoryModel):
    """How many answers are hoped for from one commune."""

    survey = TenantForeignKey(Survey, models.CASCADE, editable=False, related_name="quotas")
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+")
    goal = models.PositiveSmallIntegerField("objectif")

    scope_parent = "survey"

    class Meta:
        verbose_name = "quota"
        ordering = ["commune__name"]
        constraints = [models.UniqueConstraint(fields=["caf", "survey", "commune"], name="survey_quota_once")]

    def __str__(self) -> str:
        return f"{self.commune} : {self.goal}"


class SurveyResponse(TerritoryModel):
    """One person's answers; until they are sent, only the device that holds the token can open them."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = TenantForeignKey(Survey, models.PROTECT, editable=False, related_name="responses")
    token_digest = models.CharField("empreinte", max_length=64, unique=True, null=True, blank=True, editable=False)
    started_on = models.DateField("commencée le", auto_now_add=True)
    submitted_on = models.DateField("envoyée le", null=True, editable=False)

    scope_parent = "survey"

    class Meta:
        verbose_name = "réponse au questionnaire"
        constraints = [
            models.CheckConstraint(
                name="sent_response_has_no_token",
                condition=Q(submitted_on__isnull=True) | Q(token_digest__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return "une réponse"


class SurveyAnswer(TerritoryModel):
    """The answer to one question: ranks of the choices, a number, a commune or a text."""

    class TextStatus(models.TextChoices):
        NONE = "none", "Sans texte"
        HELD = "held", "À relire"
        READABLE = "readable", "Relu"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    response = TenantForeignKey(SurveyResponse, models.CASCADE, editable=False, related_name="answers")
    question = TenantForeignKey(SurveyQuestion, models.PROTECT, editable=False, related_name="answers")
    choices = models.JSONField(default=list, blank=True)
    number = models.IntegerField(null=True, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    text_status = models.CharField(max_length=10, choices=TextStatus, default=TextStatus.NONE)
    reviewed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, editable=False, related_name="+")

    scope_parent = "response"

    class Meta:
        verbose_name = "réponse à une question"
        constraints = [
            models.UniqueConstraint(fields=["caf", "response", "question"], name="survey_answer_once"),
            models.CheckConstraint(name="survey_text_is_held_first", condition=Q(text="") | ~Q(text_status="none")),
        ]

    def __str__(self) -> str:
        return "une réponse à une question"
