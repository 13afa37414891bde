"""The versions of the diagnosis: frozen by a decision, read again, compared, and made into documents."""

from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from diagnostics.documents import content
from diagnostics.documents.comparison import compare
from diagnostics.forms.versions import ComparisonForm, FreezeForm
from diagnostics.services import freezing, present, production
from diagnostics.services.freezing import FreezeRefused
from territories import tasks
from territories.access import CtgRequest, requires
from territories.models import EVERYONE, STUDY, TEAM


@requires(EVERYONE)
def versions(request: CtgRequest) -> HttpResponse:
    ctg = request.ctg
    can_freeze = request.access.has(TEAM)
    context = {
        "versions": ctg.diagnosis_versions.with_context().prefetch_related("files"),
        "drafts": ctg.diagnosis_files.filter(version=None)[:2],
        "job": production.latest_job(ctg),
        "missing": [(each.text, each.url(ctg)) for each in freezing.missing(ctg)],
        "can_freeze": can_freeze,
        "can_produce": request.access.has(STUDY),
        "has_decisions": can_freeze and freezing.decisions_to_freeze(ctg).exists(),
    }
    return render(request, "diagnostics/versions.html", context)


@requires(TEAM)
def freeze(request: CtgRequest) -> HttpResponse:
    """Sent twice, it is one version."""
    offered = freezing.adopted_decisions if request.method == "POST" else freezing.decisions_to_freeze
    form = FreezeForm(request.POST or None, decisions=offered(request.ctg))
    if request.method == "POST" and form.is_valid():
        try:
            version = freezing.freeze(form.cleaned_data["decision"], request.user)
        except FreezeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"La version {version.number} du diagnostic est figée.")
            return redirect(request.ctg.url("diagnostics:version", pk=version.pk))
    missing = [(each.text, each.url(request.ctg)) for each in freezing.missing(request.ctg)]
    return render(request, "diagnostics/freeze.html", {"form": form, "missing": missing})


@requires(EVERYONE)
def version(request: CtgRequest, pk: UUID) -> HttpResponse:
    """The diagnosis as it was that day: nothing here is read from the rows of today."""
    found = get_object_or_404(request.ctg.diagnosis_versions.select_related("decision__meeting__body"), pk=pk)
    context = {
        "version": found,
        "content": content.read(found.canonical),
        "files": found.files.all(),
        "job": production.latest_job(request.ctg),
        "can_produce": request.access.has(STUDY),
    }
    return render(request, "diagnostics/version.html", context)


@requires(EVERYONE)
def version_data(request: CtgRequest, pk: UUID) -> HttpResponse:
    """The very text whose SHA-256 is shown, for whoever wants to check it."""
    found = get_object_or_404(request.ctg.diagnosis_versions, pk=pk)
    name = f"{request.ctg.number}-diagnostic-version-{found.number}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(found.canonical.encode(), content_type="application/json", headers=headers)


@requires(EVERYONE)
def changes(request: CtgRequest, pk: UUID) -> HttpResponse:
    """What changed since a version, until today or until another version."""
    found = get_object_or_404(request.ctg.diagnosis_versions, pk=pk)
    form = ComparisonForm(request.GET or None, others=request.ctg.diagnosis_versions.exclude(pk=pk))
    other = form.chosen
    after = content.read(other.canonical) if other else present.compile_content(request.ctg)
    context = {
        "version": found,
        "other": other,
        "filters": form,
        "differences": compare(content.read(found.canonical), after),
    }
    return render(request, "diagnostics/changes.html", context)


@require_POST
@requires(STUDY)
def produce_version(request: CtgRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(request.ctg.diagnosis_versions, pk=pk)
    if found.files.exists():
        messages.info(request, "Les documents de cette version existent déjà : ils ne changent plus.")
        return redirect(request.ctg.url("diagnostics:version", pk=pk))
    return _produce(request, str(found.pk))


@require_POST
@requires(STUDY)
def produce_draft(request: CtgRequest) -> HttpResponse:
    """The diagnosis as it stands, to be read before the committee meets."""
    return _produce(request, "")


def _produce(request: CtgRequest, version_id: str) -> HttpResponse:
    """Ask once: a second request while the first one runs leads to it."""
    if production.open_job(request.ctg) is None:
        tasks.enqueue(
            production.KIND,
            caf=request.caf,
            territory=request.territory,
            by=request.user,
            ctg=str(request.ctg.pk),
            version=version_id,
        )
    return redirect(request.ctg.url("diagnostics:production"))


@requires(EVERYONE)
def document_progress(request: CtgRequest) -> HttpResponse:
    """Where the documents in preparation stand; the page asks again by itself."""
    job = production.latest_job(request.ctg)
    if job is None:
        raise Http404
    files = request.ctg.diagnosis_files.filter(job=job).select_related("version")
    template = "diagnostics/production.html#state" if request.htmx else "diagnostics/production.html"
    return render(request, template, {"job": job, "files": files})


@requires(EVERYONE)
def diagnosis_file(request: CtgRequest, pk: UUID) -> FileResponse:
    found = get_object_or_404(request.ctg.diagnosis_files.select_related("version", "ctg"), pk=pk)
    if not default_storage.exists(found.file_name):
        raise Http404
    return FileResponse(
        default_storage.open(found.file_name), as_attachment=True, filename=production.file_title(found)
    )
