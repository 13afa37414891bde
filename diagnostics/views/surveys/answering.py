"""The public pages: no account, no session, one cookie that only serves to come back.

They ask for no CSRF token, which would need a second cookie: nothing is done in anybody's name, and the cookie of
the answers is not sent from another site.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from accounts.services.mail import absolute
from diagnostics.forms.answers import PageForm
from diagnostics.models import Survey, SurveyResponse
from diagnostics.services.surveys import answering
from diagnostics.services.surveys.answering import Incomplete, NoSuchSurvey, NotAnswerable
from diagnostics.services.surveys.paging import Page, asked, next_page, pages_of, previous_page

COOKIE = "questionnaire"
KEPT_SECONDS = 30 * 24 * 3600
HONEYPOT = "site_web"


def public(
    view: Callable[..., HttpResponse],
) -> Callable[..., HttpResponse]:
    """Give a view the questionnaire of its token while it takes answers; else say why it does not."""

    @csrf_exempt
    @login_not_required
    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        try:
            with answering.opened(token) as survey:
                return _answered(request, survey, **kwargs)
        except NoSuchSurvey:
            reason = "Cette adresse n’est pas celle d’un questionnaire. Vérifiez qu’elle a été copiée en entier."
            return render(
                request, "diagnostics/surveys/public/shut.html", {"reason": reason, "survey": None}, status=404
            )

    def _answered(request: HttpRequest, survey: Survey, **kwargs: Any) -> HttpResponse:
        try:
            answering.refuse_unanswerable(survey, timezone.localdate())
        except NotAnswerable as refusal:
            context = {"survey": survey, "reason": str(refusal)}
            return render(request, "diagnostics/surveys/public/shut.html", context)
        return view(request, survey, **kwargs)

    return opened


@public
def answer_survey(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Who asks, why, for how long; then a button, which starts or goes on."""
    response = _response(request, survey)
    if request.method == "POST":
        if request.POST.get(HONEYPOT):  # only a robot sees and fills that field: it is thanked and forgotten
            return redirect(_url(survey, "answer_thanks"))
        if response is not None and "again" in request.POST:
            answering.give_up(response)
            response = None
        return _begin(request, survey, response)
    context = {"survey": survey, "response": response, "question_count": _count(survey), "honeypot": HONEYPOT}
    return render(request, "diagnostics/surveys/public/start.html", context)


def _count(survey: Survey) -> int:
    return sum(len(page.questions) for page in pages_of(survey))


def _begin(request: HttpRequest, survey: Survey, response: SurveyResponse | None) -> HttpResponse:
    if response is not None:
        return redirect(_url(survey, "answer_page", _where(survey, response)))
    if not _is_patient(request, survey):
        return render(request, "429.html", status=429)
    return _remembered(redirect(_url(survey, "answer_page", 1)), survey, answering.start(survey))


def _is_patient(request: HttpRequest, survey: Survey) -> bool:
    """Few starts a minute from one place, told by a keyed digest that the cache forgets with the minute."""
    place = salted_hmac("questionnaire", str(get_adapter().get_client_ip(request))).hexdigest()
    return bool(
        ratelimit.consume(request, action="survey_device", key=place)
        and ratelimit.consume(request, action="survey", key=str(survey.pk))
    )


def _where(survey: Survey, response: SurveyResponse) -> int:
    """The first page on which nothing was answered yet, or the page that sends."""
    pages, kept, ranks = pages_of(survey), answering.typed_of(response), answering.ranks_of(response)
    for page in pages:
        questions = asked(page, ranks)
        if questions and not any(question.pk in kept for question in questions):
            return page.number
    return len(pages) + 1


@public
def answer_page(request: HttpRequest, survey: Survey, number: int) -> HttpResponse:
    """One page: what is typed is kept, whatever the button."""
    response = _response(request, survey)
    pages = pages_of(survey)
    if response is None:
        return redirect(_url(survey, "answer_survey"))
    if number > len(pages):
        return _last_page(request, survey, response, pages)
    page, ranks = pages[max(number, 1) - 1], answering.ranks_of(response)
    form = PageForm(
        request.POST or None,
        questions=asked(page, ranks),
        communes=survey.ctg.communes.order_by("name"),
        kept=answering.typed_of(response),
    )
    if request.method == "POST" and (form.is_valid() or "back" in request.POST):
        if form.is_valid():
            answering.save_page(response, page, form.values)
        return redirect(_url(survey, "answer_page", _next(pages, page, response, is_back="back" in request.POST)))
    context = {
        "survey": survey,
        "page": page,
        "form": form,
        "page_count": len(pages),
        "percent": 100 * (page.number - 1) // max(len(pages), 1),
        "has_previous": previous_page(pages, page.number, ranks) is not None,
        "resume_address": _resume_address(request, survey),
    }
    return render(request, "diagnostics/surveys/public/page.html", context)


def _next(pages: list[Page], page: Page, response: SurveyResponse, *, is_back: bool) -> int:
    ranks = answering.ranks_of(response)
    if is_back:
        return (previous_page(pages, page.number, ranks) or page).number
    following = next_page(pages, page.number, ranks)
    return following.number if following else len(pages) + 1


def _last_page(request: HttpRequest, survey: Survey, response: SurveyResponse, pages: list[Page]) -> HttpResponse:
    ranks, kept = answering.ranks_of(response), answering.typed_of(response)
    questions = [question for page in pages for question in asked(page, ranks)]
    previous = previous_page(pages, len(pages) + 1, ranks)
    context = {
        "survey": survey,
        "asked_count": len(questions),
        "answered_count": sum(question.pk in kept for question in questions),
        "has_texts": any(answer.text for answer in kept.values()),
        "previous": previous.number if previous else 1,
        "resume_address": _resume_address(request, survey),
    }
    return render(request, "diagnostics/surveys/public/last.html", context)


@public
def send_answers(request: HttpRequest, survey: Survey) -> HttpResponse:
    response = _response(request, survey)
    if request.method == "POST" and response is not None:
        try:
            answering.send(response)
        except Incomplete as lack:
            return redirect(_url(survey, "answer_page", lack.page))
    thanks = redirect(_url(survey, "answer_thanks"))
    thanks.delete_cookie(COOKIE, path=_url(survey, "answer_survey"), samesite="Lax")
    return thanks


@public
def answer_thanks(request: HttpRequest, survey: Survey) -> HttpResponse:
    return render(request, "diagnostics/surveys/public/thanks.html", {"survey": survey})


@public
def resume_survey(_request: HttpRequest, survey: Survey, resume: str) -> HttpResponse:
    """The address by which one goes on with another device."""
    start = redirect(_url(survey, "answer_survey"))
    return start if answering.response_of(survey, resume) is None else _remembered(start, survey, resume)


def _response(request: HttpRequest, survey: Survey) -> SurveyResponse | None:
    return answering.response_of(survey, request.COOKIES.get(COOKIE, ""))


def _remembered(answer: HttpResponse, survey: Survey, token: str) -> HttpResponse:
    answer.set_cookie(
        COOKIE,
        token,
        max_age=KEPT_SECONDS,
        path=_url(survey, "answer_survey"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def _resume_address(request: HttpRequest, survey: Survey) -> str:
    return absolute(_url(survey, "resume_survey", request.COOKIES.get(COOKIE, "")))


def _url(survey: Survey, name: str, *args: object) -> str:
    return reverse(f"diagnostics:{name}", args=[survey.token, *args])
