"""Asks the child process to open a plan; whatever befalls it becomes a refusal in French."""

import json
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from actionplans.imports.contract import Block, Proposal, RefusedPlan, Row
from actionplans.imports.gathering import gather

PATIENCE = 20
UNREADABLE = (
    "Ce fichier ne peut pas être ouvert : il est abîmé, protégé ou démesuré. Ouvrez-le dans un tableur ou un "
    "traitement de texte et enregistrez-le de nouveau."
)


def propose(path: Path, levels: tuple[str, ...]) -> Proposal:
    """The plan that a CSV, XLSX, ODS or DOCX file holds; `RefusedPlan` when it holds none."""
    return gather(blocks_of(path), levels)


def blocks_of(path: Path) -> list[Block]:
    try:
        child = subprocess.run(  # our own module, no shell, no word of the person
            [sys.executable, "-E", "-s", "-m", "actionplans.imports.child"],
            input=str(path),
            capture_output=True,
            cwd=settings.BASE_DIR,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RefusedPlan(UNREADABLE) from error
    if child.returncode or not child.stdout:
        raise RefusedPlan(UNREADABLE)
    answer = json.loads(child.stdout)
    if "refusal" in answer:
        raise RefusedPlan(answer["refusal"])
    return [
        Block(
            rows=[Row(row["origin"], row["cells"]) for row in block.get("rows", [])],
            level=block.get("level", 0),
            title=block.get("title", ""),
            origin=block.get("origin", ""),
        )
        for block in answer["blocks"]
    ]
