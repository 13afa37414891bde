"""The model of convention that a Caf starts with, read from its file; the Caf then keeps its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

MODEL = Path(settings.BASE_DIR) / "data" / "catalogue" / "modele_convention.md"


@dataclass(frozen=True)
class ModelText:
    """What the file says, under its three headings."""

    legal_references: str
    preamble: str
    articles: tuple[tuple[str, str], ...]


def read_model(file: Path = MODEL) -> ModelText:
    parts = dict(_split(file.read_text(encoding="utf-8"), "# "))
    return ModelText(parts["Visas"], parts["Préambule"], tuple(_split(parts["Articles"], "## ")))


def _split(text: str, mark: str) -> Iterator[tuple[str, str]]:
    """Each heading that begins a line with `mark`, and the text below it."""
    for part in f"\n{text}".split(f"\n{mark}")[1:]:
        title, _, body = part.partition("\n")
        yield title.strip(), body.strip()
