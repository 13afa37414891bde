"""`make run` as a person sees it: it gets ready, it serves, and nothing of it is left afterwards."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ctg.embedded import paths
from ctg.embedded.children import Child, stop
from ctg.embedded.errors import CannotStart
from ctg.embedded.supervisor import Supervisor

PATIENCE = 150  # seconds, for a first start on a busy machine


class Run:
    """One `make run` in a folder of its own."""

    def __init__(self, folder: Path, port: str) -> None:
        self.folder, self.port = folder, port
        self.screen = folder.with_name(f"{folder.name}.screen")
        with self.screen.open("w") as screen:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ctg.embedded.supervisor"],
                cwd=paths.REPOSITORY,
                env=os.environ | {"PORT": port, "DJANGO_SETTINGS_MODULE": "ctg.settings"},
                stdout=screen,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self.screen.read_text()

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while f"\nPrêt : http://localhost:{self.port}/" not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)

    def processes(self) -> set[int]:
        """Whatever runs on this folder: named in the environment or in the command line."""
        return {int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit() and self._is_mine(entry)}

    def _is_mine(self, entry: Path) -> bool:
        mark = str(self.folder).encode()
        for name in ("environ", "cmdline"):
            with contextlib.suppress(OSError):
                if mark in (entry / name).read_bytes() and int(entry.name) != os.getpid():
                    return True
        return False


def until(condition: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)
    return condition()


@pytest.fixture
def make_run(own_folder, free_port) -> Iterator[Callable[[], Run]]:
    runs = []

    def begin() -> Run:
        runs.append(Run(own_folder, free_port))
        return runs[-1]

    yield begin
    for run in runs:
        run.process.kill()
        run.process.wait()
        run.screen.unlink(missing_ok=True)


def test_it_serves_survives_a_brutal_end_and_leaves_nothing_after_ctrl_c(make_run):
    first = make_run()
    first.wait_until_ready()
    with urllib.request.urlopen(f"http://127.0.0.1:{first.port}/sante/pret") as answer:
        assert answer.status == 200
    first.process.kill()
    first.process.wait()
    assert until(lambda: b"gunicorn" not in commands(first)), "the children of a killed supervisor stop by themselves"

    second = make_run()
    second.wait_until_ready()
    second.process.send_signal(signal.SIGINT)

    assert second.process.wait(60) == 0
    assert second.said.rstrip().endswith("Tout est arrêté.")
    assert until(lambda: not second.processes()), commands(second)


def commands(run: Run) -> bytes:
    lines = []
    for pid in run.processes():
        with contextlib.suppress(OSError):
            lines.append(Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" "))
    return b"\n".join(lines)


@pytest.fixture
def child(own_folder) -> Iterator[Callable[..., Child]]:
    """child("exit 3") is a shell under supervision."""
    children = []
    paths.log_folder().mkdir()

    def begin(script: str) -> Child:
        children.append(Child("Le serveur web", ["/bin/sh", "-c", script], "web.log"))
        children[-1].start()
        return children[-1]

    yield begin
    stop(children)


@pytest.fixture
def supervisor(free_port) -> Iterator[Supervisor]:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield Supervisor(int(free_port))
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def test_a_child_that_dies_brings_the_rest_down_with_its_reason(child, supervisor, own_folder):
    dead = child("echo 'la raison'; exit 3")
    until(lambda: dead.status() is not None)

    with pytest.raises(CannotStart, match=r"Le serveur web s’est arrêté de lui-même \(code 3\)") as refusal:
        supervisor._blink([dead])

    assert str(own_folder / "logs" / "web.log") in str(refusal.value)
    assert dead.log.read_text() == "la raison\n"


def test_a_child_that_will_not_stop_is_killed_with_its_own_children(child, monkeypatch):
    monkeypatch.setattr("ctg.embedded.children.STOPS_WITHIN", 0.3)
    stubborn = child("trap '' TERM; sleep 60 & echo $!; wait; wait; sleep 60")
    until(lambda: stubborn.log.read_text() != "")
    grandchild = int(stubborn.log.read_text())

    stop([stubborn])

    assert stubborn.status() == -signal.SIGKILL
    assert until(lambda: not Path(f"/proc/{grandchild}/status").exists() or is_zombie(grandchild))


def is_zombie(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    return True


def test_the_log_of_the_last_run_is_kept_once(child):
    child("echo first")
    second = child("echo second")
    until(lambda: second.log.read_text() != "")

    assert second.log.read_text() == "second\n"
    assert second.log.with_suffix(".previous.log").read_text() == "first\n"
