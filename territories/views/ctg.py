"""Opening a CTG and keeping its dates and its perimeter."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from territories import services
from territories.access import CafRequest, CtgRequest, requires
from territories.forms import CtgForm, CtgSettingsForm
from territories.models import CAF_STAFF, TEAM, Epci
from territories.services import PerimeterOverlaps


@requires(CAF_STAFF)
def choose_territory(request: CafRequest) -> HttpResponse:
    """The EPCI of the département, with what the Caf already has on each."""
    territories = {territory.epci_id: territory for territory in request.caf.territories.prefetch_related("ctgs")}
    epcis = [
        {"epci": epci, "territory": territories.get(epci.pk)}
        for epci in Epci.objects.of_department(request.caf.department_id).order_by("name")
    ]
    return render(request, "territories/choose_territory.html", {"epcis": epcis})


@requires(CAF_STAFF)
def create_ctg(request: CafRequest, epci: int) -> HttpResponse:
    epci_in_hand = get_object_or_404(Epci.objects.of_department(request.caf.department_id), pk=epci)
    form = CtgForm(request.POST or None, caf=request.caf, epci=epci_in_hand)
    if request.method == "POST" and form.is_valid():
        try:
            ctg = services.open_ctg_for_epci(request.caf, epci_in_hand, by=request.user, **form.cleaned_data)
        except PerimeterOverlaps as refusal:
            form.add_error("communes", str(refusal))
        else:
            messages.success(request, f"La CTG {ctg.number} est créée. Elle commence par sa préparation.")
            return redirect(ctg)
    return render(request, "territories/create_ctg.html", {"form": form, "epci": epci_in_hand})


@requires(TEAM)
def edit_ctg(request: CtgRequest) -> HttpResponse:
    form = CtgSettingsForm(request.POST or None, instance=request.ctg, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.redraw(form.save(commit=False), form.cleaned_data["communes"])
        except PerimeterOverlaps as refusal:
            form.add_error("communes", str(refusal))
        else:
            messages.success(request, "Les dates et le périmètre sont enregistrés.")
            return redirect(request.ctg.url("territories:edit_ctg"))
    return render(request, "territories/edit_ctg.html", {"form": form})
