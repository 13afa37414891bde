"""What the people who steer a CTG should do next, in its present phase."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from governance.models import Body, Decision, Meeting
from governance.services.decisions import PHASES
from territories.models import Ctg, Phase

LONGEST_SILENCE = timedelta(days=365)
LAST_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class NextStep:
    """One sentence, and the page where it is done (none when there is only to wait)."""

    text: str
    label: str = ""
    view_name: str = ""
    pk: UUID | None = None


def next_step(ctg: Ctg, on: date) -> NextStep:
    """The one thing to do next; four queries whatever the CTG holds."""
    committees = list(ctg.bodies.steering().with_activity(on))
    decided = ctg.decisions.validations().select_related("meeting").order_by("-number").first()
    if decided and decided.validated_phase == Phase.EVALUATION:
        return NextStep("Toutes les phases sont validées. La suite est le renouvellement de la CTG.")
    if not committees:
        return NextStep(
            "Créez le comité de pilotage : c’est lui qui valide chaque phase.",
            "Créer le comité de pilotage",
            "governance:create_body",
        )
    if not any(body.seat_count for body in committees):
        return NextStep(
            f"Ajoutez les membres de « {committees[0]} » : leurs présences sont relevées à chaque réunion.",
            "Ajouter un membre",
            "governance:add_seat",
            committees[0].pk,
        )
    meetings = Meeting.objects.filter(ctg=ctg, body__in=committees).select_related("body")
    if late := meetings.unreported(on).order_by("held_on").first():
        return NextStep(
            f"« {late.body} » devait se réunir le {late.held_on:%d/%m/%Y} : dites qui était là, ou annulez la réunion.",
            "Relever les présences",
            "governance:hold_meeting",
            late.pk,
        )
    if ctg.phase == Phase.FOLLOW_UP and on < ctg.effective_to - LAST_YEAR:
        return _keep_meeting(committees, on)
    return _to_validation(ctg, committees, decided)


def _to_validation(ctg: Ctg, committees: list[Body], decided: Decision | None) -> NextStep:
    """The present phase should be validated: by the last meeting, by the next one, or by one to be planned."""
    validated = PHASES[Phase(ctg.phase)].validated
    last, following = _last_to_meet(committees), _next_to_meet(committees)
    if last and _is_undecided(ctg, last, decided):
        return NextStep(
            f"« {last} » s’est réuni le {last.last_meeting_on:%d/%m/%Y}. S’il s’est prononcé, enregistrez sa décision"
            f" de valider {validated}.",
            "Enregistrer la décision",
            "governance:record_validation",
            last.last_meeting_id,
        )
    if following:
        return _prepare(following, f"inscrivez à l’ordre du jour la décision de valider {validated}.")
    return NextStep(
        f"Réunissez un COPIL et faites-lui valider {validated}.",
        "Prévoir une réunion",
        "governance:plan_meeting",
        committees[0].pk,
    )


def _is_undecided(ctg: Ctg, body: Body, decided: Decision | None) -> bool:
    """Whether the last meeting of this body came after the last validation and said nothing yet of this phase."""
    day = body.last_meeting_on
    if day is None or (decided and (decided.meeting_id == body.last_meeting_id or decided.meeting.held_on > day)):
        return False
    said = ctg.decisions.filter(kind=Decision.Kind.VALIDATION, meeting=body.last_meeting_id, validated_phase=ctg.phase)
    return not said.exists()


def _keep_meeting(committees: list[Body], on: date) -> NextStep:
    """In the follow-up nothing is to be validated before the last year, but the committee must not fall silent."""
    last, following = _last_to_meet(committees), _next_to_meet(committees)
    if following:
        return _prepare(following, "préparez son ordre du jour.")
    if last and last.last_meeting_on and on - last.last_meeting_on < LONGEST_SILENCE:
        text = f"Le dernier COPIL date du {last.last_meeting_on:%d/%m/%Y} : prévoyez le suivant, pour le bilan annuel."
    else:
        text = "Aucun COPIL depuis un an : réunissez-le pour présenter le bilan."
    return NextStep(text, "Prévoir une réunion", "governance:plan_meeting", committees[0].pk)


def _prepare(body: Body, what: str) -> NextStep:
    return NextStep(
        f"« {body} » se réunit le {body.next_meeting_on:%d/%m/%Y} : {what}",
        "Préparer cette réunion",
        "governance:meeting",
        body.next_meeting_id,
    )


def _last_to_meet(bodies: list[Body]) -> Body | None:
    return max(
        (body for body in bodies if body.last_meeting_on),
        key=lambda body: body.last_meeting_on or date.min,
        default=None,
    )


def _next_to_meet(bodies: list[Body]) -> Body | None:
    return min(
        (body for body in bodies if body.next_meeting_on),
        key=lambda body: body.next_meeting_on or date.max,
        default=None,
    )
