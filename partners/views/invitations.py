"""Offering a place by e-mail, and taking it."""

from urllib.parse import urlencode
from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.access import ask_second_factor_again
from accounts.models import User
from accounts.services import EmailTaken, mail
from partners import services
from partners.forms import InvitationForm, JoinForm
from partners.models import Invitation
from partners.views.place import Place
from territories.access import CafRequest, CtgRequest, requires
from territories.models import CAF_STAFF, TEAM


def _invite(request: CafRequest) -> HttpResponse:
    place = Place(request)
    form = InvitationForm(
        request.POST or None,
        instance=Invitation(caf=request.caf),
        user=request.user,
        roles=place.offers(services.grantable_roles(request.access.roles)),
        territory=place.territory,
    )
    if request.method == "POST" and form.is_valid() and (invitation := _sent(request, form)):
        messages.success(request, f"L’invitation est partie à {invitation.email}.")
        return redirect(place.access_url)
    return render(request, "partners/invite.html", {"form": form, "place": place})


def _sent(request: CafRequest, form: InvitationForm) -> Invitation | None:
    """Send the invitation of a valid form, or say why not; a form sent twice sends one message."""
    invitation = form.save(commit=False)
    if not invitation._state.adding:
        return invitation
    if not ratelimit.consume(request, action="invite", user=request.user):
        form.add_error(None, "Vous avez envoyé beaucoup d’invitations : patientez une heure.")
        return None
    try:
        services.invite(invitation, by=request.user)
    except mail.MailNotSent as refusal:
        form.add_error(None, str(refusal))
        return None
    return invitation


@requires(CAF_STAFF)
def invite(request: CafRequest) -> HttpResponse:
    return _invite(request)


@requires(TEAM)
def ctg_invite(request: CtgRequest) -> HttpResponse:
    return _invite(request)


def _mine(request: CafRequest) -> QuerySet[Invitation]:
    """The waiting invitations of this place, to roles that this person may give."""
    roles = services.grantable_roles(request.access.roles)
    return Place(request).invitations.filter(role__in=roles).select_related("caf", "territory", "invited_by")


def _resend(request: CafRequest, pk: UUID) -> HttpResponse:
    invitation = get_object_or_404(_mine(request), pk=pk)
    try:
        services.resend(invitation)
    except (mail.MailNotSent, services.InvitationClosed) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Un nouveau lien est parti à {invitation.email} ; l’ancien ne sert plus.")
    return redirect(Place(request).access_url)


def _revoke(request: CafRequest, pk: UUID) -> HttpResponse:
    invitation = get_object_or_404(_mine(request), pk=pk)
    if request.method == "POST":
        services.revoke(invitation)
        messages.success(request, f"L’invitation de {invitation.email} est annulée.")
        return redirect(Place(request).access_url)
    return render(request, "partners/revoke_invitation.html", {"invitation": invitation, "place": Place(request)})


@require_POST
@requires(CAF_STAFF)
def resend_invitation(request: CafRequest, pk: UUID) -> HttpResponse:
    return _resend(request, pk)


@require_POST
@requires(TEAM)
def ctg_resend_invitation(request: CtgRequest, pk: UUID) -> HttpResponse:
    return _resend(request, pk)


@requires(CAF_STAFF)
def revoke_invitation(request: CafRequest, pk: UUID) -> HttpResponse:
    return _revoke(request, pk)


@requires(TEAM)
def ctg_revoke_invitation(request: CtgRequest, pk: UUID) -> HttpResponse:
    return _revoke(request, pk)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link of an invitation leads; the answer depends on who follows it."""
    try:
        with services.opened(token) as invitation:
            services.refuse_closed(invitation)
            return _answer(request, token, invitation)
    except services.InvitationClosed as refusal:
        return render(request, "partners/invitation_closed.html", {"reason": str(refusal)}, status=410)
    except EmailTaken:  # their account was made between the page and its answer
        return redirect(request.path)


def _answer(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    if not request.user.is_authenticated:
        if User.objects.filter(email=invitation.email).exists():
            login_url = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
            return render(request, "partners/sign_in_first.html", {"invitation": invitation, "login_url": login_url})
        return _join(request, token, invitation)
    if request.user.email != invitation.email:
        return render(request, "partners/for_another.html", {"invitation": invitation})
    if request.method == "POST":
        services.accept(token, by=request.user)
        ask_second_factor_again(request.session)
        messages.success(request, "Bienvenue : votre accès est ouvert.")
        return redirect("/")
    return render(request, "partners/accept.html", {"invitation": invitation})


def _join(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    form = JoinForm(request.POST or None, invitation=invitation)
    if request.method == "POST" and form.is_valid():
        user = services.join(token, **form.cleaned_data)
        login(request, user)
        messages.success(request, "Bienvenue : votre compte est créé et votre accès est ouvert.")
        return redirect("/")
    return render(request, "partners/join.html", {"form": form, "invitation": invitation})
