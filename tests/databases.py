"""The databases of the tests: made once, kept while the code that makes them stays the same, and copied.

Three of them are kept, each made from the one before: the tables with the reference data of the cast, the whole
geography of France, the whole demonstration. Several processes may ask at once: the first makes, the others wait.
"""

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from psycopg import sql

from ctg.demo import seeding
from territories.imports import geography
from tests import reference

SEED = 44
PASSWORD = "un-mot-de-passe-long"
MADE_FROM = ("*.py", "*/**/*.py", "data/**/*")  # beside the tests themselves, of which only the reference counts
NOT_MADE_FROM = ("tests", "var", "node_modules", ".venv")


def kept(what: str) -> str:
    """The name of a database to copy and never to enter: `tables`, `geography` or `demonstration`."""
    name = f"kept_{_state_of_the_code()}_{what}"
    with _alone():
        if not _exists(name):
            _forget_those_of_former_code()
            _make(what, name)
    return name


def _make(what: str, name: str) -> None:
    """Under another name until it is complete."""
    before, work = MAKERS[what]
    draft = f"{name}_draft"
    drop(draft)
    _create(draft, template=_kept_already(before) if before else "template1")
    with inside(draft):
        work()
    _command("ALTER DATABASE {} RENAME TO {}", draft, name)


def _kept_already(what: str) -> str:
    name = f"kept_{_state_of_the_code()}_{what}"
    if not _exists(name):
        _make(what, name)
    return name


def _tables() -> None:
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    reference.load()


MAKERS: dict[str, tuple[str, Callable[[], object]]] = {
    "tables": ("", _tables),
    "geography": ("tables", lambda: geography.load(connections["owner"])),
    "demonstration": ("geography", lambda: seeding.seed(SEED, PASSWORD)),
}


@cache
def _state_of_the_code() -> str:
    """Twelve letters; a new day is a new state, since the demonstration tells what happened until today."""
    digest = hashlib.sha256(str(timezone.localdate()).encode())
    root = Path(settings.BASE_DIR)
    for file in [*_sources(root), Path(reference.__file__)]:
        digest.update(str(file.relative_to(root)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _sources(root: Path) -> list[Path]:
    found = {file for pattern in MADE_FROM for file in root.glob(pattern) if file.is_file()}
    return sorted(file for file in found if file.relative_to(root).parts[0] not in NOT_MADE_FROM)


@contextmanager
def _alone() -> Iterator[None]:
    with (settings.VAR / "kept.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _forget_those_of_former_code() -> None:
    for name in _names("kept_%"):
        if not name.startswith(f"kept_{_state_of_the_code()}_"):
            drop(name)


def _exists(name: str) -> bool:
    return name in _names(name)


@contextmanager
def inside(name: str) -> Iterator[None]:
    """Point both connections to another database."""
    before = {alias: connections[alias].settings_dict["NAME"] for alias in ("default", "owner")}
    _point(dict.fromkeys(before, name))
    try:
        yield
    finally:
        _point(before)


def _point(names: dict[str, str]) -> None:
    for alias, name in names.items():
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def create(name: str, *, template: str) -> None:
    """A copy, instead of the one that bore this name."""
    for alias in ("default", "owner"):
        connections[alias].close()  # a template must have no session
    drop(name)
    _create(name, template=template)


def _create(name: str, *, template: str) -> None:
    _command("CREATE DATABASE {} TEMPLATE {}", name, template)


def drop(name: str) -> None:
    _command("DROP DATABASE IF EXISTS {}", name)


def _command(statement: str, *names: str) -> None:
    with _session() as session:
        session.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _names(pattern: str) -> list[str]:
    with _session() as session:
        return [name for (name,) in session.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern])]


def _session() -> "psycopg.Connection[tuple[str, ...]]":
    parameters = connections["owner"].get_connection_params() | {"dbname": "postgres"}
    wanted = {key: parameters[key] for key in ("dbname", "user", "host", "port", "password") if parameters.get(key)}
    return psycopg.connect(**wanted, autocommit=True)
