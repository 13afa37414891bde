"""What a reader should know of a file that was read to its end, in sentences."""

from collections.abc import Iterator

from diagnostics.imports.contract import Reading
from diagnostics.imports.selecting import Selection

MOST_DUPLICATES = 5_000
MOST_LINES = 50


def conclude(reading: Reading, selection: Selection) -> None:
    for (code, year), lines in sorted(selection.duplicates.items())[:MOST_DUPLICATES]:
        reading.duplicates[code if selection.year_index is None else f"{code} {year}"] = lines[:MOST_LINES]
    reading.warnings += _sentences(reading, selection)


def _sentences(reading: Reading, selection: Selection) -> Iterator[str]:
    if reading.repaired_codes:
        raw, code = next(iter(reading.repaired_codes.items()))
        how_many = _count(len(reading.repaired_codes), "code a été rétabli", "codes ont été rétablis")
        yield f"{how_many}, par exemple « {raw} » en {code}."
    if reading.followed_codes:
        how_many = _count(len(reading.followed_codes), "ancien code est suivi", "anciens codes sont suivis")
        yield f"{how_many} jusqu’à la commune d’aujourd’hui."
    for why, count in sorted(reading.ignored_rows.items()):
        yield f"Lignes ignorées, {why} : {count}."
    if several := len(selection.duplicates.keys() - selection.identical):
        yield (
            f"{_count(several, 'territoire a', 'territoires ont')} plusieurs lignes différentes que rien ne distingue :"
            " ces lignes sont rejetées. Additionnez-les d’abord dans un tableur, ou choisissez-en par un filtre."
        )
    if selection.identical:
        how_many = _count(len(selection.identical), "territoire est répété", "territoires sont répétés")
        yield f"{how_many} à l’identique : une seule ligne compte."


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number < 2 else several}"
