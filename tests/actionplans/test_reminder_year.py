"""One year of reminders over the demonstration's plan, week by week, with people who answer or not."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actionplans.figures.reminders import (
    FOLLOWED,
    GRACE,
    MOST_FOR_A_SILENCE,
    Next,
    Person,
    Rank,
    Watched,
    next_reminder,
    plan,
    planning_day,
    week_of,
)
from actionplans.models import Action
from ctg.demo.complete import SIGNED_ON
from ctg.demo.complete.plan import FICHES

OFFICER = Person("officer", "officer@demo.example", "La chargée de coopération")
PAUSE = (date(2026, 7, 13), date(2026, 8, 30))
START = date(2026, 1, 6)
HABITS = ("prompt", "slow", "silent")


def demonstration() -> list[Watched]:
    """The ten fiches before anything is said of them; their pilots may hold several."""
    return [
        Watched(
            action=code,
            status=Action.Status.IN_PROGRESS,
            starts_on=fiche.starts_on,
            signed_on=SIGNED_ON,
            referent=Person(fiche.pilot_position, f"{fiche.pilot_position} {fiche.pilot}@demo.example".lower()),
            deputy=OFFICER,
            pauses=(PAUSE,),
        )
        for code, fiche in FICHES.items()
    ]


def simulate(watched: list[Watched], habits: dict[str, str], weeks: int = 52) -> list[tuple[date, str, Watched, Next]]:
    """Send every week what the plan says; answer as each person's habit wants."""
    sent, written = [], set[tuple[str, date]]()
    answers: list[tuple[date, int]] = []
    for day in (START + timedelta(days=each) for each in range(weeks * 7)):
        for _, index in [answer for answer in answers if answer[0] == day]:
            watched[index] = replace(watched[index], last_news_on=day)
        this_week = {email for email, week in written if week == week_of(day)}
        for letter in plan(watched, snoozes={}, written_this_week=this_week, today=day):
            written.add((letter.email, week_of(day)))
            for each, upcoming in letter.asks:
                index = next(i for i, other in enumerate(watched) if other.action == each.action)
                sent.append((day, letter.email, each, upcoming))
                watched[index] = replace(watched[index], asked_on=(*watched[index].asked_on, day))
                wait = {"prompt": 3, "slow": 20}.get(habits.get(letter.email, "silent"))
                if wait:
                    answers.append((day + timedelta(days=wait), index))
    return sent


@pytest.fixture(scope="module")
def year() -> list[tuple[date, str, Watched, Next]]:
    watched = demonstration()
    people = sorted({each.referent.email for each in watched if each.referent})
    habits = {email: HABITS[rank % 3] for rank, email in enumerate(people)}
    done = [replace(each, status="completed") if each.action == min(FICHES) else each for each in watched]
    return simulate(done, habits)


def test_the_year_is_not_empty(year):
    assert len(year) > 20
    assert {upcoming.rank for _, _, _, upcoming in year} == {Rank.REFERENT, Rank.DEPUTY}


def test_nobody_gets_two_messages_in_a_week(year):
    messages = Counter({(email, week_of(day)) for day, email, _, _ in year})
    days = {(email, day) for day, email, _, _ in year}

    assert max(messages.values()) == 1
    assert len(days) == len(messages)


def test_nothing_in_the_first_weeks_nor_after_the_end(year):
    for day, _, watched, _ in year:
        assert day >= max(SIGNED_ON, watched.starts_on) + GRACE
        assert watched.status in FOLLOWED
    assert min(FICHES) not in {watched.action for _, _, watched, _ in year}


def test_nothing_during_the_pause(year):
    assert not [day for day, _, _, _ in year if PAUSE[0] <= day <= PAUSE[1]]


def test_the_deputy_comes_after_the_referent_and_four_weeks(year):
    for code in {watched.action for _, _, watched, _ in year}:
        asked = [
            (day, watched.last_news_on, upcoming.rank) for day, _, watched, upcoming in year if watched.action == code
        ]
        for day, news, rank in asked:
            if rank == Rank.DEPUTY:
                of_this_silence = [each for each in asked if each[1] == news and each[0] < day]
                assert of_this_silence[0][2] == Rank.REFERENT
                assert day - of_this_silence[0][0] >= timedelta(weeks=4)


def test_a_silence_is_asked_four_times_and_not_more(year):
    asked = Counter((watched.action, watched.last_news_on) for _, _, watched, _ in year)

    assert max(asked.values()) == MOST_FOR_A_SILENCE


def test_two_reminders_of_one_silence_are_two_weeks_apart(year):
    days: dict[tuple[str, date | None], list[date]] = {}
    for day, _, watched, _ in year:
        days.setdefault((watched.action, watched.last_news_on), []).append(day)

    assert all(after - before >= timedelta(14) for each in days.values() for before, after in pairwise(each))


