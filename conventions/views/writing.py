"""The text of one CTG."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from conventions.documents.fields import CATALOGUE
from conventions.forms import ArticleForm, ConventionTextForm, SignatureForm
from conventions.models import Article
from conventions.services import production, signing, writing
from conventions.services.writing import Frozen, LockedArticle, NoTemplate
from territories.access import CtgRequest, requires
from territories.models import EVERYONE, TEAM, LegalStatus, Role


@requires(EVERYONE - {Role.CONSULTANT})
def overview(request: CtgRequest) -> HttpResponse:
    """Where the text stands, who has to sign, and the documents that were sealed."""
    convention = writing.convention_of(request.ctg)
    signatories = signing.with_status(request.ctg)
    return render(
        request,
        "conventions/overview.html",
        {
            "convention": convention,
            "articles": convention.articles.select_related("clause") if convention else [],
            "signatories": [(each, signing.waits_for(each)) for each in signatories],
            "documents": request.ctg.sealed_documents.select_related("sealed_by").defer("content"),
            "job": production.latest_job(request.ctg),
            "can_edit": request.access.has(TEAM) and request.ctg.legal_status != LegalStatus.SIGNED,
            "signature_form": SignatureForm(ctg=request.ctg),
        },
    )


@require_POST
@requires(TEAM)
def start(request: CtgRequest) -> HttpResponse:
    try:
        writing.start(request.ctg, by=request.user)
    except NoTemplate as refusal:
        messages.error(request, str(refusal))
    return redirect(request.ctg.url("conventions:overview"))


@requires(TEAM)
def edit_texts(request: CtgRequest) -> HttpResponse:
    convention = get_object_or_404(request.ctg.conventions)
    form = ConventionTextForm(request.POST or None, instance=convention, user=request.user)
    if request.method == "POST" and _saved(request, form):
        messages.success(request, "Les visas et le préambule sont enregistrés.")
        return redirect(request.ctg.url("conventions:overview"))
    return render(
        request, "conventions/edit_text.html", {"form": form, "title": "Visas et préambule", "fields": CATALOGUE}
    )


@requires(TEAM)
def edit_article(request: CtgRequest, pk: UUID) -> HttpResponse:
    article = get_object_or_404(Article.objects.select_related("convention"), convention__ctg=request.ctg, pk=pk)
    if article.is_locked:
        messages.error(request, "Cet article est verrouillé par la Caf : il ne peut pas être réécrit.")
        return redirect(request.ctg.url("conventions:overview"))
    form = ArticleForm(request.POST or None, instance=article, user=request.user)
    if request.method == "POST" and _saved(request, form):
        messages.success(request, f"L’article {article.position} est enregistré.")
        return redirect(request.ctg.url("conventions:overview"))
    return render(
        request,
        "conventions/edit_text.html",
        {"form": form, "title": f"Article {article.position}", "article": article, "fields": CATALOGUE},
    )


@require_POST
@requires(TEAM)
def restore_article(request: CtgRequest, pk: UUID) -> HttpResponse:
    articles = Article.objects.select_related("convention__ctg", "clause")
    article = get_object_or_404(articles, convention__ctg=request.ctg, pk=pk)
    try:
        writing.restore(article, by=request.user)
    except (Frozen, LockedArticle) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"L’article {article.position} a repris les mots du modèle.")
    return redirect(request.ctg.url("conventions:overview"))


def _saved(request: CtgRequest, form: ArticleForm | ConventionTextForm) -> bool:
    """Save a valid form, unless the convention was signed meanwhile: then the refusal joins the form."""
    if not form.is_valid():
        return False
    try:
        writing.refuse_if_frozen(request.ctg)
    except Frozen as refusal:
        form.add_error(None, str(refusal))
        return False
    form.save()
    return True
