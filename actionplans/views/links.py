"""The page behind a personal link: news of one action in three fields, without an account.

It asks for no CSRF token: whoever writes holds the secret of the address, and a browser that refuses cookies must
not lose what a person typed.
"""

from typing import Any

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from actionplans import services
from actionplans.forms import LinkNewsForm
from actionplans.models import Action, FollowUp, FollowUpLink
from actionplans.services import LinkClosed, NewsMeanwhile

TOO_FAST = "Beaucoup de demandes arrivent de ce lien. Patientez une minute, puis renvoyez."


@csrf_exempt
@login_not_required
@never_cache
def news_by_link(request: HttpRequest, token: str) -> HttpResponse:
    if not _is_patient(request, token):
        return _shut(request, TOO_FAST, status=429)
    try:
        with services.opened(token) as link:
            action = services.open_action(link, timezone.localdate())
            return _news(request, link, action)
    except LinkClosed as refusal:
        return _shut(request, str(refusal), status=410)


def _is_patient(request: HttpRequest, token: str) -> bool:
    """So many answers a minute from one place, so many an hour from one link; reading is free."""
    return bool(ratelimit.consume(request, action="follow_up", key=services.digest(token)))


def _shut(request: HttpRequest, reason: str, *, status: int) -> HttpResponse:
    """Why nothing was kept, and what was typed, to be copied."""
    context = {"reason": reason, "typed": request.POST.get("note", "").strip()}
    return render(request, "actionplans/link_shut.html", context, status=status)


def _news(request: HttpRequest, link: FollowUpLink, action: Action) -> HttpResponse:
    latest = services.last_kept(action)
    blank = FollowUp(action=action, status=action.status, progress=action.progress)
    form = LinkNewsForm(request.POST or None, instance=blank, seen=latest.pk if latest else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.receive(form.news(), link, seen=form.cleaned_data["seen"])
        except NewsMeanwhile as refusal:
            form.add_error(None, str(refusal))
            form.show_news_of(refusal.latest.pk)
            latest = refusal.latest
        else:
            return redirect(f"{request.path}?merci")
    context: dict[str, Any] = {
        "form": form,
        "link": link,
        "action": action,
        "latest": latest,
        "said": services.said_by(link),
        "is_sent": "merci" in request.GET,
        "writes_directly": services.writes_directly(link),
        "later_url": f"{request.path}plus-tard/",
    }
    return render(request, "actionplans/news_by_link.html", context)
