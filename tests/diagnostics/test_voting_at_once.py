"""Thirty telephones at the same instant, each with a connection of its own: every ballot counts exactly once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import Client

from accounts.models import User
from diagnostics.models import Ballot, BallotMark, Issue, VoteSession
from diagnostics.services import voting
from territories.models import Caf, Ctg, Phase, Territory
from territories.scope import caf_scope
from tests.reference import LOIRE_ATLANTIQUE

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

VOTERS = 30
TABLES = (
    "diagnostics_ballotmark",
    "diagnostics_ballot",
    "diagnostics_voteoption",
    "diagnostics_votesession",
    "diagnostics_issue",
    "territories_ctg",
    "territories_historyentry",
)


def alone(work: Callable[[], Any]) -> Any:
    """Do the work in a thread, so that it commits whatever the test's own transaction does."""

    def closing() -> Any:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(closing).result()


def prepare() -> dict[str, Any]:
    caf, name = Caf.objects.get(slug=LOIRE_ATLANTIQUE), f"vote-{uuid4()}"
    user = User.objects.create(email=f"{name}@demo.example")
    with caf_scope(caf, user=user):
        territory = Territory.objects.create(caf=caf, name=name, slug=name)
        ctg = Ctg.objects.create(
            territory=territory, slug="2026-2030", number=name[:30], phase=Phase.DIAGNOSIS,
            effective_from=date(2026, 1, 1), effective_to=date(2030, 12, 31),
        )  # fmt: skip
        issues = [Issue.objects.create(ctg=ctg, number=each, title=f"Enjeu {each}", theme="youth") for each in (1, 2)]
        session = voting.open_session(VoteSession(ctg=ctg, dots=5, most_per_issue=5), issues, by=user)
        options = [option.pk for option in session.options.all()]
    return {"territory": territory.pk, "session": session.pk, "code": session.code, "options": options, "user": user.pk}


def forget(made: dict[str, Any]) -> None:
    with connections["owner"].cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DELETE FROM {table} WHERE territory_id = %s", [made["territory"]])  # noqa: S608
        cursor.execute("DELETE FROM territories_territory WHERE id = %s", [made["territory"]])
        cursor.execute("DELETE FROM territories_historyentry WHERE row_id = %s", [made["territory"]])
        cursor.execute("DELETE FROM accounts_user WHERE id = %s", [made["user"]])


@pytest.fixture
def made(db) -> Iterator[dict[str, Any]]:
    """A vote that is open, committed for the time of the test."""
    made = alone(prepare)
    yield made
    alone(lambda: forget(made))


def at_once(made: dict[str, Any], telephones: list[Client], beside: Callable[[], Any] = lambda: None) -> list[int]:
    """All send their ballot, 2 + 3 dots, at the same instant; their status codes, in order."""
    start = Barrier(len(telephones) + 1, timeout=20)
    typed = dict(zip((f"dots-{pk}" for pk in made["options"]), ("2", "3"), strict=True))

    def vote(telephone: Client) -> int:
        try:
            start.wait()
            return telephone.post(f"/vote/{made['code']}/", typed).status_code
        finally:
            connections.close_all()

    def other() -> None:
        try:
            start.wait()
            beside()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(telephones) + 1) as pool:
        others = pool.submit(other)
        answers = list(pool.map(vote, telephones))
        others.result()
    return answers


def telephones(made: dict[str, Any], count: int) -> list[Client]:
    """Each has opened the page of the vote, and holds the secret that makes it one device."""

    def opened() -> list[Client]:
        clients = [Client() for _ in range(count)]
        for client in clients:
            client.get(f"/vote/{made['code']}/")
        return clients

    return alone(opened)


def counted(made: dict[str, Any]) -> tuple[int, dict[UUID, int]]:
    def read() -> tuple[int, dict[UUID, int]]:
        with caf_scope(Caf.objects.get(slug=LOIRE_ATLANTIQUE)):
            dots = dict.fromkeys(made["options"], 0)
            for option, count in BallotMark.objects.filter(ballot__session=made["session"]).values_list(
                "option_id", "dots"
            ):
                dots[option] += count
            return Ballot.objects.filter(session=made["session"]).count(), dots

    return alone(read)


def test_thirty_ballots_at_the_same_instant_all_count_exactly_once(made):
    answers = at_once(made, telephones(made, VOTERS))

    ballots, dots = counted(made)
    assert answers == [302] * VOTERS
    assert ballots == VOTERS
    assert list(dots.values()) == [2 * VOTERS, 3 * VOTERS]


def test_one_telephone_that_sends_twice_at_once_has_one_ballot(made):
    (telephone,) = telephones(made, 1)
    twin = Client()
    twin.cookies = telephone.cookies

    answers = at_once(made, [telephone, twin])

    ballots, dots = counted(made)
    assert answers == [302, 302]
    assert (ballots, list(dots.values())) == (1, [2, 3])


def test_what_is_told_counted_is_counted_even_while_the_vote_is_being_closed(made):
    at_closing: list[int] = []

    def close() -> None:
        user, caf = User.objects.get(pk=made["user"]), Caf.objects.get(slug=LOIRE_ATLANTIQUE)
        with caf_scope(caf, user=user):
            voting.close(VoteSession.objects.get(pk=made["session"]), by=user)
        with caf_scope(caf):
            at_closing.append(Ballot.objects.filter(session=made["session"]).count())

    answers = at_once(made, telephones(made, VOTERS), close)

    ballots, dots = counted(made)
    assert at_closing == [ballots]  # what the wall showed first is what it shows for ever
    assert ballots == answers.count(302)
    assert list(dots.values()) == [2 * ballots, 3 * ballots]
    assert set(answers) <= {200, 302}
