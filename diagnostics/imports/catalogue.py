"""The catalogue of indicators that a Caf starts with, read from its file; the Caf then keeps its own."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from diagnostics.models import Indicator

CATALOGUE = Path(settings.BASE_DIR) / "data" / "catalogue" / "indicateurs.csv"
NUMBERS = {"multiplier", "decimals", "secrecy_threshold", "minimum_denominator", "parts_add_up"}
PART_OF = "part_of"


def read_catalogue(file: Path = CATALOGUE) -> Iterator[Indicator]:
    """One unsaved indicator a line, that belongs to no Caf yet; the columns bear the names of its fields."""
    for line in _lines(file):
        cells = {name: int(text) if name in NUMBERS else text for name, text in line.items() if name != PART_OF}
        yield Indicator(**cells)


def read_parts(file: Path = CATALOGUE) -> dict[str, str]:
    """Which counts are parts of another, by their codes: what a reader may subtract."""
    return {line["code"]: line[PART_OF] for line in _lines(file) if line[PART_OF]}


def _lines(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream, delimiter=";")
