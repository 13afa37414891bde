"""What was promised and how far it has come, for the whole CTG and for one indicator."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from evaluation import exports, figures, services
from evaluation.exports import YearRow
from evaluation.forms import IndicatorFilters, IndicatorForm
from evaluation.models import Indicator
from evaluation.services import IndicatorIsMeasured, Progress
from evaluation.views.access import find_indicator, may_measure, readable_actions
from territories.access import CtgRequest, requires
from territories.models import EVERYONE, STUDY


@requires(EVERYONE)
def overview(request: CtgRequest) -> HttpResponse:
    rows = services.progress(request.ctg, timezone.localdate(), readable_actions(request))
    filters = IndicatorFilters(request.GET or None)
    context = {
        "rows": [row for row in filters.narrow(rows) if row.indicators],
        "tally": services.tally(rows),
        "filters": filters,
        "is_filtered": bool(request.GET),
        "reset_url": request.ctg.url("evaluation:overview"),
        "questions": request.ctg.questions.all(),
        "can_edit": request.access.has(STUDY),
    }
    return render(request, "evaluation/overview.html", context)


@requires(EVERYONE)
def indicator(request: CtgRequest, pk: str) -> HttpResponse:
    found = find_indicator(request, pk)
    state = services.progress_of(found, request.ctg, timezone.localdate())
    context = {
        "indicator": found,
        "state": state,
        "rows": _rows(state, request.ctg.years),
        "figure": figures.indicator_figure(found, state.targets, state.measures),
        "can_edit": request.access.has(STUDY),
        "can_measure": may_measure(request, found),
    }
    return render(request, "evaluation/indicator.html", context)


@requires(EVERYONE)
def indicator_csv(request: CtgRequest, pk: str) -> HttpResponse:
    found = find_indicator(request, pk)
    state = services.progress_of(found, request.ctg, timezone.localdate())
    table = exports.indicator_csv(found, _rows(state, request.ctg.years))
    name = f"indicateur-{request.ctg.slug}-{found.pk}.csv"
    return HttpResponse(
        table,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _rows(state: Progress, years: list[int]) -> list[YearRow]:
    """The numbers of the chart, year by year, the baseline first."""
    targets = {target.year: target for target in state.targets}
    measures = {measure.year: measure for measure in state.measures}
    return [YearRow(year, targets.get(year), state.expected(year), measures.get(year)) for year in years]


@requires(STUDY)
def create_indicator(request: CtgRequest) -> HttpResponse:
    asked = {"action": request.GET.get("action", "")}
    return _edit(request, Indicator(ctg=request.ctg), "evaluation/create_indicator.html", initial=asked)


@requires(STUDY)
def edit_indicator(request: CtgRequest, pk: str) -> HttpResponse:
    return _edit(request, find_indicator(request, pk), "evaluation/edit_indicator.html")


def _edit(
    request: CtgRequest, found: Indicator, template: str, *, initial: dict[str, str] | None = None
) -> HttpResponse:
    actions = services.planned_actions(request.ctg, readable_actions(request))
    form = IndicatorForm(request.POST or None, instance=found, user=request.user, actions=actions, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = form.save_with_targets()
        messages.success(request, f"L’indicateur « {saved} » est enregistré.")
        return redirect(request.ctg.url("evaluation:indicator", pk=saved.pk))
    url = "evaluation:overview" if form.is_new else "evaluation:indicator"
    cancel_url = request.ctg.url(url, **({} if form.is_new else {"pk": found.pk}))
    return render(request, template, {"form": form, "cancel_url": cancel_url})


@requires(STUDY)
def delete_indicator(request: CtgRequest, pk: str) -> HttpResponse:
    found = find_indicator(request, pk)
    url = request.ctg.url("evaluation:indicator", pk=pk)
    if request.method == "POST":
        try:
            services.delete_indicator(found)
        except IndicatorIsMeasured as refusal:
            messages.error(request, str(refusal))
            return redirect(url)
        messages.success(request, f"L’indicateur « {found} » est supprimé.")
        return redirect(request.ctg.url("evaluation:overview"))
    return render(request, "evaluation/delete_indicator.html", {"indicator": found, "cancel_url": url})
