"""One CTG at a glance, for those who work on it and for an élu on a telephone."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from dashboards import services
from dashboards.forms import CommuneChoice
from territories.access import CtgRequest, requires
from territories.models import EVERYONE, Role


@requires(EVERYONE)
def ctg(request: CtgRequest) -> HttpResponse:
    """Where we stand, what to do next, and how far the thread goes from the findings to the measures."""
    return render(request, "dashboards/ctg.html", {"synthesis": services.synthesis(request.ctg, timezone.localdate())})


@requires(EVERYONE - {Role.CONSULTANT})
def elected(request: CtgRequest) -> HttpResponse:
    """Two minutes on a telephone: the phase, the promises, the money, what is late, what is expected of me."""
    choice = CommuneChoice(request.GET or None, ctg=request.ctg)
    commune = services.commune_of(request.user, request.ctg, choice.chosen)
    brief = services.commune_brief(request.ctg, commune, timezone.localdate(), reader=request.user)
    choice.initial["commune"] = brief.commune  # what is read is what the list shows
    return render(request, "dashboards/elected.html", {"brief": brief, "choice": choice})
