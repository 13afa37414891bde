"""The Caf's catalogue of indicators."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from diagnostics.forms import IndicatorForm, ThemeFilter
from diagnostics.models import Indicator
from territories.access import CafRequest, requires
from territories.models import CAF_STAFF


@requires(CAF_STAFF)
def catalogue(request: CafRequest) -> HttpResponse:
    filters = ThemeFilter(request.GET)
    rows = request.caf.indicators.all()
    if filters.chosen:
        rows = rows.filter(theme=filters.chosen)
    return render(request, "diagnostics/catalogue.html", {"filters": filters, "indicators": rows})


@requires(CAF_STAFF)
def new_indicator(request: CafRequest) -> HttpResponse:
    return _edit(request, Indicator(caf=request.caf), "Nouvel indicateur")


@requires(CAF_STAFF)
def edit_indicator(request: CafRequest, pk: UUID) -> HttpResponse:
    indicator = get_object_or_404(request.caf.indicators, pk=pk)
    return _edit(request, indicator, f"Modifier « {indicator} »")


def _edit(request: CafRequest, indicator: Indicator, title: str) -> HttpResponse:
    form = IndicatorForm(request.POST or None, instance=indicator, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Le catalogue est à jour.")
        return redirect("diagnostics:catalogue", request.caf.slug)
    return render(request, "diagnostics/edit_indicator.html", {"form": form, "title": title})
