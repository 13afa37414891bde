from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from territories.access import CafRequest, CtgRequest, requires
from territories.models import CAF_STAFF, EVERYONE


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


@requires(CAF_STAFF)
def portfolio(request: CafRequest) -> HttpResponse:
    return render(request, "layouts/caf.html")


@requires(EVERYONE)
def ctg(request: CtgRequest) -> HttpResponse:
    return render(request, "layouts/ctg.html")


@requires(EVERYONE)
def elected(request: CtgRequest) -> HttpResponse:
    return render(request, "layouts/ctg.html")
