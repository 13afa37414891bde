"""Decisions are numbered, never erased; a validation that is adopted moves the CTG to its next phase."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from governance.models import Body, Decision, Meeting
from governance.services import closing
from governance.services.closing import Missing
from territories.models import Ctg, Phase
from territories.services import validate_phase


class Words(NamedTuple):
    """How a sentence names a phase: as what is validated, and as where the CTG goes."""

    validated: str
    reached: str


PHASES = {
    Phase.PREPARATION: Words("la préparation", "à la préparation"),
    Phase.DIAGNOSIS: Words("le diagnostic", "au diagnostic partagé"),
    Phase.ACTION_PLAN: Words("le plan d’actions", "au plan d’actions"),
    Phase.AGREEMENT: Words("la convention", "à la convention et à sa signature"),
    Phase.FOLLOW_UP: Words("le suivi", "au pilotage et au suivi"),
    Phase.EVALUATION: Words("l’évaluation", "à l’évaluation"),
}


class DecisionRefused(Exception):
    """The decision cannot be recorded; the text says why and nothing is written."""


class MeetingNotHeld(DecisionRefused):
    def __init__(self, meeting: Meeting) -> None:
        super().__init__(
            f"La réunion du {meeting.held_on:%d/%m/%Y} n’est pas encore tenue :"
            " relevez d’abord les présences, puis enregistrez ses décisions."
        )


class BodyMayNotValidate(DecisionRefused):
    def __init__(self, body: Body) -> None:
        super().__init__(f"Seul un comité de pilotage valide une phase ; « {body} » n’en est pas un.")


class PhaseNotOpen(DecisionRefused):
    """The CTG does not stand, or stands no longer, in the phase that the decision is about."""

    def __init__(self, phase: Phase, current: Phase, earlier: Decision | None) -> None:
        why = (
            f"elle est déjà prise (décision n° {earlier.number}, réunion du {earlier.meeting.held_on:%d/%m/%Y})."
            if earlier
            else f"la CTG en est à la phase « {current.label} »."
        )
        super().__init__(f"La décision de valider {PHASES[phase].validated} ne peut pas être enregistrée : {why}")


class PhaseIncomplete(DecisionRefused):
    """The committee may not validate yet: `missing` says what, and where it is put right."""

    def __init__(self, phase: Phase, missing: Sequence[Missing]) -> None:
        self.missing = missing
        what = " ; ".join(each.text for each in missing)
        super().__init__(f"La décision de valider {PHASES[phase].validated} attend encore : {what}.")


def announce(body: Body, phase: Phase, outcome: str) -> str:
    """What recording this validation will do, in one sentence read before it is done."""
    words, following = PHASES[phase], phase.next
    if outcome == Decision.Outcome.POSTPONED:
        return f"« {body} » reporte la validation : la CTG reste {words.reached}."
    if outcome == Decision.Outcome.REJECTED:
        return f"« {body} » refuse de valider {words.validated} : la CTG reste {words.reached}."
    if following is None:
        return f"« {body} » valide {words.validated} : c’est la dernière phase, la CTG est échue."
    return f"« {body} » valide {words.validated} : la CTG passe {PHASES[following].reached}."


@transaction.atomic
def record(decision: Decision) -> Decision:
    """Number an arbitration or a request and keep it; sent twice, it is one decision."""
    ctg = _lock(decision.meeting)
    if already := Decision.objects.filter(pk=decision.pk).first():
        return already
    if not decision.meeting.is_held:
        raise MeetingNotHeld(decision.meeting)
    if decision.outcome == Decision.Outcome.REJECTED:
        decision.status = Decision.Status.DROPPED
    return _number(decision, ctg)


@transaction.atomic
def record_validation(decision: Decision, *, by: User) -> Decision:
    """Keep what a steering committee decided about the present phase, and move the CTG when it is adopted.

    `decision.validated_phase` is the phase that the person had under their eyes: when somebody else has moved
    the CTG meanwhile, the second validation is refused instead of moving it once more.
    """
    ctg = _lock(decision.meeting)
    if already := Decision.objects.filter(pk=decision.pk).first():
        return already
    check_validation(decision, ctg)
    is_adopted = decision.outcome == Decision.Outcome.ADOPTED
    decision.kind = Decision.Kind.VALIDATION
    decision.status = Decision.Status.DONE if is_adopted else Decision.Status.DROPPED
    _number(decision, ctg)
    if is_adopted:
        validate_phase(ctg, decision.validated_phase, by=by)
        if what_follows := closing.of(Phase(decision.validated_phase)):
            what_follows.follow(decision, by)
    return decision


def check_validation(decision: Decision, ctg: Ctg | None = None) -> None:
    """Refuse a validation that does not come from a COPIL that met, or that is not about the present phase."""
    ctg, meeting = ctg or decision.meeting.ctg, decision.meeting
    if not meeting.body.may_validate:
        raise BodyMayNotValidate(meeting.body)
    if not meeting.is_held:
        raise MeetingNotHeld(meeting)
    phase = Phase(decision.validated_phase)
    earlier = ctg.decisions.validations().filter(validated_phase=phase).select_related("meeting").first()
    if earlier or ctg.phase != phase:
        raise PhaseNotOpen(phase, Phase(ctg.phase), earlier)
    if decision.outcome == Decision.Outcome.ADOPTED and (missing := _missing(ctg, phase)):
        raise PhaseIncomplete(phase, missing)


def _missing(ctg: Ctg, phase: Phase) -> Sequence[Missing]:
    needed = closing.of(phase)
    return needed.missing(ctg) if needed else ()


def _lock(meeting: Meeting) -> Ctg:
    """Hold the CTG until the end of the transaction: its phase and its numbers belong to one person at a time."""
    return Ctg.objects.select_for_update(of=("self",)).get(pk=meeting.ctg_id)


def _number(decision: Decision, ctg: Ctg) -> Decision:
    """The next number of the CTG. Decisions are never erased, so that the last one is also how many there are."""
    decision.ctg = ctg
    decision.number = (ctg.decisions.aggregate(last=Max("number"))["last"] or 0) + 1
    decision.save(force_insert=True)
    return decision
