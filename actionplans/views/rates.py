"""The rates of the bonus territoire, year by year: written by the managers of the Caf, read by its staff."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from actionplans import services
from actionplans.forms import RateForm, RateTableForm
from actionplans.models import Rate, RateTable
from actionplans.services import MissingYearBefore
from territories.access import CafRequest, requires
from territories.models import CAF_STAFF, Role

MANAGERS = frozenset({Role.CAF_MANAGER})
YEARS_AHEAD = 4


@requires(CAF_STAFF)
def rate_tables(request: CafRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "tables": request.caf.rate_tables.prefetch_related("rates"),
        "missing": services.years_without_rates(request.caf, range(today.year, today.year + YEARS_AHEAD + 1)),
        "this_year": today.year,
        "can_edit": request.access.has(MANAGERS),
    }
    return render(request, "actionplans/rate_tables.html", context)


@requires(MANAGERS)
def create_rate_table(request: CafRequest) -> HttpResponse:
    table = RateTable(caf=request.caf, year=timezone.localdate().year)
    return _edit_table(request, table, "Nouveau barème")


@requires(MANAGERS)
def edit_rate_table(request: CafRequest, pk: UUID) -> HttpResponse:
    table = get_object_or_404(request.caf.rate_tables, pk=pk)
    return _edit_table(request, table, f"Modifier le barème {table.year}")


def _edit_table(request: CafRequest, table: RateTable, title: str) -> HttpResponse:
    form = RateTableForm(request.POST or None, instance=table, user=request.user)
    if request.method == "POST" and form.is_valid():
        messages.success(request, f"{form.save()} est enregistré.")
        return redirect("actionplans:rate_tables", request.caf.slug)
    return render(request, "actionplans/edit_rate.html", {"form": form, "title": title, "can_delete": False})


@require_POST
@requires(MANAGERS)
def copy_rate_table(request: CafRequest, year: int) -> HttpResponse:
    try:
        table = services.copy_rates(request.caf, min(year, services.LAST_RATE_YEAR), by=request.user)
        messages.success(request, f"{table} reprend les tarifs de l’année d’avant : corrigez ceux qui ont changé.")
    except MissingYearBefore as refusal:
        messages.error(request, str(refusal))
    return redirect("actionplans:rate_tables", request.caf.slug)


@requires(MANAGERS)
def add_rate(request: CafRequest, pk: UUID) -> HttpResponse:
    table = get_object_or_404(request.caf.rate_tables, pk=pk)
    return _edit_rate(request, Rate(table=table, caf=request.caf), f"Nouveau tarif {table.year}")


@requires(MANAGERS)
def edit_rate(request: CafRequest, pk: UUID) -> HttpResponse:
    rate = _rate(request, pk)
    return _edit_rate(request, rate, f"{rate} ({rate.table.year})")


def _edit_rate(request: CafRequest, rate: Rate, title: str) -> HttpResponse:
    form = RateForm(request.POST or None, instance=rate, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Le tarif est enregistré ; les estimations en tiennent compte.")
        return redirect("actionplans:rate_tables", request.caf.slug)
    context = {"form": form, "title": title, "can_delete": not rate._state.adding}
    return render(request, "actionplans/edit_rate.html", context)


@requires(MANAGERS)
def delete_rate(request: CafRequest, pk: UUID) -> HttpResponse:
    rate = _rate(request, pk)
    if request.method == "POST":
        rate.delete()
        messages.success(request, "Le tarif est supprimé.")
        return redirect("actionplans:rate_tables", request.caf.slug)
    return render(request, "actionplans/delete_rate.html", {"rate": rate})


def _rate(request: CafRequest, pk: UUID) -> Rate:
    return get_object_or_404(Rate.objects.select_related("table").filter(table__caf=request.caf), pk=pk)
