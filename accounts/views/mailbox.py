"""The mailbox of the demonstration. It shows other people's links: it exists on the machine itself, and only there."""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.services import mailbox as service


def only_here(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """404 outside a demonstration, and for whoever asks from another machine."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        address = request.META.get("REMOTE_ADDR") or "127.0.0.1"  # empty behind a Unix socket
        if not settings.IS_DEMONSTRATION or not ip_address(address).is_loopback:
            raise Http404
        return view(request, **kwargs)

    return guarded


@login_not_required
@never_cache
@only_here
def mailbox(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/mailbox.html", {"letters": service.letters()})


@login_not_required
@never_cache
@only_here
def letter(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "accounts/letter.html", {"letter": _letter(name)})


@login_not_required
@never_cache
@csp_replace({"style-src": ["'unsafe-inline'"], "script-src": ["'none'"], "sandbox": ["allow-top-navigation"]})
@only_here
def letter_page(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of a message as its reader would see it: its styles, no script, no form, no origin of ours."""
    del request
    return HttpResponse(_letter(name).html)


def _letter(name: str) -> service.Letter:
    letter = service.letter(name)
    if letter is None:
        raise Http404
    return letter
