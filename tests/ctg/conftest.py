import fcntl
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from ctg.embedded import paths


@pytest.fixture
def as_superuser() -> Callable[..., None]:
    """as_superuser("GRANT …") is executed by the role that made the embedded cluster."""

    def execute(*statements: str) -> None:
        with psycopg.connect(paths.database_url("postgres", "postgres"), autocommit=True) as superuser:
            for statement in statements:
                superuser.execute(statement.encode())

    return execute


@pytest.fixture
def roles_in_hand() -> Iterator[None]:
    """Roles belong to the whole cluster: only one test changes them at a time, whatever its process."""
    with (paths.data_folder() / "roles.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture
def empty_database(as_superuser, roles_in_hand) -> Iterator[str]:
    """A database as the roles script leaves it, before the first migration."""
    name = f"{settings.DATABASES['default']['NAME']}_empty"
    as_superuser(f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name} OWNER ctg_owner")
    yield name
    as_superuser(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


@pytest.fixture
def own_folder(monkeypatch) -> Iterator[Path]:
    """A data folder for one test, where the server's account may walk: not below pytest's closed one."""
    folder = Path(tempfile.mkdtemp(prefix="ctg-test-"))
    folder.chmod(0o755)
    monkeypatch.setenv("CTG_VAR", str(folder))
    for variable in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        monkeypatch.delenv(variable, raising=False)
    yield folder
    for link in [entry for entry in folder.rglob("*") if entry.is_symlink()]:
        shutil.rmtree(link.resolve(), ignore_errors=True)
    shutil.rmtree(folder)
