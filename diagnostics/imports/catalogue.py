"""The catalogue of indicators that a Caf starts with, read from its file; the Caf then keeps its own."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from diagnostics.models import Indicator

CATALOGUE = Path(settings.BASE_DIR) / "data" / "catalogue" / "indicateurs.csv"
NUMBERS = {"multiplier", "decimals", "secrecy_threshold"}


def read_catalogue(file: Path = CATALOGUE) -> Iterator[Indicator]:
    """One unsaved indicator a line, that belongs to no Caf yet; the columns bear the names of its fields."""
    with file.open(encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream, delimiter=";"):
            yield Indicator(**{name: int(text) if name in NUMBERS else text for name, text in line.items()})
