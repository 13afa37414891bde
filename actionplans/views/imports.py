"""A plan that exists already, in a spreadsheet or a document: upload, read over, accept, undo."""

import tempfile
from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from actionplans.forms.imports import AcceptForm, PlanFileForm
from actionplans.models import PlanImport
from actionplans.services import PlanRefused, importing
from territories.access import CtgRequest, requires
from territories.models import TEAM
from territories.templatetags.french import plural


@requires(TEAM)
def import_plan(request: CtgRequest) -> HttpResponse:
    """Choose a file; what it proposes is shown before anything is written."""
    form = PlanFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            received = _receive(request, form.cleaned_data["file"])
        except importing.RefusedPlan as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect(_url(request, received))
    context = {"form": form, "imports": request.ctg.plan_imports.select_related("created_by", "decided_by")}
    return render(request, "actionplans/imports/new.html", context)


def _receive(request: CtgRequest, file: "UploadedFile[bytes]") -> PlanImport:
    with tempfile.NamedTemporaryFile(suffix=Path(file.name or "").suffix[:5]) as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        return importing.receive(request.ctg, Path(copy.name), name=file.name or "", by=request.user)


def _url(request: CtgRequest, received: PlanImport) -> str:
    return request.ctg.url("actionplans:plan_import", pk=received.pk)


def _received(request: CtgRequest, pk: UUID) -> PlanImport:
    received = get_object_or_404(request.ctg.plan_imports.select_related("created_by", "decided_by"), pk=pk)
    received.ctg = request.ctg
    return received


@requires(TEAM)
def plan_import(request: CtgRequest, pk: UUID) -> HttpResponse:
    """What the file proposes, line by line; accepted lines are written all at once."""
    received = _received(request, pk)
    if received.status != PlanImport.Status.WAITING:
        return render(request, "actionplans/imports/done.html", {"received": received})
    found = importing.proposed(received)
    form = AcceptForm(request.POST or None, found=found)
    if request.method == "POST" and form.is_valid():
        try:
            done = importing.accept(received, set(form.cleaned_data["lines"]), form.pilots, by=request.user)
        except (PlanRefused, importing.Decided) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{plural(len(done.made['actions']), 'action importée,actions importées')}.")
            return redirect(_url(request, received))
    context = {"received": received, "found": found, "form": form, "checked": form.checked}
    return render(request, "actionplans/imports/decide.html", context)


@require_POST
@requires(TEAM)
def discard_import(request: CtgRequest, pk: UUID) -> HttpResponse:
    try:
        importing.discard(_received(request, pk))
    except importing.Decided as refusal:
        messages.error(request, str(refusal))
        return redirect(request.ctg.url("actionplans:plan_import", pk=pk))
    messages.success(request, "Cette proposition est oubliée : rien n’avait été écrit.")
    return redirect(request.ctg.url("actionplans:import_plan"))


@require_POST
@requires(TEAM)
def undo_import(request: CtgRequest, pk: UUID) -> HttpResponse:
    received = _received(request, pk)
    try:
        importing.undo(received, by=request.user)
    except (PlanRefused, importing.Decided) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "L’import est annulé : ses fiches et ses éléments vides sont retirés du plan.")
    return redirect(_url(request, received))
