"""What in a free text could tell who is spoken of: names, telephones, e-mails, addresses, numbers, dates of birth.

It leans towards seeing too much: a person reads every text and decides; nothing is published by this module.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

FIRST_NAMES = Path(settings.BASE_DIR) / "data" / "questionnaires" / "prenoms.txt"

LETTER = "A-Za-zÀ-ÖØ-öø-ÿŒœ"
CAPITAL = "A-ZÀ-ÖØ-ÞŒ"
WORD = rf"[{LETTER}]+(?:[-’'][{LETTER}]+)*"
PROPER = rf"[{CAPITAL}][{LETTER}]+(?:[-’'][{CAPITAL}]?[{LETTER}]+)*"

MASKS = {
    "mail": "[adresse électronique]", "phone": "[téléphone]", "address": "[adresse]", "number": "[numéro]",
    "birth": "[date]", "name": "[nom]",
}  # fmt: skip
LABELS = {
    "mail": "adresse électronique", "phone": "téléphone", "address": "adresse", "number": "numéro personnel",
    "birth": "date de naissance", "name": "nom ou prénom",
}  # fmt: skip

STREETS = (
    "rue|avenue|av|bd|boulevard|chemin|impasse|allées?|place|route|square|quai|lotissement|résidence|hameau|"
    "lieu[- ]?dit|clos|venelle|ruelle|cité"
)
LINK = "(?:de la|de l[’']|des|du|de|d[’']|les|la|le|l[’']|aux|au|à la)"
NIR = r"\b[12][ .]?\d{2}[ .]?(?:0[1-9]|1[0-2])[ .]?\d[\dAB][ .]?\d{3}[ .]?\d{3}(?:[ .]?\d{2})?\b"
BORN = r"\bnée?s?\s+(?:le|en)\s+(?:\d{1,2}(?:er)?[\s/.-]+)?(?:\d{1,2}|[a-zéûà]+)?[\s/.-]*\d{2,4}"
PHONE = r"(?<!\d)(?:(?:\+|00)\s?33[\s.\-/]*(?:\(0\))?[\s.\-/]*|0)[1-9](?:[\s.\-/]*\d{2}){4}(?!\d)"
MAIL = r"[\w.+-]+\s?(?:@|\(at\)|\[at\]| arobase )\s?[\w-]+(?:\s?(?:\.| point )\s?[a-z]{2,})+"
NUMBERED = (
    rf"\b\d{{1,4}}\s?(?:bis|ter|quater)?,?\s+(?i:{STREETS})\b\.?(?:\s+{LINK})?\s?{WORD}"
    rf"(?:[\s-]+(?:{LINK}\s?)?{PROPER})*"
)
EXACT = (
    ("mail", re.compile(MAIL, re.IGNORECASE)),
    ("mail", re.compile(r"(?<!\w)@[A-Za-z][\w.]{2,}")),
    ("number", re.compile(NIR)),
    ("number", re.compile(r"(?:allocataire|matricule|dossier)\D{0,12}\d{5,}", re.IGNORECASE)),
    ("phone", re.compile(PHONE)),
    ("birth", re.compile(BORN, re.IGNORECASE)),
    ("address", re.compile(NUMBERED)),
    ("address", re.compile(rf"\b(?i:{STREETS})\s+(?:{LINK}\s?)?{PROPER}(?:[\s-]{PROPER})*")),
    ("address", re.compile(rf"\b\d{{5}}\s+{PROPER}")),
)
TITLE = re.compile(
    rf"\b(?:M\.|Mr\.?|Mme|Mlle|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle|[Dd]octeur|Dr|[Mm]aître|[Ff]amille|[Dd]irectrice|"
    rf"[Dd]irecteur)\s+({PROPER}(?:\s+{PROPER})*)"
)
SAYS_A_NAME = re.compile(
    rf"\b(?:[Jj]e m[’']appelle|s[’']appelle(?:nt)?|prénommée?|nommée?|[Cc][’']est signé|[Ss]igné\s*:?)\s+({WORD})"
)
# « mon fils noa » is a name whatever its capital, when it is in the list.
RELATIONS = (
    "fils|fille|garçon|enfants?|bébé|mari|femme|frère|sœur|soeur|neveu|nièce|voisine?|nounou|assistante maternelle|"
    "ami|amie|copine|copain|compagnon|compagne|petit|petite"
)
RELATION = re.compile(rf"\b(?i:{RELATIONS})\s+({WORD})")
SURNAME_AFTER = re.compile(rf"\s+(?:(?:de|le|la|du|El|Le|La|De)\s+)?{PROPER}")
TOKEN = re.compile(WORD)
NOT_BEFORE = re.compile(r"(?:saint|sainte|st|ste)[\s-]$|[’'](?=$)", re.I)
STARTS_SENTENCE = re.compile(r"(?:^|[.!?…:\n«»-]\s*)$")


@dataclass(frozen=True)
class Span:
    """A piece of a text, what it looks like, and what would stand in its place."""

    start: int
    end: int
    kind: str

    @property
    def label(self) -> str:
        return LABELS[self.kind]


@dataclass(frozen=True)
class Piece:
    """A part of a text: plain, or recognised as something."""

    text: str
    label: str = ""


@cache
def first_names() -> tuple[frozenset[str], frozenset[str]]:
    """Those that are only first names, and those that are common words too; in lower case."""
    lines = [line for line in FIRST_NAMES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    cut = lines.index("ambigus")
    ambiguous = frozenset(" ".join(lines[cut + 1 :]).lower().split())
    return frozenset(" ".join(lines[:cut]).lower().split()) - ambiguous, ambiguous


def screen(text: str) -> list[Span]:
    """What was recognised, from left to right, without overlap; places named after a saint are not people."""
    found: list[Span] = []
    for finder in (_exact, _titled, _listed):
        for span in finder(text):
            if not any(span.start < other.end and other.start < span.end for other in found):
                found.append(span)
    return sorted(found, key=lambda span: span.start)


def _exact(text: str) -> Iterator[Span]:
    for kind, pattern in EXACT:
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), kind)


def _titled(text: str) -> Iterator[Span]:
    for pattern in (TITLE, SAYS_A_NAME):
        for match in pattern.finditer(text):
            yield Span(match.start(1), match.end(1), "name")
    sure, ambiguous = first_names()
    for match in RELATION.finditer(text):
        word = match.group(1)
        if word.lower() in sure or word.lower() in ambiguous or (word[0].isupper() and not word.isupper()):
            yield Span(match.start(1), _with_surname(text, match.end(1)), "name")


def _listed(text: str) -> Iterator[Span]:
    for match in TOKEN.finditer(text):
        if _is_name(match.group(), text[: match.start()]):
            yield Span(match.start(), _with_surname(text, match.end()), "name")


def _is_name(word: str, before: str) -> bool:
    sure, ambiguous = first_names()
    lowered = word.lower()
    if NOT_BEFORE.search(before[-7:]) and not before.endswith(("d’", "d'", "D’", "D'")):
        return False
    if lowered in sure or ("-" in word and word[0].isupper() and set(lowered.split("-")) <= sure | ambiguous):
        return True
    if lowered in ambiguous:
        return word[0].isupper() and not STARTS_SENTENCE.search(before)
    return False


def _with_surname(text: str, end: int) -> int:
    """« Léo Martin », « Léo Le Goff »: the name goes on."""
    following = SURNAME_AFTER.match(text, end)
    return following.end() if following else end


def pieces(text: str) -> list[Piece]:
    """The text cut where something was recognised, to be shown with its marks."""
    cut, start = [], 0
    for span in screen(text):
        cut += [Piece(text[start : span.start]), Piece(text[span.start : span.end], span.label)]
        start = span.end
    return [piece for piece in [*cut, Piece(text[start:])] if piece.text]


def masked(text: str) -> str:
    """The text with a word in brackets in place of each thing recognised: a proposal, to be read over."""
    return _replaced(text, lambda span: MASKS[span.kind])


def _replaced(text: str, word: Callable[[Span], str]) -> str:
    for span in reversed(screen(text)):
        text = text[: span.start] + word(span) + text[span.end :]
    return text
