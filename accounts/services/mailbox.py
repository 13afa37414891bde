"""The letters of the demonstration: no message leaves the machine, they are files of one folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

SEPARATOR = b"\n" + b"-" * 79 + b"\n"  # what Django's file backend writes after each message
MOST_SHOWN = 200


@dataclass(frozen=True)
class Letter:
    """One message: its file and its place in it name it."""

    name: str
    to: str
    subject: str
    sent_at: datetime
    text: str
    html: str


def letters() -> list[Letter]:
    """Newest first; a file that is not a message is passed over."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)[:MOST_SHOWN]
    found = [letter for file in files for letter in _read(file)]
    return sorted(found, key=lambda letter: letter.sent_at, reverse=True)[:MOST_SHOWN]


def letter(name: str) -> Letter | None:
    return next((each for each in letters() if each.name == name), None)


def _read(file: Path) -> Iterator[Letter]:
    for place, content in enumerate(file.read_bytes().split(SEPARATOR)):
        message = message_from_bytes(content, policy=policy.default)
        if message["Date"] and message["To"]:
            yield Letter(
                name=f"{file.stem}-{place}",
                to=str(message["To"]),
                subject=str(message["Subject"] or ""),
                sent_at=_moment(str(message["Date"])),
                text=_part(message, "plain"),
                html=_part(message, "html"),
            )


def _moment(written: str) -> datetime:
    """Django writes « -0000 », which Python reads as no time zone at all."""
    moment = parsedate_to_datetime(written)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    return str(body.get_content()) if body else ""
