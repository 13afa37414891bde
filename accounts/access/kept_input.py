"""A form sent after the session has ended loses nothing: what was typed waits for the same person to come back."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.services import kept_input

LAST_PERSON_COOKIE = "derniere-personne"
COOKIE_AGE = 30 * 24 * 3600


class KeepInput:
    """Before the sign-in page is asked for, put aside what an ended session was about to send."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            remember_person(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        if request.user.is_authenticated:
            if request.method == "POST":
                kept_input.forget(request.session, sent_to=request.path)
            return None
        if not getattr(view, "login_required", True):
            return None
        return send_to_login(request)


def send_to_login(request: HttpRequest) -> HttpResponse | None:
    """The answer to an anonymous request, or None when Django's own is right."""
    if request.method == "POST" and put_aside(request, last_person(request)):
        messages.info(
            request,
            "Votre session avait pris fin. Votre saisie est conservée : connectez-vous pour la reprendre.",
        )
        response: HttpResponse = redirect_to_login(reverse("accounts:kept_input"))
    elif "HX-Request" in request.headers:
        response = redirect_to_login(request.headers.get("HX-Current-URL", "/"))
    else:
        return None
    if "HX-Request" in request.headers:  # else the sign-in page would land in the middle of the page
        response = HttpResponse(headers={"HX-Redirect": response.headers["Location"]})
    return response


def put_aside(request: HttpRequest, person_id: str) -> bool:
    """Keep what was typed for this person; never from a page of the account, never anonymously."""
    match = request.resolver_match
    if not person_id or match is None or not match.namespace or match.namespace == "accounts":
        return False
    return kept_input.keep(
        request.session,
        path=request.path,
        app=match.namespace,
        fields=request.POST.lists(),
        had_files=bool(request.FILES),
        person_id=person_id,
    )


def last_person(request: HttpRequest) -> str:
    try:
        return str(request.get_signed_cookie(LAST_PERSON_COOKIE, salt=LAST_PERSON_COOKIE, max_age=COOKIE_AGE))
    except (KeyError, BadSignature):
        return ""


def remember_person(request: HttpRequest, response: HttpResponse) -> None:
    person_id = str(request.user.pk)
    if last_person(request) != person_id:
        response.set_signed_cookie(
            LAST_PERSON_COOKIE,
            person_id,
            salt=LAST_PERSON_COOKIE,
            max_age=COOKIE_AGE,
            secure=bool(settings.SESSION_COOKIE_SECURE),
            httponly=True,
            samesite="Lax",
        )
