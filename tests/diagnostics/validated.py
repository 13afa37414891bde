"""A small diagnosis that lacks nothing, and the committee that is about to validate it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import uuid4

from diagnostics.models import (
    Contribution,
    Dataset,
    Diagnosis,
    Evidence,
    Finding,
    Indicator,
    IndicatorValue,
    Issue,
    IssueFinding,
)
from governance.models import Body, Decision, Meeting
from territories.models import Commune, Ctg, Phase


@dataclass
class Written:
    """The rows of the diagnosis of one CTG; made inside a scope."""

    ctg: Ctg
    meeting: Meeting
    indicator: Indicator
    dataset: Dataset
    finding: Finding
    issue: Issue

    def validation(self) -> Decision:
        """Not yet recorded."""
        return Decision(
            pk=uuid4(),
            meeting=self.meeting,
            kind=Decision.Kind.VALIDATION,
            validated_phase=Phase.DIAGNOSIS,
            text="Le COPIL valide le diagnostic.",
        )

    def arbitration(self, text: str = "Le COPIL adopte la mise à jour.") -> Decision:
        return Decision(pk=uuid4(), meeting=self.meeting, text=text)


def write(ctg: Ctg) -> Written:
    """One ratio known in two communes and secret in the third, one finding with two proofs, one issue."""
    caf = ctg.caf
    body = Body.objects.create(ctg=ctg, kind=Body.Kind.STEERING, name="COPIL de la vallée")
    meeting = Meeting.objects.create(body=body, held_on=date(2026, 6, 5), status=Meeting.Status.HELD)
    indicator = Indicator.objects.create(
        caf=caf, code="FAM1", theme="families", label="Part des familles monoparentales", unit="%", kind="ratio",
        multiplier=100, decimals=1, source="Insee", finest_level="commune",
    )  # fmt: skip
    dataset = Dataset.objects.create(
        caf=caf, name="Recensement", producer="Insee", edition="2022", geography_vintage=2024
    )
    for commune in Commune.objects.filter(insee_code__in=["44001", "44002"]):
        IndicatorValue.objects.create(
            indicator=indicator, dataset=dataset, commune=commune, year=2022,
            value=Decimal(50) / 3, numerator=50, denominator=300,
        )  # fmt: skip
    IndicatorValue.objects.create(
        indicator=indicator, dataset=dataset, commune=Commune.objects.get(insee_code="44003"), year=2022,
        status="suppressed_primary",
    )  # fmt: skip
    IndicatorValue.objects.create(
        indicator=indicator, dataset=dataset, department_id="44", year=2022, value=Decimal(13)
    )
    Diagnosis.objects.create(ctg=ctg, summary="Un territoire qui vieillit.", method="Ateliers et statistiques.")
    said = Contribution.objects.create(
        ctg=ctg, theme="families", title="Je suis seule", text="Une mère raconte.", collected_on=date(2026, 2, 1),
        author_name="", is_anonymous=True, status="accepted",
    )  # fmt: skip
    finding = Finding.objects.create(
        ctg=ctg, quadrant="weakness", theme="families", title="Des parents seuls", text="Et loin de tout."
    )
    Evidence.objects.create(finding=finding, indicator=indicator, quote="Familles monoparentales : 16,7 %, 2022")
    Evidence.objects.create(finding=finding, contribution=said, quote="Je suis seule")
    issue = Issue.objects.create(
        ctg=ctg, number=1, title="Soutenir les parents seuls", text="", theme="families", priority=1
    )
    IssueFinding.objects.create(issue=issue, finding=finding)
    return Written(ctg, meeting, indicator, dataset, finding, issue)
