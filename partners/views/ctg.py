"""The partners of one CTG: who takes which part, and what is open to families on the territory."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from partners.forms import FacilityFilter, FacilityForm, ParticipationForm
from partners.models import Facility, Participation
from partners.views.place import Place
from territories.access import CtgRequest, requires
from territories.models import TEAM

FACILITIES_A_PAGE = 50


@requires(TEAM)
def list_(request: CtgRequest) -> HttpResponse:
    participations = request.ctg.participations.select_related("organisation").annotate(
        contact_count=Count("organisation__contacts")
    )
    filters = FacilityFilter(request.GET or None)
    facilities = filters.filtered(request.territory.facilities.select_related("commune", "operator", "supported_by"))
    context = {
        "place": Place(request),
        "participations": sorted(participations, key=_by_part_then_name),
        "filters": filters,
        "page": Paginator(facilities, FACILITIES_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "partners/list.html", context)


def _by_part_then_name(participation: Participation) -> tuple[int, str]:
    return Participation.Part.values.index(participation.part), participation.organisation.name


@requires(TEAM)
def add_participation(request: CtgRequest) -> HttpResponse:
    form = ParticipationForm(request.POST or None, instance=Participation(ctg=request.ctg), user=request.user)
    if request.method == "POST" and form.is_valid():
        participation = form.save()
        messages.success(request, f"« {participation.organisation} » participe à la CTG.")
        return redirect(request.ctg.url("partners:list"))
    return render(request, "partners/add_participation.html", {"form": form, "place": Place(request)})


@requires(TEAM)
def remove_participation(request: CtgRequest, pk: UUID) -> HttpResponse:
    participation = get_object_or_404(request.ctg.participations.select_related("organisation"), pk=pk)
    if request.method == "POST":
        participation.delete()
        messages.success(request, f"« {participation.organisation} » ne tient plus ce rôle dans la CTG.")
        return redirect(request.ctg.url("partners:list"))
    return render(
        request, "partners/remove_participation.html", {"participation": participation, "place": Place(request)}
    )


@requires(TEAM)
def create_facility(request: CtgRequest) -> HttpResponse:
    facility = Facility(territory=request.territory, caf=request.caf)
    form = FacilityForm(request.POST or None, instance=facility, user=request.user, ctg=request.ctg)
    if request.method == "POST" and form.is_valid():
        messages.success(request, f"« {form.save()} » est ajouté aux équipements du territoire.")
        return redirect(request.ctg.url("partners:list") + "#equipements")
    return render(request, "partners/create_facility.html", {"form": form, "place": Place(request)})


@requires(TEAM)
def edit_facility(request: CtgRequest, pk: UUID) -> HttpResponse:
    facility = get_object_or_404(request.territory.facilities, pk=pk)
    form = FacilityForm(request.POST or None, instance=facility, user=request.user, ctg=request.ctg)
    if request.method == "POST" and form.is_valid():
        messages.success(request, f"« {form.save()} » est enregistré.")
        return redirect(request.ctg.url("partners:list") + "#equipements")
    return render(request, "partners/edit_facility.html", {"form": form, "place": Place(request)})
