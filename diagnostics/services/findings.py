"""Findings that cite their evidence, and the issues that follow."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from diagnostics.models import Diagnosis, Finding, Issue, IssueFinding
from territories.models import Ctg


class StillCited(Exception):
    """The object cannot go: something else rests on it."""


class MovedAway(Exception):
    """Somebody else has just moved the finding."""


def diagnosis_of(ctg: Ctg) -> Diagnosis:
    """The diagnosis of a CTG, not yet stored when nobody has written in it."""
    return ctg.diagnoses.first() or Diagnosis(ctg=ctg)


@transaction.atomic
def go_last(finding: Finding) -> None:
    """A new finding, not yet saved, takes the last place of its quadrant."""
    _lock(finding.ctg)
    finding.position = _next_position(finding.ctg, finding.quadrant)


@transaction.atomic
def place(finding: Finding, quadrant: str, *, by: User) -> None:
    """Move a finding to the end of another quadrant; where it stands already, nothing happens."""
    _lock(finding.ctg)
    locked = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    if locked.quadrant != quadrant:
        locked.position = _next_position(finding.ctg, quadrant)
        locked.quadrant = quadrant
        locked.touched_by(by).save()


@transaction.atomic
def order(finding: Finding, beside: Finding, *, is_before: bool) -> None:
    """Put a finding just before or just after another one of its quadrant."""
    _lock(finding.ctg)
    rows = list(finding.ctg.findings.filter(quadrant=finding.quadrant).on_the_board())
    if beside not in rows or finding not in rows:
        raise MovedAway("Ce constat vient de changer de case : regardez où il est maintenant.")
    rows.remove(finding)
    rows.insert(rows.index(beside) + (not is_before), finding)
    for position, row in enumerate(rows, start=1):
        row.position = position
    Finding.objects.bulk_update(rows, ["position"])


def _lock(ctg: Ctg) -> None:
    """One person at a time numbers or orders the findings and the issues of a CTG."""
    Ctg.objects.select_for_update(of=("self",)).get(pk=ctg.pk)


def _next_position(ctg: Ctg, quadrant: str) -> int:
    last: int | None = ctg.findings.filter(quadrant=quadrant).aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


@transaction.atomic
def delete_finding(finding: Finding) -> None:
    if finding.issues.exists():
        raise StillCited("Un enjeu repose sur ce constat : retirez-le d’abord de l’enjeu.")
    finding.delete()


@transaction.atomic
def delete_issue(issue: Issue) -> None:
    if issue.actions.exists():
        raise StillCited("Une fiche action répond à cet enjeu : retirez-le d’abord de la fiche.")
    if issue.rulings.exists() or issue.vote_options.exists():
        raise StillCited("Un vote ou une décision du COPIL porte sur cet enjeu : classez-le plutôt « non retenu ».")
    issue.delete()


def next_issue_number(ctg: Ctg) -> int:
    """The next of E1, E2…; the CTG's row is locked so that two people never draw the same."""
    _lock(ctg)
    return (ctg.issues.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def rest_on(issue: Issue, findings: Iterable[Finding]) -> None:
    """Make these the findings on which an issue rests."""
    findings = list(findings)
    links = IssueFinding.objects.filter(issue=issue)
    links.exclude(finding__in=findings).delete()
    kept = set(links.values_list("finding", flat=True))
    IssueFinding.objects.bulk_create(
        IssueFinding(issue=issue, finding=finding) for finding in findings if finding.pk not in kept
    )


@transaction.atomic
def attach(issue: Issue, finding: Finding, *, by: User) -> None:
    """One more finding under an issue; whoever has the issue open in a form will be told."""
    locked = Issue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
    _, is_new = IssueFinding.objects.get_or_create(issue=locked, finding=finding)
    if is_new:
        locked.touched_by(by).save()
