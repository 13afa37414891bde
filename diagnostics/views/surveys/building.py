"""Writing the sections and the questions of a draft: every act is a plain form."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from diagnostics.forms.answers import PageForm
from diagnostics.forms.surveys import CopyQuestionsForm, QuestionForm, SectionForm, earlier_than
from diagnostics.models import Survey, SurveyQuestion, SurveySection
from diagnostics.services.surveys import building
from diagnostics.services.surveys.building import SurveyRefused
from diagnostics.services.surveys.paging import pages_of
from diagnostics.views.surveys.loading import find_question, find_section, find_survey, survey_url
from territories.access import CtgRequest, requires
from territories.models import STUDY

DIRECTIONS = {"haut": -1, "bas": +1}


@requires(STUDY)
def new_section(request: CtgRequest, pk: UUID) -> HttpResponse:
    survey = find_survey(request, pk)
    return _section(request, SurveySection(survey=survey), "Nouvelle section")


@requires(STUDY)
def edit_section(request: CtgRequest, pk: UUID) -> HttpResponse:
    return _section(request, find_section(request, pk), "Modifier une section")


def _section(request: CtgRequest, section: SurveySection, title: str) -> HttpResponse:
    form = SectionForm(request.POST or None, instance=section, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            building.refuse_frozen(building.lock(section.survey))
            kept = building.add_section(form.save(commit=False)) if form.is_new else form.save()
        except SurveyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"La section « {kept} » est enregistrée.")
            return redirect(survey_url(request, section.survey_id, kept.pk))
    context = {"form": form, "title": title, "survey": section.survey}
    return render(request, "diagnostics/surveys/edit_part.html", context)


@requires(STUDY)
def new_question(request: CtgRequest, pk: UUID) -> HttpResponse:
    """`?kind=` says what answer is expected: the form shows the fields of that kind only."""
    section = find_section(request, pk)
    kind = request.GET.get("kind", SurveyQuestion.Kind.ONE)
    if kind not in SurveyQuestion.Kind.values:
        raise Http404
    question = SurveyQuestion(section=section, kind=kind)
    if kind == SurveyQuestion.Kind.SCALE:
        question.minimum, question.maximum = 1, 5
    return _question(request, question, "Nouvelle question")


@requires(STUDY)
def edit_question(request: CtgRequest, pk: UUID) -> HttpResponse:
    return _question(request, find_question(request, pk), "Modifier une question")


def _question(request: CtgRequest, question: SurveyQuestion, title: str) -> HttpResponse:
    survey = question.section.survey
    form = QuestionForm(request.POST or None, instance=question, user=request.user, earlier=earlier_than(question))
    if request.method == "POST" and form.is_valid():
        try:
            building.refuse_frozen(building.lock(survey))
            kept = building.add_question(form.save(commit=False)) if form.is_new else form.save()
        except SurveyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"« {kept} » est enregistrée.")
            return redirect(survey_url(request, survey.pk, kept.pk))
    context = {"form": form, "title": f"{title} : {question.get_kind_display().lower()}", "survey": survey}
    return render(request, "diagnostics/surveys/edit_part.html", context)


@require_POST
@requires(STUDY)
def duplicate_question(request: CtgRequest, pk: UUID) -> HttpResponse:
    question = find_question(request, pk)
    return _act(request, question.section.survey, lambda: building.duplicate(question), question.pk)


@require_POST
@requires(STUDY)
def move_question(request: CtgRequest, pk: UUID, direction: str) -> HttpResponse:
    question = find_question(request, pk)
    by = _step(direction)
    return _act(request, question.section.survey, lambda: building.move_question(question, by), question.pk)


@require_POST
@requires(STUDY)
def move_section(request: CtgRequest, pk: UUID, direction: str) -> HttpResponse:
    section = find_section(request, pk)
    by = _step(direction)
    return _act(request, section.survey, lambda: building.move_section(section, by), section.pk)


def _step(direction: str) -> int:
    if direction not in DIRECTIONS:
        raise Http404
    return DIRECTIONS[direction]


@requires(STUDY)
def delete_question(request: CtgRequest, pk: UUID) -> HttpResponse:
    question = find_question(request, pk)
    if request.method == "POST":
        return _act(request, question.section.survey, lambda: building.delete_question(question))
    return _confirm(request, question.section.survey, question, "Supprimer cette question ?")


@requires(STUDY)
def delete_section(request: CtgRequest, pk: UUID) -> HttpResponse:
    section = find_section(request, pk)
    if request.method == "POST":
        return _act(request, section.survey, lambda: building.delete_section(section))
    return _confirm(request, section.survey, section, "Supprimer cette section ?")


def _confirm(request: CtgRequest, survey: Survey, thing: object, title: str) -> HttpResponse:
    context = {"thing": thing, "title": title, "back": survey_url(request, survey.pk)}
    return render(request, "diagnostics/confirm_delete.html", context)


def _act(request: CtgRequest, survey: Survey, verb: Callable[[], object], anchor: object = "") -> HttpResponse:
    try:
        verb()
    except SurveyRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(survey_url(request, survey.pk, anchor))


@requires(STUDY)
def copy_questions(request: CtgRequest, pk: UUID) -> HttpResponse:
    """Append the questions of another questionnaire of the CTG."""
    survey = find_survey(request, pk)
    form = CopyQuestionsForm(request.POST or None, ctg=request.ctg, survey=survey)
    if request.method == "POST" and form.is_valid():
        try:
            building.append(form.cleaned_data["source"], survey)
        except SurveyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Les questions sont reprises à la suite.")
            return redirect(survey_url(request, survey.pk))
    context = {"form": form, "title": "Reprendre des questions", "survey": survey}
    return render(request, "diagnostics/surveys/edit_part.html", context)


@requires(STUDY)
def preview_survey(request: CtgRequest, pk: UUID) -> HttpResponse:
    """All the pages one under the other, as families will see them; nothing can be sent."""
    survey = find_survey(request, pk)
    communes = request.ctg.communes.order_by("name")
    pages = [(page, PageForm(questions=page.questions, communes=communes, kept={})) for page in pages_of(survey)]
    return render(request, "diagnostics/surveys/preview.html", {"survey": survey, "pages": pages})
