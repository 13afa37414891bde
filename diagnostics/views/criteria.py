"""The criteria by which the Caf ranks the issues of all its CTGs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from diagnostics.forms.priorities import CriterionForm
from diagnostics.models import Criterion
from diagnostics.services import priorities as services
from territories.access import CafRequest, requires
from territories.models import CAF_STAFF


@requires(CAF_STAFF)
def criteria(request: CafRequest) -> HttpResponse:
    stored = list(request.caf.criteria.all())
    context = {"criteria": stored or services.criteria(request.caf), "is_proposed": not stored}
    return render(request, "diagnostics/criteria.html", context)


@require_POST
@requires(CAF_STAFF)
def adopt_criteria(request: CafRequest) -> HttpResponse:
    services.adopt_proposed(request.caf)
    messages.success(request, "Ces critères sont maintenant ceux de votre Caf : changez-les comme vous voulez.")
    return redirect("diagnostics:criteria", request.caf.slug)


@requires(CAF_STAFF)
def new_criterion(request: CafRequest) -> HttpResponse:
    position = len(services.criteria(request.caf)) + 1
    return _edit(request, Criterion(caf=request.caf, position=position), "Nouveau critère")


@requires(CAF_STAFF)
def edit_criterion(request: CafRequest, pk: UUID) -> HttpResponse:
    criterion = get_object_or_404(request.caf.criteria, pk=pk)
    return _edit(request, criterion, f"Modifier « {criterion} »")


def _edit(request: CafRequest, criterion: Criterion, title: str) -> HttpResponse:
    form = CriterionForm(request.POST or None, instance=criterion, user=request.user)
    if request.method == "POST" and form.is_valid():
        services.adopt_proposed(request.caf)
        form.save()
        messages.success(request, "Les critères sont à jour.")
        return redirect("diagnostics:criteria", request.caf.slug)
    return render(request, "diagnostics/edit_criterion.html", {"form": form, "title": title})
