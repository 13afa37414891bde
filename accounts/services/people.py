"""Making an account: only by an invitation or by the demonstration, there is no public sign-up."""

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User


class EmailTaken(Exception):
    """Somebody already signs in with this address."""


@transaction.atomic
def create_person(email: str, first_name: str, last_name: str, password: str | None) -> User:
    """Make an account whose address is already proved, since its owner followed a link sent to it."""
    email = email.strip().lower()
    if User.objects.filter(email=email).exists():
        raise EmailTaken(f"Un compte existe déjà pour {email}.")
    user = User.objects.create_user(email, password, first_name=first_name, last_name=last_name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user
