"""What a finding cites, piece by piece, and the issue that it feeds."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from diagnostics.forms.findings import AttachForm, CiteFigureForm, CiteWordsForm
from diagnostics.models import Evidence, Finding
from diagnostics.services import evidence as services
from diagnostics.services.evidence import AlreadyCited
from diagnostics.services.findings import attach
from territories.access import CtgRequest, requires
from territories.models import STUDY


@require_POST
@requires(STUDY)
def cite_figure(request: CtgRequest, pk: UUID) -> HttpResponse:
    found = _finding(request, pk)
    form = CiteFigureForm(request.POST, ctg=request.ctg)
    if form.is_valid():
        try:
            services.cite_figure(found, form.cleaned_data["indicator"], form.cleaned_data["commune"])
        except AlreadyCited as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, "Choisissez d’abord un indicateur, puis un lieu du territoire.")
    return _back(request, found)


@require_POST
@requires(STUDY)
def cite_words(request: CtgRequest, pk: UUID) -> HttpResponse:
    found = _finding(request, pk)
    form = CiteWordsForm(request.POST, ctg=request.ctg)
    if form.is_valid():
        try:
            services.cite_words(found, form.cleaned_data["contribution"], form.cleaned_data["quote"])
        except AlreadyCited as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, "Choisissez d’abord une contribution retenue.")
    return _back(request, found)


@require_POST
@requires(STUDY)
def cite_again(request: CtgRequest, pk: UUID) -> HttpResponse:
    """Cite today's figure instead of the one that was frozen."""
    cited = _evidence(request, pk)
    services.cite_again(cited)
    messages.success(request, "Le chiffre cité est celui d’aujourd’hui. L’historique garde le précédent.")
    return _back(request, cited.finding)


@requires(STUDY)
def withdraw_evidence(request: CtgRequest, pk: UUID) -> HttpResponse:
    cited = _evidence(request, pk)
    if request.method == "POST":
        cited.delete()
        messages.success(request, "Le constat ne cite plus cela.")
        return _back(request, cited.finding)
    back = request.ctg.url("diagnostics:finding", pk=cited.finding.pk)
    (citation,) = services.citations(request.ctg, [cited])
    context = {"thing": citation.text, "title": "Retirer cette preuve\u202f?", "back": back}
    return render(request, "diagnostics/confirm_delete.html", context)


@require_POST
@requires(STUDY)
def attach_finding(request: CtgRequest, pk: UUID) -> HttpResponse:
    found = _finding(request, pk)
    form = AttachForm(request.POST, finding=found)
    if form.is_valid():
        attach(form.cleaned_data["issue"], found, by=request.user)
        messages.success(request, f"Le constat nourrit l’enjeu {form.cleaned_data['issue'].code}.")
    else:
        messages.error(request, "Choisissez d’abord un enjeu que ce constat ne nourrit pas encore.")
    return _back(request, found)


def _finding(request: CtgRequest, pk: UUID) -> Finding:
    found = get_object_or_404(request.ctg.findings, pk=pk)
    found.ctg = request.ctg
    return found


def _evidence(request: CtgRequest, pk: UUID) -> Evidence:
    rows = Evidence.objects.select_related("finding", "indicator", "commune")
    cited = get_object_or_404(rows, pk=pk, finding__in=request.ctg.findings.all())
    cited.finding.ctg = request.ctg
    return cited


def _back(request: CtgRequest, found: Finding) -> HttpResponse:
    return redirect(f"{request.ctg.url('diagnostics:finding', pk=found.pk)}#preuves")
