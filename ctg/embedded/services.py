"""PostgreSQL and Valkey of one data folder, shared by all processes that need them."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from ctg.embedded import paths, valkey
from ctg.embedded.errors import CannotStart, unusable_folder
from ctg.embedded.postgres import Postgres


@contextmanager
def running(*, fast: bool = False) -> Iterator[None]:
    """Keep the services up during the block; whoever leaves last stops them.

    A service whose address is in the environment (`DATABASE_URL`, `REDIS_URL`) is somebody else's.
    Being there is a shared lock on a file: the kernel drops it even when a process is killed.
    """
    presence = _open("users.lock")
    try:
        with _exclusively("services.lock"):
            fcntl.flock(presence, fcntl.LOCK_SH)
            _start(fast=fast)
        yield
    finally:
        with _exclusively("services.lock"):
            presence.close()
            if _nobody_is_left():
                _stop()


def _start(*, fast: bool) -> None:
    _make_run_folder()
    if not os.environ.get("DATABASE_URL"):
        Postgres(fast=fast).start()
    if not os.environ.get("REDIS_URL"):
        valkey.start()


def _make_run_folder() -> None:
    """Others may walk through it, none may have made it: its fallback is in the system's temporary folder."""
    folder = paths.run_folder()
    try:
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    except OSError as error:
        raise unusable_folder(folder, error) from error
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise CannotStart(f"Le dossier {folder} appartient à quelqu’un d’autre. Supprimez-le.")


def _stop() -> None:
    if not os.environ.get("REDIS_URL"):
        valkey.stop()
    if not os.environ.get("DATABASE_URL"):
        Postgres().stop()


def _nobody_is_left() -> bool:
    with _open("users.lock") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


@contextmanager
def _exclusively(name: str) -> Iterator[None]:
    with _open(name) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _open(name: str) -> IO[str]:
    folder = paths.data_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return (folder / name).open("w")
    except OSError as error:
        raise unusable_folder(folder, error) from error
