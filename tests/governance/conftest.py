"""The valley's committees: its COPIL chaired by Élise's colleague, and what they hold."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest

from accounts.models import User
from governance.models import Body, Decision, Meeting, Seat
from governance.services import closing
from partners.models import Contact, Organisation
from territories.models import Ctg
from territories.scope import caf_scope

IN_JUNE = date(2026, 6, 5)


@pytest.fixture(autouse=True)
def _nothing_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Governance alone: what later apps add to a validation is proved in their own tests."""
    monkeypatch.setattr(closing, "_CLOSINGS", {})


@pytest.fixture
def copil(ctg: Ctg) -> Body:
    with caf_scope(ctg.caf):
        return Body.objects.create(ctg=ctg, kind=Body.Kind.STEERING, name="COPIL de la vallée")


@pytest.fixture
def working_group(ctg: Ctg) -> Body:
    with caf_scope(ctg.caf):
        return Body.objects.create(ctg=ctg, kind=Body.Kind.WORKING_GROUP, name="Groupe Jeunesse")


@pytest.fixture
def nadia(lutins: Organisation) -> Contact:
    """Runs Les Lutins, without an account."""
    with caf_scope(lutins.caf):
        return Contact.objects.create(
            organisation=lutins, first_name="Nadia", last_name="Perrin", position="Directrice"
        )


@pytest.fixture
def seat(copil: Body, nadia: Contact) -> Seat:
    with caf_scope(copil.caf):
        return Seat.objects.create(body=copil, contact=nadia, starts_on=date(2025, 1, 1))


@pytest.fixture
def make_meeting() -> Callable[..., Meeting]:
    """make_meeting(copil) was held on 5 June 2026."""

    def make(body: Body, held_on: date = IN_JUNE, status: str = Meeting.Status.HELD) -> Meeting:
        with caf_scope(body.caf):
            return Meeting.objects.create(body=body, held_on=held_on, status=status)

    return make


@pytest.fixture
def meeting(copil: Body, make_meeting: Callable[..., Meeting]) -> Meeting:
    """The COPIL of 5 June 2026, held."""
    return make_meeting(copil)


@pytest.fixture
def draft() -> Callable[..., Decision]:
    """draft(meeting, Phase.DIAGNOSIS) is a validation that nobody has recorded yet."""

    def make(meeting: Meeting, phase: str = "", outcome: str = Decision.Outcome.ADOPTED) -> Decision:
        kind = Decision.Kind.VALIDATION if phase else Decision.Kind.ARBITRATION
        return Decision(
            pk=uuid4(), meeting=meeting, kind=kind, validated_phase=phase, outcome=outcome, text="Le COPIL décide."
        )

    return make


@pytest.fixture
def page(as_user) -> Callable[[User, str], str]:
    """page(camille, url) is what Camille reads there."""
    return lambda user, url: as_user(user).get(url).content.decode()
