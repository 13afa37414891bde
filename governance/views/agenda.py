"""The agenda of a meeting, item by item."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from governance import services
from governance.forms import AgendaItemForm
from governance.models import AgendaItem
from territories.access import CtgRequest, requires
from territories.models import TEAM


def _item(request: CtgRequest, pk: str) -> AgendaItem:
    items = AgendaItem.objects.select_related("meeting", "meeting__body")
    return get_object_or_404(items, meeting__ctg=request.ctg, pk=pk)


def _agenda(request: CtgRequest, item: AgendaItem) -> str:
    return request.ctg.url("governance:meeting", pk=item.meeting_id) + "#ordre-du-jour"


@requires(TEAM)
def add_item(request: CtgRequest, pk: str) -> HttpResponse:
    meeting = get_object_or_404(request.ctg.meetings.select_related("body"), pk=pk)
    form = AgendaItemForm(request.POST or None, instance=AgendaItem(meeting=meeting), user=request.user)
    if request.method == "POST" and form.is_valid():
        item = form.save(commit=False)
        services.add_to_agenda(item)
        messages.success(request, "Le point est inscrit à l’ordre du jour.")
        return redirect(_agenda(request, item))
    cancel_url = request.ctg.url("governance:meeting", pk=pk)
    context = {"form": form, "meeting": meeting, "cancel_url": cancel_url}
    return render(request, "governance/add_item.html", context)


@requires(TEAM)
def edit_item(request: CtgRequest, pk: str) -> HttpResponse:
    item = _item(request, pk)
    form = AgendaItemForm(request.POST or None, instance=item, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Le point est enregistré.")
        return redirect(_agenda(request, item))
    context = {"form": form, "meeting": item.meeting, "cancel_url": _agenda(request, item)}
    return render(request, "governance/edit_item.html", context)


@requires(TEAM)
def delete_item(request: CtgRequest, pk: str) -> HttpResponse:
    item = _item(request, pk)
    if request.method == "POST":
        item.delete()
        messages.success(request, f"Le point « {item} » est retiré de l’ordre du jour.")
        return redirect(_agenda(request, item))
    return render(request, "governance/delete_item.html", {"item": item, "cancel_url": _agenda(request, item)})


@require_POST
@requires(TEAM)
def move_item_up(request: CtgRequest, pk: str) -> HttpResponse:
    return _move(request, pk, services.move_up)


@require_POST
@requires(TEAM)
def move_item_down(request: CtgRequest, pk: str) -> HttpResponse:
    return _move(request, pk, services.move_down)


def _move(request: CtgRequest, pk: str, move: Callable[[AgendaItem], None]) -> HttpResponse:
    item = _item(request, pk)
    move(item)
    return redirect(_agenda(request, item))
