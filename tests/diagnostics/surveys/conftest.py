"""The questionnaire of the valley: written by Camille, answered by nobody in particular."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from diagnostics.models import Survey, SurveyQuestion, SurveyResponse
from diagnostics.services.surveys import answering, building
from diagnostics.services.surveys.paging import pages_of, questions_of
from territories.models import Commune
from territories.scope import caf_scope

HERE = "/ctg/loire-atlantique/vallee/2026-2030/diagnostic/questionnaires/"
LONG_AFTER = date(2099, 12, 31)

SECTIONS = [
    {
        "title": "Vous",
        "questions": [
            {"key": "where", "kind": "commune", "text": "Où habitez-vous ?"},
            {"key": "child", "kind": "yes_no", "is_required": True,
             "text": "Avez-vous un enfant de moins de trois ans ?"},
            {"key": "care", "kind": "one", "text": "Qui le garde ?", "if": ["child", [0]],
             "choices": ["Un parent", "Une assistante maternelle", "La crèche"]},
        ],
    },
    {
        "title": "Ici",
        "questions": [
            {"kind": "several", "text": "Que manque-t-il ?", "choices": ["Des places", "Des bus", "Du temps"]},
            {"kind": "scale", "text": "Êtes-vous aidé ?", "minimum": 1, "maximum": 5},
            {"kind": "number", "text": "Combien de minutes de route ?", "minimum": 0, "maximum": 99},
            {"kind": "text", "text": "Une idée ?"},
        ],
    },
]  # fmt: skip


@pytest.fixture
def draft(loire, ctg, camille) -> Survey:
    with caf_scope(loire):
        survey = Survey.objects.create(
            ctg=ctg, title="Les familles", audience="Familles", purpose="Décider ensemble.",
            controller="La vallée", contact="le service enfance", closes_on=LONG_AFTER,
        )  # fmt: skip
        building.write_model(survey, SECTIONS)
    return survey


@pytest.fixture
def survey(loire, draft, camille) -> Survey:
    """Open, with its public link."""
    with caf_scope(loire):
        building.open_survey(draft, by=camille)
        draft.refresh_from_db()
    return draft


@pytest.fixture
def public(survey) -> str:
    return f"/questionnaire/{survey.token}/"


@pytest.fixture
def question(loire, draft) -> Callable[[str], SurveyQuestion]:
    """question("garde") is the one whose text contains these letters."""

    def find(words: str) -> SurveyQuestion:
        with caf_scope(loire):
            return next(each for each in questions_of(draft) if words in each.text)

    return find


@pytest.fixture
def answer(loire, survey) -> Callable[..., SurveyResponse]:
    """answer(child=0, care=1, commune="44001") sends one response."""

    names = ("where", "child", "care", "lack", "help", "road", "idea")

    def send(**values: Any) -> SurveyResponse:
        with caf_scope(loire):
            response = SurveyResponse.objects.create(survey=survey)
            typed = {question.pk: values.get(name) for name, question in zip(names, questions_of(survey), strict=True)}
            where = questions_of(survey)[0].pk
            if typed[where]:
                typed[where] = Commune.objects.get(insee_code=typed[where])
            for page in pages_of(survey):
                answering.save_page(response, page, typed)
            answering.send(response)
            return response

    return send
