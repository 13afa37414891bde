"""Answering without an account: a public link, answers kept page by page, sent once.

Nothing about the device is kept. The person who comes back is known by a random token, of which only the digest is
stored and which dies when the answers are sent.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from diagnostics.models import Survey, SurveyAnswer, SurveyQuestion, SurveyResponse
from diagnostics.services.surveys.building import digest
from diagnostics.services.surveys.paging import Page, asked, is_asked, pages_of
from territories.models import Commune
from territories.scope import ids_scope

Kind = SurveyQuestion.Kind


class NoSuchSurvey(Exception):
    """The address leads to no questionnaire."""


class NotAnswerable(Exception):
    """The questionnaire takes no answer today; the text says why."""


class Incomplete(Exception):
    """A required question was left without an answer; `page` is where."""

    def __init__(self, page: int) -> None:
        super().__init__("Il reste une question obligatoire.")
        self.page = page


@contextmanager
def opened(token: str) -> Iterator[Survey]:
    """The questionnaire of a public link, whatever its state, inside a scope that sees its territory only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, caf_id, territory_id FROM diagnostics_survey_by_token(%s)", [digest(token)])
        found = cursor.fetchone()
    if found is None:
        raise NoSuchSurvey
    survey_id, caf_id, territory_id = found
    with ids_scope(str(caf_id), str(territory_id)):
        yield Survey.objects.select_related("ctg__territory__caf", "ctg__caf").get(pk=survey_id)


def refuse_unanswerable(survey: Survey, today: date) -> None:
    state = survey.state(today)
    if state == Survey.State.WAITING:
        raise NotAnswerable("Ce questionnaire n’est pas encore ouvert.")
    if state in {Survey.State.OVER, Survey.State.CLOSED}:
        raise NotAnswerable("Ce questionnaire est terminé. Merci à toutes les familles qui ont répondu.")


def start(survey: Survey) -> str:
    """A new empty response, and the token by which its device comes back."""
    token = secrets.token_urlsafe(16)
    SurveyResponse.objects.create(survey=survey, token_digest=digest(token))
    return token


def response_of(survey: Survey, token: str) -> SurveyResponse | None:
    return survey.responses.filter(token_digest=digest(token), submitted_on=None).first() if token else None


def ranks_of(response: SurveyResponse) -> dict[UUID, list[int]]:
    return {pk: choices for pk, choices in response.answers.values_list("question", "choices") if choices}


def typed_of(response: SurveyResponse) -> dict[UUID, SurveyAnswer]:
    return {answer.question_id: answer for answer in response.answers.all()}


@transaction.atomic
def save_page(response: SurveyResponse, page: Page, values: Mapping[UUID, Any]) -> None:
    """Keep what was typed on one page, in place of what this page held."""
    SurveyResponse.objects.select_for_update(of=("self",)).get(pk=response.pk)
    response.answers.filter(question__in=page.questions).delete()
    SurveyAnswer.objects.bulk_create(
        answer for question in page.questions if (answer := _answer(response, question, values.get(question.pk)))
    )


def _answer(response: SurveyResponse, question: SurveyQuestion, value: Any) -> SurveyAnswer | None:
    if value is None or value == "" or value == []:
        return None
    answer = SurveyAnswer(response=response, question=question)
    if question.has_choices:
        answer.choices = sorted(value if isinstance(value, list) else [value])
    elif isinstance(value, Commune):
        answer.commune = value
    elif question.kind == Kind.TEXT:
        answer.text, answer.text_status = value, SurveyAnswer.TextStatus.HELD
    else:
        answer.number = value
    return answer


@transaction.atomic
def send(response: SurveyResponse) -> None:
    """Close one person's answers: what no longer concerns them is forgotten, and so is their token."""
    pages = pages_of(response.survey)
    _forget_unasked(response, pages)
    kept = set(response.answers.values_list("question", flat=True))
    ranks = ranks_of(response)
    for page in pages:
        if any(question.is_required and question.pk not in kept for question in asked(page, ranks)):
            raise Incomplete(page.number)
    response.submitted_on = timezone.localdate()
    response.token_digest = None
    response.save(update_fields=["submitted_on", "token_digest"])


def _forget_unasked(response: SurveyResponse, pages: Sequence[Page]) -> None:
    """Answers to questions that a changed answer no longer asks, one after the other in their order."""
    ranks = ranks_of(response)
    unasked = []
    for page in pages:
        for question in page.questions:
            if not is_asked(question, ranks):
                unasked.append(question)
                ranks.pop(question.pk, None)
    response.answers.filter(question__in=unasked).delete()


def give_up(response: SurveyResponse) -> None:
    """Forget answers that were not sent, at the person's demand."""
    response.delete()
