"""A workshop votes: the session, the ballots of the telephones, and what they say together.

Each ballot is a row of its own and nothing is ever counted while it arrives: thirty telephones at the same
instant write thirty rows. Closing waits for those that are being written; what comes later is refused.
"""

import hashlib
import secrets
import string
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from diagnostics.models import Ballot, BallotMark, Issue, VoteOption, VoteSession
from territories.scope import ids_scope

# Neither O nor 0, neither I nor 1: a code is read aloud and typed on a telephone.
LETTERS = "".join(sorted(set(string.ascii_uppercase + string.digits) - set("O0I1")))
CODE_LENGTH = 6
LASTS = timedelta(hours=12)


class UnknownCode(Exception):
    """No vote has this code."""


class VoteClosed(Exception):
    """The vote is over: nothing more is counted."""


class TooManyDots(Exception):
    """A ballot with more dots than anybody has, or with none at all."""


@transaction.atomic
def open_session(session: VoteSession, issues: Iterable[Issue], *, by: User) -> VoteSession:
    """Open a vote on these issues, in the words that they have now; sent twice, it is one vote."""
    if already := VoteSession.objects.filter(pk=session.pk).first():
        return already
    session.code = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    session.token_digest = _digest(session.code)
    session.opened_by = session.updated_by = by
    session.closes_at = timezone.now() + LASTS
    session.save(force_insert=True)
    VoteOption.objects.bulk_create(
        VoteOption(session=session, issue=issue, label=str(issue), position=position)
        for position, issue in enumerate(issues, start=1)
    )
    return session


def close(session: VoteSession, *, by: User) -> None:
    """Nothing more is counted; ballots that are being written are waited for. Said again, nothing changes."""
    with transaction.atomic():
        locked = VoteSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
        if locked.closed_at is None:
            locked.closed_at = timezone.now()
            locked.touched_by(by).save()
        session.closed_at = locked.closed_at


def normal(code: str) -> str:
    """The code as it was drawn, however it was typed."""
    return "".join(character for character in code.upper() if character.isalnum())


@contextmanager
def joined(code: str) -> Iterator[VoteSession]:
    """The vote of a code, inside a scope that sees its territory only and names no user."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, caf_id, territory_id FROM diagnostics_votesession_by_token(%s)", [_digest(code)])
        found = cursor.fetchone()
    if found is None:
        raise UnknownCode("Aucun vote ne porte ce code. Relisez-le sur l’écran de la salle.")
    session_id, caf_id, territory_id = found
    with ids_scope(str(caf_id), str(territory_id)):
        yield VoteSession.objects.select_related("ctg__territory").get(pk=session_id)


def refuse_closed(session: VoteSession) -> None:
    if not session.is_open(timezone.now()):
        raise VoteClosed("Ce vote est clos.")


def marks_of(session: VoteSession, device: str) -> dict[object, int]:
    """The dots that this device has placed, by option; empty when it has not voted."""
    marks = BallotMark.objects.filter(ballot__session=session, ballot__device_digest=_digest(device))
    return dict(marks.values_list("option_id", "dots"))


def has_voted(session: VoteSession, device: str) -> bool:
    return session.ballots.filter(device_digest=_digest(device)).exists()


@transaction.atomic
def cast(session: VoteSession, device: str, dots: Mapping[VoteOption, int]) -> Ballot:
    """Keep the ballot of one device, in place of the one that it had; it counts once."""
    placed = {option: count for option, count in dots.items() if count > 0}
    total = sum(placed.values())
    if total > session.dots or any(count > session.most_per_issue for count in placed.values()):
        raise TooManyDots(f"{total} points posés, {session.dots} au plus\u202f: retirez-en {total - session.dots}.")
    if not placed:
        raise TooManyDots("Posez au moins un point, sur l’enjeu qui compte le plus pour vous.")
    _stay_open(session)
    ballot, is_new = Ballot.objects.get_or_create(session=session, device_digest=_digest(device))
    if not is_new:
        Ballot.objects.select_for_update(of=("self",)).get(pk=ballot.pk)
        ballot.marks.all().delete()
    BallotMark.objects.bulk_create(
        BallotMark(ballot=ballot, option=option, dots=count) for option, count in placed.items()
    )
    return ballot


def _stay_open(session: VoteSession) -> None:
    """Hold the session open until this ballot is written. The lock is shared: voters never wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM diagnostics_votesession"
            " WHERE caf_id = %s AND id = %s AND closed_at IS NULL AND closes_at > now() FOR SHARE",
            [session.caf_id, session.pk],
        )
        if cursor.fetchone() is None:
            raise VoteClosed("Ce vote est clos : votre bulletin n’est pas compté.")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
