"""Broken threads, both ways: what was said and leads nowhere, what is claimed and rests on nothing."""

from functools import cached_property

from django.db.models import Count, Q

from diagnostics.models import Contribution, Finding, Issue
from territories.models import Ctg


class Orphans:
    """The broken threads of one diagnosis, each kind read once and only by the page that shows it."""

    def __init__(self, ctg: Ctg) -> None:
        self.ctg = ctg

    @cached_property
    def unused(self) -> list[Contribution]:
        """Contributions that were kept and that no finding cites."""
        return list(self.ctg.contributions.accepted().filter(citations=None))

    @cached_property
    def unproven(self) -> list[Finding]:
        return list(self.ctg.findings.filter(evidence=None))

    @cached_property
    def leading_nowhere(self) -> list[Finding]:
        """Findings that feed no issue."""
        return list(self.ctg.findings.filter(issues=None))

    @cached_property
    def ungrounded(self) -> list[Issue]:
        """Issues without a finding, or whose findings all lack evidence."""
        proofs = Count("findings__evidence", filter=Q(findings__evidence__isnull=False))
        return list(self.ctg.issues.annotate(proofs=proofs).filter(proofs=0))


def of(ctg: Ctg) -> Orphans:
    return Orphans(ctg)
