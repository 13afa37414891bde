"""A Caf may demand a second factor of some roles: those who lack it see no page but its set-up.

It lives in the project, above `territories` which knows the roles and `accounts` which knows the person.
"""

from collections.abc import Callable
from typing import cast

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.access import SECOND_FACTOR_SETTLED, SealedMfaAdapter
from accounts.models import User
from territories.models import Membership
from territories.scope import person_scope

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def is_demanded(user: User) -> bool:
    """Does a Caf demand a second factor for one of the roles that this person holds today?"""
    with person_scope(user):
        return (
            Membership.objects.active(timezone.localdate())
            .filter(user=user, caf__roles_with_mfa__contains=[F("role")])
            .exists()
        )


def is_missing(user: User) -> bool:
    return not Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists() and is_demanded(user)


class SecondFactorByRole:
    """Send whoever owes a second factor to its set-up, whatever page they ask for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        if request.session.get(SECOND_FACTOR_SETTLED) or _is_account_page(request):
            return None
        if not is_missing(request.user):
            request.session[SECOND_FACTOR_SETTLED] = True
            return None
        messages.warning(
            request,
            "Votre rôle demande une double authentification. Activez-la ci-dessous pour continuer :"
            " une application sur votre téléphone, ou une clé d’accès de votre appareil.",
        )
        return redirect("mfa_index")


def _is_account_page(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name.startswith(("mfa_", "account_"))


class MfaAdapter(SealedMfaAdapter):
    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last second factor stays while a role demands one."""
        others = Authenticator.objects.filter(user=authenticator.user, type__in=SECOND_FACTORS).exclude(
            pk=authenticator.pk
        )
        return others.exists() or not is_demanded(cast("User", authenticator.user))
