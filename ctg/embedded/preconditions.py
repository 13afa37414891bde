"""What must hold before `make run` starts anything; each refusal says what to do."""

import fcntl
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ctg.embedded import paths
from ctg.embedded.errors import CannotStart, unusable_folder

LEAST_FREE_SPACE = 500 * 1024 * 1024
HOST = "127.0.0.1"


def port() -> int:
    written = os.environ.get("PORT") or "8000"
    if written.isascii() and written.isdigit() and 0 < int(written) < 65536:
        return int(written)
    raise CannotStart(f"PORT vaut « {written} » : il faut un nombre de 1 à 65535.")


def check_port(number: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, number))
        except PermissionError as error:
            raise CannotStart(
                f"Le port {number} est réservé au système : choisissez-en un autre, par exemple « PORT=8001 make run »."
            ) from error
        except OSError as error:
            raise CannotStart(
                f"Le port {number} est déjà pris : arrêtez le programme qui l’occupe ou choisissez-en un autre, "
                f"par exemple « PORT={number % 65535 + 1} make run »."
            ) from error


def check_folder() -> None:
    """Really writes: rights, quotas and read-only disks all show themselves only then."""
    folder = paths.data_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\0" * 4096)
            file.flush()
    except OSError as error:
        raise unusable_folder(folder, error) from error
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_SPACE:
        raise CannotStart(
            f"Le disque de {folder} est plein : il reste {free // 1024**2} Mo et il en faut 500. "
            "Libérez de la place, ou choisissez un autre dossier avec CTG_VAR."
        )


@contextmanager
def alone(number: int) -> Iterator[None]:
    """One `make run` for one data folder: the kernel drops the lock when the process dies, however it dies."""
    place = paths.data_folder() / "run.lock"
    with place.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotStart(_already_running(place)) from error
        file.truncate(0)
        file.write(f"{os.getpid()} {number}")
        file.flush()
        yield


def _already_running(place: Path) -> str:
    pid, _, number = place.read_text().partition(" ")
    return (
        f"Un autre « make run » utilise déjà ces données : processus {pid}, http://localhost:{number}/. "
        "Arrêtez-le (Ctrl-C dans son terminal), ou choisissez un autre dossier avec CTG_VAR."
    )
