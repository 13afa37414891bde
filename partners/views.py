from django.http import HttpResponse
from django.shortcuts import render

from territories.access import CafRequest, CtgRequest, requires
from territories.models import CAF_STAFF, TEAM


@requires(TEAM)
def list_(request: CtgRequest) -> HttpResponse:
    return render(request, "layouts/ctg.html")


@requires(CAF_STAFF)
def organisations(request: CafRequest) -> HttpResponse:
    return render(request, "layouts/caf.html")


@requires(CAF_STAFF)
def access(request: CafRequest) -> HttpResponse:
    return render(request, "layouts/caf.html")
