"""The workshop votes with its telephones: a session, what is voted on, and one ballot a device.

A ballot names nobody: it bears the digest of a secret that only the telephone keeps.
"""

from datetime import datetime
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from diagnostics.models.diagnosis import Issue
from territories.models import Ctg, CtgModel, TenantForeignKey, Versioned

MOST_DOTS = 20


class VoteSessionQuerySet(models.QuerySet["VoteSession"]):
    def with_ballot_count(self) -> Self:
        return self.annotate(ballot_count=models.Count("ballots"))

    def ended(self, at: datetime) -> Self:
        """Closed by the team, or by themselves."""
        return self.filter(Q(closed_at__isnull=False) | Q(closes_at__lte=at))


class VoteSession(CtgModel, Versioned):
    """One vote: opened by the team, joined by its code, closed by the team or at the latest at `closes_at`."""

    ctg = TenantForeignKey(Ctg, models.PROTECT, editable=False, related_name="vote_sessions")
    title = models.CharField("intitulé", max_length=120, default="Vote sur les enjeux")
    code = models.CharField("code", max_length=6, editable=False)
    token_digest = models.CharField("empreinte du code", max_length=64, unique=True, editable=False)
    dots = models.PositiveSmallIntegerField(
        "points par personne", default=5, validators=[MinValueValidator(1), MaxValueValidator(MOST_DOTS)]
    )
    most_per_issue = models.PositiveSmallIntegerField(
        "points au plus sur un même enjeu", default=3, validators=[MinValueValidator(1), MaxValueValidator(MOST_DOTS)]
    )
    expected = models.PositiveSmallIntegerField("personnes présentes", null=True, blank=True)
    opened_by = models.ForeignKey("accounts.User", models.PROTECT, editable=False, related_name="+")
    opened_at = models.DateTimeField("ouvert le", auto_now_add=True)
    closes_at = models.DateTimeField("se ferme de lui-même le", editable=False)
    closed_at = models.DateTimeField("clos le", null=True, editable=False)

    # read by `with_ballot_count`
    ballot_count: int

    objects = VoteSessionQuerySet.as_manager()

    class Meta:
        verbose_name = "vote"
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                name="vote_dots",
                condition=Q(dots__gte=1, dots__lte=MOST_DOTS, most_per_issue__gte=1)
                & Q(most_per_issue__lte=models.F("dots")),
                violation_error_message="Sur un même enjeu, on ne peut pas poser plus de points que chacun n’en a.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_open(self, at: datetime) -> bool:
        return self.closed_at is None and at < self.closes_at


class VoteOption(CtgModel):
    """An issue put to the vote, in the words that it had when the vote opened."""

    session = TenantForeignKey(VoteSession, models.CASCADE, editable=False, related_name="options")
    issue = TenantForeignKey(Issue, models.PROTECT, editable=False, related_name="vote_options")
    label = models.CharField("enjeu", max_length=220, editable=False)
    position = models.PositiveSmallIntegerField("rang", editable=False)

    scope_parent = "session"

    class Meta:
        verbose_name = "enjeu soumis au vote"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["caf", "session", "issue"], name="vote_option_once")]

    def __str__(self) -> str:
        return self.label


class Ballot(CtgModel):
    session = TenantForeignKey(VoteSession, models.CASCADE, editable=False, related_name="ballots")
    device_digest = models.CharField("empreinte de l’appareil", max_length=64, editable=False)

    scope_parent = "session"

    class Meta:
        verbose_name = "bulletin"
        constraints = [models.UniqueConstraint(fields=["caf", "session", "device_digest"], name="one_ballot_a_device")]

    def __str__(self) -> str:
        return "bulletin"


class BallotMark(CtgModel):
    """The dots of one ballot on one issue."""

    ballot = TenantForeignKey(Ballot, models.CASCADE, editable=False, related_name="marks")
    option = TenantForeignKey(VoteOption, models.CASCADE, editable=False, related_name="marks")
    dots = models.PositiveSmallIntegerField("points", editable=False)

    scope_parent = "ballot"

    class Meta:
        verbose_name = "points d’un bulletin"
        constraints = [
            models.UniqueConstraint(fields=["caf", "ballot", "option"], name="mark_once"),
            models.CheckConstraint(name="mark_of_one_dot_at_least", condition=Q(dots__gte=1)),
        ]

    def __str__(self) -> str:
        return str(self.dots)
