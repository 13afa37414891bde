"""A committee validates the diagnosis: it is frozen as it is shown that day, and nothing changes it afterwards."""

import hashlib
from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from diagnostics.documents.content import Content, canonical
from diagnostics.models import DiagnosisVersion
from diagnostics.services.present import compile_content
from governance.models import Body, Decision
from governance.services import closing
from governance.services.closing import Closing, Missing
from territories.models import Ctg, Phase


class FreezeRefused(Exception):
    """The diagnosis cannot be frozen; the text says why and nothing is written."""


class IncompleteDiagnosis(FreezeRefused):
    def __init__(self, missing: Sequence[Missing]) -> None:
        self.missing = missing
        super().__init__(f"Le diagnostic ne peut pas être figé. Il manque encore : {_listed(missing)}.")


def missing(ctg: Ctg) -> list[Missing]:
    """What a validated diagnosis cannot do without, each with the page where it is put right."""
    return [*_missing_texts(ctg), *_missing_figures(ctg), *_missing_findings(ctg), *_missing_issues(ctg)]


def _missing_texts(ctg: Ctg) -> Iterator[Missing]:
    diagnosis = ctg.diagnoses.first()
    if diagnosis is None or not diagnosis.summary.strip():
        yield Missing("la synthèse", "diagnostics:edit_summary")
    if diagnosis is None or not diagnosis.method.strip():
        yield Missing("la méthode", "diagnostics:edit_summary")


def _missing_figures(ctg: Ctg) -> Iterator[Missing]:
    """Of the territory or, where nothing is loaded yet, of its département: a diagnosis compares with something."""
    places = Q(commune__in=ctg.communes.values("pk")) | Q(department=ctg.caf.department_id)
    if ctg.territory.epci_id:
        places |= Q(epci=ctg.territory.epci_id)
    if not ctg.caf.indicator_values.filter(places, indicator__is_active=True).shown().exists():
        yield Missing("au moins un chiffre", "diagnostics:indicators")


def _missing_findings(ctg: Ctg) -> Iterator[Missing]:
    if not ctg.findings.exists():
        yield Missing("au moins un constat", "diagnostics:new_finding")
    for finding in ctg.findings.filter(evidence=None):
        yield Missing(f"une preuve pour le constat « {finding.title} »", "diagnostics:finding", finding.pk)


def _missing_issues(ctg: Ctg) -> Iterator[Missing]:
    retained = ctg.issues.retained()
    if not retained.exists():
        yield Missing("au moins un enjeu retenu", "diagnostics:new_issue")
    for issue in retained.filter(findings=None):
        yield Missing(f"un constat pour l’enjeu « {issue} »", "diagnostics:edit_issue", issue.pk)


def _listed(things: Sequence[Missing]) -> str:
    return " ; ".join(each.text for each in things)


def adopted_decisions(ctg: Ctg) -> QuerySet[Decision]:
    """Of a steering committee, about nothing else than the diagnosis."""
    return (
        ctg.decisions.filter(outcome=Decision.Outcome.ADOPTED, meeting__body__kind=Body.Kind.STEERING)
        .filter(Q(validated_phase="") | Q(validated_phase=Phase.DIAGNOSIS))
        .select_related("meeting__body")
    )


def decisions_to_freeze(ctg: Ctg) -> QuerySet[Decision]:
    """Those that no version follows yet."""
    return adopted_decisions(ctg).filter(diagnosis_versions=None)


@transaction.atomic
def freeze(decision: Decision, by: User) -> DiagnosisVersion:
    """Keep the next version of the diagnosis; the same decision asked twice gives the same version."""
    ctg = Ctg.objects.select_for_update(of=("self",)).select_related("territory", "caf__department__region")
    ctg_row = ctg.get(pk=decision.ctg_id)
    if already := DiagnosisVersion.objects.filter(decision=decision).first():
        return already
    if not adopted_decisions(ctg_row).filter(pk=decision.pk).exists():
        raise FreezeRefused("Seule une décision adoptée par le comité de pilotage fige le diagnostic.")
    if lacking := missing(ctg_row):
        raise IncompleteDiagnosis(lacking)
    return _keep(ctg_row, decision, compile_content(ctg_row, decision), by)


def _keep(ctg: Ctg, decision: Decision, content: Content, by: User) -> DiagnosisVersion:
    text = canonical(content)
    last = ctg.diagnosis_versions.aggregate(last=Max("number"))["last"] or 0
    return DiagnosisVersion.objects.create(
        ctg=ctg,
        number=last + 1,
        decision=decision,
        canonical=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        frozen_at=timezone.now(),
        frozen_by=by,
    )


def latest_version(ctg: Ctg) -> DiagnosisVersion | None:
    return ctg.diagnosis_versions.select_related("decision__meeting__body").first()


def follow_validations() -> None:
    """A validated diagnosis is a frozen one: said to governance once, when the application starts."""
    closing.add(
        Phase.DIAGNOSIS,
        Closing(
            announcement="Le diagnostic est figé tel qu’il est aujourd’hui : les chiffres et les textes de cette"
            " version ne changeront plus, même après un nouvel import.",
            missing=missing,
            follow=freeze,
        ),
    )
