"""What people say: links sent, texts received, and the team that reads them first."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from uuid_utils.compat import uuid7

from accounts.services.mail import MailNotSent
from diagnostics.forms import ContributionFilter, ContributionForm, ContributionLinkForm, HeardForm, ReceivedForm
from diagnostics.models import Contribution, ContributionLink
from diagnostics.services import contributions as services
from diagnostics.services.contributions import AlreadyReviewed, LinkClosed, NoReason
from territories.access import CtgRequest, requires
from territories.models import EVERYONE, STUDY


@requires(EVERYONE)
def contributions(request: CtgRequest) -> HttpResponse:
    """The team sees everything; the others what was accepted."""
    can_edit = request.access.has(STUDY)
    filters = ContributionFilter(request.GET)
    rows = request.ctg.contributions.filter(**filters.criteria()).select_related("commune")
    rows = rows.annotate(finding_count=Count("citations"))
    context = {
        "filters": filters,
        "to_review": rows.to_review() if can_edit else [],
        "accepted": rows.accepted(),
        "declined": rows.filter(status=Contribution.Status.DECLINED) if can_edit else [],
        "links": request.ctg.contribution_links.select_related("contact__organisation") if can_edit else [],
        "can_edit": can_edit,
    }
    return render(request, "diagnostics/contributions.html", context)


@requires(STUDY)
def send_link(request: CtgRequest) -> HttpResponse:
    form = ContributionLinkForm(request.POST or None, instance=ContributionLink(ctg=request.ctg), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            if form.cleaned_data:
                services.send_link(form.instance, by=request.user)
        except MailNotSent as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Le lien est parti vers {form.instance.contact.email}.")
            return redirect(request.ctg.url("diagnostics:contributions"))
    return render(request, "diagnostics/send_link.html", {"form": form})


@require_POST
@requires(STUDY)
def revoke_link(request: CtgRequest, pk: UUID) -> HttpResponse:
    link = get_object_or_404(request.ctg.contribution_links, pk=pk)
    services.revoke(link)
    messages.success(request, f"Le lien de {link.contact} ne s’ouvre plus. Ce qui est déjà reçu reste.")
    return redirect(request.ctg.url("diagnostics:contributions"))


@requires(STUDY)
def new_heard(request: CtgRequest) -> HttpResponse:
    heard = Contribution(ctg=request.ctg, status=Contribution.Status.ACCEPTED, collected_on=timezone.localdate())
    heard.kind = Contribution.Kind.WORKSHOP
    return _edit(request, HeardForm(request.POST or None, instance=heard, user=request.user), "Noter ce qui a été dit")


@requires(STUDY)
def edit_contribution(request: CtgRequest, pk: UUID) -> HttpResponse:
    said = get_object_or_404(request.ctg.contributions, pk=pk)
    said.ctg = request.ctg
    kind = ReceivedForm if said.author_key or said.link_id else HeardForm
    return _edit(request, kind(request.POST or None, instance=said, user=request.user), "Modifier une contribution")


def _edit(request: CtgRequest, form: ReceivedForm, title: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        said = form.save()
        messages.success(request, "La contribution est enregistrée.")
        return redirect(request.ctg.url("diagnostics:contribution", pk=said.pk))
    return render(request, "diagnostics/new_heard.html", {"form": form, "title": title})


@requires(EVERYONE)
def contribution(request: CtgRequest, pk: UUID) -> HttpResponse:
    """One contribution, the findings that cite it; those who do not study see it once it is accepted."""
    can_edit = request.access.has(STUDY)
    rows = request.ctg.contributions.select_related("commune", "reviewed_by")
    said = get_object_or_404(rows if can_edit else rows.accepted(), pk=pk)
    context = {"said": said, "findings": request.ctg.findings.filter(evidence__contribution=said).distinct()}
    return render(request, "diagnostics/contribution.html", context | {"can_edit": can_edit})


@require_POST
@requires(STUDY)
def review(request: CtgRequest, pk: UUID) -> HttpResponse:
    said = get_object_or_404(request.ctg.contributions, pk=pk)
    note = request.POST.get("note", "").strip()
    try:
        services.review(said, accept="accept" in request.POST, note=note, by=request.user)
    except (AlreadyReviewed, NoReason) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "C’est noté : l’auteur le lira en rouvrant son lien.")
    return redirect(request.ctg.url("diagnostics:contribution", pk=said.pk))


@login_not_required
def contribute(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a personal link: no account, one territory, a text for the team."""
    try:
        with services.opened(token) as link:
            services.refuse_too_many(link, token)
            return _contribute(request, link, token)
    except LinkClosed as refusal:
        return render(request, "diagnostics/link_closed.html", {"reason": str(refusal)}, status=404)


def _contribute(request: HttpRequest, link: ContributionLink, token: str) -> HttpResponse:
    blank = Contribution(ctg=link.ctg, collected_on=timezone.localdate(), theme=link.theme)
    form = ContributionForm(request.POST or None, instance=blank, initial={"new_id": uuid7()})
    if request.method == "POST" and form.is_valid():
        form.instance.pk = form.cleaned_data["new_id"]
        services.receive(form.instance, link, token)
        return redirect(f"{request.path}?merci")
    said = services.said_by(link, token).prefetch_related("citations__finding")
    context = {"form": form, "link": link, "said": said, "is_sent": "merci" in request.GET}
    return render(request, "diagnostics/contribute.html", context)
