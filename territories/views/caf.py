"""Pages of the whole Caf: its settings and its jobs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from territories.access import CafRequest, requires
from territories.forms import CafSettingsForm
from territories.models import EVERYONE, Role


@requires({Role.CAF_MANAGER})
def settings(request: CafRequest) -> HttpResponse:
    form = CafSettingsForm(request.POST or None, instance=request.caf)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Les réglages de la Caf sont enregistrés.")
        return redirect("territories:settings", request.caf.slug)
    return render(request, "territories/settings.html", {"form": form})


@requires(EVERYONE)
def job(request: CafRequest, pk: UUID) -> HttpResponse:
    """Where a long work stands; asked again by the page until it ends. Only one's own, except for the Caf."""
    jobs = request.caf.jobs.all() if request.access.is_caf_staff else request.caf.jobs.filter(requested_by=request.user)
    return render(request, "territories/job.html", {"job": get_object_or_404(jobs, pk=pk)})
