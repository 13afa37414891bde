"""The processes that `make run` starts: each with its own log, none left behind."""

import ctypes
import os
import signal
import subprocess
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
            preexec_fn=_dies_with_its_parent(),  # noqa: PLW1509  # the supervisor has one thread
        )
        if output:
            output.close()

    def status(self) -> int | None:
        """The exit code, or None while it runs."""
        return self.process.poll() if self.process else None

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _dies_with_its_parent() -> Callable[[], None]:
    """Even when the supervisor is killed without a word, the kernel asks its children to stop."""
    libc = ctypes.CDLL(None)
    supervisor = os.getpid()

    def ask_kernel() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != supervisor:
            os.kill(os.getpid(), signal.SIGTERM)

    return ask_kernel
