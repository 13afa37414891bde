"""The Caf's model of convention."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from conventions.documents.fields import CATALOGUE
from conventions.forms import ClauseForm, TemplateForm
from conventions.models import Clause, DocumentTemplate
from conventions.services import writing
from territories.access import CafRequest, requires
from territories.models import CAF_STAFF, Role

KEEPERS = {Role.CAF_MANAGER}


@requires(CAF_STAFF)
def template(request: CafRequest) -> HttpResponse:
    current = writing.current_template(request.caf)
    return render(
        request,
        "conventions/template.html",
        {
            "current": current,
            "clauses": current.clauses.all() if current else [],
            "fields": CATALOGUE,
            "can_edit": request.access.has(KEEPERS),
        },
    )


@requires(KEEPERS)
def create_template(request: CafRequest) -> HttpResponse:
    new = DocumentTemplate(caf=request.caf, name="Convention territoriale globale")
    return _edit(request, TemplateForm(request.POST or None, instance=new, user=request.user), "Nouveau modèle")


@requires(KEEPERS)
def edit_template(request: CafRequest) -> HttpResponse:
    current = _current(request)
    form = TemplateForm(request.POST or None, instance=current, user=request.user)
    return _edit(request, form, "Visas et préambule du modèle")


@requires(KEEPERS)
def new_clause(request: CafRequest) -> HttpResponse:
    current = _current(request)
    clause = Clause(template=current, position=writing.next_position(current))
    return _edit(
        request, ClauseForm(request.POST or None, instance=clause, user=request.user), "Nouvel article du modèle"
    )


@requires(KEEPERS)
def edit_clause(request: CafRequest, pk: UUID) -> HttpResponse:
    clause = get_object_or_404(Clause, template__caf=request.caf, pk=pk)
    form = ClauseForm(request.POST or None, instance=clause, user=request.user)
    return _edit(request, form, f"Article {clause.position} du modèle")


def _current(request: CafRequest) -> DocumentTemplate:
    current = writing.current_template(request.caf)
    if current is None:
        raise Http404
    return current


def _edit(request: CafRequest, form: TemplateForm | ClauseForm, title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Le modèle est enregistré. Les conventions déjà commencées ne changent pas.")
        return redirect("conventions:template", request.caf.slug)
    return render(request, "conventions/edit_template.html", {"form": form, "title": title, "fields": CATALOGUE})


@require_POST
@requires(KEEPERS)
def move_clause(request: CafRequest, pk: UUID, direction: str) -> HttpResponse:
    writing.move_clause(get_object_or_404(Clause, template__caf=request.caf, pk=pk), up=direction == "haut")
    return redirect("conventions:template", request.caf.slug)


@requires(KEEPERS)
def delete_clause(request: CafRequest, pk: UUID) -> HttpResponse:
    """Only an article that no convention has copied can leave the template."""
    clause = get_object_or_404(Clause, template__caf=request.caf, pk=pk)
    is_used = writing.is_copied(clause)
    if request.method == "POST" and not is_used:
        clause.delete()
        messages.success(request, f"L’article « {clause.title} » est retiré du modèle.")
        return redirect("conventions:template", request.caf.slug)
    return render(request, "conventions/delete_clause.html", {"clause": clause, "is_used": is_used})
