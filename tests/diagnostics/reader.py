"""The reader of files in the process of the tests, on a few real places: fast, and without a database."""

import io
from pathlib import Path
from typing import Any

from diagnostics.imports.contract import Choices, Reading, ValueColumn
from diagnostics.imports.places import CITIES, Geography
from diagnostics.imports.profiles import saved_profile
from diagnostics.imports.reading import Reader, Request

COMMUNES = ["01001", "01002", "01004", "44001", "44002", "44003", "44049", "44055", "44109", "2A004", "97411", *CITIES]
INDICATORS = {
    "CAF1": {"label": "Foyers allocataires", "kind": "count", "multiplier": 1},
    "CAF2": {"label": "Part de la population couverte", "kind": "ratio", "multiplier": 100},
    "PAU2": {"label": "Niveau de vie médian", "kind": "median", "multiplier": 1},
    "PE1": {"label": "Taux de couverture", "kind": "ratio", "multiplier": 100},
    "DEM1": {"label": "Population", "kind": "count", "multiplier": 1},
}


def geography() -> Geography:
    communes = {code: (str(number), code[:2]) for number, code in enumerate(COMMUNES, 1)}
    former = {"44160": [("44003", "9999-99", "")], "12999": [("44001", "2020-01-01", "2023-01-01")]}
    epcis = {"244400404": "1", "244400552": "2", "200000172": "3"}
    return Geography(communes, former, epcis, ["01", "2A", "44", "85", "974"])


def read(path: Path, *values: str, profiles: Any = (), **choices: Any) -> tuple[Reading, list[list[str]]]:
    """The reading of a file and its figures, place by today's code; « A=CAF1 » feeds an indicator."""
    columns = tuple(ValueColumn(*text.split("=")) for text in values)
    request = Request(
        path,
        path.name,
        Choices(values=columns, **choices),
        geography(),
        INDICATORS,
        [saved_profile(each) for each in profiles],
    )
    out = io.StringIO()
    reading = Reader(request, lambda *_: None).read(out)
    names = {key: code for code, (key, _) in geography().communes.items()}
    figures = [line.split("\t") for line in out.getvalue().splitlines()]
    is_commune = reading.choices.level in {"commune", "iris"}
    assert reading.is_balanced
    return reading, [[names[line[1]] if is_commune else line[1], *line[2:4], line[6]] for line in figures]
