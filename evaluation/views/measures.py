"""The figure of one year, given or corrected by those who know it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from evaluation import services
from evaluation.forms import MeasureForm
from evaluation.models import Indicator, Measure
from evaluation.views.access import find_indicator, may_measure
from territories.access import CtgRequest, requires
from territories.models import STUDY, Role


@requires(STUDY | {Role.PARTNER})
def add_measure(request: CtgRequest, pk: str) -> HttpResponse:
    indicator = find_indicator(request, pk)
    year = services.first_year_to_measure(indicator, request.ctg, timezone.localdate())
    return _edit(request, indicator, Measure(indicator=indicator, year=year or request.ctg.years[0]), year)


@requires(STUDY | {Role.PARTNER})
def correct_measure(request: CtgRequest, pk: str) -> HttpResponse:
    measures = Measure.objects.filter(indicator__ctg=request.ctg).select_related("reported_by", "updated_by")
    measure = get_object_or_404(measures, pk=pk)
    measure.indicator = find_indicator(request, str(measure.indicator_id))
    return _edit(request, measure.indicator, measure, measure.year)


def _edit(request: CtgRequest, indicator: Indicator, measure: Measure, year: int | None) -> HttpResponse:
    if not may_measure(request, indicator):
        raise PermissionDenied
    today = timezone.localdate()
    form = MeasureForm(request.POST or None, instance=measure, user=request.user)
    url = request.ctg.url("evaluation:indicator", pk=indicator.pk)
    if request.method == "POST" and form.is_valid():
        saved = services.save_measure(form.save(commit=False), by=request.user, on=today)
        messages.success(request, f"La mesure de {saved.year} est enregistrée.")
        return redirect(url)
    context = {
        "form": form,
        "indicator": indicator,
        "year": year,
        "state": services.progress_of(indicator, request.ctg, today),
        "has_begun": bool(services.measurable_years(request.ctg, today)),
        "cancel_url": url,
    }
    return render(request, f"evaluation/{'add' if form.is_new else 'correct'}_measure.html", context)
