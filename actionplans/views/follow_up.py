"""What becomes of the actions: the list, and the news that pilots give."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from actionplans import services
from actionplans.figures.health import RULES
from actionplans.forms import FollowUpFilters, ReportForm
from actionplans.models import Action, Alert, FollowUp
from actionplans.services import NewsMeanwhile, NoDecision, Progress, Reader, reminders
from actionplans.views.loading import READERS, action_url, find_action, reader_of
from territories.access import CtgRequest, requires
from territories.models import CONTRIBUTORS


@requires(READERS)
def follow_up(request: CtgRequest) -> HttpResponse:
    reader = reader_of(request)
    filters = FollowUpFilters(request.GET or None, ctg=request.ctg, reader=reader)
    actions = filters.narrow(services.readable(request.ctg, reader))
    lines = filters.keep(services.progress_of(request.ctg, actions, today=timezone.localdate()))
    counts = Counter(alert for line in lines for alert in {concern.alert for concern in line.concerns})
    context = {
        "filters": filters,
        "lines": _with_permissions(lines, reader),
        "alerts": [(alert, counts[alert]) for alert in Alert if counts[alert]],
        "is_filtered": bool(request.GET),
        "reset_url": request.ctg.url("actionplans:follow_up"),
        "is_new": False,
        "rules": [(alert, RULES[alert]) for alert in Alert],
        "effect": reminders.effect(request.ctg, today=timezone.localdate()),
        "pause": reminders.current_pause(request.ctg, timezone.localdate()),
        "is_team": reader.is_team,
        "waiting": request.ctg.actions.filter(follow_ups__standing="proposed").count() if reader.is_team else 0,
    }
    return render(request, "actionplans/follow_up.html", context)


def _with_permissions(lines: list[Progress], reader: Reader) -> list[tuple[Progress, bool]]:
    return [(line, reader.may_report(line.action)) for line in lines]


@requires(CONTRIBUTORS)
def report(request: CtgRequest, pk: UUID) -> HttpResponse:
    """News of one action, from its fiche, from the list, or inside a row of the list."""
    reader = reader_of(request)
    action = find_action(request, pk, reader)
    if not reader.may_report(action):
        raise PermissionDenied
    latest = services.last_kept(action)
    news = FollowUp(action=action, author=request.user, status=action.status, progress=action.progress)
    form = ReportForm(
        request.POST or None,
        instance=news,
        user=request.user,
        seen=latest.pk if latest else None,
        auto_id=f"id_{pk}_%s" if request.htmx else "id_%s",  # several rows of the list may be open
    )
    others: FollowUp | None = None
    if request.method == "POST" and form.is_valid():
        try:
            services.report(form.save(commit=False), seen=form.last_read)
        except NewsMeanwhile as refusal:
            form.add_error(None, str(refusal))
            form.show_news_of(refusal.latest.pk)
            others = refusal.latest
        except NoDecision as refusal:  # the action changed its status while the form was open
            form.add_error("decision", str(refusal))
        else:
            return _reported(request, action, reader)
    return _report_page(request, action, form, others or latest)


def _reported(request: CtgRequest, action: Action, reader: Reader) -> HttpResponse:
    if request.htmx:
        found = services.readable(request.ctg, reader).filter(pk=action.pk)
        line = services.progress_of(request.ctg, found, today=timezone.localdate())[0]
        return render(request, "actionplans/follow_up.html#row", {"line": line, "can_report": True, "is_new": True})
    messages.success(request, f"Vos nouvelles de « {action} » sont enregistrées.")
    return redirect(_back(request, action))


def _report_page(request: CtgRequest, action: Action, form: ReportForm, latest: FollowUp | None) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "action": action,
        "code": services.codes_of(request.ctg)[action.pk],
        "latest": latest,
        "cancel_url": _back(request, action),
    }
    page = "actionplans/report_row.html" if request.htmx else "actionplans/report.html"
    return render(request, page, context)


def _back(request: CtgRequest, action: Action) -> str:
    """Where the person came from: the list, or the fiche."""
    if request.GET.get("retour") == "suivi":
        return request.ctg.url("actionplans:follow_up") + f"#action-{action.pk}"
    return action_url(request, action, "#suivi")
