"""Findings on their board, and each on its page with its evidence."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from diagnostics.forms.findings import (
    AttachForm,
    CiteFigureForm,
    CiteWordsForm,
    FindingFilter,
    FindingForm,
    ids_in,
)
from diagnostics.models import Finding
from diagnostics.services import evidence, orphans
from diagnostics.services import findings as services
from diagnostics.services.board import DENSE, board
from diagnostics.services.findings import MovedAway, StillCited
from territories.access import CtgRequest, requires
from territories.models import EVERYONE, STUDY


@requires(EVERYONE)
def findings(request: CtgRequest) -> HttpResponse:
    filters = FindingFilter(request.GET, ctg=request.ctg)
    rows = (
        request.ctg.findings.filter(filters.criteria())
        .on_the_board()
        .select_related("commune")
        .prefetch_related("evidence__indicator", "evidence__commune", "issues")
    )
    context = {
        "filters": filters,
        "findings": rows,
        "quadrants": board(request.ctg, rows),
        "is_dense": len(rows) > DENSE,
        "orphans": orphans.of(request.ctg),
        "query": request.GET.urlencode(),
        "can_edit": request.access.has(STUDY),
    }
    return render(request, "diagnostics/findings.html", context)


@require_POST
@requires(STUDY)
def move_finding(request: CtgRequest, pk: UUID) -> HttpResponse:
    """To another quadrant (`vers`), or before or after a neighbour (`avant`, `apres`)."""
    finding = get_object_or_404(request.ctg.findings, pk=pk)
    finding.ctg = request.ctg
    quadrant, is_before = request.POST.get("vers", ""), "avant" in request.POST
    try:
        if quadrant in Finding.Quadrant.values:
            services.place(finding, quadrant, by=request.user)
        else:
            name = request.POST.get("avant") or request.POST.get("apres", "")
            beside = get_object_or_404(request.ctg.findings, pk__in=ids_in(name))
            services.order(finding, beside, is_before=is_before)
    except MovedAway as refusal:
        messages.error(request, str(refusal))
    query = QueryDict(request.POST.get("filtre", "")).urlencode()
    return redirect(f"{request.ctg.url('diagnostics:findings')}{'?' * bool(query)}{query}#constat-{finding.pk}")


@requires(EVERYONE)
def finding(request: CtgRequest, pk: UUID) -> HttpResponse:
    """One finding: what it says, what it rests on, the issues that it feeds."""
    found = get_object_or_404(request.ctg.findings.select_related("commune", "updated_by"), pk=pk)
    found.ctg = request.ctg
    rows = found.evidence.select_related("indicator", "contribution", "commune").order_by("cited_at", "id")
    context = {
        "finding": found,
        "citations": evidence.citations(request.ctg, rows),
        "issues": found.issues.all(),
        "can_edit": request.access.has(STUDY),
        "figure_form": CiteFigureForm(ctg=request.ctg),
        "words_form": CiteWordsForm(ctg=request.ctg),
        "attach_form": AttachForm(finding=found),
    }
    return render(request, "diagnostics/finding.html", context)


@requires(STUDY)
def new_finding(request: CtgRequest) -> HttpResponse:
    """`?contribution=` starts from what somebody said, `?indicateur=` from a figure: the citation is ready."""
    said = request.ctg.contributions.accepted().filter(pk__in=ids_in(request.GET.get("contribution", ""))).first()
    figure = request.caf.indicators.filter(is_active=True, code=request.GET.get("indicateur", "")).first()
    start: dict[str, object] = {}
    if figure is not None:
        start = {"theme": figure.theme, "indicators": [figure.pk]}
    if said is not None:
        start |= {"title": said.title, "theme": said.theme, "contributions": [said.pk], "commune": said.commune_id}
    return _edit(request, Finding(ctg=request.ctg), "Nouveau constat", start)


@requires(STUDY)
def edit_finding(request: CtgRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(request.ctg.findings, pk=pk)
    found.ctg = request.ctg
    return _edit(request, found, "Modifier un constat")


def _edit(request: CtgRequest, found: Finding, title: str, start: dict[str, object] | None = None) -> HttpResponse:
    form = FindingForm(request.POST or None, instance=found, user=request.user, initial=start)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            if form.is_new:
                services.go_last(found)
            saved = form.save()
            if "indicators" in form.cleaned_data:
                evidence.cite(saved, form.cleaned_data["indicators"], form.cleaned_data["contributions"])
        messages.success(request, "Le constat est enregistré.")
        return redirect(request.ctg.url("diagnostics:finding", pk=saved.pk))
    return render(request, "diagnostics/edit_finding.html", {"form": form, "title": title, "finding": found})


@requires(STUDY)
def delete_finding(request: CtgRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(request.ctg.findings, pk=pk)
    if request.method == "POST":
        try:
            services.delete_finding(found)
        except StillCited as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Le constat est supprimé.")
        return redirect(request.ctg.url("diagnostics:findings"))
    context = {"thing": found, "title": "Supprimer ce constat ?", "back": request.ctg.url("diagnostics:findings")}
    return render(request, "diagnostics/confirm_delete.html", context)
