"""News that people without the right to write propose, and the team that answers."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from actionplans import services
from actionplans.forms import AnswerForm
from actionplans.models import FollowUp
from actionplans.services import AlreadyAnswered, NoAnswer, NoDecision
from territories.access import CtgRequest, requires
from territories.models import TEAM


@requires(TEAM)
def proposals(request: CtgRequest) -> HttpResponse:
    waiting = FollowUp.objects.proposed().filter(action__ctg=request.ctg)
    context = {
        "proposals": waiting.select_related("action", "contact__organisation").order_by("created_at"),
        "codes": services.codes_of(request.ctg),
    }
    return render(request, "actionplans/proposals.html", context)


@requires(TEAM)
def answer_proposal(request: CtgRequest, pk: UUID) -> HttpResponse:
    """Accept the news or set them aside; whoever proposed them reads the answer on their link."""
    rows = FollowUp.objects.filter(action__ctg=request.ctg, contact__isnull=False)
    proposal = get_object_or_404(rows.select_related("action", "contact__organisation", "answered_by"), pk=pk)
    form = AnswerForm(request.POST or None, proposal=proposal, ctg=request.ctg)
    if request.method == "POST" and form.is_valid() and _answered(request, proposal, form):
        return redirect(request.ctg.url("actionplans:proposals"))
    context = {"form": form, "proposal": proposal, "cancel_url": request.ctg.url("actionplans:proposals")}
    return render(request, "actionplans/answer_proposal.html", context)


def _answered(request: CtgRequest, proposal: FollowUp, form: AnswerForm) -> bool:
    word = form.cleaned_data["answer"]
    try:
        if "decline" in request.POST:
            services.decline(proposal, answer=word, by=request.user)
        else:
            services.accept(proposal, answer=word, decision=form.chosen, by=request.user)
    except NoAnswer as refusal:
        form.add_error("answer", str(refusal))
        return False
    except NoDecision as refusal:
        form.add_error("decision", str(refusal))
        return False
    except AlreadyAnswered as refusal:
        messages.warning(request, str(refusal))
        return True
    messages.success(request, f"C’est répondu : {proposal.contact} le lira en rouvrant son lien.")
    return True
