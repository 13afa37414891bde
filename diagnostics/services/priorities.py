"""Ranking issues: scores by the criteria of the Caf, then what the COPIL ruled, with its reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import uuid5

from django.db import transaction

from accounts.models import User
from diagnostics.models import Criterion, Issue, Ruling, Score
from territories.models import Caf

# What a Caf starts with, and may change.
PROPOSED = (
    ("Gravité", "Que se passe-t-il si l’on ne fait rien\u202f?"),
    ("Personnes concernées", "Combien d’habitants, et lesquels\u202f?"),
    ("Capacité d’agir", "Les partenaires de la CTG peuvent-ils y changer quelque chose\u202f?"),
    ("Volonté politique", "Les élus sont-ils prêts à s’y engager\u202f?"),
    ("Schéma départemental", "L’enjeu rejoint-il le schéma départemental des services aux familles\u202f?"),
)


class RulingRefused(Exception):
    """The ruling cannot be kept; the text says why and nothing is written."""


@dataclass(frozen=True)
class Rating:
    """The scores of one issue, criterion by criterion; a criterion without a score weighs nothing."""

    parts: list[tuple[Criterion, int | None]]

    @property
    def value(self) -> Decimal | None:
        scored = [(criterion.weight, score) for criterion, score in self.parts if score is not None]
        weights = sum(weight for weight, _ in scored)
        return Decimal(sum(weight * score for weight, score in scored)) / weights if weights else None

    @property
    def missing(self) -> int:
        return sum(score is None for _, score in self.parts)


def criteria(caf: Caf) -> list[Criterion]:
    """Those in use; until the Caf has written its own, the five that are proposed, not yet stored."""
    stored = list(caf.criteria.all())
    return [each for each in stored if each.is_active] if stored else _proposed(caf)


def _proposed(caf: Caf) -> list[Criterion]:
    return [
        Criterion(pk=uuid5(caf.pk, name), caf=caf, name=name, question=question, position=position)
        for position, (name, question) in enumerate(PROPOSED, start=1)
    ]


def adopt_proposed(caf: Caf) -> None:
    """Store the five proposed criteria, unless the Caf has some; two people at once store them once."""
    if not caf.criteria.exists():
        Criterion.objects.bulk_create(_proposed(caf), ignore_conflicts=True)


def rating(issue: Issue, in_use: Iterable[Criterion]) -> Rating:
    """Reads `issue.scores`, that a list has prefetched."""
    scores = {score.criterion_id: score.value for score in issue.scores.all()}
    return Rating([(criterion, scores.get(criterion.pk)) for criterion in in_use])


@transaction.atomic
def keep_scores(issue: Issue, scores: Mapping[Criterion, int | None]) -> None:
    """Make these the scores of an issue; a criterion that is not named keeps its own."""
    adopt_proposed(issue.caf)
    for criterion, value in scores.items():
        if value is None:
            issue.scores.filter(criterion=criterion).delete()
        else:
            Score.objects.update_or_create(issue=issue, criterion=criterion, defaults={"value": value})


@transaction.atomic
def rule(ruling: Ruling, *, priority: int | None, seen: str, by: User) -> Ruling:
    """Keep what the COPIL decided; `priority` is empty when it does not retain the issue.

    `seen` is the standing that the person had under their eyes: two people who rule at once do not pass over
    each other. Sent twice, it is one ruling.
    """
    issue = Issue.objects.select_for_update(of=("self",)).get(pk=ruling.issue_id)
    if already := Ruling.objects.filter(pk=ruling.pk).first():
        return already
    if seen != standing(issue):
        raise RulingRefused("La priorité de cet enjeu vient de changer : regardez-la avant d’enregistrer la vôtre.")
    if ruling.decision is not None:
        ruling.decided_on = ruling.decision.meeting.held_on
    ruling.priority_before, ruling.was_retained = issue.priority, issue.is_retained
    ruling.priority, ruling.is_retained = priority or issue.priority, priority is not None
    ruling.recorded_by = by
    ruling.save(force_insert=True)
    issue.priority, issue.is_retained = ruling.priority, ruling.is_retained
    issue.touched_by(by).save()
    return ruling


def standing(issue: Issue) -> str:
    return f"{issue.priority}{'' if issue.is_retained else '-'}"
