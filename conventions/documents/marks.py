"""How a file says that it is one of ours: a code drawn at random, in words that survive a rewriting."""

import re
import secrets
import string

# Nothing that a person could read in two ways.
_ALPHABET = string.digits[2:] + "".join(letter for letter in string.ascii_uppercase if letter not in "ILOU")
_GROUP = "[2-9A-HJKMNP-TV-Z]{4}"
_CODE = re.compile(rf"(?:ctg-code:|/verifier/)({_GROUP}-{_GROUP}-{_GROUP})(?![\w-])")


def new_code() -> str:
    """`7Q4M-X2KD-9PTA`: 58 bits, so that nobody finds a document by trying."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))


def code_mark(code: str) -> str:
    """What the properties of the PDF carry."""
    return f"ctg-code:{code}"


def find_codes(text: str) -> list[str]:
    return list(dict.fromkeys(_CODE.findall(text)))
