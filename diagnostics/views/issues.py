"""Issues: what the findings mean, by priority."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from diagnostics.forms import IssueForm
from diagnostics.models import Issue
from diagnostics.services import findings as services
from diagnostics.services.findings import StillCited
from territories.access import CtgRequest, requires
from territories.models import EVERYONE, STUDY


@requires(EVERYONE)
def issues(request: CtgRequest) -> HttpResponse:
    context = {
        "issues": request.ctg.issues.prefetch_related("findings", "actions"),
        "orphans": request.ctg.findings.filter(issues=None),
        "can_edit": request.access.has(STUDY),
    }
    return render(request, "diagnostics/issues.html", context)


@requires(STUDY)
def new_issue(request: CtgRequest) -> HttpResponse:
    issue = Issue(ctg=request.ctg)
    if request.method == "POST":
        issue.number = services.next_issue_number(request.ctg)
    return _edit(request, issue, "Nouvel enjeu")


@requires(STUDY)
def edit_issue(request: CtgRequest, pk: UUID) -> HttpResponse:
    issue = get_object_or_404(request.ctg.issues, pk=pk)
    issue.ctg = request.ctg
    return _edit(request, issue, f"Modifier l’enjeu {issue.code}")


def _edit(request: CtgRequest, issue: Issue, title: str) -> HttpResponse:
    form = IssueForm(request.POST or None, instance=issue, user=request.user)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save()
            if form.cleaned_data:
                services.rest_on(saved, form.cleaned_data["findings"])
        messages.success(request, f"L’enjeu {saved.code} est enregistré.")
        return redirect(request.ctg.url("diagnostics:issues"))
    return render(request, "diagnostics/edit_issue.html", {"form": form, "title": title, "issue": issue})


@requires(STUDY)
def delete_issue(request: CtgRequest, pk: UUID) -> HttpResponse:
    issue = get_object_or_404(request.ctg.issues, pk=pk)
    if request.method == "POST":
        try:
            services.delete_issue(issue)
        except StillCited as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "L’enjeu est supprimé.")
        return redirect(request.ctg.url("diagnostics:issues"))
    context = {"thing": issue, "title": "Supprimer cet enjeu ?", "back": request.ctg.url("diagnostics:issues")}
    return render(request, "diagnostics/confirm_delete.html", context)
