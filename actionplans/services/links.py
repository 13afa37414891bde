"""News without an account: a personal link, what its page accepts, and the team that answers.

The link carries 256 random bits; only their SHA-256 digest is stored, so the database alone opens nothing.
"""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import mail
from actionplans.models import Action, FollowUp, FollowUpLink
from actionplans.services.follow_up import NEEDS_A_DECISION, follow, refuse_undecided, report
from actionplans.services.readers import reader_of
from governance.models import Decision
from partners.models import Contact
from territories.access import Access
from territories.models import LegalStatus, Membership
from territories.scope import ids_scope

VALID_FOR = timedelta(days=60)
CLOSED = frozenset({LegalStatus.ENDED, LegalStatus.TERMINATED})


class LinkClosed(Exception):
    """The link takes no news; the text says why and what to do."""


class AlreadyAnswered(Exception):
    """Somebody of the team has answered this proposal meanwhile."""


class NoAnswer(Exception):
    """News are never set aside without a word for their author."""


def issue_link(action: Action, contact: Contact) -> tuple[FollowUpLink, str]:
    """A new address for one person and one action, and its link; the earlier ones stay good until their day."""
    token = secrets.token_urlsafe(32)
    link = FollowUpLink.objects.create(
        ctg=action.ctg,
        action=action,
        action_title=action.title,
        contact=contact,
        token_digest=digest(token),
        expires_on=timezone.localdate() + VALID_FOR,
    )
    return link, token


def address(token: str) -> str:
    return mail.absolute(reverse("actionplans:news_by_link", args=[token]))


def later_address(token: str) -> str:
    return mail.absolute(reverse("actionplans:news_later", args=[token]))


def revoke_links(action: Action) -> int:
    """Close every link of an action; what they brought stays."""
    return action.links.usable(timezone.localdate()).update(revoked_at=timezone.now())


@contextmanager
def opened(token: str) -> Iterator[FollowUpLink]:
    """The link of a token, whatever its state, inside a scope that sees its territory only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, caf_id, territory_id FROM actionplans_followuplink_by_token(%s)", [digest(token)])
        found = cursor.fetchone()
    if found is None:
        raise LinkClosed("Ce lien n’est pas celui d’une action. Vérifiez qu’il a été copié en entier.")
    link_id, caf_id, territory_id = found
    with ids_scope(str(caf_id), str(territory_id)):
        links = FollowUpLink.objects.select_related(
            "action", "ctg__territory", "ctg__caf", "contact__organisation", "contact__user"
        )
        link = links.get(pk=link_id)
        if link.revoked_at:
            raise LinkClosed("Ce lien a été annulé. Adressez-vous à l’équipe de la CTG.")
        if link.action is not None:
            link.action.ctg = link.ctg
        yield link


def open_action(link: FollowUpLink, today: date) -> Action:
    """The action of a link that takes news, or why it takes none."""
    if link.action is None:
        raise LinkClosed(f"La fiche « {link.action_title} » a été supprimée du plan : il n’y a plus rien à en dire.")
    if link.ctg.is_archived or link.ctg.legal_status in CLOSED:
        raise LinkClosed(f"La CTG {link.ctg} est close : ses actions ne prennent plus de nouvelles.")
    if link.action.status == Action.Status.ABANDONED:
        raise LinkClosed(f"L’action « {link.action} » a été abandonnée : elle ne prend plus de nouvelles.")
    if link.action.status == Action.Status.COMPLETED:
        raise LinkClosed(f"L’action « {link.action} » est terminée : elle ne prend plus de nouvelles. Merci.")
    if link.expires_on < today:
        sent = timezone.localtime(link.sent_at)
        raise LinkClosed(
            f"Ce lien vous a été envoyé le {sent:%d/%m/%Y} : il est trop ancien. Ouvrez celui du dernier message,"
            " ou demandez-en un à l’équipe de la CTG."
        )
    return link.action


def writes_directly(link: FollowUpLink) -> bool:
    """Whether the person of the link has an account that may already give news of this action."""
    user = link.contact.user
    if user is None or not user.is_active or link.action is None:
        return False
    held = Membership.objects.active(timezone.localdate()).filter(user=user, caf=link.caf_id)
    roles = frozenset(each.role for each in held if each.territory_id in {None, link.territory_id})
    return reader_of(user, link.ctg, Access(roles)).may_report(link.action)


@transaction.atomic
def receive(news: FollowUp, link: FollowUpLink, *, seen: UUID | None) -> FollowUp:
    """Keep news given by a link, or propose them to the team when their author may not write; sent twice, once.

    To suspend or to give up is always proposed: the team knows which decision says so.
    """
    news.contact, news.link = link.contact, link
    if writes_directly(link) and news.status not in NEEDS_A_DECISION:
        news.author = link.contact.user
        with ids_scope(str(link.caf_id), str(link.territory_id), user=news.author):
            return report(news, seen=seen)
    Action.objects.select_for_update(of=("self",)).get(pk=news.action_id)
    if already := FollowUp.objects.filter(pk=news.pk).first():
        return already
    news.standing = FollowUp.Standing.PROPOSED
    news.save(force_insert=True)
    return news


def said_by(link: FollowUpLink) -> QuerySet[FollowUp]:
    """What this person said of this action by their links, and what became of it."""
    return FollowUp.objects.filter(action=link.action_id, contact=link.contact_id).with_people()


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def accept(proposal: FollowUp, *, answer: str, decision: Decision | None, by: User) -> FollowUp:
    """The proposal becomes news; older than what is already known, it joins the file and changes no status."""
    action = Action.objects.select_for_update(of=("self",)).get(pk=proposal.action_id)
    locked = _still_proposed(proposal)
    locked.decision = decision
    is_latest = not action.follow_ups.kept().filter(created_at__gt=locked.created_at).exists()
    if is_latest:
        refuse_undecided(locked, action)
    _answer(locked, FollowUp.Standing.KEPT, answer, by)
    if is_latest:
        follow(action, locked, by=by)
    return locked


@transaction.atomic
def decline(proposal: FollowUp, *, answer: str, by: User) -> FollowUp:
    if not answer.strip():
        raise NoAnswer("Dites pourquoi ces nouvelles ne sont pas retenues : leur auteur le lira.")
    locked = _still_proposed(proposal)
    _answer(locked, FollowUp.Standing.DECLINED, answer, by)
    return locked


def _still_proposed(proposal: FollowUp) -> FollowUp:
    locked = FollowUp.objects.select_for_update(of=("self",)).select_related("answered_by").get(pk=proposal.pk)
    if locked.standing != FollowUp.Standing.PROPOSED:
        raise AlreadyAnswered(f"{locked.answered_by} a déjà répondu à ces nouvelles.")
    return locked


def _answer(proposal: FollowUp, standing: str, answer: str, by: User) -> None:
    proposal.standing, proposal.answer = standing, answer.strip()
    proposal.answered_by, proposal.answered_at = by, timezone.now()
    proposal.save()
