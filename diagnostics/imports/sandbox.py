"""Asks the child process, watches it, and turns whatever befalls it into a refusal in French."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from queue import Empty, Queue
from typing import Any

from django.conf import settings

from diagnostics.imports.contract import Reading, RefusedFile

PATIENCE = 20
"""Seconds without a word from the child: opening a workbook says nothing, reading one says where it is."""
LONGEST = 600

TOO_LONG = (
    "Ce fichier est trop long à ouvrir : il est refusé par prudence. Enregistrez la feuille en CSV, ou découpez-la."
)
CRASHED = "Ce fichier ne peut pas être ouvert sans danger : il est abîmé, ou démesuré une fois déplié."


def ask(request: dict[str, Any], progress: Callable[[str, int], None] | None = None) -> Reading:
    """Read a file in the child; the figures are left in the file `request["spool"]`."""
    with tempfile.TemporaryFile() as noise:
        process = subprocess.Popen(  # our own module, no shell, no word of the person
            [sys.executable, "-E", "-s", "-m", "diagnostics.imports.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=noise,
            cwd=settings.BASE_DIR,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
            text=True,
            encoding="utf-8",
        )
        try:
            return _listen(process, request, progress)
        finally:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream:
                    stream.close()


def _listen(
    process: subprocess.Popen[str], request: dict[str, Any], progress: Callable[[str, int], None] | None
) -> Reading:
    said: Queue[str | None] = Queue()
    threading.Thread(target=_hear, args=(process, said, json.dumps(request)), daemon=True).start()
    for _ in range(LONGEST):
        try:
            line = said.get(timeout=PATIENCE)
        except Empty as silence:
            raise RefusedFile(TOO_LONG) from silence
        if line is None:
            raise RefusedFile(CRASHED)
        message = json.loads(line)
        if "refusal" in message:
            raise RefusedFile(message["refusal"])
        if "reading" in message:
            return Reading.from_json(message["reading"])
        if progress:
            progress(message["step"], message["line"])
    raise RefusedFile(TOO_LONG)


def _hear(process: subprocess.Popen[str], said: "Queue[str | None]", request: str) -> None:
    try:
        if process.stdin and process.stdout:
            process.stdin.write(request)
            process.stdin.close()
            for line in process.stdout:
                said.put(line)
    except (BrokenPipeError, ValueError, OSError):
        pass  # the child died, or was given up: what matters is that it will say nothing more
    said.put(None)
