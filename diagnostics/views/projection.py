"""The births to come, and the children that follow."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from diagnostics import exports, figures
from diagnostics.forms.projection import ProjectionForm
from diagnostics.services import projection as services
from territories.access import CtgRequest, requires
from territories.models import EVERYONE

HEADER = ("Mesure", "Année", "Scénario bas", "Scénario central", "Scénario haut", "Statut")


@requires(EVERYONE)
def projection(request: CtgRequest) -> HttpResponse:
    """Its assumptions stay in the address: whoever reads may try, and a link says exactly what was assumed."""
    observed = services.observe(request.ctg)
    try:
        form = ProjectionForm(request.GET or None, usual=services.usual(observed))
    except services.NotEnoughYears as refusal:
        return render(request, "diagnostics/projection.html", {"refusal": str(refusal)})
    reading = services.project(observed, form.assumptions(), request.ctg.effective_to.year)
    context = {"form": form, "projection": reading, "observed": observed, "hints": services.hints(observed)}
    context["charts"] = _charts(reading)
    return render(request, "diagnostics/projection.html", context)


def _charts(reading: services.Projection) -> list[tuple[str, str, dict[str, object]]]:
    futures = reading.scenarios
    births = figures.fan(reading.observed.births, {each.name: each.births for each in futures}, "naissances")
    charts = [("naissances", "Naissances de l’année", births)]
    if reading.has_children:
        under = figures.fan({}, {each.name: each.under_3 for each in futures}, "enfants")
        older = figures.fan({}, {each.name: each.three_to_eleven for each in futures}, "enfants")
        charts += [("moins-de-3", "Enfants de moins de 3 ans", under), ("3-11", "Enfants de 3 à 11 ans", older)]
    return charts


@requires(EVERYONE)
def projection_csv(request: CtgRequest) -> HttpResponse:
    observed = services.observe(request.ctg)
    try:
        form = ProjectionForm(request.GET or None, usual=services.usual(observed))
    except services.NotEnoughYears as refusal:
        raise Http404(str(refusal)) from refusal
    reading = services.project(observed, form.assumptions(), request.ctg.effective_to.year)
    lines = [(name, year, *shown, "Estimation") for name, rows in reading.tables for year, shown in rows]
    headers = {"Content-Disposition": f'attachment; filename="{request.ctg.slug}-naissances.csv"'}
    content = exports.table_csv(HEADER, [*lines, *form.as_lines()])
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
