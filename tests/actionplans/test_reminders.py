"""The messages that ask for news: sent once, put off from the message, paused for a CTG, and measured."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from actionplans import tasks
from actionplans.models import Action, Digest, FollowUp, Reminder, ReminderPause, ReminderSnooze
from actionplans.services import reminders
from partners.models import Contact
from territories.models import Ctg, Job, LegalStatus
from territories.scope import caf_scope
from territories.tasks import run_job


@pytest.fixture
def jeanne(lutins) -> Contact:
    with caf_scope(lutins.caf):
        return Contact.objects.create(
            organisation=lutins, first_name="Jeanne", last_name="Morel", email="Jeanne.Morel@demo.example"
        )


@pytest.fixture
def signed(ctg, action, jeanne, make_action, lutins) -> Ctg:
    """A signed CTG with two actions that Jeanne pilots and one that is finished."""
    start = timezone.localdate() - timedelta(days=120)
    make_action("Une ludothèque", pilot=lutins, status="in_progress", starts_on=start)
    make_action("Finie", pilot=lutins, status="completed", starts_on=start)
    with caf_scope(ctg.caf):
        Ctg.objects.filter(pk=ctg.pk).update(legal_status=LegalStatus.SIGNED, signed_on=date(2025, 12, 1))
        Action.objects.update(pilot_contact=jeanne)
        ctg.refresh_from_db(fields=["legal_status", "signed_on"])
    return ctg


@pytest.fixture
def send(signed, django_capture_on_commit_callbacks):
    """The weekly job of the Caf, as a worker does it."""

    def run() -> str:
        with caf_scope(signed.caf):
            job = Job.objects.create(caf=signed.caf, kind=reminders.KIND, payload={})
        run_job(str(job.pk), str(job.caf_id))
        with caf_scope(signed.caf):
            return Job.objects.get(pk=job.pk).message

    return run


@pytest.fixture
def tuesday(monkeypatch):
    """Reminders leave on Tuesdays: today is one of them, whatever the day of the test."""
    monkeypatch.setattr("actionplans.figures.reminders.SENDING_WEEKDAY", timezone.localdate().weekday())


def later_link() -> str:
    found = re.search(r"(/nouvelles/[\w-]+/plus-tard/)", str(mail.outbox[-1].body))
    assert found
    return found[1]


@pytest.mark.usefixtures("tuesday")
def test_one_message_holds_every_action_and_leaves_once(signed, send, jeanne):
    said = [send(), send()]

    assert said == ["1 messages envoyés.", "0 messages envoyés."]
    assert [message.to for message in mail.outbox] == [["jeanne.morel@demo.example"]]
    body = str(mail.outbox[0].body)
    assert "Ouvrir une crèche" in body
    assert "Une ludothèque" in body
    assert "Finie" not in body
    with caf_scope(signed.caf):
        assert Reminder.objects.count() == 2
        assert Digest.objects.count() == 1


@pytest.mark.usefixtures("tuesday")
def test_the_link_of_the_message_brings_the_news(signed, send, new_id):
    send()
    links = re.findall(r"/nouvelles/[\w-]+/(?=\s)", str(mail.outbox[0].body))

    Client().post(links[0], {"status": "in_progress", "note": "Tout va.", "new_id": new_id()})

    with caf_scope(signed.caf):
        assert FollowUp.objects.proposed().count() == 1


@pytest.mark.usefixtures("tuesday")
def test_a_message_that_cannot_leave_is_tried_again(signed, send, monkeypatch):
    def refuse(*args: object) -> int:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        first = send()
    second = send()

    assert (first, second) == ("0 messages envoyés.", "1 messages envoyés.")


def test_the_weekly_bell_asks_for_one_job_a_caf(signed):
    asked = tasks.ask_for_news()
    again = tasks.ask_for_news()

    assert (asked > 0, again) == (True, 0)


@pytest.mark.usefixtures("tuesday")
def test_putting_off_needs_a_press_of_the_button(client, signed, send, jeanne):
    send()
    url = later_link()

    client.get(f"{url}?pour=30")
    with caf_scope(signed.caf):
        untouched = ReminderSnooze.objects.count()
    page = client.post(url, {"delay": "30"}, follow=True).content.decode()

    assert untouched == 0
    assert "Nous ne vous écrirons pas avant le" in page
    with caf_scope(signed.caf):
        assert ReminderSnooze.objects.get().until == timezone.localdate() + timedelta(30)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"delay": "date"}, "Indiquez la date"),
        ({"delay": "date", "until": "2020-01-01"}, "Choisissez une date à venir"),
        ({"delay": "date", "until": "2099-01-01"}, "dans un an au plus"),
        ({"delay": "toujours"}, "choix"),
    ],
)
@pytest.mark.usefixtures("tuesday")
def test_a_wrong_delay_is_said(client, signed, send, typed, sentence):
    send()

    assert sentence in client.post(later_link(), typed).content.decode()


@pytest.mark.usefixtures("tuesday")
def test_a_pause_is_silent_and_tells_its_reason(as_user, camille, signed, send):
    team = as_user(camille)
    until = timezone.localdate() + timedelta(20)

    team.post(signed.url("actionplans:pause_reminders"), {"reason": "Élections", "until": until})
    during = send()
    page = team.get(signed.url("actionplans:follow_up")).content.decode()
    with caf_scope(signed.caf):
        pause = ReminderPause.objects.get()
    team.post(signed.url("actionplans:resume_reminders", pk=pause.pk))
    after = send()

    assert "Élections" in page
    assert (during, after) == ("0 messages envoyés.", "1 messages envoyés.")


def test_the_team_asks_once_a_week(as_user, camille, signed, action):
    team, url = as_user(camille), signed.url("actionplans:ask_for_news", pk=action.pk)

    first = team.post(url, follow=True).content.decode()
    second = team.post(url, follow=True).content.decode()

    assert "Le message est parti vers" in first
    assert "un seul par semaine" in second
    assert len(mail.outbox) == 1


def test_what_was_answered_is_told_in_the_next_message(client, as_user, camille, signed, action, jeanne, send, new_id):
    with caf_scope(signed.caf):
        proposal = FollowUp.objects.create(
            action=action, status="delayed", progress=0, contact=jeanne, standing="proposed"
        )
    as_user(camille).post(signed.url("actionplans:answer_proposal", pk=proposal.pk), {"answer": "Bien reçu, merci."})

    said = [send(), send()]

    assert said == ["1 messages envoyés.", "0 messages envoyés."]
    assert "Bien reçu, merci." in str(mail.outbox[0].body)


def test_whether_reminders_work_is_measured(as_user, camille, signed, action, jeanne):
    today = timezone.localdate()
    with caf_scope(signed.caf):
        for days in (100, 60, 3):
            day = today - timedelta(days)
            digest = Digest.objects.create(caf=signed.caf, email="j@demo.example", week_of=day, sent_on=day)
            Reminder.objects.create(digest=digest, action=action, contact=jeanne, rank="referent", sent_on=day)
        news = FollowUp.objects.create(action=action, status="in_progress", progress=1, author=camille)
        FollowUp.objects.filter(pk=news.pk).update(created_at=timezone.now() - timedelta(days=90))
        effect = reminders.effect(signed, today=today)

    page = as_user(camille).get(signed.url("actionplans:follow_up")).content.decode()

    assert (effect.sent, effect.answered, effect.recent) == (2, 1, 1)
    assert "suivies de nouvelles en 14 jours" in page


def test_the_next_reminder_is_shown_on_both_pages(as_user, camille, signed, action):
    team = as_user(camille)

    for page in (signed.url("actionplans:follow_up"), signed.url("actionplans:action", pk=action.pk)):
        assert "à Jeanne Morel" in team.get(page).content.decode()
