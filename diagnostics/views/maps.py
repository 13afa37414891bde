"""One indicator by commune, on a map and in the list that says the same."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from diagnostics import exports, figures
from diagnostics.forms.maps import MapFilter, MapQuestion
from diagnostics.services import maps as services
from territories.access import CtgRequest, requires
from territories.models import EVERYONE

MAP_HEADER = ("Commune", "Code Insee", "Intercommunalité", "Indicateur", "Unité", "Année", "Valeur", "Statut", "Source")


@requires(EVERYONE)
def maps(request: CtgRequest) -> HttpResponse:
    indicators = services.mappable(request.caf)
    if not indicators:
        return render(request, "diagnostics/maps_empty.html")
    question = MapQuestion.read(request.GET, indicators)
    reading = services.reading(request.ctg, question.indicator, question.year, whole_epci=question.whole_epci)
    context = {
        "filters": MapFilter(question, indicators=indicators, offer=reading),
        "reading": reading,
        "lines": reading.lines(question.sort),
        "sort": question.sort,
        "map": figures.indicator_map(reading.indicator, reading.year, reading.ground, reading.figures, question.method),
    }
    return render(request, "diagnostics/maps.html", context)


@requires(EVERYONE)
def maps_csv(request: CtgRequest) -> HttpResponse:
    indicators = services.mappable(request.caf)
    if not indicators:
        raise Http404
    question = MapQuestion.read(request.GET, indicators)
    reading = services.reading(request.ctg, question.indicator, question.year, whole_epci=question.whole_epci)
    return csv_answer(request, "carte", exports.table_csv(MAP_HEADER, reading.table(question.sort)))


def csv_answer(request: CtgRequest, name: str, content: bytes) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{request.ctg.slug}-{name}.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
