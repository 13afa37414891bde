"""Two people at the same second. Threads have connections of their own: what they write is really committed."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connections

from accounts.models import User
from governance import services
from governance.models import Body, Decision, Meeting
from governance.services import DecisionRefused
from territories.models import Caf, Ctg, Phase, Territory
from territories.scope import caf_scope
from tests.reference import LOIRE_ATLANTIQUE
from tests.threads import in_thread

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

TABLES = ["governance_decision", "governance_meeting", "governance_body", "territories_ctg", "territories_historyentry"]


def prepare() -> dict[str, UUID]:
    caf = Caf.objects.get(slug=LOIRE_ATLANTIQUE)
    name = f"concurrence-{uuid4()}"
    people = [User.objects.create(email=f"{number}-{name}@demo.example") for number in (1, 2)]
    with caf_scope(caf):
        territory = Territory.objects.create(caf=caf, name=name, slug=name)
        ctg = Ctg.objects.create(
            territory=territory,
            slug="2026-2030",
            number=name[:30],
            phase=Phase.DIAGNOSIS,
            effective_from=date(2026, 1, 1),
            effective_to=date(2030, 12, 31),
        )
        body = Body.objects.create(ctg=ctg, kind=Body.Kind.STEERING, name="COPIL")
        meeting = Meeting.objects.create(body=body, held_on=date(2026, 6, 5), status=Meeting.Status.HELD)
    return {"territory": territory.pk, "ctg": ctg.pk, "meeting": meeting.pk, "a": people[0].pk, "b": people[1].pk}


def forget(ids: dict[str, UUID]) -> None:
    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DELETE FROM {table} WHERE territory_id = %s", [ids["territory"]])  # noqa: S608
        cursor.execute("DELETE FROM territories_territory WHERE id = %s", [ids["territory"]])
        cursor.execute("DELETE FROM territories_historyentry WHERE row_id = %s", [ids["territory"]])
        cursor.execute("DELETE FROM accounts_user WHERE id IN (%s, %s)", [ids["a"], ids["b"]])


@pytest.fixture
def ids(db) -> Iterator[dict[str, UUID]]:
    """A CTG in its diagnosis and a COPIL that met, committed for the time of the test."""
    made = in_thread(prepare)
    yield made
    in_thread(lambda: forget(made))


def together(ids: dict[str, UUID], work: Callable[[Meeting, User], Decision]) -> list[int | str]:
    """Two people do it at the same moment; the number of the decision, or what they are told."""
    start = Barrier(2, timeout=10)

    def one(person: str) -> int | str:
        try:
            caf, user = Caf.objects.get(slug=LOIRE_ATLANTIQUE), User.objects.get(pk=ids[person])
            with caf_scope(caf, user=user):
                meeting = Meeting.objects.select_related("body", "ctg").get(pk=ids["meeting"])
                start.wait()
                return work(meeting, user).number
        except DecisionRefused as refusal:
            return str(refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, ["a", "b"]))


def phase_now(ids: dict[str, UUID]) -> str:
    def read() -> str:
        with caf_scope(Caf.objects.get(slug=LOIRE_ATLANTIQUE)):
            return Ctg.objects.get(pk=ids["ctg"]).phase

    return in_thread(read)


def test_two_people_who_validate_at_once_move_the_ctg_once(ids):
    def validate(meeting: Meeting, user: User) -> Decision:
        draft = Decision(
            pk=uuid4(), meeting=meeting, kind="validation", validated_phase=Phase.DIAGNOSIS, text="Le COPIL valide."
        )
        return services.record_validation(draft, by=user)

    answers = together(ids, validate)

    numbers = [answer for answer in answers if isinstance(answer, int)]
    told = [answer for answer in answers if isinstance(answer, str)]
    assert numbers == [1]
    assert "elle est déjà prise (décision n°\u00a01" in told[0]
    assert phase_now(ids) == Phase.ACTION_PLAN


def test_two_people_who_decide_at_once_get_two_numbers(ids):
    def decide(meeting: Meeting, user: User) -> Decision:
        return services.record(Decision(pk=uuid4(), meeting=meeting, text="Chercher un local.", updated_by=user))

    answers = together(ids, decide)

    assert sorted(map(str, answers)) == ["1", "2"]


def test_the_same_click_arriving_twice_at_once_is_one_decision(ids):
    pk = uuid4()

    def decide(meeting: Meeting, user: User) -> Decision:
        return services.record(Decision(pk=pk, meeting=meeting, text="Chercher un local.", updated_by=user))

    answers = together(ids, decide)

    assert answers == [1, 1]
