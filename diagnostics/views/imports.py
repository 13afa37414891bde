"""Files of producers, from the upload to the report, for the staff of the Caf."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from diagnostics.forms.imports import AnswersForm, ProfileForm, ReceiveForm
from diagnostics.models import DatasetImport
from diagnostics.services import importing, inspection
from territories import tasks
from territories.access import CafRequest, requires
from territories.models import CAF_STAFF

PAGE = 25


@requires(CAF_STAFF)
def imports(request: CafRequest) -> HttpResponse:
    rows = request.caf.dataset_imports.select_related("created_by", "dataset").with_figure_count()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "diagnostics/imports/list.html", {"page": page})


@requires(CAF_STAFF)
def datasets(request: CafRequest) -> HttpResponse:
    standing = request.caf.datasets.exclude(imports__status=DatasetImport.Status.UNDONE)
    rows = standing.select_related("imported_by").annotate(value_count=Count("values"))
    page = Paginator(rows.order_by("-imported_at", "name"), PAGE).get_page(request.GET.get("page"))
    return render(request, "diagnostics/imports/datasets.html", {"page": page})


@requires(CAF_STAFF)
def new_import(request: CafRequest) -> HttpResponse:
    """Keep the file, then read it: at once when it is small, by a job when it is not."""
    form = ReceiveForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            received = importing.receive(request.caf, file, name=file.name, by=request.user)
        except importing.RefusedFile as refusal:
            form.add_error("file", str(refusal))
        else:
            _look(request, received)
            return redirect(_url(request, received))
    return render(request, "diagnostics/imports/new.html", {"form": form})


def _look(request: CafRequest, received: DatasetImport) -> None:
    if inspection.is_quick(received):
        inspection.look(received)
        return
    received.job = tasks.enqueue(inspection.LOOK, caf=request.caf, by=request.user, received=str(received.pk))
    received.save(update_fields=["job"])


def _url(request: CafRequest, received: DatasetImport, name: str = "dataset_import") -> str:
    return reverse(f"diagnostics:{name}", args=[request.caf.slug, received.pk])


def _received(request: CafRequest, pk: UUID) -> DatasetImport:
    rows = request.caf.dataset_imports.select_related("created_by", "undone_by", "dataset", "job", "caf")
    return get_object_or_404(rows, pk=pk)


@requires(CAF_STAFF)
def dataset_import(request: CafRequest, pk: UUID) -> HttpResponse:
    """Where a file stands: to be read, to be decided, on its way, imported, refused or undone."""
    received = _received(request, pk)
    found = inspection.seen(received)
    if received.status == DatasetImport.Status.WAITING and found is not None:
        return _decide(request, received, found, _answers(request, found))
    is_on_its_way = received.status in {DatasetImport.Status.WAITING, DatasetImport.Status.RUNNING}
    if is_on_its_way or inspection.is_being_undone(received):
        return _wait(request, received)
    context = {
        "received": received,
        "reading": inspection.report_of(received),
        "not_undone": inspection.why_not_undone(received),
        "profile_form": ProfileForm(caf=request.caf),
    }
    return render(request, "diagnostics/imports/report.html", context)


def _wait(request: CafRequest, received: DatasetImport) -> HttpResponse:
    """The work in hand, or what stopped it."""
    job = received.job
    is_open = job is not None and job.is_open
    message = (job.message if job else "") or ("En attente de son tour" if is_open else "Ce fichier n’a pas été lu.")
    context = {"received": received, "is_open": is_open, "message": message}
    return render(request, "diagnostics/imports/progress.html", context)


def _answers(request: CafRequest, found: importing.Preview) -> AnswersForm:
    indicators = request.caf.indicators.filter(is_active=True)
    return AnswersForm(request.POST or None, reading=found.reading, indicators=indicators)


def _decide(request: CafRequest, received: DatasetImport, found: importing.Preview, form: AnswersForm) -> HttpResponse:
    context = {"received": received, "found": found, "reading": found.reading, "form": form}
    return render(request, "diagnostics/imports/decide.html", context)


@require_POST
@requires(CAF_STAFF)
def answer_import(request: CafRequest, pk: UUID) -> HttpResponse:
    """Keep the answers and read the file again with them."""
    received = _received(request, pk)
    found = inspection.seen(received)
    if found is None or received.status != DatasetImport.Status.WAITING:
        return redirect(_url(request, received))
    form = _answers(request, found)
    if not form.is_valid():
        return _decide(request, received, found, form)
    inspection.answer(received, form.choices)
    _look(request, received)
    return redirect(_url(request, received))


@require_POST
@requires(CAF_STAFF)
def start_import(request: CafRequest, pk: UUID) -> HttpResponse:
    """Ask for the import once; asked again while it runs, it leads to it."""
    rows = request.caf.dataset_imports.select_for_update(of=("self",)).select_related("job", "caf")
    received = get_object_or_404(rows, pk=pk)
    try:
        inspection.refuse_unless_waiting(received)
    except inspection.NotWaiting:
        return redirect(_url(request, received))
    if inspection.seen(received) is None:
        _look(request, received)
        return redirect(_url(request, received))
    job = tasks.enqueue(inspection.IMPORT, caf=request.caf, by=request.user, received=str(received.pk))
    inspection.start(received, job)
    return redirect(_url(request, received))


@requires(CAF_STAFF)
def undo_import(request: CafRequest, pk: UUID) -> HttpResponse:
    """Give back the figures that stood before, once confirmed."""
    rows = request.caf.dataset_imports.done().select_for_update(of=("self",)).select_related("dataset", "caf", "job")
    received = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        _undo(request, received)
        return redirect(_url(request, received))
    return render(request, "diagnostics/imports/undo.html", {"received": received})


def _undo(request: CafRequest, received: DatasetImport) -> None:
    """At once when it has few figures, by one job when it has many."""
    if inspection.is_being_undone(received):
        return
    if not inspection.is_soon_undone(received):
        job = tasks.enqueue(inspection.UNDO, caf=request.caf, by=request.user, received=str(received.pk))
        inspection.start_undoing(received, job)
        return
    try:
        importing.undo(received, by=request.user)
    except importing.CannotUndo as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "L’import est annulé : les chiffres d’avant sont de retour.")


@require_POST
@requires(CAF_STAFF)
def discard_import(request: CafRequest, pk: UUID) -> HttpResponse:
    received = _received(request, pk)
    try:
        inspection.discard(received)
    except inspection.NotWaiting as refusal:
        messages.error(request, str(refusal))
        return redirect(_url(request, received))
    messages.success(request, f"« {received.file_name} » est effacé. Rien n’a été importé.")
    return redirect("diagnostics:imports", request.caf.slug)


@requires(CAF_STAFF)
def import_csv(request: CafRequest, pk: UUID) -> HttpResponse:
    received = get_object_or_404(request.caf.dataset_imports.exclude(imported_at=None), pk=pk)
    content = ("\ufeff" + importing.report_as_csv(received)).encode()
    headers = {"Content-Disposition": 'attachment; filename="compte-rendu-import.csv"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@requires(CAF_STAFF)
def save_profile(request: CafRequest, pk: UUID) -> HttpResponse:
    """Keep the answers of an import for the files that look like it."""
    received = get_object_or_404(request.caf.dataset_imports.done(), pk=pk)
    form = ProfileForm(request.POST or None, caf=request.caf)
    if request.method == "POST" and form.is_valid():
        importing.save_profile(received, form.cleaned_data["name"], by=request.user)
        messages.success(request, "Le profil est gardé.")
        return redirect("diagnostics:profiles", request.caf.slug)
    return render(request, "diagnostics/imports/save_profile.html", {"form": form, "received": received})


@requires(CAF_STAFF)
def profiles(request: CafRequest) -> HttpResponse:
    rows = request.caf.import_profiles.select_related("updated_by")
    return render(request, "diagnostics/imports/profiles.html", {"profiles": rows})


@requires(CAF_STAFF)
def delete_profile(request: CafRequest, pk: UUID) -> HttpResponse:
    profile = get_object_or_404(request.caf.import_profiles, pk=pk)
    if request.method == "POST":
        profile.delete()
        messages.success(request, f"Le profil « {profile} » est supprimé. Les imports ne changent pas.")
        return redirect("diagnostics:profiles", request.caf.slug)
    return render(request, "diagnostics/imports/delete_profile.html", {"profile": profile})
