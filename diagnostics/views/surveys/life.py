"""The life of a questionnaire: listed, described, opened, shown on a poster, closed, copied, erased."""

from uuid import UUID

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.services.mail import absolute
from diagnostics.forms.surveys import NewSurveyForm, OpenedSurveyForm, QuotasForm, SurveyForm
from diagnostics.models import Survey, SurveyQuestion
from diagnostics.services.surveys import building, counting
from diagnostics.services.surveys.building import SurveyRefused
from diagnostics.services.surveys.paging import questions_of
from diagnostics.views.surveys.loading import find_survey, survey_url
from territories.access import CtgRequest, requires
from territories.models import EVERYONE, STUDY


@requires(EVERYONE)
def surveys(request: CtgRequest) -> HttpResponse:
    """The team sees the drafts too."""
    can_edit = request.access.has(STUDY)
    rows = request.ctg.surveys.with_counts()
    today = timezone.localdate()
    listed = [(survey, survey.state(today)) for survey in rows if can_edit or survey.is_frozen]
    return render(request, "diagnostics/surveys/list.html", {"surveys": listed, "can_edit": can_edit})


@requires(STUDY)
def new_survey(request: CtgRequest) -> HttpResponse:
    blank = Survey(ctg=request.ctg, controller=str(request.territory), audience="Familles du territoire")
    form = NewSurveyForm(request.POST or None, instance=blank, user=request.user, ctg=request.ctg)
    if request.method == "POST" and form.is_valid():
        survey = form.instance
        if form.cleaned_data:
            survey.pk = form.cleaned_data["new_id"] or survey.pk
            survey.updated_by = request.user
            source = form.source
            building.create(survey, model="" if source else form.model_name, source=source)
            messages.success(request, "Le questionnaire est créé : relisez ses questions, puis ouvrez-le.")
            return redirect(survey_url(request, survey.pk))
        return redirect(request.ctg.url("diagnostics:surveys"))
    return render(request, "diagnostics/surveys/edit.html", {"form": form, "title": "Nouveau questionnaire"})


@requires(STUDY)
def edit_survey(request: CtgRequest, pk: UUID) -> HttpResponse:
    survey = find_survey(request, pk)
    form_class = OpenedSurveyForm if survey.is_frozen else SurveyForm
    form = form_class(request.POST or None, instance=survey, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Le questionnaire est enregistré.")
        return redirect(survey_url(request, pk))
    context = {"form": form, "title": f"Modifier « {survey} »", "survey": survey}
    return render(request, "diagnostics/surveys/edit.html", context)


@requires(STUDY)
def survey(request: CtgRequest, pk: UUID) -> HttpResponse:
    """The draft with its buttons, or what was opened with its link and its collection."""
    found = find_survey(request, pk)
    sections: dict[object, list[SurveyQuestion]] = {section.pk: [] for section in found.sections.all()}
    questions = questions_of(found)
    for question in questions:
        sections[question.section_id].append(question)
    context = {
        "survey": found,
        "state": found.state(timezone.localdate()),
        "sections": [(section, sections[section.pk]) for section in found.sections.all()],
        "question_count": len(questions),
        "kinds": SurveyQuestion.Kind.choices,
        "lacks": [] if found.is_frozen else building.lacks(found),
        "address": _address(found),
        "collection": counting.collection(found) if found.is_frozen else None,
        "has_quotas": found.quotas.exists(),
    }
    return render(request, f"diagnostics/surveys/{'opened' if found.is_frozen else 'draft'}.html", context)


def _address(survey: Survey) -> str:
    return absolute(reverse("diagnostics:answer_survey", args=[survey.token])) if survey.token else ""


@requires(STUDY)
def survey_quotas(request: CtgRequest, pk: UUID) -> HttpResponse:
    survey = find_survey(request, pk)
    form = QuotasForm(request.POST or None, survey=survey, communes=list(request.ctg.communes.order_by("name")))
    if request.method == "POST" and form.is_valid():
        building.set_quotas(survey, form.goals)
        messages.success(request, "Les objectifs par commune sont enregistrés.")
        return redirect(survey_url(request, pk))
    context = {"form": form, "title": "Objectifs par commune", "survey": survey}
    return render(request, "diagnostics/surveys/edit_part.html", context)


@requires(STUDY)
def open_survey(request: CtgRequest, pk: UUID) -> HttpResponse:
    survey = find_survey(request, pk)
    if request.method == "POST":
        try:
            building.open_survey(survey, by=request.user)
        except SurveyRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Le questionnaire est ouvert : partagez son lien ou son affiche.")
        return redirect(survey_url(request, pk))
    return render(request, "diagnostics/surveys/open.html", {"survey": survey, "lacks": building.lacks(survey)})


@requires(STUDY)
def close_survey(request: CtgRequest, pk: UUID) -> HttpResponse:
    survey = find_survey(request, pk)
    if request.method == "POST":
        try:
            counting.close(survey, by=request.user)
        except SurveyRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(survey_url(request, pk))
        messages.success(request, "Le questionnaire est fermé : ses résultats sont comptés.")
        return redirect(request.ctg.url("diagnostics:survey_results", pk=pk))
    return render(request, "diagnostics/surveys/close.html", {"survey": survey})


@requires(STUDY)
def erase_answers(request: CtgRequest, pk: UUID) -> HttpResponse:
    """Erase what each person answered; totals and texts that were read over stay."""
    survey = find_survey(request, pk)
    if request.method == "POST":
        try:
            counting.erase_answers(survey)
        except SurveyRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Les réponses sont effacées ; les résultats restent.")
        return redirect(survey_url(request, pk))
    return render(request, "diagnostics/surveys/erase.html", {"survey": survey})


@requires(STUDY)
def copy_survey(request: CtgRequest, pk: UUID) -> HttpResponse:
    survey = find_survey(request, pk)
    if request.method == "POST":
        draft = building.copy(survey, by=request.user)
        messages.success(request, "Voici la copie : elle peut changer.")
        return redirect(survey_url(request, draft.pk))
    return render(request, "diagnostics/surveys/copy.html", {"survey": survey})


@requires(STUDY)
def delete_survey(request: CtgRequest, pk: UUID) -> HttpResponse:
    survey = find_survey(request, pk)
    if request.method == "POST":
        try:
            building.delete_draft(survey)
        except SurveyRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(survey_url(request, pk))
        messages.success(request, "Le brouillon est supprimé.")
        return redirect(request.ctg.url("diagnostics:surveys"))
    context = {"thing": survey, "title": "Supprimer ce brouillon ?", "back": survey_url(request, pk)}
    return render(request, "diagnostics/confirm_delete.html", context)


@requires(STUDY)
def survey_poster(request: CtgRequest, pk: UUID) -> HttpResponse:
    """A page to print and pin up: what, until when, the code and the address."""
    survey = find_survey(request, pk)
    if not survey.token:
        raise Http404
    address = _address(survey)
    code = segno.make(address, error="m", micro=False)
    context = {
        "survey": survey,
        "address": address,
        "code": code.svg_data_uri(border=4, scale=1, dark="#000", light="#fff", unit="", omitsize=True),
    }
    return render(request, "diagnostics/surveys/poster.html", context)
