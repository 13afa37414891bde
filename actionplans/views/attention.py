"""Around a fiche: alerts set aside, blockers, comments, and the journal of everything."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from actionplans import services
from actionplans.forms import BlockerForm, CommentForm, MuteForm
from actionplans.models import AlertMute, Blocker, Comment
from actionplans.services import AlreadyLifted
from actionplans.views.loading import READERS, action_to_edit, action_url, find_action, reader_of
from territories.access import CtgRequest, requires
from territories.models import CONTRIBUTORS, TEAM, Role

COMMENTERS = READERS - {Role.READER}


@requires(TEAM)
def mute_alert(request: CtgRequest, pk: UUID) -> HttpResponse:
    """Set one of the present alerts of an action aside, for a reason and until a day."""
    action = action_to_edit(request, pk)
    heard, muted = services.concerns_of(
        action,
        services.budget_of(action, request.ctg.years, reader_of(request)).ledger,
        services.last_kept(action),
        today=timezone.localdate(),
    )
    concerns = heard + [each.concern for each in muted]
    asked = {"alert": request.GET.get("alerte", "")}
    form = MuteForm(request.POST or None, action=action, concerns=concerns, initial=asked)
    if request.method == "POST" and form.is_valid():
        muted_now = services.mute(action, **form.cleaned_data, by=request.user)
        messages.success(request, f"« {muted_now.get_alert_display()} » se taira jusqu’au {muted_now.until:%d/%m/%Y}.")
        return redirect(action_url(request, action, "#alertes"))
    context = {"form": form, "action": action, "cancel_url": action_url(request, action, "#alertes")}
    return render(request, "actionplans/mute_alert.html", context)


@require_POST
@requires(TEAM)
def unmute_alert(request: CtgRequest, pk: UUID) -> HttpResponse:
    mute = get_object_or_404(AlertMute.objects.select_related("action"), action__ctg=request.ctg, pk=pk)
    mute.delete()
    messages.success(request, f"L’alerte « {mute.get_alert_display()} » se fait entendre à nouveau.")
    return redirect(action_url(request, mute.action, "#alertes"))


@requires(CONTRIBUTORS)
def add_blocker(request: CtgRequest, pk: UUID) -> HttpResponse:
    action = action_to_edit(request, pk)
    blank = Blocker(action=action, raised_on=timezone.localdate(), raised_by=request.user)
    form = BlockerForm(request.POST or None, instance=blank, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Le blocage est signalé.")
        return redirect(action_url(request, action, "#alertes"))
    context = {"form": form, "action": action, "cancel_url": action_url(request, action, "#alertes")}
    return render(request, "actionplans/add_blocker.html", context)


@require_POST
@requires(CONTRIBUTORS)
def lift_blocker(request: CtgRequest, pk: UUID) -> HttpResponse:
    blocker = get_object_or_404(Blocker, action__ctg=request.ctg, pk=pk)
    action = action_to_edit(request, blocker.action_id)
    try:
        services.lift(blocker, on=timezone.localdate(), by=request.user)
    except AlreadyLifted as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Le blocage est levé.")
    return redirect(action_url(request, action, "#alertes"))


@requires(COMMENTERS)
def add_comment(request: CtgRequest, pk: UUID) -> HttpResponse:
    action = find_action(request, pk, reader_of(request))
    form = CommentForm(request.POST or None, instance=Comment(action=action, author=request.user), user=request.user)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data:
            said = form.save(commit=False)
            services.comment(said, list(form.cleaned_data["people"]), ctg=request.ctg)
        messages.success(request, "Votre commentaire est enregistré.")
        return redirect(action_url(request, action, "#commentaires"))
    context = {"form": form, "action": action, "cancel_url": action_url(request, action, "#commentaires")}
    return render(request, "actionplans/add_comment.html", context)


@requires(READERS)
def journal(request: CtgRequest, pk: UUID) -> HttpResponse:
    reader = reader_of(request)
    action = find_action(request, pk, reader)
    context = {"action": action, "events": services.journal(action, is_team=reader.is_team)}
    return render(request, "actionplans/journal.html", context)
