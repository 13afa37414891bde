"""Findings and their evidence."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from diagnostics.forms import FindingFilter, FindingForm
from diagnostics.models import Finding
from diagnostics.services import findings as services
from diagnostics.services.findings import StillCited
from territories.access import CtgRequest, requires
from territories.models import EVERYONE, STUDY


@requires(EVERYONE)
def findings(request: CtgRequest) -> HttpResponse:
    filters = FindingFilter(request.GET)
    rows = (
        request.ctg.findings.filter(**filters.criteria())
        .select_related("commune")
        .prefetch_related("evidence", "issues")
    )
    context = {"filters": filters, "findings": rows, "can_edit": request.access.has(STUDY)}
    return render(request, "diagnostics/findings.html", context)


@requires(STUDY)
def new_finding(request: CtgRequest) -> HttpResponse:
    """`?contribution=` starts from what somebody said."""
    said = request.ctg.contributions.accepted().filter(pk__in=_uuids(request.GET.get("contribution", ""))).first()
    start: dict[str, object] = {"title": said.title, "theme": said.theme, "contributions": [said.pk]} if said else {}
    return _edit(request, Finding(ctg=request.ctg), "Nouveau constat", start)


@requires(STUDY)
def edit_finding(request: CtgRequest, pk: UUID) -> HttpResponse:
    finding = get_object_or_404(request.ctg.findings, pk=pk)
    finding.ctg = request.ctg
    return _edit(request, finding, "Modifier un constat")


def _edit(request: CtgRequest, finding: Finding, title: str, start: dict[str, object] | None = None) -> HttpResponse:
    form = FindingForm(request.POST or None, instance=finding, user=request.user, initial=start)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save()
            if form.cleaned_data:
                services.cite(saved, form.cleaned_data["indicators"], form.cleaned_data["contributions"])
        messages.success(request, "Le constat est enregistré.")
        return redirect(request.ctg.url("diagnostics:findings"))
    return render(request, "diagnostics/edit_finding.html", {"form": form, "title": title, "finding": finding})


@requires(STUDY)
def delete_finding(request: CtgRequest, pk: UUID) -> HttpResponse:
    finding = get_object_or_404(request.ctg.findings, pk=pk)
    if request.method == "POST":
        try:
            services.delete_finding(finding)
        except StillCited as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Le constat est supprimé.")
        return redirect(request.ctg.url("diagnostics:findings"))
    context = {"thing": finding, "title": "Supprimer ce constat ?", "back": request.ctg.url("diagnostics:findings")}
    return render(request, "diagnostics/confirm_delete.html", context)


def _uuids(text: str) -> list[UUID]:
    """The id that an address names, or none when it names nonsense."""
    try:
        return [UUID(text)]
    except ValueError:
        return []
