"""The account. allauth keeps its names and takes our French addresses."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions import views as usersessions
from django.conf import settings
from django.urls import include, path, re_path

from accounts import views

own_pages = [
    path("compte/profil/", views.profile, name="profile"),
    path("compte/saisie-conservee/", views.kept_input, name="kept_input"),
]

if settings.IS_DEMONSTRATION:
    own_pages += [
        path("_messagerie/", views.mailbox, name="mailbox"),
        path("_messagerie/<slug:name>/", views.letter, name="letter"),
        path("_messagerie/<slug:name>/page/", views.letter_page, name="letter_page"),
    ]

urlpatterns = [
    path("", include((own_pages, "accounts"))),
    path("compte/connexion/", account.login, name="account_login"),
    path("compte/connexion/code/", account.request_login_code, name="account_request_login_code"),
    path("compte/connexion/code/saisie/", account.confirm_login_code, name="account_confirm_login_code"),
    path("compte/connexion/cle/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("compte/connexion/double/", mfa.authenticate, name="mfa_authenticate"),
    path("compte/deconnexion/", account.logout, name="account_logout"),
    path("compte/desactive/", account.account_inactive, name="account_inactive"),
    path("compte/inscription/", account.signup, name="account_signup"),
    path("compte/confirmation/", account.reauthenticate, name="account_reauthenticate"),
    path("compte/confirmation/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("compte/confirmation/cle/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("compte/adresse/", account.email, name="account_email"),
    path("compte/adresse/code/", account.email_verification_sent, name="account_email_verification_sent"),
    path("compte/mot-de-passe/", account.password_change, name="account_change_password"),
    path("compte/mot-de-passe/choisir/", account.password_set, name="account_set_password"),
    path("compte/mot-de-passe/oublie/", account.password_reset, name="account_reset_password"),
    path("compte/mot-de-passe/oublie/envoye/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^compte/mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "compte/mot-de-passe/enregistre/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("compte/double-authentification/", mfa.index, name="mfa_index"),
    path("compte/double-authentification/application/", totp.activate_totp, name="mfa_activate_totp"),
    path("compte/double-authentification/application/retirer/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("compte/double-authentification/secours/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "compte/double-authentification/secours/nouveaux/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "compte/double-authentification/secours/fichier/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("compte/cles/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("compte/cles/nouvelle/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("compte/cles/<int:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("compte/cles/<int:pk>/retirer/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("compte/connexions/", usersessions.list_usersessions, name="usersessions_list"),
]
