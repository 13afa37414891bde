"""The process that opens files from outside, with little memory and little time: `python -m diagnostics.imports.child`.

It reads one request on its standard input, writes figures to the file that it names, and says on its standard
output, one JSON a line, how far it is and what it found.
"""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any, TextIO

from diagnostics.imports.contract import RefusedFile
from diagnostics.imports.reading import Reader, Request

MEMORY = 512 * 1024 * 1024
PROCESSOR_SECONDS = 540
LARGEST_OUTPUT = 2 * 1024**3
TOO_MUCH_MEMORY = (
    "Ce fichier demande trop de mémoire une fois ouvert : enregistrez la feuille en CSV, ou découpez le tableau."
)


def limit() -> None:
    for what, most in [
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_OUTPUT),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ]:
        resource.setrlimit(what, (most, most))


def peak() -> int:
    """The most megabytes that this process held; `getrusage` would count those of the parent that started it."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    held = next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)
    return (held or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) // 1024


def main(source: TextIO, answers: TextIO) -> None:
    limit()
    data = json.load(source)
    last = 0.0

    def tell(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message, ensure_ascii=False) + "\n")
        answers.flush()

    def progress(step: str, line: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= 1:
            last = now
            tell({"step": step, "line": line})

    try:
        with Path(data["spool"]).open("w", encoding="utf-8") as out:
            reading = Reader(Request.from_json(data), progress).read(out)
        reading.peak_mb = peak()
        reading.spool = data["spool"]
        tell({"reading": reading.as_json()})
    except RefusedFile as refusal:
        tell({"refusal": str(refusal)})
    except MemoryError:
        tell({"refusal": TOO_MUCH_MEMORY})


if __name__ == "__main__":
    main(sys.stdin, sys.stdout)
