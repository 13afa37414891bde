"""The organisations that a Caf works with, and their people."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from partners import services
from partners.forms import ContactForm, OrganisationFilter, OrganisationForm
from partners.models import Contact, Organisation
from partners.views.place import Place
from territories.access import CafRequest, CtgRequest, requires
from territories.models import CAF_STAFF, TEAM

ROWS_A_PAGE = 50


@requires(CAF_STAFF)
def organisations(request: CafRequest) -> HttpResponse:
    filters = OrganisationFilter(request.GET or None)
    found = (
        filters.filtered(request.caf.organisations.select_related("commune"))
        .annotate(contact_count=Count("contacts", distinct=True), ctg_count=Count("participations__ctg", distinct=True))
        .order_by("name", "pk")
    )
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "partners/organisations.html", {"filters": filters, "page": page})


def _organisation(request: CafRequest, pk: UUID) -> HttpResponse:
    """Its contacts; in a CTG, what it runs there; in the Caf, where it takes part."""
    place = Place(request)
    organisation = get_object_or_404(request.caf.organisations.select_related("commune", "epci"), pk=pk)
    facilities = organisation.operated_facilities.select_related("territory")
    participations = organisation.participations.select_related("ctg", "ctg__territory", "ctg__caf")
    if place.ctg:
        facilities = facilities.filter(territory=place.territory)
        participations = participations.filter(ctg=place.ctg)
    context = {
        "place": place,
        "organisation": organisation,
        "contacts": organisation.contacts.select_related("user"),
        "facilities": facilities,
        "participations": participations,
    }
    return render(request, "partners/organisation.html", context)


@requires(CAF_STAFF)
def organisation(request: CafRequest, pk: UUID) -> HttpResponse:
    return _organisation(request, pk)


@requires(TEAM)
def ctg_organisation(request: CtgRequest, pk: UUID) -> HttpResponse:
    return _organisation(request, pk)


def _create_organisation(request: CafRequest) -> HttpResponse:
    place = Place(request)
    form = OrganisationForm(request.POST or None, instance=Organisation(caf=request.caf), user=request.user)
    if request.method == "POST" and form.is_valid():
        organisation = form.save()
        messages.success(request, f"« {organisation} » est créée. Ajoutez maintenant ses contacts.")
        return redirect(place.url("organisation", pk=organisation.pk))
    return render(request, "partners/create_organisation.html", {"form": form, "place": place})


@requires(CAF_STAFF)
def create_organisation(request: CafRequest) -> HttpResponse:
    return _create_organisation(request)


@requires(TEAM)
def ctg_create_organisation(request: CtgRequest) -> HttpResponse:
    return _create_organisation(request)


@requires(CAF_STAFF)
def edit_organisation(request: CafRequest, pk: UUID) -> HttpResponse:
    place = Place(request)
    organisation = get_object_or_404(request.caf.organisations, pk=pk)
    form = OrganisationForm(request.POST or None, instance=organisation, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "L’organisation est enregistrée.")
        return redirect(place.url("organisation", pk=pk))
    name = request.caf.organisations.values_list("name", flat=True).get(pk=pk)
    return render(request, "partners/edit_organisation.html", {"form": form, "place": place, "pk": pk, "name": name})


@requires(CAF_STAFF)
def archive_organisation(request: CafRequest, pk: UUID) -> HttpResponse:
    place = Place(request)
    organisation = get_object_or_404(request.caf.organisations.active(), pk=pk)
    if request.method == "POST":
        services.archive(organisation, by=request.user)
        messages.success(request, f"« {organisation} » est archivée. Vous pouvez la rétablir depuis sa page.")
        return redirect(place.organisations_url)
    return render(request, "partners/archive_organisation.html", {"organisation": organisation, "place": place})


@require_POST
@requires(CAF_STAFF)
def restore_organisation(request: CafRequest, pk: UUID) -> HttpResponse:
    organisation = get_object_or_404(request.caf.organisations.filter(is_archived=True), pk=pk)
    services.restore(organisation, by=request.user)
    messages.success(request, f"« {organisation} » est rétablie.")
    return redirect(Place(request).url("organisation", pk=pk))


def _create_contact(request: CafRequest, pk: UUID) -> HttpResponse:
    organisation = get_object_or_404(request.caf.organisations, pk=pk)
    return _contact_form(request, Contact(organisation=organisation, caf=request.caf), "partners/create_contact.html")


def _edit_contact(request: CafRequest, pk: UUID) -> HttpResponse:
    contact = get_object_or_404(request.caf.contacts.select_related("organisation"), pk=pk)
    return _contact_form(request, contact, "partners/edit_contact.html")


def _contact_form(request: CafRequest, contact: Contact, template: str) -> HttpResponse:
    form = ContactForm(request.POST or None, instance=contact, user=request.user)
    back = Place(request).url("organisation", pk=contact.organisation_id)
    if request.method == "POST" and form.is_valid():
        messages.success(request, f"{form.save()} est enregistré parmi les contacts.")
        return redirect(back)
    context = {"form": form, "place": Place(request), "organisation": contact.organisation, "back": back}
    return render(request, template, context)


@requires(CAF_STAFF)
def create_contact(request: CafRequest, pk: UUID) -> HttpResponse:
    return _create_contact(request, pk)


@requires(TEAM)
def ctg_create_contact(request: CtgRequest, pk: UUID) -> HttpResponse:
    return _create_contact(request, pk)


@requires(CAF_STAFF)
def edit_contact(request: CafRequest, pk: UUID) -> HttpResponse:
    return _edit_contact(request, pk)


@requires(TEAM)
def ctg_edit_contact(request: CtgRequest, pk: UUID) -> HttpResponse:
    return _edit_contact(request, pk)
