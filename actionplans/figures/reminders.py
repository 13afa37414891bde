"""Reminders with a conscience: who is asked for news of what, and when. Pure: no clock, no database, no message.

The referent is asked first, the deputy when the referent stays silent for four weeks, nobody more than four times
for one silence: after that the alert of the plan speaks, not the mailbox.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from actionplans.models import Action, Reminder

GRACE = timedelta(weeks=6)  # after the signature, and after the first day of the action
RHYTHM = timedelta(days=60)  # between two news of an action whose pilot announced no date
SOONEST, LATEST = timedelta(days=14), timedelta(days=90)  # around the date that the pilot announced
REPEAT = timedelta(days=14)
ESCALATION = timedelta(weeks=4)
MOST_FOR_A_SILENCE = 4
LONG_ABSENCE = timedelta(days=56)  # « plus tard » for longer than that: the deputy is asked meanwhile
SENDING_WEEKDAY = 1  # Tuesday
FOLLOWED = frozenset({Action.Status.VALIDATED, Action.Status.IN_PROGRESS, Action.Status.DELAYED, Action.Status.BLOCKED})
Rank = Reminder.Rank


@dataclass(frozen=True)
class Person:
    """Somebody who can be written to. The address is the person, whatever their hats."""

    contact: Any
    email: str
    name: str = ""


@dataclass(frozen=True)
class Watched:
    """One action as the reminders see it."""

    action: Any
    status: str
    starts_on: date | None
    signed_on: date | None
    referent: Person | None
    deputy: Person | None
    last_news_on: date | None = None
    announced_on: date | None = None
    asked_on: tuple[date, ...] = ()
    pauses: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True)
class Next:
    """The next reminder of an action, if nothing happens before."""

    on: date
    person: Person
    rank: str


@dataclass(frozen=True)
class Letter:
    """What one person is asked in one message."""

    email: str
    asks: tuple[tuple[Watched, Next], ...]


def week_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def planning_day(today: date) -> date:
    """The sending day of this week once it is there: a worker that was down that day sends the next one."""
    return min(today, week_of(today) + timedelta(days=SENDING_WEEKDAY))


def next_reminder(watched: Watched, *, snoozes: Mapping[str, date], today: date) -> Next | None:
    """When and to whom, or nothing: too early, finished, nobody to ask, or asked often enough."""
    begun = [day for day in (watched.starts_on, watched.signed_on) if day]
    asked = _asked_in_vain(watched)
    if watched.status not in FOLLOWED or watched.signed_on is None or len(asked) >= MOST_FOR_A_SILENCE:
        return None
    day = max(today, max(begun) + GRACE, _expected(watched))
    if asked:
        day = max(day, asked[-1] + REPEAT)
    return _settled(watched, asked, _sending_day(day), snoozes)


def _asked_in_vain(watched: Watched) -> list[date]:
    """The reminders since the last news; one that was answered the same day has worked."""
    return sorted(day for day in watched.asked_on if watched.last_news_on is None or day > watched.last_news_on)


def _expected(watched: Watched) -> date:
    last = watched.last_news_on
    if last is None:
        return date.min
    if watched.announced_on is None:
        return last + RHYTHM
    return min(max(watched.announced_on + timedelta(days=1), last + SOONEST), last + LATEST)


def _settled(watched: Watched, asked: list[date], day: date, snoozes: Mapping[str, date]) -> Next | None:
    """Move the day out of the pauses and of what the person asked for, until nothing moves it."""
    while True:
        turn = _turn(watched, asked, day, snoozes)
        if turn is None:
            return None
        person, rank = turn
        ends = [until + timedelta(days=1) for start, until in watched.pauses if start <= day <= until]
        later = _sending_day(max([day, snoozes.get(person.email, day), *ends]))
        if later == day:
            return Next(day, person, rank)
        day = later


def _turn(watched: Watched, asked: list[date], day: date, snoozes: Mapping[str, date]) -> tuple[Person, str] | None:
    referent, deputy = watched.referent, watched.deputy
    if referent is None or deputy is None:
        only = referent or deputy
        return (only, Rank.REFERENT if referent else Rank.DEPUTY) if only else None
    is_silent = bool(asked) and asked[0] + ESCALATION <= day
    is_absent = snoozes.get(referent.email, day) - day > LONG_ABSENCE
    return (deputy, Rank.DEPUTY) if is_silent or is_absent else (referent, Rank.REFERENT)


def _sending_day(day: date) -> date:
    return day + timedelta(days=(SENDING_WEEKDAY - day.weekday()) % 7)


def plan(
    watched: Iterable[Watched], *, snoozes: Mapping[str, date], written_this_week: Collection[str], today: date
) -> list[Letter]:
    """What is to be sent today: one message a person, none to those already written to this week."""
    asks: dict[str, list[tuple[Watched, Next]]] = {}
    for each in watched:
        upcoming = next_reminder(each, snoozes=snoozes, today=today)
        if upcoming and upcoming.on <= today and upcoming.person.email not in written_this_week:
            asks.setdefault(upcoming.person.email, []).append((each, upcoming))
    return [Letter(email, tuple(found)) for email, found in asks.items()]
