"""The questionnaire of an address, its section or its question: 404 when they are not of this CTG."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from diagnostics.models import Survey, SurveyQuestion, SurveySection
from territories.access import CtgRequest


def find_survey(request: CtgRequest, pk: UUID) -> Survey:
    survey = get_object_or_404(request.ctg.surveys.with_counts(), pk=pk)
    survey.ctg = request.ctg
    return survey


def find_section(request: CtgRequest, pk: UUID) -> SurveySection:
    return get_object_or_404(SurveySection.objects.select_related("survey"), survey__ctg=request.ctg, pk=pk)


def find_question(request: CtgRequest, pk: UUID) -> SurveyQuestion:
    questions = SurveyQuestion.objects.select_related("section__survey", "shown_if")
    return get_object_or_404(questions, section__survey__ctg=request.ctg, pk=pk)


def survey_url(request: CtgRequest, survey_id: object, anchor: object = "") -> str:
    return request.ctg.url("diagnostics:survey", pk=survey_id) + (f"#q-{anchor}" if anchor else "")
