"""Where the local services keep their data and listen. Standard library only: settings import it."""

import hashlib
import os
import secrets
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
LONGEST_SOCKET_FOLDER = 80  # a Unix socket path holds 107 bytes, name of the socket included


def data_folder() -> Path:
    return Path(os.environ.get("CTG_VAR") or REPOSITORY / "var").resolve()


def run_folder() -> Path:
    """Folder of the sockets: inside the data folder, or a short private one when that path is too long."""
    folder = data_folder() / "run"
    if len(str(folder)) <= LONGEST_SOCKET_FOLDER:
        return folder
    digest = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"ctg-{digest}"


def database_url(role: str) -> str:
    socket = str(run_folder() / "postgres").replace("/", "%2F")
    return f"postgresql://{role}@{socket}/ctg"


def broker_url() -> str:
    return f"redis+socket://{run_folder() / 'valkey.sock'}"


def cache_url(broker: str) -> str:
    """Django's cache and redis-py write the same Unix socket `unix://` where Celery writes `redis+socket://`."""
    return broker.replace("redis+socket://", "unix://", 1)


def local_secret() -> str:
    """The key of a demonstration, drawn once and kept beside its data."""
    file = data_folder() / "secret_key"
    try:
        return file.read_text()
    except FileNotFoundError:
        key = secrets.token_urlsafe(64)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as handle:
            handle.write(key)
    except FileExistsError:
        return file.read_text()
    except OSError:
        return key
    return key
