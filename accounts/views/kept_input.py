"""What an ended session was about to send, shown to its author and sent again by them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_BAD_ORIGIN
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access.kept_input import last_person, put_aside
from accounts.services import kept_input as service


def kept_input(request: HttpRequest) -> HttpResponse:
    kept = service.kept_for(request.session, str(request.user.pk))
    if request.method == "POST":
        service.forget(request.session)
        messages.success(request, "La saisie conservée est effacée.")
        return redirect("/")
    return render(request, "accounts/kept_input.html", {"kept": kept})


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page left open while its person signed in again elsewhere: keep what it sends.

    A matching `Origin` proves that one of our own pages sent it; without it nothing is kept.
    """
    is_ours = bool(request.headers.get("Origin")) and not reason.startswith(REASON_BAD_ORIGIN.partition("%")[0])
    person_id = str(request.user.pk) if request.user.is_authenticated else last_person(request)
    if is_ours and put_aside(request, person_id):
        return redirect("accounts:kept_input")
    return render(request, "403_csrf.html", {"login_url": reverse("account_login")}, status=403)
