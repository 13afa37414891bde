"""Asking for news from the fiche, « plus tard » from a message, and the pause of a CTG."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.services.mail import MailNotSent
from actionplans import services
from actionplans.forms import LaterForm, PauseForm
from actionplans.models import ReminderPause
from actionplans.services import LinkClosed, reminders
from actionplans.services.reminders import NotAsked
from actionplans.views.loading import action_to_edit, action_url
from territories.access import CtgRequest, requires
from territories.models import TEAM


@csrf_exempt
@login_not_required
@never_cache
def news_later(request: HttpRequest, token: str) -> HttpResponse:
    """Reading this page changes nothing: the robots that open the links of a message press no button."""
    try:
        with services.opened(token) as link:
            form = LaterForm(request.POST or None, initial={"delay": request.GET.get("pour", "14")})
            if request.method == "POST" and form.is_valid():
                reminders.snooze(link.contact, until=form.chosen)
                return redirect(f"{request.path}?merci")
            until = services.snoozes_of(link.caf_id, timezone.localdate()).get(link.contact.email.lower())
            context = {"form": form, "link": link, "until": until, "is_sent": "merci" in request.GET}
            return render(request, "actionplans/news_later.html", context)
    except LinkClosed as refusal:
        return render(request, "actionplans/link_shut.html", {"reason": str(refusal), "typed": ""}, status=410)


@require_POST
@requires(TEAM)
def ask_for_news(request: CtgRequest, pk: UUID) -> HttpResponse:
    action = action_to_edit(request, pk)
    try:
        contact = reminders.ask_now(action, today=timezone.localdate())
    except (NotAsked, MailNotSent) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Le message est parti vers {contact.email}. La réponse viendra par un lien.")
    return redirect(action_url(request, action, "#suivi"))


@require_POST
@requires(TEAM)
def revoke_links(request: CtgRequest, pk: UUID) -> HttpResponse:
    """Close every personal link of an action: the wrong person received one."""
    action = action_to_edit(request, pk)
    closed = services.revoke_links(action)
    messages.success(request, f"Liens annulés : {closed}. Ce qui a été reçu reste.")
    return redirect(action_url(request, action, "#suivi"))


@requires(TEAM)
def pause_reminders(request: CtgRequest) -> HttpResponse:
    pause = ReminderPause(ctg=request.ctg, starts_on=timezone.localdate(), set_by=request.user)
    form = PauseForm(request.POST or None, instance=pause, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Les relances sont en pause.")
        return redirect(request.ctg.url("actionplans:follow_up"))
    context = {"form": form, "cancel_url": request.ctg.url("actionplans:follow_up")}
    return render(request, "actionplans/pause_reminders.html", context)


@require_POST
@requires(TEAM)
def resume_reminders(request: CtgRequest, pk: UUID) -> HttpResponse:
    pause = get_object_or_404(request.ctg.reminder_pauses, pk=pk)
    reminders.end_pause(pause, today=timezone.localdate())
    messages.success(request, "Les relances reprennent.")
    return redirect(request.ctg.url("actionplans:follow_up"))
