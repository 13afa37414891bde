"""Asking for news: what the plan of the reminders reads, the messages, « plus tard », the pauses, what it brings."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.services import mail
from actionplans.figures.reminders import Letter, Next, Person, Rank, Watched, plan, planning_day, week_of
from actionplans.models import (
    Action,
    Digest,
    FollowUp,
    Mention,
    Reminder,
    ReminderPause,
    ReminderSnooze,
)
from actionplans.services.links import address, issue_link, later_address
from actionplans.services.watching import snoozes_of, watched_of
from partners.models import Contact
from territories.models import Caf, Ctg

KIND = "actionplans.ask_for_news"
ANSWERED_WITHIN = 14
MEASURED_OVER = timedelta(days=365)


class NotAsked(Exception):
    """Nobody is written to; the text says why."""


@dataclass(frozen=True)
class Effect:
    """Whether reminders work: those old enough to be judged, and those that brought news in time."""

    sent: int
    answered: int
    recent: int


@dataclass
class Envelope:
    """One message, kept and ready to leave."""

    digest: Digest
    contact: Contact
    asks: list[dict[str, Any]] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    answers: list[tuple[FollowUp, str]] = field(default_factory=list)
    later: str = ""


def letters(caf: Caf, *, today: date) -> list[Letter]:
    """What one Caf sends today: reminders, and the words that wait for somebody who is asked nothing."""
    watched: list[Watched] = []
    paused = ReminderPause.objects.filter(caf=caf, starts_on__lte=today, until__gte=today)
    in_force = caf.ctgs.current().in_force(today).exclude(pk__in=paused.values("ctg"))
    for ctg in in_force.select_related("territory", "caf"):
        for each in watched_of(ctg, today=today).values():
            each.action.ctg = ctg
            watched.append(each)
    snoozes = snoozes_of(caf.pk, today)
    written = set(Digest.objects.filter(caf=caf, week_of=week_of(today)).values_list("email", flat=True))
    planned = plan(watched, snoozes=snoozes, written_this_week=written, today=planning_day(today))
    known = {letter.email for letter in planned} | written | snoozes.keys()
    return planned + [Letter(email, ()) for email in sorted(_awaited(caf) - known)]


def _awaited(caf: Caf) -> set[str]:
    """The addresses of those who were mentioned or answered and do not know it yet."""
    mentioned = Mention.objects.filter(caf=caf, told_on=None).values_list("contact__email", flat=True)
    return {email.lower() for email in [*mentioned, *_untold(caf.pk).values_list("contact__email", flat=True)] if email}


def _untold(caf_id: UUID) -> Any:
    return FollowUp.objects.filter(
        caf=caf_id, contact__isnull=False, answered_at__isnull=False, answer_told_on=None
    ).exclude(contact__email="")


@transaction.atomic
def prepare(caf: Caf, letter: Letter, *, today: date) -> Envelope | None:
    """Keep the message of a person before it leaves: once a week at most, whoever else is sending."""
    contact = letter.asks[0][1].person.contact if letter.asks else _known(caf, letter.email)
    digest, is_new = Digest.objects.get_or_create(
        caf=caf, email=letter.email, week_of=week_of(today), defaults={"sent_on": today}
    )
    if not is_new or contact is None:
        return None
    envelope = Envelope(digest, contact)
    for watched, upcoming_one in letter.asks:
        _ask(envelope, watched.action, upcoming_one.person.contact, upcoming_one.rank, today)
    _tell(envelope, today)
    return envelope


def _known(caf: Caf, email: str) -> Contact | None:
    return Contact.objects.filter(caf=caf, email__iexact=email).order_by("id").first()


def _ask(envelope: Envelope, action: Action, contact: Contact, rank: str, today: date) -> None:
    link, token = issue_link(action, contact)
    Reminder.objects.create(digest=envelope.digest, action=action, contact=contact, link=link, rank=rank, sent_on=today)
    envelope.asks.append({"action": action, "url": address(token), "is_deputy": rank == Rank.DEPUTY})
    envelope.later = envelope.later or later_address(token)


def _tell(envelope: Envelope, today: date) -> None:
    """The comments that name the person and the answers to what they proposed, each told once."""
    email, caf = envelope.digest.email, envelope.digest.caf_id
    mentions = Mention.objects.filter(caf=caf, told_on=None, contact__email__iexact=email)
    envelope.mentions = list(mentions.select_related("comment__author", "comment__action"))
    Mention.objects.filter(pk__in=[each.pk for each in envelope.mentions]).update(told_on=today)
    answered = _untold(caf).filter(contact__email__iexact=email).select_related("answered_by", "contact")
    for each in answered.select_related("action__ctg__territory", "action__ctg__caf", "answered_by", "contact"):
        _, token = issue_link(each.action, each.contact)
        envelope.answers.append((each, address(token)))
        envelope.later = envelope.later or later_address(token)
    FollowUp.objects.filter(pk__in=[each.pk for each, _ in envelope.answers]).update(answer_told_on=today)


def send(envelope: Envelope) -> None:
    mail.send("emails/follow_up", envelope.digest.email, {"envelope": envelope, "contact": envelope.contact})


@transaction.atomic
def take_back(envelope: Envelope) -> None:
    """The message did not leave: the person may be written to again this week."""
    digest = envelope.digest
    Mention.objects.filter(pk__in=[each.pk for each in envelope.mentions]).update(told_on=None)
    FollowUp.objects.filter(pk__in=[each.pk for each, _ in envelope.answers]).update(answer_told_on=None)
    for reminder in digest.reminders.select_related("link"):
        reminder.delete()
        if reminder.link:
            reminder.link.delete()
    digest.delete()


@transaction.atomic
def ask_now(action: Action, *, today: date) -> Contact:
    """The team asks the pilot for news today; the rules of the week and of « plus tard » hold for it too."""
    contact = action.pilot_contact
    if contact is None or not contact.email:
        raise NotAsked("Aucune personne joignable ne pilote cette action : complétez d’abord son pilotage.")
    email = contact.email.lower()
    _refuse_to_disturb(action, email, today)
    watched = Watched(action, action.status, None, None, Person(contact, email), None)
    ask = Next(today, Person(contact, email), Rank.ASKED)
    envelope = prepare(action.ctg.caf, Letter(email, ((watched, ask),)), today=today)
    if envelope is None:
        raise NotAsked(f"{contact} a déjà reçu un message cette semaine : un seul par semaine, pas plus.")
    send(envelope)
    return contact


def _refuse_to_disturb(action: Action, email: str, today: date) -> None:
    if action.status in {Action.Status.COMPLETED, Action.Status.ABANDONED}:
        raise NotAsked("Cette action est terminée ou abandonnée : personne n’est relancé.")
    if pause := current_pause(action.ctg, today):
        raise NotAsked(f"Les relances de cette CTG sont en pause jusqu’au {pause.until:%d/%m/%Y}.")
    if until := snoozes_of(action.caf_id, today).get(email):
        raise NotAsked(f"Cette personne a demandé à ne pas être relancée avant le {until:%d/%m/%Y}.")


def snooze(contact: Contact, *, until: date) -> None:
    """No message to this person before a date; said again, the last answer holds."""
    ReminderSnooze.objects.update_or_create(
        caf_id=contact.caf_id, email=contact.email.lower(), defaults={"until": until}
    )


def current_pause(ctg: Ctg, today: date) -> ReminderPause | None:
    return ctg.reminder_pauses.filter(starts_on__lte=today, until__gte=today).order_by("-until").first()


def end_pause(pause: ReminderPause, *, today: date) -> None:
    """Reminders start again today; a pause that began today leaves no day behind."""
    if pause.starts_on >= today:
        pause.delete()
    else:
        pause.until = today - timedelta(days=1)
        pause.save(update_fields=["until"])


def effect(ctg: Ctg, *, today: date) -> Effect:
    """Over one year: the reminders whose fourteen days have passed, and those followed by news in time."""
    sent = Reminder.objects.filter(action__ctg=ctg, sent_on__gt=today - MEASURED_OVER)
    judged = sent.filter(sent_on__lte=today - timedelta(days=ANSWERED_WITHIN))
    return Effect(
        sent=judged.count(),
        answered=judged.answered_within(ANSWERED_WITHIN).count(),
        recent=sent.filter(sent_on__gt=today - timedelta(days=ANSWERED_WITHIN)).count(),
    )
