"""Hearing people who have no account: a personal link, what they write, and the team that reads it first."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services import mail
from diagnostics.models import Contribution, ContributionLink
from territories.scope import ids_scope

VALID_FOR = timedelta(days=60)
MOST_A_LINK = 20


class LinkClosed(Exception):
    """The link opens nothing any more; the text says why."""


class AlreadyReviewed(Exception):
    """Somebody has already decided about this contribution."""


class NoReason(Exception):
    """A contribution is never set aside without a word for its author."""


@transaction.atomic
def send_link(link: ContributionLink, *, by: User) -> None:
    """Keep the link and send it; when the message cannot leave, nothing is kept."""
    token = secrets.token_urlsafe(32)
    link.token_digest = _digest(token)
    link.expires_on = timezone.localdate() + VALID_FOR
    link.sent_by = by
    link.save()
    address = mail.absolute(reverse("diagnostics:contribute", args=[token]))
    mail.send("emails/contribution", link.contact.email, {"link": link, "ctg": link.ctg, "address": address})


@contextmanager
def opened(token: str) -> Iterator[ContributionLink]:
    """The link of a token, inside a scope that sees its territory only."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, caf_id, territory_id FROM diagnostics_contributionlink_by_token(%s)", [_digest(token)]
        )
        found = cursor.fetchone()
    if found is None:
        raise LinkClosed("Ce lien n’est pas celui d’une contribution. Vérifiez qu’il a été copié en entier.")
    link_id, caf_id, territory_id = found
    with ids_scope(str(caf_id), str(territory_id)):
        links = ContributionLink.objects.select_related(
            "ctg__territory", "ctg__caf", "contact__organisation", "sent_by"
        )
        link = links.get(pk=link_id)
        if link.revoked_at or link.expires_on < timezone.localdate():
            raise LinkClosed(f"Ce lien ne sert plus. Demandez-en un autre à {link.sent_by}.")
        yield link


def revoke(link: ContributionLink) -> None:
    """The link opens nothing any more; said again, it stays closed since the first time."""
    ContributionLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())


def author_key(token: str) -> str:
    """What links the texts of one author: made from the secret of the address, which the database never holds."""
    return _digest(f"author:{token}")


def said_by(link: ContributionLink, token: str) -> QuerySet[Contribution]:
    """Everything written through a link, signed or not: only its addressee can ask."""
    return link.ctg.contributions.filter(Q(link=link) | Q(author_key=author_key(token)))


def refuse_too_many(link: ContributionLink, token: str) -> None:
    if said_by(link, token).count() >= MOST_A_LINK:
        raise LinkClosed("Ce lien a déjà servi vingt fois. Écrivez à la personne qui vous l’a envoyé.")


@transaction.atomic
def receive(contribution: Contribution, link: ContributionLink, token: str) -> None:
    """Keep what somebody wrote through their link, signed or not as they chose; sent twice, it is kept once."""
    if Contribution.objects.filter(pk=contribution.pk).exists():
        return
    contribution.author_key = author_key(token)
    if contribution.is_anonymous:
        contribution.author_name, contribution.link = "", None
    else:
        contribution.author_name, contribution.link = f"{link.contact}, {link.contact.organisation}"[:200], link
    contribution.save(force_insert=True)


@transaction.atomic
def review(contribution: Contribution, *, accept: bool, note: str = "", by: User) -> None:
    """The team keeps a contribution or sets it aside, and answers its author; only once."""
    if not accept and not note:
        raise NoReason("Dites pourquoi vous l’écartez : son auteur le lira.")
    locked = Contribution.objects.select_for_update(of=("self",)).get(pk=contribution.pk)
    if locked.status != Contribution.Status.TO_REVIEW:
        raise AlreadyReviewed(f"Cette contribution est déjà {locked.get_status_display().lower()}.")
    locked.status = Contribution.Status.ACCEPTED if accept else Contribution.Status.DECLINED
    locked.review_note, locked.reviewed_at, locked.reviewed_by = note, timezone.now(), by
    locked.touched_by(by).save()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
