"""The territory in figures."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from diagnostics import exports, figures
from diagnostics.forms import DiagnosisForm, ThemeFilter
from diagnostics.services import findings, portrait
from territories.access import CtgRequest, requires
from territories.models import EVERYONE, STUDY


@requires(EVERYONE)
def overview(request: CtgRequest) -> HttpResponse:
    """The summary, and what is still missing from the findings to the issues."""
    ctg = request.ctg
    context = {
        "diagnosis": findings.diagnosis_of(ctg),
        "finding_count": ctg.findings.count(),
        "unproven": ctg.findings.filter(evidence=None).count(),
        "issue_count": ctg.issues.retained().count(),
        "orphans": ctg.issues.filter(findings=None).count(),
        "to_review": ctg.contributions.to_review().count(),
        "contribution_count": ctg.contributions.accepted().count(),
        "can_edit": request.access.has(STUDY),
    }
    return render(request, "diagnostics/overview.html", context)


@requires(STUDY)
def edit_summary(request: CtgRequest) -> HttpResponse:
    form = DiagnosisForm(request.POST or None, instance=findings.diagnosis_of(request.ctg), user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "La synthèse du diagnostic est enregistrée.")
        return redirect(request.ctg.url("diagnostics:overview"))
    return render(request, "diagnostics/edit_summary.html", {"form": form})


@requires(EVERYONE)
def indicators(request: CtgRequest) -> HttpResponse:
    filters = ThemeFilter(request.GET)
    lines = portrait.portrait(request.ctg, filters.chosen)
    return render(request, "diagnostics/indicators.html", {"filters": filters, "lines": lines})


@requires(EVERYONE)
def indicator(request: CtgRequest, code: str) -> HttpResponse:
    found = get_object_or_404(request.caf.indicators, code=code)
    history = portrait.history(request.ctg, found)
    figure = figures.evolution(found, history.series)
    return render(request, "diagnostics/indicator.html", {"indicator": found, "history": history, "figure": figure})


@requires(EVERYONE)
def indicator_csv(request: CtgRequest, code: str) -> HttpResponse:
    found = get_object_or_404(request.caf.indicators, code=code)
    content = exports.indicator_csv(found, portrait.history(request.ctg, found).series)
    headers = {"Content-Disposition": f'attachment; filename="{request.ctg.slug}-indicateur.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
