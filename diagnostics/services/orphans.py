"""Broken threads, both ways: what was said and leads nowhere, what is claimed and rests on nothing."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from diagnostics.models import Contribution, Finding, Issue
from territories.models import Ctg


@dataclass(frozen=True)
class Orphans:
    """The broken threads of one diagnosis, read only when a page shows them."""

    ctg: Ctg

    @property
    def unused(self) -> QuerySet[Contribution]:
        """Contributions that were kept and that no finding cites."""
        return self.ctg.contributions.accepted().filter(citations=None)

    @property
    def unproven(self) -> QuerySet[Finding]:
        return self.ctg.findings.filter(evidence=None)

    @property
    def leading_nowhere(self) -> QuerySet[Finding]:
        """Findings that feed no issue."""
        return self.ctg.findings.filter(issues=None)

    @property
    def ungrounded(self) -> QuerySet[Issue]:
        """Issues without a finding, or whose findings all lack evidence."""
        return self.ctg.issues.annotate(
            proofs=Count("findings__evidence", filter=Q(findings__evidence__isnull=False))
        ).filter(proofs=0)


def of(ctg: Ctg) -> Orphans:
    return Orphans(ctg)
