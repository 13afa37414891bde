"""A place offered by e-mail: sent, renewed, withdrawn, taken once.

The link carries 256 random bits; only their SHA-256 digest is stored, so the database alone opens nothing.
"""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import create_person, mail
from partners.models import Contact, Invitation
from territories.models import Membership
from territories.scope import ids_scope

VALID_FOR = timedelta(days=14)


class InvitationClosed(Exception):
    """The link opens nothing any more; the text says why and what to do."""


class InvitationForAnother(Exception):
    """Somebody else follows the link while signed in."""


@transaction.atomic
def invite(invitation: Invitation, *, by: User) -> None:
    """Keep the invitation and send its link; when the message cannot leave, nothing is kept."""
    invitation.invited_by = by
    invitation.email = invitation.email.strip().lower()
    _send_link(invitation)


@transaction.atomic
def resend(invitation: Invitation) -> None:
    """Send a new link for fourteen more days; the previous one opens nothing any more."""
    refuse_closed(invitation, but_expired=True)
    _send_link(invitation)


def revoke(invitation: Invitation) -> None:
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])


@contextmanager
def opened(token: str, *, by: User | None = None) -> Iterator[Invitation]:
    """The invitation of a link, inside a scope that sees its Caf and its territory only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, caf_id, territory_id FROM partners_invitation_by_token(%s)", [_digest(token)])
        found = cursor.fetchone()
    if found is None:
        raise InvitationClosed("Ce lien n’est pas celui d’une invitation. Vérifiez qu’il a été copié en entier.")
    invitation_id, caf_id, territory_id = found
    with ids_scope(str(caf_id), str(territory_id or ""), user=by):
        yield Invitation.objects.select_related("caf", "territory", "organisation", "invited_by").get(pk=invitation_id)


def why_closed(invitation: Invitation) -> str:
    """Why the link opens nothing any more, or an empty text."""
    if invitation.accepted_at:
        return "Cette invitation a déjà servi. Si c’était la vôtre, connectez-vous."
    if invitation.revoked_at:
        return "Cette invitation a été annulée. Adressez-vous à la personne qui vous l’avait envoyée."
    if invitation.expires_at <= timezone.now():
        return (
            f"Cette invitation a expiré le {timezone.localtime(invitation.expires_at):%d/%m/%Y}."
            f" Demandez à {invitation.invited_by} de vous la renvoyer."
        )
    return ""


def refuse_closed(invitation: Invitation, *, but_expired: bool = False) -> None:
    reason = why_closed(invitation)
    is_only_expired = invitation.accepted_at is None and invitation.revoked_at is None
    if reason and not (but_expired and is_only_expired):
        raise InvitationClosed(reason)


@transaction.atomic
def join(token: str, *, first_name: str, last_name: str, password: str) -> User:
    """Make the account of the invited person and give them their place, all or nothing."""
    with opened(token) as invitation:
        refuse_closed(invitation)
        user = create_person(invitation.email, first_name, last_name, password)
    accept(token, by=user)
    return user


@transaction.atomic
def accept(token: str, *, by: User) -> None:
    """Give their place to the person to whom the invitation was sent, once."""
    with opened(token, by=by) as invitation:
        Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
        invitation.refresh_from_db()
        refuse_closed(invitation)
        if by.email != invitation.email:
            raise InvitationForAnother(f"Cette invitation est adressée à {invitation.email}.")
        _give_membership(invitation, by)
        _know_as_contact(invitation, by)
        invitation.accepted_at, invitation.accepted_by = timezone.now(), by
        invitation.save(update_fields=["accepted_at", "accepted_by"])


def _send_link(invitation: Invitation) -> None:
    token = secrets.token_urlsafe(32)
    invitation.token_digest = _digest(token)
    invitation.expires_at = timezone.now() + VALID_FOR
    invitation.save()
    link = mail.absolute(reverse("partners:accept", kwargs={"token": token}))
    mail.send("emails/invitation", invitation.email, {"invitation": invitation, "link": link})


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _give_membership(invitation: Invitation, user: User) -> None:
    """A role that is still held is prolonged, never doubled."""
    today = timezone.localdate()
    same = invitation.caf.memberships.filter(user=user, territory=invitation.territory, role=invitation.role)
    held = same.filter(_held_on(today) | Q(starts_on=today)).order_by("-starts_on").first()
    if held is None:
        held = Membership(
            caf=invitation.caf, user=user, territory=invitation.territory, role=invitation.role, starts_on=today
        )
    held.ends_on = invitation.membership_ends_on
    held.save()


def _held_on(today: date) -> Q:
    return Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gte=today))


def _know_as_contact(invitation: Invitation, user: User) -> None:
    """Link the account to the organisation: to the contact that already bears this address, else to a new one."""
    organisation = invitation.organisation
    if organisation is None or organisation.contacts.filter(user=user).exists():
        return
    known = organisation.contacts.filter(user=None, email__iexact=user.email).first()
    if known is not None:
        known.user = user
        known.touched_by(user).save()
        return
    Contact.objects.create(
        organisation=organisation,
        user=user,
        first_name=user.first_name,
        last_name=user.last_name,
        email=user.email,
        updated_by=user,
    )
