"""The issues in order: by priority, by score or by the dots of the last vote."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum
from django.utils import timezone

from diagnostics.models import Issue, Ruling, VoteOption, VoteSession
from diagnostics.services.priorities import Rating, criteria, rating
from territories.models import Ctg


@dataclass(frozen=True)
class Rank:
    """One issue and what may rank it. `dots` is empty when it was not put to the last vote."""

    issue: Issue
    rating: Rating
    dots: int | None
    ruling: Ruling | None

    @property
    def finding_count(self) -> int:
        return len(self.issue.findings.all())

    @property
    def proof_count(self) -> int:
        return sum(len(finding.evidence.all()) for finding in self.issue.findings.all())


KEYS: dict[str, Callable[[Rank], Any]] = {
    "priorite": lambda rank: (not rank.issue.is_retained, rank.issue.priority, rank.issue.number),
    "note": lambda rank: (rank.rating.value or 0, rank.issue.number),
    "points": lambda rank: (rank.dots or 0, rank.issue.number),
}


def ranking(ctg: Ctg, sort: str = "") -> list[Rank]:
    """All the issues; `sort` is « priorite », « note » or « points », with « - » before it to turn it round."""
    in_use, dots = criteria(ctg.caf), last_dots(ctg)
    issues = ctg.issues.prefetch_related("findings__evidence", "scores", "rulings", "actions")
    ranks = [Rank(each, rating(each, in_use), dots.get(each.pk), _last(each)) for each in issues]
    key = KEYS.get(sort.removeprefix("-"), KEYS["priorite"])
    return sorted(ranks, key=key, reverse=sort.startswith("-"))


def last_dots(ctg: Ctg) -> dict[Any, int]:
    """The dots of each issue in the last vote that ended."""
    session = ctg.vote_sessions.ended(timezone.now()).order_by("-opened_at").first()
    if session is None:
        return {}
    counted = session.options.annotate(total=Sum("marks__dots"))
    return {option.issue_id: option.total or 0 for option in counted}


@dataclass(frozen=True)
class Vote:
    """What one vote said of one issue."""

    session: VoteSession
    dots: int
    supporters: int


def votes_on(issue: Issue) -> list[Vote]:
    """Every vote that ended and in which the issue was."""
    sessions = issue.ctg.vote_sessions.ended(timezone.now()).with_ballot_count()
    by_id = {session.pk: session for session in sessions.filter(options__issue=issue)}
    options = VoteOption.objects.filter(issue=issue, session__in=by_id).annotate(
        total=Sum("marks__dots"), supporters=Count("marks")
    )
    return [Vote(by_id[each.session_id], each.total or 0, each.supporters) for each in options]


def _last(issue: Issue) -> Ruling | None:
    rulings = list(issue.rulings.all())
    return rulings[-1] if rulings else None
