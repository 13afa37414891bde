"""What an ended session was about to send, kept in the next one: texts and choices, no file, no secret."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Field

SESSION_KEY = "kept_input"
MOST_CHARACTERS = 500_000
SECRETS = ("password", "secret", "token", "code", "credential", "csrf")
UNSPOKEN = ("new_id", "version", "as_seen", "theirs-")


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
        lines = []
        for name, values in self.fields:
            said = [value for value in values if value.strip()]
            if said and not name.startswith(UNSPOKEN):
                field = field_of(self.app, name)
                lines.append(Line(_label(field, name), [_as_text(field, value) for value in said]))
        return lines


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


def field_of(app: str, name: str) -> Field[Any, Any] | None:
    """The field of a model of this app that bears this name: it knows the French words."""
    for model in apps.get_app_config(app).get_models():
        for field in model._meta.fields:
            if field.name == name.rsplit("-", 1)[-1]:
                return field
    return None


def _label(field: Field[Any, Any] | None, name: str) -> str:
    label = str(field.verbose_name) if field else name.replace("_", " ")
    return label[:1].upper() + label[1:]


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in SECRETS)


def _as_text(field: Field[Any, Any] | None, value: str) -> str:
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return "(votre choix dans la liste)" if field is not None and field.is_relation else value
