"""What a password may be: between 14 and 128 characters, and not what everybody here would try first."""

import re

from django.core.exceptions import ValidationError

FORESEEABLE_WORDS = [
    "allocations",
    "familiales",
    "convention",
    "territoriale",
    "globale",
    "motdepasse",
    "password",
    "bonjour",
    "azerty",
    "qwerty",
    "azertyuiop",
    "qwertyuiop",
    "123456789",
    "1234",
    "caf",
    "ctg",
]
FEWEST_OTHER_CHARACTERS = 6


class MaximumLengthValidator:
    """Hashing is slow on purpose: a password of a megabyte would stop the server."""

    def __init__(self, max_length: int = 128) -> None:
        self.max_length = max_length

    def validate(self, password: str, user: object = None) -> None:
        del user
        if len(password) > self.max_length:
            raise ValidationError(
                f"Ce mot de passe est trop long : {self.max_length} caractères au plus.", code="password_too_long"
            )

    def get_help_text(self) -> str:
        return f"Votre mot de passe peut compter jusqu’à {self.max_length} caractères."


class ForeseeablePasswordValidator:
    """Refuse passwords made of the words of the trade, whatever the case, the signs and the repetitions."""

    def validate(self, password: str, user: object = None) -> None:
        del user
        rest = re.sub(r"[\W_]", "", password.lower())
        for word in sorted(FORESEEABLE_WORDS, key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(set(rest)) < FEWEST_OTHER_CHARACTERS:
            raise ValidationError(
                "Ce mot de passe est trop facile à deviner : ajoutez des mots qui n’appartiennent qu’à vous.",
                code="password_foreseeable",
            )

    def get_help_text(self) -> str:
        return "Évitez les mots du métier et les suites du clavier."
