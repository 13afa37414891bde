"""Results, their files, the texts to read over, and the result that becomes evidence."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from diagnostics.exports.surveys import survey_csv as to_csv
from diagnostics.exports.surveys import survey_xlsx as to_xlsx
from diagnostics.figures.surveys import answers as bars
from diagnostics.forms.surveys import CitationForm, MaskForm
from diagnostics.models import Survey, SurveyAnswer
from diagnostics.services.surveys import reading, reviewing
from diagnostics.services.surveys.building import SurveyRefused
from diagnostics.services.surveys.reading import Result
from diagnostics.services.surveys.reviewing import StillIdentifying
from diagnostics.views.surveys.loading import find_question, find_survey
from territories.access import CtgRequest, requires
from territories.models import EVERYONE, STUDY

TEXTS_A_PAGE = 20
COUNTS = ("Question", "Réponse", "Nombre", "Part en %", "Ont répondu", "Posée si", "Remarque")
CROSSED = ("Question", "Commune", "Réponse", "Nombre", "Part en %", "Ont répondu")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _closed(request: CtgRequest, pk: UUID) -> Survey:
    survey = find_survey(request, pk)
    if not survey.closed_at:
        raise Http404
    return survey


@requires(EVERYONE)
def survey_results(request: CtgRequest, pk: UUID) -> HttpResponse:
    survey = _closed(request, pk)
    results = list(reading.read(survey))
    context = {
        "survey": survey,
        "results": [(result, _figure(result)) for result in results],
        "can_edit": request.access.has(STUDY),
        "why": survey.results.get("why", ""),
    }
    return render(request, "diagnostics/surveys/results.html", context)


def _figure(result: Result) -> object:
    if not result.may_be_cited:
        return None
    return bars([line.label for line in result.lines], [line.share for line in result.lines])


@requires(EVERYONE)
def survey_csv(request: CtgRequest, pk: UUID) -> HttpResponse:
    survey = _closed(request, pk)
    return _file(request, to_csv(COUNTS, _counts(reading.read(survey))), "csv", "text/csv; charset=utf-8")


@requires(EVERYONE)
def survey_xlsx(request: CtgRequest, pk: UUID) -> HttpResponse:
    survey = _closed(request, pk)
    results = list(reading.read(survey))
    sheets = [
        ("Résultats", COUNTS, _counts(results)),
        ("Par commune", CROSSED, _crossed(results)),
        ("Textes relus", ("Question", "Texte"), [(each.text, text) for each in results for text in each.texts]),
        ("À lire avant", ("Sujet", "Texte"), _notice(survey)),
    ]
    return _file(request, to_xlsx(sheets), "xlsx", XLSX)


def _file(request: CtgRequest, content: bytes, extension: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{request.ctg.slug}-questionnaire.{extension}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


def _counts(results: Iterator[Result] | list[Result]) -> Iterator[tuple[object, ...]]:
    for each in results:
        if not each.lines:
            yield each.text, "", None, None, each.answered, each.condition, each.why
        for line in each.lines:
            share = None if line.share is None else round(float(line.share), 1)
            yield each.text, line.label, line.count, share, each.answered, each.condition, line.count.reason


def _crossed(results: list[Result]) -> Iterator[tuple[object, ...]]:
    for each in results:
        for place, total, cells in each.crossing.rows if each.crossing else []:
            labels = each.crossing.labels if each.crossing else []
            for label, (count, share) in zip(labels, cells, strict=True):
                yield each.text, place, label, count, round(float(share), 1), total


def _notice(survey: Survey) -> list[tuple[str, str]]:
    return [
        ("Questionnaire", survey.title),
        ("Mené par", survey.controller),
        ("Diffusion", survey.collection),
        ("Limites", survey.bias_note),
        ("Secret", "« s » : moins de cinq réponses, ou un nombre qui les ferait deviner. Jamais un zéro."),
    ]


@requires(STUDY)
def survey_texts(request: CtgRequest, pk: UUID) -> HttpResponse:
    survey = find_survey(request, pk)
    texts = reviewing.to_read(survey, TEXTS_A_PAGE)
    context = {"survey": survey, "texts": texts}
    return render(request, "diagnostics/surveys/texts.html", context)


@require_POST
@requires(STUDY)
def review_text(request: CtgRequest, pk: UUID) -> HttpResponse:
    """Keep a text as it is, masked as proposed or by hand, or erase it."""
    answers = SurveyAnswer.objects.filter(response__survey__ctg=request.ctg).select_related("response")
    answer = get_object_or_404(answers, pk=pk, response__submitted_on__isnull=False)
    form = MaskForm(request.POST)
    try:
        if "discard" in request.POST:
            reviewing.discard(answer, by=request.user)
        elif form.is_valid():
            is_certain = "certain" in request.POST
            reviewing.keep(answer, form.cleaned_data["text"], by=request.user, is_certain=is_certain)
        else:
            messages.error(request, "Écrivez le texte à garder, ou effacez-le.")
    except (SurveyRefused, StillIdentifying) as refusal:
        messages.error(request, str(refusal))
    return redirect(request.ctg.url("diagnostics:survey_texts", pk=answer.response.survey_id))


@requires(STUDY)
def cite_result(request: CtgRequest, pk: UUID) -> HttpResponse:
    """A result becomes a contribution, and leads to the finding that will cite it."""
    question = find_question(request, pk)
    survey = _closed(request, question.section.survey_id)
    result = next((each for each in reading.read(survey) if each.pk == str(pk) and each.may_be_cited), None)
    if result is None:
        raise Http404
    start = {"title": result.citation, "theme": result.theme or survey.theme}
    form = CitationForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        said = reviewing.cite(
            question, **form.cleaned_data, lines=result.as_lines(), answered=result.answered or 0, by=request.user
        )
        messages.success(request, "Ce résultat est parmi les contributions : citez-le dans un constat.")
        return redirect(f"{request.ctg.url('diagnostics:new_finding')}?contribution={said.pk}")
    return render(request, "diagnostics/surveys/cite.html", {"form": form, "survey": survey, "result": result})
