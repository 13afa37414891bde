from django.http import HttpResponse
from django.shortcuts import render

from territories.access import CafRequest, CtgRequest, requires
from territories.models import CAF_STAFF, EVERYONE


@requires(EVERYONE)
def overview(request: CtgRequest) -> HttpResponse:
    return render(request, "layouts/ctg.html")


@requires(CAF_STAFF)
def template(request: CafRequest) -> HttpResponse:
    return render(request, "layouts/caf.html")
