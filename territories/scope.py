"""Which rows exist: the scope of one transaction, set in this module and nowhere else.

The settings are local to the transaction (`set_config(…, true)`), so a pooled connection cannot carry them
to the next request. Whoever opens a scope owns the transaction: `ATOMIC_REQUESTS` would start too late.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from accounts.models import User
from territories.models import Caf, Territory

EVERY_TERRITORY = "*"


class Scope(NamedTuple):
    """The four settings as PostgreSQL keeps them: texts, empty when unset."""

    caf: str = ""
    territories: str = ""
    user: str = ""
    request: str = ""


@contextmanager
def caf_scope(caf: Caf, *, user: User | None = None, request_id: str = "") -> Iterator[None]:
    """Show this transaction every row of `caf` and no other's."""
    with _open(Scope(str(caf.pk), EVERY_TERRITORY, _id(user), request_id)):
        yield


@contextmanager
def territory_scope(
    caf: Caf, territories: Iterable[Territory | UUID], *, user: User | None = None, request_id: str = ""
) -> Iterator[None]:
    """Show this transaction the rows of `territories` (or of their ids), and what `caf` shares between them."""
    ids = ",".join(str(getattr(territory, "pk", territory)) for territory in territories)
    with _open(Scope(str(caf.pk), ids, _id(user), request_id)):
        yield


@contextmanager
def person_scope(user: User) -> Iterator[None]:
    """Show this transaction the memberships of one person, in whatever Caf, and nothing else."""
    with _open(Scope(user=_id(user))):
        yield


@contextmanager
def ids_scope(caf_id: str, territory_ids: str = EVERY_TERRITORY, *, user: User | None = None) -> Iterator[None]:
    """The scope of a job or of a secret link, whose ids come from the database and not from a request."""
    with _open(Scope(caf_id, territory_ids, _id(user))):
        yield


def sees_whole_caf(caf: Caf) -> bool:
    """Whether the block in hand is open on every row of `caf`, those of its staff included."""
    current = _current()
    return (current.caf, current.territories) == (str(caf.pk), EVERY_TERRITORY)


def narrow(scope: Scope) -> None:
    """Change the scope inside the block in hand, which gives the previous one back when it ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('ctg.caf', %s, true), set_config('ctg.territories', %s, true),"
            " set_config('ctg.user', %s, true), set_config('ctg.request', %s, true)",
            scope,
        )


def _current() -> Scope:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('ctg.caf', true), ''),"
            " coalesce(current_setting('ctg.territories', true), ''),"
            " coalesce(current_setting('ctg.user', true), ''),"
            " coalesce(current_setting('ctg.request', true), '')"
        )
        return Scope(*cursor.fetchone())


@contextmanager
def _open(scope: Scope) -> Iterator[None]:
    # An error needs no clean-up: rolling back restores the settings. A savepoint's release does not.
    with transaction.atomic():
        # The outermost block has nothing to give back: its settings end with the transaction.
        previous = _current() if connection.savepoint_ids else None
        narrow(scope)
        yield
        if previous is not None:
            narrow(previous)


def _id(user: User | None) -> str:
    return str(user.pk) if user else ""
