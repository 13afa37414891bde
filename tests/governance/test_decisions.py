"""A decision is numbered and never erased; an adopted validation moves the CTG."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError

from governance import services
from governance.models import Body, Decision, Meeting
from governance.services import BodyMayNotValidate, MeetingNotHeld, PhaseNotOpen
from territories.models import Ctg, LegalStatus, Phase
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def ctg(valley, make_ctg) -> Ctg:
    """The valley's CTG, during its diagnosis."""
    return make_ctg(valley, "44001", "44002", phase=Phase.DIAGNOSIS)


def test_a_copil_that_validates_the_diagnosis_moves_the_ctg_to_its_plan(loire, camille, ctg, meeting, draft):
    with caf_scope(loire):
        decision = services.record_validation(draft(meeting, Phase.DIAGNOSIS), by=camille)

        ctg.refresh_from_db()
    assert (ctg.phase, ctg.updated_by, decision.number) == (Phase.ACTION_PLAN, camille, 1)
    assert decision.status == Decision.Status.DONE


def test_validating_the_plan_approves_the_ctg(loire, camille, ctg, meeting, draft):
    with caf_scope(loire):
        Ctg.objects.filter(pk=ctg.pk).update(phase=Phase.ACTION_PLAN)

        services.record_validation(draft(meeting, Phase.ACTION_PLAN), by=camille)

        ctg.refresh_from_db()
    assert (ctg.phase, ctg.legal_status) == (Phase.AGREEMENT, LegalStatus.APPROVED)


@pytest.mark.parametrize("outcome", [Decision.Outcome.POSTPONED, Decision.Outcome.REJECTED])
def test_a_validation_that_is_not_adopted_is_kept_and_moves_nothing(loire, camille, ctg, meeting, draft, outcome):
    with caf_scope(loire):
        decision = services.record_validation(draft(meeting, Phase.DIAGNOSIS, outcome), by=camille)

        ctg.refresh_from_db()
    assert (ctg.phase, decision.number, decision.outcome) == (Phase.DIAGNOSIS, 1, outcome)


def test_a_postponed_validation_may_be_adopted_later(loire, camille, ctg, copil, meeting, make_meeting, draft):
    later = make_meeting(copil, date(2026, 9, 4))
    with caf_scope(loire):
        services.record_validation(draft(meeting, Phase.DIAGNOSIS, Decision.Outcome.POSTPONED), by=camille)

        second = services.record_validation(draft(later, Phase.DIAGNOSIS), by=camille)

        ctg.refresh_from_db()
    assert (ctg.phase, second.number) == (Phase.ACTION_PLAN, 2)


def test_a_working_group_validates_nothing(loire, camille, ctg, working_group, make_meeting, draft):
    meeting = make_meeting(working_group)

    with caf_scope(loire), pytest.raises(BodyMayNotValidate, match="Seul un comité de pilotage"):
        services.record_validation(draft(meeting, Phase.DIAGNOSIS), by=camille)

    with caf_scope(loire):
        assert not Decision.objects.exists()


def test_a_meeting_that_is_only_planned_decides_nothing(loire, camille, ctg, copil, make_meeting, draft):
    planned = make_meeting(copil, date(2027, 1, 15), Meeting.Status.PLANNED)

    with caf_scope(loire), pytest.raises(MeetingNotHeld, match="n’est pas encore tenue"):
        services.record_validation(draft(planned, Phase.DIAGNOSIS), by=camille)
    with caf_scope(loire), pytest.raises(MeetingNotHeld):
        services.record(draft(planned))

    with caf_scope(loire):
        assert not Decision.objects.exists()


@pytest.mark.parametrize("phase", [Phase.PREPARATION, Phase.ACTION_PLAN, Phase.EVALUATION])
def test_only_the_present_phase_is_validated(loire, camille, ctg, meeting, draft, phase):
    with caf_scope(loire), pytest.raises(PhaseNotOpen, match="la CTG en est à la phase"):
        services.record_validation(draft(meeting, phase), by=camille)

    with caf_scope(loire):
        ctg.refresh_from_db()
        assert not Decision.objects.exists()
    assert ctg.phase == Phase.DIAGNOSIS


