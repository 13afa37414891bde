from django.http import HttpResponse
from django.shortcuts import render

from territories.access import CtgRequest, requires
from territories.models import EVERYONE


@requires(EVERYONE)
def plan(request: CtgRequest) -> HttpResponse:
    return render(request, "layouts/ctg.html")


@requires(EVERYONE)
def follow_up(request: CtgRequest) -> HttpResponse:
    return render(request, "layouts/ctg.html")
