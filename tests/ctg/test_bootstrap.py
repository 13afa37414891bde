"""The entry script: an old Python reads it, and what it cannot install it says in one sentence."""

import ast
import os
import shutil
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest

from ctg.embedded import paths

SCRIPT = paths.REPOSITORY / "bootstrap.py"


@pytest.fixture
def bootstrap():
    module = ModuleType("bootstrap")
    module.__file__ = str(SCRIPT)
    SourceFileLoader("bootstrap", str(SCRIPT)).exec_module(module)
    return module


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ").strip()


def test_an_old_python_can_read_it():
    ast.parse(SCRIPT.read_text(), feature_version=(3, 8))


def test_an_old_python_is_told_what_to_install():
    script = (
        "import runpy, sys\n"
        "sys.version_info = (3, 9, 2, 'final', 0)\n"
        "sys.argv = ['bootstrap.py', 'check']\n"
        f"runpy.run_path({str(SCRIPT)!r}, run_name='__main__')\n"
    )

    outcome = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert outcome.returncode == 1
    assert plain(outcome.stderr) == (
        "Python 3.9 est trop ancien : il faut Python 3.11 ou plus récent. Sur Debian ou Ubuntu, tapez "
        "« sudo apt-get install python3.11 python3.11-venv », puis recommencez."
    )


def test_an_unknown_command_lists_the_others():
    outcome = subprocess.run([sys.executable, SCRIPT, "courir"], capture_output=True, text=True, check=False)

    assert outcome.returncode == 2
    assert plain(outcome.stderr) == "Commande inconnue. Au choix : prepare, run, test, check, fix, bench."


@pytest.fixture
def fresh_clone(tmp_path) -> Path:
    for name in ("bootstrap.py", "requirements.uv.lock", "requirements.lock", "package.json", "package-lock.json"):
        shutil.copy(paths.REPOSITORY / name, tmp_path)
    return tmp_path


def test_without_network_the_first_installation_says_so(fresh_clone):
    closed = "http://127.0.0.1:9"
    environment = {name: text for name, text in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
    environment |= {"HTTPS_PROXY": closed, "HTTP_PROXY": closed, "PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1"}

    outcome = subprocess.run(
        [sys.executable, fresh_clone / "bootstrap.py", "prepare"],
        env=environment | {"PIP_CONFIG_FILE": os.devnull},
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome.returncode == 1
    assert "Traceback" not in outcome.stderr
    assert len(outcome.stderr.strip().splitlines()) == 1
    assert "la première installation a besoin d’un accès au réseau" in plain(outcome.stderr)


def test_a_missing_library_without_rights_gives_the_line_to_type(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap, "NATIVE_LIBRARIES", ["libabsente.so.0"])
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(bootstrap.Stop) as refusal:
        bootstrap.prepare_native_libraries()

    assert plain(str(refusal.value)) == (
        "Il manque une bibliothèque qui fabrique les PDF (libabsente.so.0) : tapez « sudo apt-get install -y "
        "--no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core », "
        "puis recommencez."
    )


def test_on_a_system_without_apt_the_packages_are_named(bootstrap, monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "NATIVE_LIBRARIES", ["libabsente.so.0"])
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(bootstrap.Stop, match="installez l’équivalent de libpango"):
        bootstrap.prepare_native_libraries()


def test_a_failing_tool_leaves_its_words_in_a_file(bootstrap):
    with pytest.raises(bootstrap.Stop) as refusal:
        bootstrap.run_quietly(["sh", "-c", "echo 'un détail'; exit 1"], "Rien ne va")

    sentence = plain(str(refusal.value))
    journal = Path(sentence.removeprefix("Rien ne va : le détail est dans ").rstrip("."))
    assert journal.read_text() == "un détail\n"
    journal.unlink()


def test_a_full_disk_during_the_installation_says_so(bootstrap):
    with pytest.raises(bootstrap.Stop, match="le disque est plein"):
        bootstrap.run_quietly(["sh", "-c", "echo 'OSError: [Errno 28] No space left on device'; exit 1"], "Rien")
