"""Each bad situation of `make run` gets one French sentence with its remedy, and no traceback."""

import fcntl
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ctg.embedded import paths

Outcome = subprocess.CompletedProcess[str]


@pytest.fixture
def start(tmp_path) -> Callable[..., Outcome]:
    """start(PORT="8001") types `make run` with those variables, in an empty data folder."""

    def run(**variables: str | Path) -> Outcome:
        environment = os.environ | {"CTG_VAR": str(tmp_path)} | {name: str(text) for name, text in variables.items()}
        command = [sys.executable, "-m", "ctg.embedded.supervisor"]
        return subprocess.run(
            command, env=environment, cwd=paths.REPOSITORY, capture_output=True, text=True, timeout=60, check=False
        )

    return run


def refusal(outcome: Outcome) -> str:
    """What was said, when it was one refusal and nothing else."""
    assert outcome.returncode == 1
    assert "Traceback" not in outcome.stderr
    assert "Prêt" not in outcome.stdout
    assert len(outcome.stderr.strip().splitlines()) == 1
    return outcome.stderr.strip().replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port(start, taken_port):
    said = refusal(start(PORT=str(taken_port)))

    assert said == (
        f"Le port {taken_port} est déjà pris : arrêtez le programme qui l’occupe ou choisissez-en un autre, "
        f"par exemple « PORT={taken_port + 1} make run »."
    )


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80 80", "٨٠٠٠", "huit mille"])
def test_a_port_that_is_not_one(start, port):
    assert refusal(start(PORT=port)) == f"PORT vaut « {port} » : il faut un nombre de 1 à 65535."


def test_a_file_where_the_data_folder_should_be(start, tmp_path):
    place = tmp_path / "var"
    place.write_text("occupé")

    said = refusal(start(CTG_VAR=place))

    assert said.startswith(f"Le dossier {place} ne peut pas servir : un fichier occupe cette place.")
    assert place.read_text() == "occupé"


def test_a_folder_that_nobody_may_write(start):
    said = refusal(start(CTG_VAR="/proc/ctg"))

    assert "/proc/ctg ne peut pas servir" in said
    assert said.endswith("Choisissez un autre dossier avec CTG_VAR.")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_i_may_not_write(start, tmp_path):
    tmp_path.chmod(0o500)

    assert "vous n’avez pas le droit d’y écrire" in refusal(start(CTG_VAR=tmp_path / "var"))


@pytest.fixture
def tiny_disk(tmp_path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root can make a disk of 2 MB")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk(start, tiny_disk):
    said = refusal(start(CTG_VAR=tiny_disk))

    assert said == (
        f"Le disque de {tiny_disk} est plein : il reste 2 Mo et il en faut 500. "
        "Libérez de la place, ou choisissez un autre dossier avec CTG_VAR."
    )


def test_a_second_run_on_the_same_data(start, tmp_path):
    with (tmp_path / "run.lock").open("w") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        first.write("4321 8000")
        first.flush()

        said = refusal(start())

    assert said == (
        "Un autre « make run » utilise déjà ces données : processus 4321, http://localhost:8000/. "
        "Arrêtez-le (Ctrl-C dans son terminal), ou choisissez un autre dossier avec CTG_VAR."
    )


def test_a_database_role_that_could_see_every_caf(start, free_port):
    said = refusal(start(PORT=free_port, DATABASE_URL=paths.database_url("postgres"), REDIS_URL=paths.broker_url()))

    assert said.startswith("Le rôle « postgres » de la base de données est super-utilisateur")


def test_a_database_that_does_not_answer(start, free_port, tmp_path):
    url = f"postgresql://ctg_app@:5432/ctg?host={tmp_path}"

    said = refusal(start(PORT=free_port, DATABASE_URL=url, REDIS_URL=paths.broker_url()))

    assert said.startswith("La base de données ne répond pas")
    assert "DATABASE_URL" in said
    assert not (tmp_path / "postgres").exists()


def test_tables_to_create_without_the_role_that_owns_them(start, free_port, empty_database):
    url = paths.database_url("ctg_app", empty_database)

    said = refusal(start(PORT=free_port, DATABASE_URL=url, REDIS_URL=paths.broker_url()))

    assert "donnez dans DATABASE_OWNER_URL" in said


def test_a_production_without_its_key(start, free_port):
    said = refusal(start(PORT=free_port, CTG_ORIGIN="https://ctg.example.fr", SECRET_KEY=""))

    assert said.startswith("SECRET_KEY doit contenir")


def test_a_command_alone_says_how_to_start_the_services(tmp_path):
    outcome = subprocess.run(
        [sys.executable, "manage.py", "showmigrations"],
        env=os.environ | {"CTG_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "ctg.settings"},
        cwd=paths.REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "lancez « make run »" in refusal(outcome)
