"""Findings that cite their evidence, and the issues that follow."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from diagnostics.models import Contribution, Diagnosis, Evidence, Finding, Indicator, Issue, IssueFinding
from diagnostics.services.portrait import portrait, quote
from territories.models import Ctg


class StillCited(Exception):
    """The object cannot go: something else rests on it."""


def diagnosis_of(ctg: Ctg) -> Diagnosis:
    """The diagnosis of a CTG, not yet stored when nobody has written in it."""
    return ctg.diagnoses.first() or Diagnosis(ctg=ctg)


@transaction.atomic
def cite(finding: Finding, indicators: Iterable[Indicator], contributions: Iterable[Contribution]) -> None:
    """Make these the evidence of a finding; a figure that was already cited stays as it was quoted."""
    indicators, contributions = list(indicators), list(contributions)
    finding.evidence.exclude(indicator__in=indicators).exclude(contribution__in=contributions).delete()
    kept = finding.evidence.values_list("indicator", "contribution")
    kept_indicators, kept_contributions = {pair[0] for pair in kept}, {pair[1] for pair in kept}
    quotes = {line.indicator.pk: quote(line) for line in portrait(finding.ctg)}
    Evidence.objects.bulk_create(
        [
            *(
                Evidence(finding=finding, indicator=each, quote=quotes.get(each.pk, each.label)[:300])
                for each in indicators
                if each.pk not in kept_indicators
            ),
            *(
                Evidence(finding=finding, contribution=each, quote=each.title[:300])
                for each in contributions
                if each.pk not in kept_contributions
            ),
        ]
    )


@transaction.atomic
def delete_finding(finding: Finding) -> None:
    if finding.issues.exists():
        raise StillCited("Un enjeu repose sur ce constat : retirez-le d’abord de l’enjeu.")
    finding.delete()


@transaction.atomic
def delete_issue(issue: Issue) -> None:
    if issue.actions.exists():
        raise StillCited("Une fiche action répond à cet enjeu : retirez-le d’abord de la fiche.")
    issue.delete()


def next_issue_number(ctg: Ctg) -> int:
    """The next of E1, E2…; the CTG's row is locked so that two people never draw the same."""
    Ctg.objects.select_for_update(of=("self",)).get(pk=ctg.pk)
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
