"""Organisations that were once part of a CTG are never deleted: its papers name them."""

from django.db.models import QuerySet

from accounts.models import User
from partners.models import Organisation
from territories.models import Caf


def organisations_of(user: User, caf: Caf) -> QuerySet[Organisation]:
    """The organisations for which a person acts in a Caf: those whose contact they are, unless archived."""
    return Organisation.objects.active().filter(caf=caf, contacts__user=user).distinct()


def archive(organisation: Organisation, *, by: User) -> None:
    """Propose it no more; everything that names it stays."""
    organisation.is_archived = True
    organisation.touched_by(by).save()


def restore(organisation: Organisation, *, by: User) -> None:
    organisation.is_archived = False
    organisation.touched_by(by).save()
