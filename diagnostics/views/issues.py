"""Issues: what the findings mean, by priority."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from diagnostics.forms.findings import IssueForm, ids_in
from diagnostics.forms.priorities import RulingForm, ScoresForm
from diagnostics.models import Issue, Ruling
from diagnostics.services import findings as services
from diagnostics.services import orphans, priorities, ranking
from diagnostics.services.findings import StillCited
from diagnostics.services.priorities import RulingRefused
from territories.access import CtgRequest, requires
from territories.models import EVERYONE, STUDY


@requires(EVERYONE)
def issues(request: CtgRequest) -> HttpResponse:
    sort = request.GET.get("tri", "priorite")
    context = {
        "ranking": ranking.ranking(request.ctg, sort),
        "sort": sort,
        "orphans": orphans.of(request.ctg),
        "sessions": request.ctg.vote_sessions.with_ballot_count(),
        "can_edit": request.access.has(STUDY),
    }
    return render(request, "diagnostics/issues.html", context)


@requires(EVERYONE)
def issue(request: CtgRequest, pk: UUID) -> HttpResponse:
    """One issue: its findings, its scores, the votes, what the COPIL ruled."""
    found = _issue(request, pk)
    context = {
        "issue": found,
        "findings": request.ctg.findings.filter(issues=found).with_evidence_count().select_related("commune"),
        "rating": priorities.rating(found, priorities.criteria(request.caf)),
        "votes": ranking.votes_on(found),
        "rulings": found.rulings.select_related("decision__meeting", "recorded_by"),
        "can_edit": request.access.has(STUDY),
    }
    return render(request, "diagnostics/issue.html", context)


@requires(STUDY)
def new_issue(request: CtgRequest) -> HttpResponse:
    """`?constat=` starts from a finding."""
    new = Issue(ctg=request.ctg)
    if request.method == "POST":
        new.number = services.next_issue_number(request.ctg)
    finding = request.ctg.findings.filter(pk__in=ids_in(request.GET.get("constat", ""))).first()
    start: dict[str, object] = {"findings": [finding.pk], "theme": finding.theme} if finding else {}
    return _edit(request, new, "Nouvel enjeu", start)


@requires(STUDY)
def edit_issue(request: CtgRequest, pk: UUID) -> HttpResponse:
    found = _issue(request, pk)
    return _edit(request, found, f"Modifier l’enjeu {found.code}")


def _edit(request: CtgRequest, found: Issue, title: str, start: dict[str, object] | None = None) -> HttpResponse:
    form = IssueForm(request.POST or None, instance=found, user=request.user, initial=start)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save()
            if form.cleaned_data:
                services.rest_on(saved, form.cleaned_data["findings"])
        messages.success(request, f"L’enjeu {saved.code} est enregistré.")
        return redirect(request.ctg.url("diagnostics:issue", pk=saved.pk))
    return render(request, "diagnostics/edit_issue.html", {"form": form, "title": title, "issue": found})


@requires(STUDY)
def score_issue(request: CtgRequest, pk: UUID) -> HttpResponse:
    found = _issue(request, pk)
    criteria = priorities.criteria(request.caf)
    form = ScoresForm(request.POST or None, instance=found, user=request.user, criteria=criteria)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            priorities.keep_scores(form.save(), form.scores)
        messages.success(request, f"Les notes de l’enjeu {found.code} sont enregistrées.")
        return redirect(request.ctg.url("diagnostics:issue", pk=found.pk))
    return render(request, "diagnostics/score_issue.html", {"form": form, "issue": found})


@requires(STUDY)
def rule_issue(request: CtgRequest, pk: UUID) -> HttpResponse:
    """What the COPIL decided about the priority, and why."""
    found = _issue(request, pk)
    start = {"seen": priorities.standing(found)}
    form = RulingForm(request.POST or None, instance=Ruling(issue=found), user=request.user, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data:
                priorities.rule(form.ruling, priority=form.priority, seen=form.cleaned_data["seen"], by=request.user)
        except RulingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"La priorité de l’enjeu {found.code} est celle du COPIL.")
            return redirect(request.ctg.url("diagnostics:issue", pk=found.pk))
    return render(request, "diagnostics/rule_issue.html", {"form": form, "issue": found})


@requires(STUDY)
def delete_issue(request: CtgRequest, pk: UUID) -> HttpResponse:
    found = _issue(request, pk)
    if request.method == "POST":
        try:
            services.delete_issue(found)
        except StillCited as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "L’enjeu est supprimé.")
        return redirect(request.ctg.url("diagnostics:issues"))
    context = {"thing": found, "title": "Supprimer cet enjeu ?", "back": request.ctg.url("diagnostics:issues")}
    return render(request, "diagnostics/confirm_delete.html", context)


def _issue(request: CtgRequest, pk: UUID) -> Issue:
    rows = request.ctg.issues.select_related("updated_by").prefetch_related("scores")
    found = get_object_or_404(rows, pk=pk)
    found.ctg, found.caf = request.ctg, request.caf
    return found
