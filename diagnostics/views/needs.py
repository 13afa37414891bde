"""Needs against supply: places for a hundred children, gaps, and the way to the nearest facility."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from diagnostics import exports, figures
from diagnostics.figures.classes import Method
from diagnostics.forms.maps import DistanceQuestion, NeedQuestion
from diagnostics.models import Indicator
from diagnostics.services import distances as routes
from diagnostics.services import maps
from diagnostics.services import needs as services
from diagnostics.services import offer as supply
from diagnostics.services.needs import Age, Needs
from diagnostics.views.maps import csv_answer
from territories.access import CtgRequest, requires
from territories.models import EVERYONE

NEEDS_HEADER = (
    "Lieu", "Code Insee", "Équipements", "Places", "Enfants", "Année",
    "Places pour 100 enfants", "Statut", "Écart au taux du territoire (places)", "Source",
)  # fmt: skip
DISTANCES_HEADER = ("Commune", "Code Insee", "Nature", "Kilomètres à vol d’oiseau", "Équipement le plus proche à")


@requires(EVERYONE)
def needs(request: CtgRequest) -> HttpResponse:
    question, ground = NeedQuestion.read(request.GET), maps.ground(request.ctg)
    found = services.needs(request.ctg, ground, question.age, timezone.localdate())
    rates = {line.spot.commune.pk: line.rate for line in found.lines if line.spot}
    unit = f"places pour 100 enfants de {question.age.label}"
    indicator = Indicator(label=unit.capitalize(), unit="pour 100", kind=Indicator.Kind.RATIO, decimals=1)
    context = {
        "needs": found,
        "lines": found.ordered(question.sort),
        "sort": question.sort,
        "chart": figures.coverage(
            [(line.name, line.rate) for line in found.lines], (found.total.name, found.total.rate)
        ),
        "map": figures.indicator_map(indicator, found.year, ground, rates, Method.QUANTILES),
        "pages": _pages(request, question.age),
    }
    return render(request, "diagnostics/needs.html", context)


@requires(EVERYONE)
def needs_csv(request: CtgRequest) -> HttpResponse:
    question, ground = NeedQuestion.read(request.GET), maps.ground(request.ctg)
    found: Needs = services.needs(request.ctg, ground, question.age, timezone.localdate())
    return csv_answer(request, "besoins", exports.table_csv(NEEDS_HEADER, found.table(question.sort)))


@requires(EVERYONE)
def distances(request: CtgRequest) -> HttpResponse:
    found, has_neighbours, question = _distances(request)
    context = {
        "distances": found,
        "rows": found.ordered(question.sort),
        "sort": question.sort,
        "has_neighbours": has_neighbours,
        "with_neighbours": question.with_neighbours,
        "pages": _pages(request, None),
    }
    return render(request, "diagnostics/distances.html", context)


@requires(EVERYONE)
def distances_csv(request: CtgRequest) -> HttpResponse:
    found, _, question = _distances(request)
    return csv_answer(request, "distances", exports.table_csv(DISTANCES_HEADER, found.table(question.sort)))


def _distances(request: CtgRequest) -> tuple[routes.Distances, bool, DistanceQuestion]:
    question, ground = DistanceQuestion.read(request.GET), maps.ground(request.ctg)
    found = supply.offer(request.ctg, ground, timezone.localdate())
    facilities = found.chosen("", "", with_neighbours=question.with_neighbours)
    return routes.distances(ground, facilities), bool(found.around), question


def _pages(request: CtgRequest, age: Age | None) -> list[dict[str, Any]]:
    """The two ages and the distances."""
    here, far = request.ctg.url("diagnostics:needs"), request.ctg.url("diagnostics:distances")
    ages = [{"label": each.label.capitalize(), "url": f"{here}?age={each}", "is_current": each is age} for each in Age]
    return [*ages, {"label": "Distances", "url": far, "is_current": age is None}]
