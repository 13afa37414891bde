"""PostgreSQL and Valkey of one machine, started for real in folders of their own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from ctg.embedded import paths, services, valkey
from ctg.embedded.errors import CannotStart
from ctg.embedded.postgres import Postgres

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root hands its server to another account")


def answers() -> bool:
    try:
        psycopg.connect(paths.database_url("ctg_app")).close()
    except psycopg.OperationalError:
        return False
    return valkey._ask("PING") == "+PONG"


def test_whoever_leaves_last_stops_the_services(own_folder):
    with services.running(fast=True):
        with services.running(fast=True):
            assert answers()
        still_there = answers()

    assert still_there
    assert not answers()


def test_processes_that_start_at_once_share_one_server(own_folder):
    script = (
        "import psycopg; from ctg.embedded import paths, services\n"
        "with services.running(fast=True):\n"
        "    with psycopg.connect(paths.database_url('ctg_app')) as connection:\n"
        "        print(connection.execute('SELECT system_identifier FROM pg_control_system()').fetchone()[0])\n"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", script], cwd=paths.REPOSITORY, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]

    said = [process.communicate()[0].strip() for process in started]

    assert [process.returncode for process in started] == [0] * 4
    assert len(set(said)) == 1
    assert not answers()


def test_a_killed_server_starts_again_with_its_data(own_folder):
    with services.running():
        with psycopg.connect(paths.database_url("ctg_owner")) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        pid = Postgres().pid()
        assert pid
        os.kill(pid, signal.SIGKILL)
        while answers():
            time.sleep(0.05)

    with services.running(), psycopg.connect(paths.database_url("ctg_owner")) as connection:
        rows = connection.execute("SELECT answer FROM kept").fetchall()

    assert rows == [(42,)]


def test_the_number_of_a_dead_server_given_to_another_program_is_no_obstacle(own_folder):
    with services.running(fast=True):
        pass
    server = Postgres(fast=True)
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n")
    assert server.pid() is None

    with services.running(fast=True):
        answered = answers()

    assert answered


def test_data_of_another_version_is_refused_and_left_alone(own_folder):
    with services.running(fast=True):
        pass
    version = Postgres(fast=True).data / "PG_VERSION"
    version.write_text("15\n")

    with pytest.raises(CannotStart, match=r"viennent de PostgreSQL 15 .*Mettez ce dossier de côté"):
        Postgres(fast=True).start()

    assert version.read_text() == "15\n"


def test_sockets_of_a_long_path_go_to_a_short_private_folder(own_folder, monkeypatch):
    folder = own_folder / ("é" + "long" * 40)
    monkeypatch.setenv("CTG_VAR", str(folder))

    with services.running(fast=True):
        answered = answers()

    assert answered
    assert len(str(paths.run_folder())) < 60
    assert paths.run_folder().stat().st_uid == os.getuid()
    subprocess.run(["rm", "-r", str(paths.run_folder())], check=True)


@only_root
def test_a_run_folder_made_by_somebody_else_is_refused(own_folder):
    paths.run_folder().mkdir()
    os.chown(paths.run_folder(), 65534, 65534)

    with pytest.raises(CannotStart, match="appartient à quelqu’un d’autre"), services.running(fast=True):
        pass


@only_root
def test_below_a_closed_folder_the_data_lives_elsewhere_and_the_folder_stays_closed(own_folder, monkeypatch):
    home = own_folder / "root"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("CTG_VAR", str(home / "var"))

    with services.running(fast=True):
        answered = answers()

    place = (home / "var" / "postgres").resolve()
    assert answered
    assert place.is_relative_to("/var/lib/ctg")
    assert place.stat().st_uid != 0
    assert home.stat().st_mode & 0o777 == 0o700


@only_root
def test_a_server_made_for_an_account_keeps_it(own_folder):
    home = own_folder / "postgres"
    home.mkdir()
    os.chown(home, 65534, 65534)

    with services.running(fast=True):
        owner = (home / "data" / "PG_VERSION").stat().st_uid

    assert owner == 65534


def test_a_service_with_an_address_of_its_own_is_not_started(own_folder, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/ctg")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")

    with services.running(fast=True):
        made = {entry.name for entry in own_folder.iterdir()}

    assert made == {"run", "services.lock", "users.lock"}
    assert list(Path(own_folder, "run").iterdir()) == []
