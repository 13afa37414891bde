"""The production file, which cannot be run here: its syntax, and the rules that we set for it."""

import json
import os
import re
import shutil
import subprocess
from typing import Any

import psycopg
import pytest
import yaml

from ctg.embedded import paths
from ctg.embedded.postgres import Postgres

FILE = paths.REPOSITORY / "docker-compose.yml"
SERVICES = {"proxy", "web", "worker", "beat", "migrate", "postgres", "valkey"}
SECRET = re.compile(r"PASSWORD|SECRET|_URL$")
FILLED_OR_STOP = re.compile(r"\$\{\w+:\?[^}]+\}")
OPTIONAL = re.compile(r"^\$\{\w+:-\}$")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text())


def test_every_part_of_production_is_there(compose):
    assert compose["services"].keys() == SERVICES


def test_no_secret_has_a_default(compose):
    weak = [
        f"{service}.{name}"
        for service, content in compose["services"].items()
        for name, text in content.get("environment", {}).items()
        if SECRET.search(name) and not FILLED_OR_STOP.search(text) and not OPTIONAL.match(text)
    ]

    assert weak == []


def test_every_variable_is_explained_in_the_example(compose):
    used = set(re.findall(r"\$\{(\w+)[:}]", FILE.read_text()))
    example = (paths.REPOSITORY / "docker" / "example.env").read_text()

    assert used == set(re.findall(r"^(\w+)=$", example, re.MULTILINE))


def test_only_the_proxy_is_open_to_the_world(compose):
    assert [name for name, content in compose["services"].items() if "ports" in content] == ["proxy"]
    assert compose["networks"]["back"]["internal"] is True
    for name in ("postgres", "valkey"):
        assert compose["services"][name]["networks"] == ["back"]


def test_every_service_is_watched_and_restarted_except_the_one_shot(compose):
    services = compose["services"]

    assert services["migrate"]["restart"] == "no"
    for name in SERVICES - {"migrate"}:
        assert services[name]["restart"] == "unless-stopped", name
        assert services[name]["healthcheck"]["test"], name


def test_the_application_waits_for_its_tables(compose):
    for name in ("web", "worker", "beat"):
        waits = compose["services"][name]["depends_on"]
        assert waits["migrate"] == {"condition": "service_completed_successfully"}, name


def test_only_the_one_shot_knows_the_owner(compose):
    knowing = [name for name, content in compose["services"].items() if "ctg_owner" in json.dumps(content)]

    assert knowing == ["migrate", "postgres"]
    assert [name for name in knowing if "DATABASE_OWNER_URL" in compose["services"][name]["environment"]] == ["migrate"]


def test_volumes_and_mounted_files_exist(compose):
    mounts = [mount for content in compose["services"].values() for mount in content.get("volumes", [])]
    sources = {mount.split(":")[0] for mount in mounts}

    files = {source for source in sources if source.startswith("./")}
    assert sources - files == compose["volumes"].keys()
    assert [source for source in files if not (paths.REPOSITORY / source).is_file()] == []


def test_images_are_pinned_to_a_version(compose):
    images = [content["image"] for content in compose["services"].values()]
    images += re.findall(r"^FROM (\S+)", (paths.REPOSITORY / "Dockerfile").read_text(), re.MULTILINE)

    assert [image for image in images if not re.search(r":(\d|local$)", image)] == []


def test_compose_itself_accepts_the_file():
    docker = shutil.which("docker")
    if not docker or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("no docker compose on this machine")
    names = set(re.findall(r"\$\{(\w+)[:}]", FILE.read_text()))

    outcome = subprocess.run(
        [docker, "compose", "--file", FILE, "config", "--quiet"],
        env=os.environ | dict.fromkeys(names, "x"),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (outcome.returncode, outcome.stderr) == (0, "")


def test_the_script_of_the_image_makes_the_roles_with_their_passwords(empty_database, as_superuser):
    as_superuser(f"ALTER DATABASE {empty_database} OWNER TO postgres")
    server = Postgres(fast=True)
    environment = {
        "PATH": f"{server.programs}:/usr/bin:/bin",
        "PGHOST": str(paths.postgres_socket_folder()),
        "POSTGRES_USER": "postgres",
        "POSTGRES_DB": empty_database,
        "ROLES_SCRIPT": str(paths.ROLES_SCRIPT),
        "CTG_OWNER_PASSWORD": "o'wner",
        "CTG_APP_PASSWORD": "app",
    }

    outcome = subprocess.run(
        ["sh", paths.REPOSITORY / "docker" / "postgres" / "10-roles.sh"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (outcome.returncode, outcome.stderr) == (0, "")
    with psycopg.connect(paths.database_url("postgres", empty_database)) as superuser:
        with_password = superuser.execute(
            "SELECT array_agg(rolname::text ORDER BY rolname) FROM pg_authid"
            " WHERE rolname LIKE 'ctg%' AND rolpassword IS NOT NULL"
        ).fetchone()
        owner = superuser.execute(
            "SELECT datdba::regrole::text FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    as_superuser("ALTER ROLE ctg_owner PASSWORD NULL", "ALTER ROLE ctg_app PASSWORD NULL")
    assert with_password == (["ctg_app", "ctg_owner"],)
    assert owner == ("ctg_owner",)