def test_a_phase_already_validated_names_the_decision_that_did_it(loire, camille, ctg, meeting, draft):
    with caf_scope(loire):
        services.record_validation(draft(meeting, Phase.DIAGNOSIS), by=camille)

        with pytest.raises(PhaseNotOpen, match=r"décision n°\u00a01, réunion du 05/06/2026"):
            services.record_validation(draft(meeting, Phase.DIAGNOSIS), by=camille)

        assert Decision.objects.count() == 1


def test_the_last_phase_is_validated_once_and_ends_the_ctg(loire, camille, ctg, meeting, draft):
    with caf_scope(loire):
        Ctg.objects.filter(pk=ctg.pk).update(phase=Phase.EVALUATION)

        services.record_validation(draft(meeting, Phase.EVALUATION), by=camille)
        with pytest.raises(PhaseNotOpen):
            services.record_validation(draft(meeting, Phase.EVALUATION), by=camille)

        ctg.refresh_from_db()
    assert (ctg.phase, ctg.legal_status) == (Phase.EVALUATION, LegalStatus.ENDED)


def test_a_refused_validation_leaves_no_trace(loire, camille, ctg, meeting, draft, monkeypatch):
    """The number, the decision and the phase are written together or not at all."""
    decision = draft(meeting, Phase.DIAGNOSIS)
    decision.outcome = "x" * 21  # PostgreSQL refuses the row after its number was drawn

    with caf_scope(loire), pytest.raises(Exception, match="too long"):
        services.record_validation(decision, by=camille)
    with caf_scope(loire):
        following = services.record(draft(meeting))

        ctg.refresh_from_db()
    assert (ctg.phase, following.number) == (Phase.DIAGNOSIS, 1)


def test_decisions_are_numbered_one_after_the_other_in_each_ctg(loire, coast_ctg, meeting, copil, make_meeting, draft):
    with caf_scope(loire):
        elsewhere = Body.objects.create(ctg=coast_ctg, kind=Body.Kind.STEERING, name="COPIL de la côte")
    theirs = make_meeting(elsewhere)

    with caf_scope(loire):
        numbers = [services.record(draft(each)).number for each in (meeting, theirs, meeting, meeting, theirs)]

    assert numbers == [1, 1, 2, 3, 2]


def test_the_same_decision_sent_twice_is_one_decision(loire, camille, ctg, meeting, draft):
    decision = draft(meeting, Phase.DIAGNOSIS)
    again = draft(meeting, Phase.DIAGNOSIS)
    again.pk = decision.pk

    with caf_scope(loire):
        numbers = [services.record_validation(each, by=camille).number for each in (decision, again)]

        assert Decision.objects.count() == 1
    assert numbers == [1, 1]


def test_a_rejected_request_asks_nothing_of_anybody(loire, meeting, draft):
    with caf_scope(loire):
        decision = services.record(draft(meeting, outcome=Decision.Outcome.REJECTED))

    assert decision.status == Decision.Status.DROPPED


def test_the_database_refuses_a_number_twice(loire, meeting, draft):
    with caf_scope(loire):
        services.record(draft(meeting))

    with pytest.raises(IntegrityError, match="decision_number"), caf_scope(loire):
        Decision.objects.create(pk=uuid4(), meeting=meeting, number=1, text="Encore")


def test_words_tell_open_and_late_decisions(loire, meeting, draft):
    with caf_scope(loire):
        for due_on, status in [
            (date(2026, 9, 1), "open"),
            (date(2027, 9, 1), "open"),
            (date(2026, 7, 1), "done"),
            (None, "open"),
        ]:
            decision = draft(meeting)
            decision.due_on, decision.status = due_on, status
            services.record(decision)

        counts = (Decision.objects.open().count(), Decision.objects.late(date(2026, 11, 24)).count())

    assert counts == (3, 1)
