"""A planned meeting for the calendars of those who sit there (iCalendar, RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from governance.models import Meeting

LONGEST_LINE = 75  # octets, without the line break
USUAL_LENGTH = timedelta(hours=2)


def icalendar(meeting: Meeting, agenda: Iterable[str], *, url: str, now: datetime) -> bytes:
    """One event. Without an hour it fills the day; with one, it lasts two hours."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//CTG//Reunions//FR",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{meeting.pk}@ctg",
        f"DTSTAMP:{_utc(now)}",
        f"SEQUENCE:{meeting.version - 1}",
        *_when(meeting),
        f"SUMMARY:{_text(f'{meeting.body} – {meeting.ctg}')}",
        f"DESCRIPTION:{_text(chr(10).join([*agenda, url]))}",
        f"URL:{url}",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    if meeting.place:
        lines.insert(-3, f"LOCATION:{_text(meeting.place)}")
    return "".join(_fold(line) + "\r\n" for line in lines).encode()


def _when(meeting: Meeting) -> list[str]:
    if meeting.starts_at is None:
        following = meeting.held_on + timedelta(days=1)
        return [f"DTSTART;VALUE=DATE:{meeting.held_on:%Y%m%d}", f"DTEND;VALUE=DATE:{following:%Y%m%d}"]
    start = timezone.make_aware(datetime.combine(meeting.held_on, meeting.starts_at))
    return [f"DTSTART:{_utc(start)}", f"DTEND:{_utc(start + USUAL_LENGTH)}"]


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """A text value: what separates values is escaped, line breaks are written, other controls are dropped."""
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    escaped = "\\n".join(escaped.splitlines())
    return "".join(each for each in escaped if each.isprintable())


def _fold(line: str) -> str:
    """Cut after 75 octets, never inside a character; a continuation starts with a space."""
    pieces, piece, room = [], "", LONGEST_LINE
    for character in line:
        size = len(character.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", LONGEST_LINE - 1
        piece += character
        room -= size
    return "\r\n ".join([*pieces, piece])
