"""The portrait of each commune."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from diagnostics import exports
from diagnostics.services import communes as services
from territories.access import CtgRequest, requires
from territories.models import EVERYONE


@requires(EVERYONE)
def communes(request: CtgRequest) -> HttpResponse:
    rows = services.with_population(request.ctg)
    return render(request, "diagnostics/communes.html", {"communes": rows})


@requires(EVERYONE)
def commune(request: CtgRequest, insee_code: str) -> HttpResponse:
    found = get_object_or_404(request.ctg.communes, insee_code=insee_code)
    reading = services.read(request.ctg, found)
    context = {"reading": reading, "commune": found, "of_commune": services.of_place(found.name)}
    return render(request, "diagnostics/commune.html", context)


@requires(EVERYONE)
def commune_csv(request: CtgRequest, insee_code: str) -> HttpResponse:
    found = get_object_or_404(request.ctg.communes, insee_code=insee_code)
    lines = services.read(request.ctg, found).lines
    content = exports.portrait_csv((line.indicator, line.places) for line in lines)
    headers = {"Content-Disposition": f'attachment; filename="{found.insee_code}-portrait.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
