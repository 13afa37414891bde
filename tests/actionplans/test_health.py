"""The alerts of an action: each has its reason, and disappears when its cause does."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from actionplans.figures.health import RULES, health, hear
from actionplans.figures.money import Entry, Ledger
from actionplans.models import Action, Alert, AlertMute, Blocker, Step

TODAY = date(2026, 11, 24)
PILOT = uuid4()


def alerts(action: Action, **known) -> list[tuple[Alert, str]]:
    asked = {"steps": [], "money": Ledger(), "last_news_on": TODAY, "today": TODAY, **known}
    return [(concern.alert, concern.reason) for concern in health(action, **asked)]


def running(**values) -> Action:
    return Action(**{"status": Action.Status.IN_PROGRESS, "pilot_id": PILOT, **values})


def test_an_action_that_goes_well_has_none():
    steps = [
        Step(title="Faite", due_on=date(2026, 1, 1), done_on=date(2026, 1, 5)),
        Step(title="À venir", due_on=TODAY),
    ]

    assert alerts(running(starts_on=date(2026, 1, 1), ends_on=TODAY), steps=steps) == []


def test_it_is_late_the_day_after_its_end():
    assert alerts(running(ends_on=TODAY - timedelta(1))) == [
        (Alert.LATE, "L’action devait finir le 23\u00a0novembre 2026.")
    ]


def test_it_is_late_by_a_step_that_is_not_done():
    steps = [Step(title="Ouvrir", due_on=date(2026, 9, 1))]

    assert alerts(running(), steps=steps) == [
        (Alert.LATE, "L’étape «\u202fOuvrir\u202f» était attendue le 1er\u00a0septembre 2026.")
    ]


@pytest.mark.parametrize(("days", "is_silent"), [(89, False), (90, True), (400, True)])
def test_silence_begins_at_ninety_days(days, is_silent):
    found = alerts(running(), last_news_on=TODAY - timedelta(days))

    assert [alert for alert, _ in found] == [Alert.SILENT] * is_silent


def test_silence_without_any_news_is_counted_from_the_start():
    found = alerts(running(starts_on=date(2026, 1, 1)), last_news_on=None)

    assert found == [(Alert.SILENT, "Aucune nouvelle depuis son début, le 1er\u00a0janvier 2026.")]


def test_what_has_not_begun_is_not_silent():
    assert alerts(running(starts_on=TODAY + timedelta(30)), last_news_on=None) == []
    assert alerts(running(), last_news_on=None) == []


def test_nobody_pilots_it():
    assert [alert for alert, _ in alerts(running(pilot_id=None))] == [Alert.NO_PILOT]


def test_each_year_that_does_not_balance_is_named():
    entry = Entry(uuid4(), 2027, "expense", "operating", "", None, "planned", False, Decimal("0.01"))

    assert alerts(running(), money=Ledger((entry,))) == [
        (Alert.UNBALANCED, "2027\u00a0: il manque 0,01\u00a0€ de ressources.")
    ]


@pytest.mark.parametrize("status", [Action.Status.COMPLETED, Action.Status.ABANDONED])
def test_what_is_over_has_no_alert(status):
    action = running(status=status, ends_on=date(2020, 1, 1), pilot_id=None, starts_on=date(2019, 1, 1))

    assert alerts(action, last_news_on=None) == []


def test_a_blocker_says_what_and_who_and_speaks_until_it_is_lifted():
    blockers = [Blocker(text="Le terrain", raised_on=date(2026, 9, 1)), Blocker(text="Levé", raised_on=TODAY)]
    blockers[1].lifted_on = TODAY

    assert alerts(running(), blockers=blockers) == [
        (
            Alert.BLOCKED,
            "«\u202fLe terrain\u202f», depuis le 1er\u00a0septembre 2026\u202f; personne n’est désigné pour le lever.",
        )
    ]
    assert alerts(running(status=Action.Status.BLOCKED)) == [(Alert.BLOCKED, "Son pilote la déclare bloquée.")]


def test_every_alert_explains_its_rule():
    assert set(RULES) == set(Alert)


@pytest.mark.parametrize(("until", "speaks"), [(TODAY, False), (TODAY - timedelta(1), True)])
def test_a_mute_holds_until_its_day_and_for_its_alert_alone(until, speaks):
    concerns = health(
        running(ends_on=date(2026, 1, 1), pilot_id=None), steps=[], money=Ledger(), last_news_on=TODAY, today=TODAY
    )

    heard, muted = hear(concerns, [AlertMute(alert="late", reason="Été", until=until)], TODAY)

    assert (Alert.LATE in [each.alert for each in heard]) == speaks
    assert Alert.NO_PILOT in [each.alert for each in heard]
    assert len(muted) == (0 if speaks else 1)


def test_a_mute_without_its_cause_says_nothing():
    assert hear([], [AlertMute(alert="late", reason="Été", until=TODAY)], TODAY) == ([], [])