ONE = Watched("a", "in_progress", date(2026, 1, 1), SIGNED_ON, Person("r", "r@x"), Person("d", "d@x"))


@pytest.mark.parametrize(
    "change",
    [
        {"status": "completed"},
        {"status": "abandoned"},
        {"status": "suspended"},
        {"status": "proposed"},
        {"signed_on": None},
        {"referent": None, "deputy": None},
        {"asked_on": tuple(date(2026, 3, 3) + timedelta(14) * n for n in range(4))},
    ],
)
def test_some_actions_are_never_asked_for(change):
    assert next_reminder(replace(ONE, **change), snoozes={}, today=date(2026, 6, 2)) is None


@pytest.mark.parametrize(
    ("change", "snoozes", "expected"),
    [
        ({}, {}, (date(2026, 6, 2), Rank.REFERENT)),
        ({"referent": None}, {}, (date(2026, 6, 2), Rank.DEPUTY)),
        ({"last_news_on": date(2026, 5, 20)}, {}, (date(2026, 7, 21), Rank.REFERENT)),
        ({"last_news_on": date(2026, 5, 1), "announced_on": date(2026, 6, 10)}, {}, (date(2026, 6, 16), Rank.REFERENT)),
        ({"last_news_on": date(2026, 5, 1), "announced_on": date(2027, 6, 10)}, {}, (date(2026, 8, 4), Rank.REFERENT)),
        ({}, {"r@x": date(2026, 6, 16)}, (date(2026, 6, 16), Rank.REFERENT)),
        ({}, {"r@x": date(2027, 1, 1)}, (date(2026, 6, 2), Rank.DEPUTY)),
        ({"pauses": ((date(2026, 6, 1), date(2026, 6, 30)),)}, {}, (date(2026, 7, 7), Rank.REFERENT)),
        ({"asked_on": (date(2026, 5, 26),)}, {}, (date(2026, 6, 9), Rank.REFERENT)),
        ({"asked_on": (date(2026, 5, 5), date(2026, 5, 19))}, {}, (date(2026, 6, 2), Rank.DEPUTY)),
        ({"asked_on": (date(2026, 5, 26),), "last_news_on": date(2026, 5, 26)}, {}, (date(2026, 7, 28), Rank.REFERENT)),
    ],
)
def test_the_next_reminder_is_announced(change, snoozes, expected):
    found = next_reminder(replace(ONE, **change), snoozes=snoozes, today=date(2026, 6, 2))

    assert found is not None
    assert (found.on, found.rank) == expected


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.sampled_from(HABITS), min_size=3, max_size=3),
    st.dates(date(2026, 1, 1), date(2026, 11, 1)),
    st.integers(0, 60),
)
def test_whatever_people_do_a_week_brings_one_message_and_a_pause_none(habits, pause, length):
    pauses = ((pause, pause + timedelta(length)),)
    people = [Person(n, f"{n}@x") for n in range(3)]
    watched = [replace(ONE, action=n, referent=people[n % 3], deputy=OFFICER, pauses=pauses) for n in range(5)]

    sent = simulate(watched, {f"{n}@x": habits[n] for n in range(3)})

    weeks = {(email, day) for day, email, _, _ in sent}
    assert len({(email, week_of(day)) for email, day in weeks}) == len(weeks)
    assert not [day for day, *_ in sent if pauses[0][0] <= day <= pauses[0][1]]


def test_who_was_written_to_this_week_waits_and_one_message_holds_every_action():
    two, tuesday = [ONE, replace(ONE, action="b")], date(2026, 6, 2)

    letters = plan(two, snoozes={}, written_this_week=(), today=tuesday)
    again = plan(two, snoozes={}, written_this_week={"r@x"}, today=tuesday)
    wednesday = plan(two, snoozes={}, written_this_week=(), today=tuesday + timedelta(1))

    assert [(letter.email, len(letter.asks)) for letter in letters] == [("r@x", 2)]
    assert (again, wednesday) == ([], [])


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 6, 1), date(2026, 6, 1)),
        (date(2026, 6, 2), date(2026, 6, 2)),
        (date(2026, 6, 4), date(2026, 6, 2)),
        (date(2026, 6, 7), date(2026, 6, 2)),
    ],
)
def test_a_worker_that_was_down_on_tuesday_sends_later_in_the_week(today, day):
    letters = plan([ONE], snoozes={}, written_this_week=(), today=planning_day(today))

    assert planning_day(today) == day
    assert bool(letters) == (today >= date(2026, 6, 2))
