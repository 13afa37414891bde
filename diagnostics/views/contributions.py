"""What people say: links sent, texts received, and the team that reads them first."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from uuid_utils.compat import uuid7

from accounts.services.mail import MailNotSent
from diagnostics.forms import ContributionForm, ContributionLinkForm, HeardForm
from diagnostics.models import Contribution, ContributionLink
from diagnostics.services import contributions as services
from diagnostics.services.contributions import AlreadyReviewed, LinkClosed
from territories.access import CtgRequest, requires
from territories.models import EVERYONE, STUDY


@requires(EVERYONE)
def contributions(request: CtgRequest) -> HttpResponse:
    """The team sees everything; the others what was accepted."""
    can_edit = request.access.has(STUDY)
    rows = request.ctg.contributions.select_related("link__contact")
    context = {
        "to_review": rows.to_review() if can_edit else [],
        "accepted": rows.accepted(),
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


@requires(STUDY)
def new_heard(request: CtgRequest) -> HttpResponse:
    heard = Contribution(ctg=request.ctg, status=Contribution.Status.ACCEPTED, collected_on=timezone.localdate())
    form = HeardForm(request.POST or None, instance=heard, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "La contribution est enregistrée.")
        return redirect(request.ctg.url("diagnostics:contributions"))
    return render(request, "diagnostics/new_heard.html", {"form": form})


@require_POST
@requires(STUDY)
def review(request: CtgRequest, pk: UUID) -> HttpResponse:
    contribution = get_object_or_404(request.ctg.contributions, pk=pk)
    try:
        services.review(contribution, accept="accept" in request.POST, by=request.user)
    except AlreadyReviewed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "C’est noté.")
    return redirect(request.ctg.url("diagnostics:contributions"))


@login_not_required
def contribute(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a personal link: no account, one territory, a text for the team."""
    try:
        with services.opened(token) as link:
            services.refuse_too_many(link)
            return _contribute(request, link)
    except LinkClosed as refusal:
        return render(request, "diagnostics/link_closed.html", {"reason": str(refusal)}, status=404)


def _contribute(request: HttpRequest, link: ContributionLink) -> HttpResponse:
    blank = Contribution(
        ctg=link.ctg, link=link, collected_on=timezone.localdate(), author_name=str(link.contact), theme=link.theme
    )
    form = ContributionForm(request.POST or None, instance=blank, initial={"new_id": uuid7()})
    if request.method == "POST" and form.is_valid():
        new_id = form.cleaned_data["new_id"]
        if not Contribution.objects.filter(pk=new_id).exists():
            form.instance.pk = new_id
            form.save()
        context = {"link": link, "again": request.path}
        return render(request, "diagnostics/thanks.html", context)
    return render(request, "diagnostics/contribute.html", {"form": form, "link": link})
