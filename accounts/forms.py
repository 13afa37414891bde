"""What a person types about their own account. allauth's forms, in our words and without its placeholders."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms

from accounts.models import User

EMAIL = "Adresse électronique"
PASSWORD_HELP = "14 caractères au moins, 128 au plus. Une phrase de quelques mots convient très bien."  # noqa: S105
CODE_HELP = "Majuscules et minuscules se valent."


class Worded:
    """Gives an allauth form our labels, and no placeholder: it hides what the label says."""

    labels: dict[str, str] = {}
    helps: dict[str, str] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Worded, account.LoginForm):  # type: ignore[misc]
    labels = {"login": EMAIL, "password": "Mot de passe"}


class ChangeEmailForm(Worded, account.AddEmailForm):  # type: ignore[misc]
    labels = {"email": "Nouvelle adresse"}
    helps = {"email": "Nous y enverrons un code ; l’adresse change quand vous l’avez saisi."}


class ChangePasswordForm(Worded, account.ChangePasswordForm):  # type: ignore[misc]
    labels = {
        "oldpassword": "Mot de passe actuel",
        "password1": "Nouveau mot de passe",
        "password2": "Nouveau mot de passe, une seconde fois",
    }
    helps = {"password1": PASSWORD_HELP}


class ResetPasswordForm(Worded, account.ResetPasswordForm):  # type: ignore[misc]
    labels = {"email": EMAIL}


class ResetPasswordKeyForm(Worded, account.ResetPasswordKeyForm):  # type: ignore[misc]
    labels = {"password1": "Nouveau mot de passe", "password2": "Nouveau mot de passe, une seconde fois"}
    helps = {"password1": PASSWORD_HELP}


class RequestLoginCodeForm(Worded, account.RequestLoginCodeForm):  # type: ignore[misc]
    labels = {"email": EMAIL}

    def clean_email(self) -> str:
        """allauth searches twice for an address that it does not know: as long here, or the clock would tell."""
        email = str(super().clean_email())
        if self._user:
            User.objects.filter(email__iexact=email).first()
        return email


class ConfirmLoginCodeForm(Worded, account.ConfirmLoginCodeForm):  # type: ignore[misc]
    labels = {"code": "Code reçu"}
    helps = {"code": CODE_HELP}


class ConfirmEmailCodeForm(Worded, account.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    labels = {"code": "Code reçu"}
    helps = {"code": CODE_HELP}


class ReauthenticateForm(Worded, account.ReauthenticateForm):  # type: ignore[misc]
    labels = {"password": "Mot de passe"}


class AuthenticateForm(Worded, mfa.AuthenticateForm):  # type: ignore[misc]
    labels = {"code": "Code"}
    helps = {"code": "Les six chiffres de votre application, ou un code de secours."}


class ReauthenticateByCodeForm(Worded, mfa.ReauthenticateForm):  # type: ignore[misc]
    labels = {"code": "Code"}
    helps = {"code": "Les six chiffres de votre application, ou un code de secours."}


class ActivateTotpForm(Worded, totp.ActivateTOTPForm):  # type: ignore[misc]
    labels = {"code": "Code affiché par l’application"}
    helps = {"code": "Six chiffres, qui changent toutes les trente secondes."}


class AddPasskeyForm(Worded, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    labels = {"name": "Nom de cette clé", "passwordless": "Me connecter avec cette clé seule, sans mot de passe"}
    helps = {"passwordless": "Votre appareil vous demandera votre empreinte, votre visage ou son code."}


class RenamePasskeyForm(Worded, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    labels = {"name": "Nom de cette clé"}


class NameForm(forms.ModelForm[User]):
    """The name under which others see this person."""

    class Meta:
        model = User
        fields = ["first_name", "last_name"]
