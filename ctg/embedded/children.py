"""The processes that `make run` starts: each with its own log, none left behind."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ctg.embedded import paths

PR_SET_PDEATHSIG = 1
STOPS_WITHIN = 25  # seconds; a job in hand may finish


@dataclass
class Child:
    """A process in a group of its own: Ctrl-C reaches its supervisor, which stops it in order."""

    label: str
    command: list[str]
    log_name: str = ""
    niceness: int = 0
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def log(self) -> Path:
        return paths.log_folder() / self.log_name

    def start(self) -> None:
        output = None
        if self.log_name:
            if self.log.exists():
                self.log.rename(self.log.with_suffix(".previous.log"))
            output = self.log.open("wb")
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            cwd=paths.REPOSITORY,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env=os.environ | self.environment,
            preexec_fn=_dies_with_its_parent(self.niceness),  # noqa: PLW1509  # the supervisor has one thread
        )
        if output:
            output.close()

    def status(self) -> int | None:
        """The exit code, or None while it runs."""
        return self.process.poll() if self.process else None

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait(self, deadline: float) -> None:
        """Gone, one way or the other: what is left of its group at the deadline is killed."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def stop(children: list[Child]) -> None:
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + STOPS_WITHIN
    for child in children:
        child.wait(deadline)


def _dies_with_its_parent(niceness: int) -> Callable[[], None]:
    """Even when the supervisor is killed without a word, the kernel asks its children to stop."""
    libc = ctypes.CDLL(None)
    supervisor = os.getpid()

    def ask_kernel() -> None:
        os.nice(niceness)
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != supervisor:
            os.kill(os.getpid(), signal.SIGTERM)

    return ask_kernel
