"""What one cell says: a number, a mark that hides it, a mark that it lacks, or something else. Never a float."""

import re
from decimal import Decimal
from functools import lru_cache

NUMBER, SECRET, MISSING, BLANK, BAD = "number", "secret", "missing", "blank", "bad"

SPACES = " \t\u00a0\u2007\u2009\u202f"
SECRET_MARKS = {"s", "c", "secret", "secret statistique", "secret stat.", "confidentiel", "*", "**", "***"}
MISSING_MARKS = {
    *("nd", "n/d", "n.d.", "n.d", "na", "n/a", "n.a.", "#n/a", "nan", "null", "none", "nc", "n.c.", "ns", "n.s.", "nr"),
    *("-", "–", "—", "…", "..", "...", "non disponible", "non significatif", "non renseigné", "non communiqué"),
    *("/", "//", "///", ":", "so", "s.o.", "sans objet", "non concerné"),
}
UNDER = re.compile(r"(?:n ?)?(?:<|≤|moins de|inf(?:\.|érieur)? à) ?\d+|(?:de |entre )?1 (?:à|et) \d|\[1 ?[;-] ?\d\]")
FLAG = re.compile(r"(?<=\d) ?\((?:p|r|e|sd|\d)\)")
"""« 880 (p) », « 12 (1) »: provisional, revised, estimated, or the call of a note."""
PLAIN = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d{1,2})?", re.ASCII)
GROUPED = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d*)?", re.ASCII)
LARGEST = Decimal(10) ** 12
SAME_SPACE = str.maketrans(dict.fromkeys(SPACES, " ") | {"\u2212": "-"})


@lru_cache(maxsize=50_000)
def read_cell(text: str) -> tuple[str, Decimal | None]:
    """« 1 234,5 » is a number, « s » a secret, « nd » a missing one; the state, and the number if there is one."""
    if text.isdecimal() and text.isascii() and len(text) < 13:
        return NUMBER, Decimal(text)
    plain = text.translate(SAME_SPACE).strip().strip("'’").casefold()
    if not plain:
        return BLANK, None
    if plain in SECRET_MARKS or UNDER.fullmatch(plain):
        return SECRET, None
    if plain in MISSING_MARKS:
        return MISSING, None
    return _number(FLAG.sub("", plain).removesuffix("%").strip())


def _number(plain: str) -> tuple[str, Decimal | None]:
    if GROUPED.fullmatch(plain):
        plain = plain.replace(" ", "")
    if not PLAIN.fullmatch(plain):
        return BAD, None
    number = Decimal(plain.replace(",", "."))
    return (NUMBER, number) if abs(number) < LARGEST else (BAD, None)


def written(number: Decimal) -> str:
    """The number in full, without exponent nor useless zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=5_000)
def read_year(text: str) -> int | None:
    """2020, 202012, 2020-12-31, 31/12/2020 or 2020.0: the year, if it is one."""
    plain = text.translate(SAME_SPACE).strip()
    found = re.fullmatch(
        r"((?:19|20)\d\d)(?:\.0+|[01]\d(?:[0-3]\d)?|[-/ ].*|t[1-4]|q[1-4]|s[12])?", plain, re.IGNORECASE
    ) or re.fullmatch(r"[0-3]?\d[-/.][01]?\d[-/.]((?:19|20)\d\d)(?: .*)?", plain)
    return int(found[1]) if found else None
