"""What people say, what it means (constats), and what follows (enjeux)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from diagnostics.models.catalogue import Indicator, Theme
from diagnostics.models.statistics import ValueStatus
from partners.models import Contact
from territories.models import Commune, Ctg, CtgModel, TenantForeignKey, Versioned


class Diagnosis(CtgModel, Versioned):
    """The shared portrait of the territory for one CTG."""

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="diagnoses")
    summary = models.TextField("synthèse", blank=True)
    method = models.TextField("méthode", blank=True)

    class Meta:
        verbose_name = "diagnostic partagé"
        constraints = [models.UniqueConstraint(fields=["caf", "ctg"], name="diagnosis_once")]

    def __str__(self) -> str:
        return f"Diagnostic partagé – {self.ctg}"


class ContributionLink(CtgModel):
    """A personal link, sent by e-mail, by which somebody without an account contributes a finding."""

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="contribution_links")
    contact = TenantForeignKey(Contact, models.PROTECT, related_name="contribution_links", verbose_name="personne")
    theme = models.CharField("thème", max_length=20, choices=Theme, blank=True)
    message = models.TextField("message", blank=True)
    token_digest = models.CharField("empreinte du lien", max_length=64, unique=True, editable=False)
    expires_on = models.DateField("valable jusqu’au")
    sent_by = models.ForeignKey("accounts.User", models.PROTECT, editable=False, related_name="+")
    sent_at = models.DateTimeField("envoyé le", auto_now_add=True)
    revoked_at = models.DateTimeField("annulé le", null=True, editable=False)

    class Meta:
        verbose_name = "lien de contribution"
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return f"lien de {self.contact}"


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def to_review(self) -> Self:
        return self.filter(status=Contribution.Status.TO_REVIEW)

    def accepted(self) -> Self:
        return self.filter(status=Contribution.Status.ACCEPTED)


class Contribution(CtgModel, Versioned):
    """What a person or a group said; read by the team before anybody else.

    Without a name, no row tells who wrote: neither `author_name` nor `link` is kept, and the history forgets
    both. `author_key` is made from the secret of the link, that only its addressee holds: it lets them find
    what became of their texts.
    """

    class Kind(models.TextChoices):
        WRITTEN = "written", "Contribution écrite"
        WORKSHOP = "workshop", "Atelier"
        INTERVIEW = "interview", "Entretien"
        VISIT = "visit", "Visite"
        SURVEY = "survey", "Questionnaire"

    class Status(models.TextChoices):
        TO_REVIEW = "to_review", "À relire"
        ACCEPTED = "accepted", "Retenue"
        DECLINED = "declined", "Écartée"

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="contributions")
    link = TenantForeignKey(ContributionLink, models.PROTECT, null=True, editable=False, related_name="contributions")
    kind = models.CharField("nature", max_length=20, choices=Kind, default=Kind.WRITTEN)
    theme = models.CharField("thème", max_length=20, choices=Theme)
    title = models.CharField("en une phrase", max_length=200)
    text = models.TextField("texte")
    verbatims = models.TextField("paroles citées", blank=True)
    audience = models.CharField("public", max_length=120, blank=True)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    author_name = models.CharField("de la part de", max_length=200, blank=True)
    author_key = models.CharField("clé de l’auteur", max_length=64, blank=True, editable=False)
    is_anonymous = models.BooleanField("sans nom d’auteur", default=False)
    participants = models.PositiveIntegerField("participants", null=True, blank=True)
    collected_on = models.DateField("date")
    status = models.CharField("état", max_length=20, choices=Status, default=Status.TO_REVIEW, editable=False)
    review_note = models.TextField("réponse à l’auteur", blank=True, editable=False)
    reviewed_at = models.DateTimeField("relue le", null=True, editable=False)
    reviewed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, editable=False, related_name="+")

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = "contribution"
        ordering = ["-collected_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="contribution_without_name_has_no_author",
                condition=Q(is_anonymous=False) | Q(author_name="", link__isnull=True),
            ),
            models.CheckConstraint(
                name="contribution_declined_says_why", condition=~Q(status="declined") | ~Q(review_note="")
            ),
        ]
        indexes = [models.Index(fields=["caf", "author_key"], name="contribution_author")]

    def __str__(self) -> str:
        return self.title

    @property
    def signature(self) -> str:
        """Who may be named beside it, in every page, export and document; empty when nobody may."""
        return "" if self.is_anonymous else self.author_name

    @property
    def spoken(self) -> list[str]:
        """The words quoted, one by one."""
        return [line.strip() for line in self.verbatims.splitlines() if line.strip()]


class FindingQuerySet(models.QuerySet["Finding"]):
    def with_evidence_count(self) -> Self:
        return self.annotate(evidence_count=models.Count("evidence"))

    def on_the_board(self) -> Self:
        """Quadrant by quadrant, in the order that people gave them."""
        return self.order_by("quadrant", "position", "title", "id")


class Finding(CtgModel, Versioned):
    """A constat: one statement about the territory, that cites its evidence."""

    class Quadrant(models.TextChoices):
        STRENGTH = "strength", "Atout"
        WEAKNESS = "weakness", "Faiblesse"
        OPPORTUNITY = "opportunity", "Opportunité"
        THREAT = "threat", "Menace"

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="findings")
    quadrant = models.CharField("nature", max_length=20, choices=Quadrant)
    theme = models.CharField("thème", max_length=20, choices=Theme)
    title = models.CharField("constat", max_length=200)
    text = models.TextField("précisions", blank=True)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune concernée"
    )
    position = models.PositiveSmallIntegerField("rang dans sa case", default=0, editable=False)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "constat"
        ordering = ["theme", "title"]

    def __str__(self) -> str:
        return self.title


class Evidence(CtgModel):
    """What a finding rests on: a figure as it stood when it was cited, or a contribution.

    `quote` and the figure beside it are frozen: when a later import changes the figure, both are shown.
    """

    finding = TenantForeignKey(Finding, models.CASCADE, editable=False, related_name="evidence")
    indicator = TenantForeignKey(Indicator, models.PROTECT, null=True, blank=True, related_name="citations")
    contribution = TenantForeignKey(Contribution, models.PROTECT, null=True, blank=True, related_name="citations")
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, related_name="+")
    quote = models.CharField("tel que cité", max_length=300, blank=True)
    value = models.DecimalField("valeur citée", max_digits=18, decimal_places=6, null=True, editable=False)
    status = models.CharField("statut cité", max_length=20, choices=ValueStatus, blank=True, editable=False)
    year = models.PositiveSmallIntegerField("année citée", null=True, editable=False)
    cited_at = models.DateTimeField("citée le", default=timezone.now, editable=False)

    scope_parent = "finding"

    class Meta:
        verbose_name = "preuve"
        constraints = [
            models.CheckConstraint(
                name="evidence_of_one_kind",
                condition=Q(indicator__isnull=False, contribution__isnull=True)
                | Q(indicator__isnull=True, contribution__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["caf", "finding", "indicator", "contribution", "commune"],
                name="evidence_once",
                nulls_distinct=False,
                violation_error_message="Ce constat cite déjà cette preuve.",
            ),
            models.CheckConstraint(
                name="evidence_of_a_place_is_a_figure",
                condition=Q(commune__isnull=True) | Q(indicator__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.quote or str(self.indicator or self.contribution)


class IssueQuerySet(models.QuerySet["Issue"]):
    def retained(self) -> Self:
        return self.filter(is_retained=True)


class Issue(CtgModel, Versioned):
    """An enjeu: what the findings mean for the years to come, ranked."""

    class Priority(models.IntegerChoices):
        FIRST = 1, "Prioritaire"
        HIGH = 2, "Important"
        NORMAL = 3, "À suivre"

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="issues")
    number = models.PositiveSmallIntegerField("numéro", editable=False)
    title = models.CharField("enjeu", max_length=200)
    text = models.TextField("précisions", blank=True)
    theme = models.CharField("thème", max_length=20, choices=Theme)
    priority = models.PositiveSmallIntegerField("priorité", choices=Priority, default=Priority.HIGH)
    is_retained = models.BooleanField("retenu", default=True)
    findings = models.ManyToManyField(Finding, through="IssueFinding", related_name="issues", verbose_name="constats")

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = "enjeu"
        ordering = ["priority", "number"]
        constraints = [models.UniqueConstraint(fields=["caf", "ctg", "number"], name="issue_number")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        return f"E{self.number}"


class IssueFinding(CtgModel):
    issue = TenantForeignKey(Issue, models.CASCADE, related_name="+")
    finding = TenantForeignKey(Finding, models.PROTECT, related_name="+")

    scope_parent = "issue"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["caf", "issue", "finding"], name="issue_finding_once")]

    def __str__(self) -> str:
        return f"{self.issue_id} ← {self.finding_id}"
