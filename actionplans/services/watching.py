"""The actions of a CTG as the reminders see them: who is asked, in whose stead, since when, and what stops it."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.utils import timezone

from actionplans.figures.reminders import Next, Person, Watched, next_reminder
from actionplans.models import ActionPartner, FollowUp, Reminder, ReminderSnooze
from partners.models import Contact
from territories.models import Ctg, LegalStatus, Membership, Role


def watched_of(ctg: Ctg, *, today: date) -> dict[UUID, Watched]:
    """The actions of a CTG as the reminders see them, in a number of queries that does not depend on them."""
    actions = list(ctg.actions.select_related("pilot_contact"))
    news = FollowUp.objects.filter(action__ctg=ctg).order_by("action_id", "-created_at").distinct("action_id")
    latest = {each.action_id: each for each in news}
    asked: dict[UUID, list[date]] = defaultdict(list)
    for action_id, day in Reminder.objects.filter(action__ctg=ctg).values_list("action_id", "sent_on"):
        asked[action_id].append(day)
    pauses = tuple((each.starts_on, each.until) for each in ctg.reminder_pauses.all())
    co_pilots, officer = _co_pilots(ctg), _officer(ctg, today)
    return {
        action.pk: Watched(
            action=action,
            status=action.status,
            starts_on=action.starts_on,
            signed_on=ctg.signed_on if ctg.legal_status == LegalStatus.SIGNED and not ctg.is_archived else None,
            referent=(referent := _person(action.pilot_contact)),
            deputy=_deputy(referent, co_pilots.get(action.pk), officer),
            last_news_on=timezone.localdate(latest[action.pk].created_at) if action.pk in latest else None,
            announced_on=latest[action.pk].next_on if action.pk in latest else None,
            asked_on=tuple(asked[action.pk]),
            pauses=pauses,
        )
        for action in actions
    }


def _person(contact: Contact | None) -> Person | None:
    return Person(contact, contact.email.lower(), str(contact)) if contact and contact.email else None


def _deputy(referent: Person | None, *candidates: Person | None) -> Person | None:
    return next((each for each in candidates if each and (referent is None or each.email != referent.email)), None)


def _co_pilots(ctg: Ctg) -> dict[UUID, Person]:
    """For each action that has a co-pilot, the first person of that organisation who can be written to."""
    parts = dict(
        ActionPartner.objects.filter(action__ctg=ctg, part=ActionPartner.Part.CO_PILOT)
        .order_by("action_id", "-organisation__name")
        .values_list("action_id", "organisation_id")
    )
    contacts = Contact.objects.filter(organisation__in=set(parts.values())).exclude(email="")
    first = {each.organisation_id: each for each in contacts.order_by("-last_name", "-first_name", "-id")}
    found = {action: _person(first.get(organisation)) for action, organisation in parts.items()}
    return {action: person for action, person in found.items() if person}


def _officer(ctg: Ctg, today: date) -> Person | None:
    held = Membership.objects.active(today).filter(territory=ctg.territory_id, role=Role.COOPERATION_OFFICER)
    return _person(Contact.objects.filter(caf=ctg.caf_id, user__in=held.values("user")).exclude(email="").first())


def snoozes_of(caf_id: UUID, today: date) -> dict[str, date]:
    return dict(ReminderSnooze.objects.filter(caf=caf_id, until__gt=today).values_list("email", "until"))


def upcoming(ctg: Ctg, *, today: date) -> dict[UUID, Next]:
    """The next reminder of each action that has one."""
    snoozes = snoozes_of(ctg.caf_id, today)
    found = {
        action: next_reminder(watched, snoozes=snoozes, today=today)
        for action, watched in watched_of(ctg, today=today).items()
    }
    return {action: each for action, each in found.items() if each}
