"""How long a session lives: it ends after a rest and, in any case, twelve hours after the sign-in."""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

STARTED_AT, SEEN_AT = "session_started_at", "session_seen_at"
SECOND_FACTOR_SETTLED = "second_factor_settled"  # nothing is due: no need to ask again before the next sign-in
NOTED_EVERY_SECONDS = 300  # the last visit is written this often, not at each page


class SessionLimits:
    """End the sessions that lasted too long or rested too long, and note when the others were last seen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self._end_or_note(request)
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response.headers:
            add_never_cache_headers(response)  # or the back button would show it after the sign-out
        return response

    def _end_or_note(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            now = time.time()
            if _is_over(request, now):
                logout(request)
            elif now - request.session.get(SEEN_AT, 0) > NOTED_EVERY_SECONDS:
                request.session[SEEN_AT] = now
                request.session.setdefault(STARTED_AT, now)
                UserSession.objects.create_from_request(request)


def ask_second_factor_again(session: SessionBase) -> None:
    """A new role may demand a second factor that the others did not."""
    session.pop(SECOND_FACTOR_SETTLED, None)


def _is_over(request: HttpRequest, now: float) -> bool:
    age = now - float(request.session.get(STARTED_AT, now))
    rest = now - float(request.session.get(SEEN_AT, now))
    return age > settings.SESSION_COOKIE_AGE or rest > settings.SESSION_LONGEST_IDLE.total_seconds()
