"""The facilities open to families, on a map and in a list."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from diagnostics import exports, figures
from diagnostics.forms.maps import OfferFilter, OfferQuestion
from diagnostics.services import maps
from diagnostics.services import offer as services
from diagnostics.views.maps import csv_answer
from partners.models import Facility
from territories.access import CtgRequest, requires
from territories.models import EVERYONE, TEAM

HEADER = ("Équipement", "Nature", "Commune", "Code Insee", "Capacité", "Unité", "Gestionnaire", "Territoire")


@requires(EVERYONE)
def offer(request: CtgRequest) -> HttpResponse:
    question, ground = OfferQuestion.read(request.GET), maps.ground(request.ctg)
    found = services.offer(request.ctg, ground, timezone.localdate())
    facilities = _chosen(found, question)
    title = Facility.Kind(question.kind).label if question.kind else "Équipements et services aux familles"
    context = {
        "filters": OfferFilter(question, found),
        "is_empty": not found.own and not found.around,
        "facilities": facilities,
        "map": figures.offer_map(ground, facilities, request.territory.pk, title),
        "sort": question.sort,
        "can_edit": request.access.has(TEAM),
    }
    return render(request, "diagnostics/offer.html", context)


@requires(EVERYONE)
def offer_csv(request: CtgRequest) -> HttpResponse:
    question, ground = OfferQuestion.read(request.GET), maps.ground(request.ctg)
    found = services.offer(request.ctg, ground, timezone.localdate())
    return csv_answer(request, "offre", exports.table_csv(HEADER, services.table(_chosen(found, question))))


def _chosen(found: services.Offer, question: OfferQuestion) -> list[Facility]:
    facilities = found.chosen(question.kind, question.words, with_neighbours=question.with_neighbours)
    return services.ordered(facilities, question.sort)
