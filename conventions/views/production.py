"""Asking for the sealed document, watching it come, and taking it away."""

from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from conventions.services import production
from conventions.services.production import TooEarly
from conventions.services.writing import Frozen
from territories import tasks
from territories.access import CtgRequest, requires
from territories.models import EVERYONE, TEAM, Role


@require_POST
@requires(TEAM)
def produce(request: CtgRequest) -> HttpResponse:
    """Ask once: a second request while the first one runs leads to it."""
    convention = get_object_or_404(request.ctg.conventions.select_for_update(of=("self",)))
    try:
        production.check_may_seal(request.ctg)
    except (TooEarly, Frozen) as refusal:
        messages.error(request, str(refusal))
        return redirect(request.ctg.url("conventions:overview"))
    if production.open_job(request.ctg) is None:
        tasks.enqueue(
            production.KIND,
            caf=request.caf,
            territory=request.territory,
            by=request.user,
            ctg=str(request.ctg.pk),
            convention=str(convention.pk),
        )
    return redirect(request.ctg.url("conventions:progress"))


@requires(EVERYONE - {Role.CONSULTANT})
def progress(request: CtgRequest) -> HttpResponse:
    """Where the document in preparation stands; the page asks again by itself."""
    job = production.latest_job(request.ctg)
    if job is None:
        raise Http404
    template = "conventions/progress.html#state" if request.htmx else "conventions/progress.html"
    return render(request, template, {"job": job, "document": request.ctg.sealed_documents.filter(job=job).first()})


@requires(EVERYONE - {Role.CONSULTANT})
def download(request: CtgRequest, pk: UUID) -> FileResponse:
    document = get_object_or_404(request.ctg.sealed_documents, pk=pk)
    if not default_storage.exists(document.file_name):
        raise Http404
    return FileResponse(
        default_storage.open(document.file_name),
        as_attachment=True,
        filename=production.file_title(document),
        content_type="application/pdf",
    )
