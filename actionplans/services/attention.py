"""Around a fiche: alerts set aside, blockers, comments and the people whom they name."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from actionplans.models import Action, AlertMute, Blocker, Comment, Mention
from partners.models import Contact, Participation
from territories.models import Ctg


class AlreadyLifted(Exception):
    """Somebody has already lifted this blocker."""


@transaction.atomic
def mute(action: Action, alert: str, *, reason: str, until: date, by: User) -> AlertMute:
    """Set an alert aside until a day; said again, the last reason and the last day hold."""
    muted, _ = AlertMute.objects.update_or_create(
        action=action,
        alert=alert,
        defaults={"reason": reason, "until": until, "muted_by": by},
        create_defaults={
            "reason": reason,
            "until": until,
            "muted_by": by,
            "caf_id": action.caf_id,
            "territory_id": action.territory_id,
        },
    )
    return muted


@transaction.atomic
def lift(blocker: Blocker, *, on: date, by: User) -> None:
    locked = Blocker.objects.select_for_update(of=("self",)).select_related("lifted_by").get(pk=blocker.pk)
    if locked.lifted_on is not None:
        raise AlreadyLifted(f"{locked.lifted_by} a déjà levé ce blocage.")
    locked.lifted_on, locked.lifted_by = on, by
    locked.touched_by(by).save()


def people_of(ctg: Ctg) -> QuerySet[Contact]:
    """Whom a comment may name: the people of the organisations that take part, and of those that pilot."""
    takes_part = Q(organisation__in=Participation.objects.filter(ctg=ctg).values("organisation"))
    pilots = Q(organisation__in=ctg.actions.exclude(pilot=None).values("pilot"))
    rows = ctg.caf.contacts.filter(takes_part | pilots, organisation__is_archived=False)
    return rows.select_related("organisation").order_by("organisation__name", "last_name", "first_name", "id")


@transaction.atomic
def comment(said: Comment, mentioned: list[Contact], *, ctg: Ctg) -> Comment:
    """Keep a comment and name its people: those chosen, and those written « @Prénom Nom »; sent twice, once."""
    if not said._state.adding:
        return said
    if already := Comment.objects.filter(pk=said.pk).first():
        return already
    said.save(force_insert=True)
    named = {each.pk: each for each in mentioned} | _written(said.text, ctg)
    Mention.objects.bulk_create(Mention(comment=said, contact=contact) for contact in named.values())
    return said


def _written(text: str, ctg: Ctg) -> dict[UUID, Contact]:
    if "@" not in text:
        return {}
    words = text.casefold()
    return {each.pk: each for each in people_of(ctg) if f"@{each}".casefold() in words}
