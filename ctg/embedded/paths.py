"""Where the local services keep their data and listen. Standard library only: settings import it."""

import hashlib
import os
import re
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlencode

REPOSITORY = Path(__file__).resolve().parent.parent.parent
ROLES_SCRIPT = Path(__file__).with_name("roles.sql")
# A Unix socket path holds 107 bytes, name of the socket included; URLs and PostgreSQL dislike odd letters.
SOCKET_FOLDER = re.compile(r"[\w/.-]{1,80}", re.ASCII)


def data_folder() -> Path:
    return Path(os.environ.get("CTG_VAR") or REPOSITORY / "var").resolve()


def run_folder() -> Path:
    """Folder of the sockets: inside the data folder, or a short private one when that path cannot serve."""
    folder = data_folder() / "run"
    if SOCKET_FOLDER.fullmatch(str(folder)):
        return folder
    digest = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"ctg-{os.getuid()}-{digest}"


def postgres_socket_folder() -> Path:
    return run_folder() / "postgres"


def log_folder() -> Path:
    return data_folder() / "logs"


def database_url(role: str, database: str = "ctg") -> str:
    """In the form that both libpq and Django's settings read: the socket's folder is a parameter."""
    parameters = urlencode({"host": postgres_socket_folder()}, quote_via=quote)
    return f"postgresql://{role}@:5432/{database}?{parameters}"


def broker_socket() -> Path:
    return run_folder() / "valkey.sock"


def broker_url() -> str:
    return f"redis+socket://{broker_socket()}"


def cache_url(broker: str) -> str:
    """Django's cache and redis-py write the same Unix socket `unix://` where Celery writes `redis+socket://`."""
    return broker.replace("redis+socket://", "unix://", 1)


def accounts_file() -> Path:
    """Label and address of each demonstration account, one a line."""
    return data_folder() / "accounts.tsv"


def local_secret() -> str:
    """The key of a demonstration, drawn once and kept beside its data."""
    return _kept_secret("secret_key", 64)


def demonstration_password() -> str:
    """Chosen by the person who starts it, or drawn once: the next start prints the same."""
    return os.environ.get("CTG_DEMO_PASSWORD") or _kept_secret("demo_password", 9)


def _kept_secret(name: str, size: int) -> str:
    """Two processes may start at once: the link makes one secret win, complete from its first reader on."""
    file = data_folder() / name
    draft = file.with_name(f"{name}.{os.getpid()}")
    secret = secrets.token_urlsafe(size)
    try:
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            draft.touch(mode=0o600)
            draft.write_text(secret)
            file.hardlink_to(draft)
    except FileExistsError:
        pass
    except OSError:
        return secret  # a folder that cannot be written is refused later, in a sentence
    finally:
        with suppress(OSError):
            draft.unlink()
    return file.read_text()
