"""Our choices inside django-allauth: no public sign-up, French words, links from the site's address, sealed secrets."""

import base64
import logging
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse

from accounts.services import kept_input, mail

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed for mypy
    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Ce compte est désactivé.",
        "duplicate_email": "C’est déjà votre adresse.",
        "email_password_mismatch": "Adresse électronique ou mot de passe incorrect.",
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
        "incorrect_code": "Ce code n’est pas le bon.",
        "incorrect_password": "Mot de passe incorrect.",
        "invalid_or_expired_key": "Ce lien n’est plus valable.",
        "invalid_login": "Connexion impossible.",
        "invalid_password_reset": "Ce lien n’est plus valable : demandez-en un nouveau.",
        "rate_limited": "Trop de demandes à la suite : patientez quelques minutes.",
        "same_as_current": "Cette adresse est déjà la vôtre.",
        "too_many_login_attempts": "Trop d’essais à la suite : patientez quelques minutes, puis réessayez.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by invitation only."""
        del request
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        words = {key: value for key, value in context.items() if key != "request"}
        try:
            mail.send(template_prefix, email, {"email": email, **words})
        except mail.MailNotSent as refusal:
            logger.exception("An e-mail of the account did not leave")
            messages.error(self.request, str(refusal))

    def get_reset_password_from_key_url(self, key: str) -> str:
        return mail.absolute(reverse("account_reset_password_from_key", kwargs=_reset_key(key)))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if kept_input.kept_for(request.session, str(request.user.pk)):
            return reverse("accounts:kept_input")
        return str(super().get_login_redirect_url(request))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        del request
        return reverse("account_login")

    def get_email_verification_redirect_url(self, email_address: object) -> str:
        del email_address
        return reverse("accounts:profile")

    def get_reauthentication_methods(self, user: AbstractBaseUser) -> list[dict[str, str]]:
        words = {
            "reauthenticate": "Avec mon mot de passe",
            "mfa_reauthenticate": "Avec un code de mon application",
            "mfa_reauthenticate:webauthn": "Avec une clé d’accès",
        }
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": words[method["id"]]} for method in methods]


def _reset_key(key: str) -> dict[str, str]:
    person, _, token = key.partition("-")
    return {"uidb36": person, "key": token}


class SealedMfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is not typed for mypy
    """Second factors at rest are encrypted: a stolen copy of the database opens no account."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": (
            "Votre rôle demande une double authentification : ajoutez d’abord un autre moyen, puis retirez celui-ci."
        ),
        "cannot_generate_recovery_codes": "Activez d’abord la double authentification.",
        "incorrect_code": "Ce code n’est pas le bon, ou il a déjà servi.",
        "unverified_email": "Confirmez d’abord votre adresse électronique.",
    }

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _seal().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:  # noqa: A002  # allauth's signature
        return f"Clé {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "CTG"}


def _seal() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(HKDF(SHA256(), 32, None, b"second factors").derive(key.encode())))
            for key in keys
        ]
    )
