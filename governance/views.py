from django.http import HttpResponse
from django.shortcuts import render

from territories.access import CtgRequest, requires
from territories.models import EVERYONE


@requires(EVERYONE)
def bodies(request: CtgRequest) -> HttpResponse:
    return render(request, "layouts/ctg.html")
