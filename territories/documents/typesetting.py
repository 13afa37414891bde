"""Texts made ready for print: French typography, and nothing that a reader could not see."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from territories.templatetags.french import THIN, WIDE, typography

_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0](?=\d{3}(?!\d))")
_ABBREVIATION = re.compile(r"\b(n°|art\.|M\.|Mme|Dr)[ \u202f]+")
# Soft hyphen and zero-width spaces guide line breaks; other invisible characters can only hide something.
_KEPT_INVISIBLE = frozenset("\n\u00ad\u200b\u200c\u200d")


def typeset(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    text = "".join(letter for letter in text if letter in _KEPT_INVISIBLE or not _is_invisible(letter))
    text = _THOUSANDS.sub(THIN, typography(text))
    return _ABBREVIATION.sub(rf"\1{WIDE}", text)


def typeset_all(value: Any) -> Any:
    """The same tree of dataclasses and tuples, each text of it set in type."""
    if isinstance(value, str):
        return typeset(value)
    if isinstance(value, tuple):
        return tuple(typeset_all(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: typeset_all(getattr(value, field.name)) for field in fields(value)})
    return value


def enumeration(items: Sequence[str]) -> str:
    """`("Bréval", "Trémelin", "Quistillic")` → `Bréval, Trémelin et Quistillic`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} et {items[-1]}"


def _is_invisible(letter: str) -> bool:
    return unicodedata.category(letter).startswith("C")
