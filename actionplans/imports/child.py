"""The process that opens a plan from outside, with little memory and little time.

`python -m actionplans.imports.child` reads the path of the file on its standard input and answers in one line of JSON.
"""

import json
import re
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO
from zipfile import BadZipFile, ZipFile

from actionplans.imports.words import quoted
from diagnostics.imports import files, sheets, texts
from diagnostics.imports.contract import RefusedFile

MEMORY = 512 * 1024 * 1024
PROCESSOR_SECONDS = 20
MOST_ROWS = 5_000
MOST_COLUMNS = 200
TOO_LONG = f"Ce tableau dépasse {MOST_ROWS} lignes : ce n’est pas un plan d’actions, ou il faut le découper."
WORD = "Word"
HEADING = re.compile(r"(?:heading|titre) ?(\d)", re.IGNORECASE)


def blocks_of(path: Path) -> list[dict[str, Any]]:
    if is_word(path):
        return list(_document(path))
    if files.kind_of(path) == files.TEXT:
        encoding = texts.encoding_of(path)
        if not encoding:
            raise RefusedFile("Le codage de ce texte n’est pas reconnu : enregistrez-le en UTF-8.")
        separator = texts.separator_of(path, encoding)
        if not separator:
            raise RefusedFile("Ce texte n’a pas de colonnes : enregistrez le tableau au format CSV ou XLSX.")
        return [_table(texts.TextTable(path, encoding, separator).rows(), "ligne {}")]
    return [_table(sheet.rows(), f"feuille {quoted(sheet.sheet)}, ligne {{}}") for sheet in sheets.sheets_of(path)]


def is_word(path: Path) -> bool:
    try:
        with ZipFile(path) as archive:
            if "word/document.xml" not in archive.namelist()[: files.MOST_MEMBERS]:
                return False
            files._refuse_bombs(archive)
            files._refuse_entities(archive)
    except (BadZipFile, OSError, ValueError):
        return False
    return True


def _table(rows: Any, origin: str) -> dict[str, Any]:
    kept = []
    for line, cells in rows:
        if any(cell.strip() for cell in cells):
            kept.append({"origin": origin.format(line), "cells": list(cells[:MOST_COLUMNS])})
        if len(kept) > MOST_ROWS:
            raise RefusedFile(TOO_LONG)
    return {"rows": kept}


def _document(path: Path) -> Iterator[dict[str, Any]]:
    """Titles and tables of a Word document, in the order of reading."""
    import docx  # noqa: PLC0415  # heavy, and only for documents
    from docx.table import Table  # noqa: PLC0415

    number = 0
    for part in docx.Document(str(path)).iter_inner_content():
        if isinstance(part, Table):
            number += 1
            rows = [
                {"origin": f"tableau {number}, ligne {line}", "cells": _cells(row)}
                for line, row in enumerate(part.rows, start=1)
            ]
            yield {"rows": rows[:MOST_ROWS]}
        elif (found := HEADING.match(_style(part))) and part.text.strip():
            title = " ".join(part.text.split())
            yield {"level": int(found[1]), "title": title, "origin": f"titre {quoted(title, 60)}"}


def _style(paragraph: Any) -> str:
    return str(paragraph.style.name or "") if paragraph.style else ""


def _cells(row: Any) -> list[str]:
    """A cell merged over several columns is read once, the others are empty."""
    seen: set[int] = set()
    texts_of_row = []
    for cell in row.cells:
        is_new = id(cell._tc) not in seen
        seen.add(id(cell._tc))
        texts_of_row.append(cell.text.strip() if is_new else "")
    return texts_of_row


def main(source: TextIO, answers: TextIO) -> None:
    for what, most in [
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ]:
        resource.setrlimit(what, (most, most))
    try:
        answer: dict[str, Any] = {"blocks": blocks_of(Path(source.read().strip()))}
    except RefusedFile as refusal:
        answer = {"refusal": str(refusal)}
    except MemoryError:
        answer = {"refusal": "Ce fichier demande trop de mémoire une fois ouvert : enregistrez le tableau en CSV."}
    answers.write(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.stdin, sys.stdout)
