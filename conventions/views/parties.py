"""Who signs, by whose vote, and when everybody has."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from conventions.forms import DeliberationForm, SignatoryForm, SignatureForm
from conventions.models import Deliberation, Signatory
from conventions.services import signing
from conventions.services.signing import CannotSign
from territories.access import CtgRequest, requires
from territories.models import TEAM


@requires(TEAM)
def new_signatory(request: CtgRequest) -> HttpResponse:
    signatory = Signatory(ctg=request.ctg, position=signing.next_position(request.ctg))
    return _edit_signatory(request, signatory, "Nouveau signataire")


@requires(TEAM)
def edit_signatory(request: CtgRequest, pk: UUID) -> HttpResponse:
    signatory = get_object_or_404(request.ctg.signatories.select_related("organisation"), pk=pk)
    signatory.ctg = request.ctg
    return _edit_signatory(request, signatory, str(signatory.organisation))


def _edit_signatory(request: CtgRequest, signatory: Signatory, title: str) -> HttpResponse:
    form = SignatoryForm(request.POST or None, instance=signatory, user=request.user)
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(request, f"« {saved.organisation} » figure parmi les signataires.")
        return redirect(request.ctg.url("conventions:overview"))
    return render(request, "conventions/edit_party.html", {"form": form, "title": title, "signatory": signatory})


@requires(TEAM)
def delete_signatory(request: CtgRequest, pk: UUID) -> HttpResponse:
    signatory = get_object_or_404(request.ctg.signatories.select_related("organisation"), pk=pk, signed_on=None)
    if request.method == "POST":
        signatory.delete()
        messages.success(request, f"« {signatory.organisation} » ne figure plus parmi les signataires.")
        return redirect(request.ctg.url("conventions:overview"))
    return render(request, "conventions/delete_party.html", {"signatory": signatory})


@requires(TEAM)
def new_deliberation(request: CtgRequest, pk: UUID) -> HttpResponse:
    signatory = get_object_or_404(request.ctg.signatories.select_related("organisation"), pk=pk)
    return _edit_deliberation(request, Deliberation(signatory=signatory), f"Délibération – {signatory.organisation}")


@requires(TEAM)
def edit_deliberation(request: CtgRequest, pk: UUID) -> HttpResponse:
    deliberations = Deliberation.objects.select_related("signatory__organisation")
    deliberation = get_object_or_404(deliberations, signatory__ctg=request.ctg, pk=pk)
    return _edit_deliberation(request, deliberation, f"Délibération – {deliberation.signatory.organisation}")


def _edit_deliberation(request: CtgRequest, deliberation: Deliberation, title: str) -> HttpResponse:
    form = DeliberationForm(request.POST or None, instance=deliberation, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "La délibération est enregistrée.")
        return redirect(request.ctg.url("conventions:overview"))
    return render(request, "conventions/edit_party.html", {"form": form, "title": title, "signatory": None})


@require_POST
@requires(TEAM)
def record_signature(request: CtgRequest) -> HttpResponse:
    form = SignatureForm(request.POST, ctg=request.ctg)
    if not form.is_valid():
        messages.error(request, form.errors["signed_on"].as_text().lstrip("* "))
        return redirect(request.ctg.url("conventions:overview"))
    try:
        signing.record_signature(request.ctg, signed_on=form.cleaned_data["signed_on"], by=request.user)
    except CannotSign as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "La convention est signée. Son texte ne change plus que par un avenant.")
    return redirect(request.ctg.url("conventions:overview"))
