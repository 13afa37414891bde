"""The Caf's catalogue of indicators."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from diagnostics.forms.catalogue import CatalogueFilter, IndicatorForm
from diagnostics.models import Indicator
from diagnostics.services import catalogue as services
from territories.access import CafRequest, requires
from territories.models import CAF_STAFF, Role


@requires(CAF_STAFF)
def catalogue(request: CafRequest) -> HttpResponse:
    filters = CatalogueFilter(request.GET)
    rows = request.caf.indicators.annotate(former_count=Count("former_definitions"))
    context = {
        "filters": filters,
        "indicators": rows.filter(_criteria(filters)),
        "missing": services.count_missing(request.caf),
    }
    return render(request, "diagnostics/catalogue.html", context)


def _criteria(filters: CatalogueFilter) -> Q:
    """What was understood of the address: a wrong value filters nothing."""
    filters.is_valid()
    typed, criteria = filters.cleaned_data, Q()
    if typed.get("theme"):
        criteria &= Q(theme=typed["theme"])
    if typed.get("state"):
        criteria &= Q(is_active=typed["state"] == "active")
    if typed.get("q"):
        criteria &= Q(label__icontains=typed["q"]) | Q(code__istartswith=typed["q"]) | Q(source__icontains=typed["q"])
    return criteria


@require_POST
@requires(CAF_STAFF)
def complete_catalogue(request: CafRequest) -> HttpResponse:
    """Add the indicators of the shipped catalogue that are missing; the others stay as the Caf wrote them."""
    services.install_catalogue(request.caf)
    messages.success(request, "Le catalogue est complet. Vos indicateurs n’ont pas changé.")
    return redirect("diagnostics:catalogue", request.caf.slug)


@requires(CAF_STAFF)
def catalogue_entry(request: CafRequest, pk: UUID) -> HttpResponse:
    """One entry: its wording, the former ones, and what was loaded under each."""
    indicator = get_object_or_404(request.caf.indicators.select_related("updated_by"), pk=pk)
    context = {
        "indicator": indicator,
        "formers": indicator.former_definitions.select_related("replaced_by"),
        "loadings": services.loadings(indicator),
    }
    return render(request, "diagnostics/catalogue_entry.html", context)


@requires(CAF_STAFF)
def new_indicator(request: CafRequest) -> HttpResponse:
    return _edit(request, Indicator(caf=request.caf), "Nouvel indicateur")


@requires(CAF_STAFF)
def edit_indicator(request: CafRequest, pk: UUID) -> HttpResponse:
    indicator = get_object_or_404(request.caf.indicators, pk=pk)
    return _edit(request, indicator, f"Modifier « {indicator} »")


def _edit(request: CafRequest, indicator: Indicator, title: str) -> HttpResponse:
    may_loosen = request.access.has({Role.CAF_MANAGER})
    form = IndicatorForm(request.POST or None, instance=indicator, user=request.user, may_loosen=may_loosen)
    if request.method == "POST" and form.is_valid():
        kept = form.save_revision()
        messages.success(request, "Le catalogue est à jour.")
        return redirect("diagnostics:catalogue_entry", request.caf.slug, kept.pk)
    return render(request, "diagnostics/edit_indicator.html", {"form": form, "title": title})
