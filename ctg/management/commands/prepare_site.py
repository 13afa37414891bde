"""All that must be true before the first request: right roles, tables, reference data, static files."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from ctg.embedded import paths

# What a command loads, as files: when one changes, it is loaded again.
SEEDS = {
    "load_geography": ("data/reference/**/*", "territories/imports/**/*.py"),
    "demo": ("data/**/*", "*/demo/**/*.py", "*/management/commands/demo.py"),
}


class Command(BaseCommand):
    help = "Prépare la base de données et les fichiers du site avant son démarrage."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        default = connections["default"]
        default.ensure_connection()  # refuses a role that could see every Caf
        self._migrate()
        default.close()
        default.ensure_connection()  # a role that has just created the tables is one of those
        self._seed("load_geography", "")
        if settings.IS_DEMONSTRATION:
            self._seed("demo", paths.demonstration_password())
            self._list_accounts()
        self._collect_static_files()

    def _migrate(self) -> None:
        owner = connections["owner"]
        executor = MigrationExecutor(owner)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        if owner.settings_dict["USER"] == connections["default"].settings_dict["USER"]:
            raise CommandError(
                "Des tables sont à créer ou à modifier : donnez dans DATABASE_OWNER_URL l’adresse de la base avec "
                "son rôle propriétaire, « ctg_owner »."
            )
        self._timed("Tables", lambda: call_command("migrate", database="owner", interactive=False, verbosity=0))

    def _seed(self, command: str, secret: str) -> None:
        if command not in get_commands():
            return
        files = [path for pattern in SEEDS[command] for path in settings.BASE_DIR.glob(pattern)]
        wanted = _digest(_states(files), secret, _database_identity())
        titles = {"load_geography": "Géographie de la France", "demo": "Démonstration"}

        self._once(command, wanted, titles[command], lambda: call_command(command, stdout=StringIO()))

    def _list_accounts(self) -> None:
        if "demo" in get_commands():
            answer = StringIO()
            call_command("demo", list_accounts=True, stdout=answer)
            paths.accounts_file().write_text(answer.getvalue())

    def _collect_static_files(self) -> None:
        files = [Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])]
        wanted = _digest(_states(files), str(settings.STATIC_ROOT))
        self._once(
            "collectstatic",
            wanted,
            "Fichiers du navigateur",
            lambda: call_command("collectstatic", interactive=False, clear=True, verbosity=0),
        )

    def _once(self, name: str, wanted: str, title: str, work: Callable[[], object]) -> None:
        """Remembers, beside the data, what was done with which files; a stop half-way means once more."""
        place = settings.VAR / "prepared.json"
        done = json.loads(place.read_text()) if place.exists() else {}
        if done.get(name) == wanted:
            return
        self._timed(title, work)
        place.write_text(json.dumps(done | {name: wanted}))

    def _timed(self, title: str, work: Callable[[], object]) -> None:
        self.stdout.write(f"{title}… ", ending="")
        self.stdout.flush()
        started = monotonic()
        work()
        self.stdout.write(f"{monotonic() - started:.1f} s")
        self.stdout.flush()


def _states(files: Iterable[Path]) -> Iterator[str]:
    for file in sorted(files):
        if file.is_file():
            state = file.stat()
            yield f"{file} {state.st_size} {state.st_mtime_ns}"


def _digest(states: Iterable[str], *words: str) -> str:
    return hashlib.sha256("\n".join([*states, *words]).encode()).hexdigest()


def _database_identity() -> str:
    """Another cluster, or the same database made again, knows nothing yet."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier || '/' || oid FROM pg_control_system(), pg_database"
            " WHERE datname = current_database()"
        )
        (identity,) = cursor.fetchone()
    return str(identity)
