"""What an ended session was about to send, kept in the next one: texts and choices, no file, no secret."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import FieldDoesNotExist

SESSION_KEY = "kept_input"
MOST_CHARACTERS = 500_000
SECRETS = ("password", "secret", "token", "code", "credential", "csrf")
UNSPOKEN = ("new_id", "version", "theirs-")


@dataclass(frozen=True)
class Line:
    """One field of the form, as a person reads it."""

    label: str
    values: list[str]


@dataclass(frozen=True)
class KeptInput:
    path: str
    app: str
    fields: list[tuple[str, list[str]]]
    had_files: bool
    person_id: str

    @property
    def lines(self) -> list[Line]:
        spoken = [(name, [value for value in values if value.strip()]) for name, values in self.fields]
        return [
            Line(label_of(self.app, name), [_as_text(value) for value in values])
            for name, values in spoken
            if values and not name.startswith(UNSPOKEN)
        ]


def keep(
    session: SessionBase,
    *,
    path: str,
    app: str,
    fields: Iterable[tuple[str, list[Any]]],
    had_files: bool,
    person_id: str,
) -> bool:
    """Put the fields aside; False when there is nothing to keep or too much of it."""
    kept = [(name, [str(value) for value in values]) for name, values in fields if not _is_secret(name)]
    if not any(values for _, values in kept) or len(json.dumps(kept)) > MOST_CHARACTERS:
        return False
    session[SESSION_KEY] = {
        "path": path,
        "app": app,
        "fields": kept,
        "had_files": had_files,
        "person_id": person_id,
    }
    return True


def kept_for(session: SessionBase, person_id: str) -> KeptInput | None:
    """What waits for this person; what waits for somebody else is erased, never shown."""
    stored = session.get(SESSION_KEY)
    if stored is None:
        return None
    kept = KeptInput(**stored)
    if kept.person_id != person_id:
        forget(session)
        return None
    return kept


def forget(session: SessionBase, *, sent_to: str | None = None) -> None:
    """Erase what is kept, or only what is kept for this address, now that it is sent again."""
    stored = session.get(SESSION_KEY)
    if stored is not None and sent_to in {None, stored["path"]}:
        del session[SESSION_KEY]


def label_of(app: str, name: str) -> str:
    """The French label of a field, found on the models of its app; the name itself for what no model knows."""
    word = name.rsplit("-", 1)[-1]
    for model in apps.get_app_config(app).get_models():
        try:
            field = model._meta.get_field(word)
        except FieldDoesNotExist:
            continue
        label = str(getattr(field, "verbose_name", word))
        return label[:1].upper() + label[1:]
    return word.replace("_", " ").capitalize()


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in SECRETS)


def _as_text(value: str) -> str:
    try:
        UUID(value)
    except ValueError:
        return value
    return "(votre choix dans la liste)"
