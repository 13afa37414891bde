"""The territory in figures."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from diagnostics import exports, figures
from diagnostics.forms import DiagnosisForm, LikenessForm, PortraitFilter
from diagnostics.services import catalogue, findings, orphans, portrait
from territories.access import CtgRequest, requires
from territories.models import EVERYONE, STUDY, TEAM


@requires(EVERYONE)
def overview(request: CtgRequest) -> HttpResponse:
    """The summary, and what is still missing from the findings to the issues."""
    ctg = request.ctg
    context = {
        "diagnosis": findings.diagnosis_of(ctg),
        "finding_count": ctg.findings.count(),
        "issue_count": ctg.issues.retained().count(),
        "orphans": orphans.of(ctg),
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
    """The portrait by theme, beside the département, the region and the territories that resemble this one."""
    likes = LikenessForm(request.GET)
    filters = PortraitFilter(request.GET, likes)
    reading = portrait.read(request.ctg, likes.choices(), theme=filters.chosen)
    charted = [(line, figures.evolution(line.indicator, line.series or {})) for line in reading.charted]
    parts = [
        (part, [(line, figure) for line, figure in charted if line.indicator.theme == part.theme])
        for part in reading.parts
    ]
    context = {
        "filters": filters,
        "likes": likes,
        "likeness": reading.likeness,
        "parts": parts,
        "themes": [part for part, _ in parts],
        "line_count": len(reading.lines),
        "query": likes.query,
    }
    return render(request, "diagnostics/indicators.html", context)


@requires(EVERYONE)
def portrait_csv(request: CtgRequest) -> HttpResponse:
    reading = portrait.read(request.ctg, LikenessForm(request.GET).choices())
    content = exports.portrait_csv((line.indicator, line.places) for line in reading.lines)
    return _csv(content, f"{request.ctg.slug}-portrait.csv")


@requires(EVERYONE)
def indicator(request: CtgRequest, code: str) -> HttpResponse:
    found = get_object_or_404(request.caf.indicators, code=code)
    likes = LikenessForm(request.GET)
    history = portrait.history(request.ctg, found, likes.choices())
    figure = figures.evolution(found, history.series)
    context = {
        "indicator": found,
        "history": history,
        "figure": figure,
        "loadings": catalogue.loadings_for(request.ctg, found),
        "can_enter": found.is_active and request.access.has(TEAM),
        "query": likes.query,
    }
    return render(request, "diagnostics/indicator.html", context)


@requires(EVERYONE)
def indicator_csv(request: CtgRequest, code: str) -> HttpResponse:
    found = get_object_or_404(request.caf.indicators, code=code)
    history = portrait.history(request.ctg, found, LikenessForm(request.GET).choices())
    content = exports.indicator_csv(found, history.series)
    return _csv(content, f"{request.ctg.slug}-indicateur.csv")


def _csv(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
