"""Whatever committees decide and in whatever order, a CTG goes through its phases one by one and never back."""

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from accounts.models import User
from governance import services
from governance.models import Decision, Meeting
from governance.services import DecisionRefused
from territories.models import Ctg, LegalStatus, Phase
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db

ORDER = list(Phase)


class Machine(RuleBasedStateMachine):
    """Every meeting of the CTG may decide anything about any phase; the model is a list that only grows."""

    world: tuple[Ctg, User, list[Meeting], Any]

    def __init__(self) -> None:
        super().__init__()
        self.ctg, self.camille, self.meetings, self.draft = self.world
        self.scope = caf_scope(self.ctg.caf)
        self.scope.__enter__()
        Decision.objects.all().delete()
        Ctg.objects.filter(pk=self.ctg.pk).update(phase=ORDER[0], legal_status=LegalStatus.DRAFT)
        self.validated: list[Phase] = []
        self.recorded = 0

    def teardown(self) -> None:
        self.scope.__exit__(None, None, None)

    @property
    def is_over(self) -> bool:
        return len(self.validated) == len(ORDER)

    def is_allowed(self, meeting: Meeting, phase: Phase) -> bool:
        is_open = not self.is_over and phase == ORDER[len(self.validated)]
        return is_open and meeting.is_held and meeting.body.may_validate

    @rule(index=st.integers(0, 3), phase=st.sampled_from(ORDER), outcome=st.sampled_from(Decision.Outcome.values))
    def somebody_records_a_validation(self, index: int, phase: Phase, outcome: str) -> None:
        meeting = self.meetings[index]
        allowed = self.is_allowed(meeting, phase)
        try:
            decision = services.record_validation(self.draft(meeting, phase, outcome), by=self.camille)
        except DecisionRefused:
            assert not allowed
        else:
            assert allowed
            self.recorded += 1
            assert decision.number == self.recorded
            if outcome == Decision.Outcome.ADOPTED:
                self.validated.append(phase)

    @precondition(lambda self: not self.is_over)
    @rule()
    def the_copil_validates_the_present_phase(self) -> None:
        self.somebody_records_a_validation(0, ORDER[len(self.validated)], Decision.Outcome.ADOPTED)

    @rule(index=st.integers(0, 3))
    def somebody_records_an_arbitration(self, index: int) -> None:
        meeting = self.meetings[index]
        try:
            services.record(self.draft(meeting))
        except DecisionRefused:
            assert not meeting.is_held
        else:
            self.recorded += 1

    @invariant()
    def the_phases_follow_each_other(self) -> None:
        stored = Ctg.objects.get(pk=self.ctg.pk)
        assert self.validated == ORDER[: len(self.validated)]
        assert stored.phase == ORDER[min(len(self.validated), len(ORDER) - 1)]
        assert (stored.legal_status == LegalStatus.ENDED) == self.is_over

    @invariant()
    def the_numbers_have_no_gap(self) -> None:
        numbers = list(Decision.objects.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, self.recorded + 1))


def test_a_ctg_never_skips_a_phase_and_never_goes_back(loire, camille, ctg, copil, working_group, make_meeting, draft):
    meetings = [
        make_meeting(copil),
        make_meeting(copil),
        make_meeting(copil, status=Meeting.Status.PLANNED),
        make_meeting(working_group),
    ]
    for meeting, body in zip(meetings, [copil, copil, copil, working_group], strict=True):
        meeting.body = body
    world = type("World", (Machine,), {"world": (ctg, camille, meetings, draft)})

    run_state_machine_as_test(
        world,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )


def test_every_phase_can_be_reached(loire, camille, ctg, meeting, draft):
    with caf_scope(loire):
        Ctg.objects.filter(pk=ctg.pk).update(phase=Phase.PREPARATION)
        reached = []
        for phase in ORDER:
            services.record_validation(draft(meeting, phase), by=camille)
            ctg.refresh_from_db()
            reached.append(ctg.phase)

    assert reached == [*ORDER[1:], Phase.EVALUATION]
