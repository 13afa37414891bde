"""The vote of a workshop: opened and closed by the team, cast on telephones without an account."""

import secrets
from uuid import UUID

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.services import mail
from diagnostics import figures
from diagnostics.forms.voting import BallotForm, JoinForm, VoteSessionForm
from diagnostics.models import VoteSession
from diagnostics.services import voting as services
from diagnostics.services.tally import tally
from diagnostics.services.voting import TooManyDots, UnknownCode, VoteClosed
from territories.access import CtgRequest, requires
from territories.models import EVERYONE, STUDY

ONE_DAY = 24 * 60 * 60
WRONG_CODE = "vote_code"  # only wrong ones are counted, and nobody who tried too many learns of a right one


@requires(STUDY)
def new_vote(request: CtgRequest) -> HttpResponse:
    form = VoteSessionForm(request.POST or None, instance=VoteSession(ctg=request.ctg), user=request.user)
    if request.method == "POST" and form.is_valid():
        session = form.save() if not form.cleaned_data else _open(form, request)
        return redirect(request.ctg.url("diagnostics:vote_session", pk=session.pk))
    return render(request, "diagnostics/new_vote.html", {"form": form})


def _open(form: VoteSessionForm, request: CtgRequest) -> VoteSession:
    session = services.open_session(form.session, form.cleaned_data["issues"], by=request.user)
    messages.success(request, "Le vote est ouvert. Projetez cette page.")
    return session


@never_cache
@requires(EVERYONE)
def vote_session(request: CtgRequest, pk: UUID) -> HttpResponse:
    """For the projector while the vote is open, then its result. HTMX asks for the count alone."""
    session = get_object_or_404(request.ctg.vote_sessions.select_related("opened_by"), pk=pk)
    can_edit = request.access.has(STUDY)
    context = {
        "session": session,
        "is_open": session.is_open(timezone.now()),
        "voters": session.ballots.count(),
        "address": mail.absolute(reverse("diagnostics:join_vote")),
        "can_edit": can_edit,
    }
    if request.htmx:
        return render(request, "diagnostics/vote_session.html#count", context)
    if context["is_open"]:
        return render(request, "diagnostics/vote_session.html", context | {"qr": _qr(session)})
    result = tally(session)
    labels = [line.option.issue.code for line in result.lines]
    figure = figures.spread(labels, [spread for _, spread in result.table]) if result.has_spread else None
    return render(request, "diagnostics/vote_result.html", context | {"tally": result, "figure": figure})


def _qr(session: VoteSession) -> figures.QrCode:
    return figures.qr_code(mail.absolute(reverse("diagnostics:vote", args=[session.code])))


@require_POST
@requires(STUDY)
def close_vote(request: CtgRequest, pk: UUID) -> HttpResponse:
    session = get_object_or_404(request.ctg.vote_sessions, pk=pk)
    services.close(session, by=request.user)
    messages.success(request, "Le vote est clos : plus aucun bulletin ne sera compté.")
    return redirect(request.ctg.url("diagnostics:vote_session", pk=session.pk))


@login_not_required
def join_vote(request: HttpRequest) -> HttpResponse:
    """Type the code that the room can read."""
    form = JoinForm(request.GET or None)
    if request.GET and form.is_valid():
        return redirect("diagnostics:vote", form.cleaned_data["code"])
    return render(request, "diagnostics/join_vote.html", {"form": form})


@never_cache
@login_not_required
def vote(request: HttpRequest, code: str) -> HttpResponse:
    """The ballot of one telephone: a secret in a cookie makes it one device, and nothing else is kept of it."""
    if not _may_try(request, dry_run=True):
        return render(request, "429.html", status=429)
    try:
        with services.joined(services.normal(code)) as session:
            services.refuse_closed(session)
            return _vote(request, session)
    except UnknownCode as refusal:
        _may_try(request)
        return render(request, "diagnostics/vote_over.html", {"reason": str(refusal)}, status=404)
    except VoteClosed as refusal:
        return render(request, "diagnostics/vote_over.html", {"reason": str(refusal)})


def _may_try(request: HttpRequest, *, dry_run: bool = False) -> bool:
    """Counts one wrong code. A code is read by a link, and what allauth opens to others counts no GET."""
    return bool(ratelimit.consume(request, app="allauth.account", action=WRONG_CODE, dry_run=dry_run, limit_get=True))


def _vote(request: HttpRequest, session: VoteSession) -> HttpResponse:
    name = f"vote-{session.code}"
    device = request.COOKIES.get(name, "")
    form = BallotForm(
        request.POST if request.method == "POST" else None,
        session=session,
        options=list(session.options.all()),
        placed=services.marks_of(session, device) if device else {},
    )
    if request.method == "POST" and form.is_valid() and device:
        try:
            services.cast(session, device, form.dots)
        except TooManyDots as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("diagnostics:vote", session.code)
    elif request.method == "POST" and not device:
        form.add_error(None, "Votre navigateur refuse les cookies : sans eux, ce vote ne sait pas compter un bulletin.")
    context = {"form": form, "session": session, "has_voted": bool(device) and services.has_voted(session, device)}
    response = render(request, "diagnostics/vote.html", context)
    if not device:
        response.set_cookie(
            name,
            secrets.token_urlsafe(32),
            max_age=ONE_DAY,
            path=reverse("diagnostics:vote", args=[session.code]),
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return response
