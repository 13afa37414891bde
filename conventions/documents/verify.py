"""Is this file the one that was sealed? The file is read in a child process, with limits of memory and time."""

import base64
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings

from conventions.documents.keys import Trust, platform_trust
from conventions.documents.verdicts import Examination, Verdict, judge, refuse

LARGEST = 30 * 1024 * 1024
TIME_LIMIT = 20

Check = Callable[[str], bool]


def verify_file(
    source: Path | bytes, is_known: Check, is_issued: Check | None = None, trust: Trust | None = None
) -> Verdict:
    """Check a file that someone sent.

    `is_known` says whether a SHA-256 is that of a stored document. `is_issued` says whether a verification code
    was ever given out; without it, every well-formed code counts.
    """
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size > LARGEST:
        return refuse("too_large", size)
    pdf = source.read_bytes() if isinstance(source, Path) else source
    if not pdf:
        return refuse("empty", size)
    sha256 = hashlib.sha256(pdf).hexdigest()
    examination = examine_apart(pdf, trust or platform_trust())
    if is_issued:
        examination.codes = [code for code in examination.codes if is_issued(code)]
    return judge(sha256, size, examination, is_known=is_known(sha256))


def examine_apart(pdf: bytes, trust: Trust) -> Examination:
    """Read a file in a process of its own, and keep what it could say before it ended."""
    header = {"roots": [base64.b64encode(root).decode() for root in trust.roots], "seals": list(trust.seals)}
    try:
        child = subprocess.run(
            [sys.executable, "-m", "conventions.documents.examination"],
            cwd=settings.BASE_DIR,
            env={"LANG": "C.UTF-8"},
            input=json.dumps(header).encode() + b"\n" + pdf,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=TIME_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired as stopped:
        return _gather(stopped.stdout or b"", otherwise="stopped")
    return _gather(child.stdout, otherwise="stopped" if child.returncode < 0 else "")


def _gather(output: bytes, *, otherwise: str) -> Examination:
    """`otherwise` says why the child ended early; a child that named no page at all could not read the file."""
    examination = Examination()
    for line in output.splitlines(keepends=True):
        if line.endswith(b"\n"):  # the last line may be cut
            _add(examination, json.loads(line))
    if not examination.unreadable:
        examination.unreadable = otherwise or ("crashed" if examination.pages is None else "")
    return examination


def _add(examination: Examination, fact: dict[str, Any]) -> None:
    for kind, value in fact.items():
        match kind:
            case "codes":
                examination.codes += [code for code in value if code not in examination.codes]
            case "signature":
                examination.signatures.append(value)
            case _:
                setattr(examination, kind, value)
