"""Free texts, read by one person of the team before anybody else; what is masked is masked for ever."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from diagnostics.models import Contribution, Survey, SurveyAnswer, SurveyQuestion
from diagnostics.services.surveys.building import SurveyRefused
from diagnostics.services.surveys.screening import Piece, masked, pieces, screen

Status = SurveyAnswer.TextStatus


class StillIdentifying(Exception):
    """The text as it would be kept still says who; the reader must say that they have seen it."""


@dataclass(frozen=True)
class HeldText:
    """A text that waits, what was recognised in it, and how it could read."""

    answer: SurveyAnswer
    pieces: list[Piece]
    proposal: str


def held(survey: Survey) -> QuerySet[SurveyAnswer]:
    """Only of answers that were sent; in the order of random ids, which tells nothing of the time."""
    return SurveyAnswer.objects.filter(
        response__survey=survey, response__submitted_on__isnull=False, text_status=Status.HELD
    ).select_related("question")


def to_read(survey: Survey, most: int) -> list[HeldText]:
    answers = held(survey).order_by("id")[:most]
    return [HeldText(answer, pieces(answer.text), masked(answer.text)) for answer in answers]


@transaction.atomic
def keep(answer: SurveyAnswer, text: str, *, by: User, is_certain: bool = False) -> None:
    """The text may now be read, as it was written or masked; the first wording is not kept anywhere."""
    if not is_certain and (left := screen(text)):
        words = ", ".join(f"« {text[span.start : span.end]} »" for span in left)
        raise StillIdentifying(
            f"Ce texte contient encore {words}. Masquez, ou confirmez que personne n’est reconnaissable."
        )
    _decide(answer, text, Status.READABLE, by)


@transaction.atomic
def discard(answer: SurveyAnswer, *, by: User) -> None:
    """Nothing of it can be shared: the text is erased."""
    _decide(answer, "", Status.NONE, by)


def _decide(answer: SurveyAnswer, text: str, status: str, by: User) -> None:
    locked = SurveyAnswer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    if locked.text_status != Status.HELD:
        raise SurveyRefused("Quelqu’un vient de relire ce texte.")
    locked.text, locked.text_status, locked.reviewed_by = text, status, by
    locked.save(update_fields=["text", "text_status", "reviewed_by"])


def readable(survey: Survey) -> dict[str, list[str]]:
    """The texts that were read over, by question, in alphabetical order: not in the order of the answers."""
    found: dict[str, list[str]] = defaultdict(list)
    for kept in survey.results.get("texts", []):
        found[kept["question"]].append(kept["text"])
    rows = SurveyAnswer.objects.filter(response__survey=survey, text_status=Status.READABLE)
    for question, text in rows.values_list("question", "text"):
        found[str(question)].append(text)
    return {question: sorted(texts) for question, texts in found.items()}


@transaction.atomic
def cite(
    question: SurveyQuestion, *, title: str, theme: str, lines: Iterable[str], answered: int, by: User
) -> Contribution:
    """Make a result a contribution, that findings may cite; once for each question."""
    locked = SurveyQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    survey = question.section.survey
    if locked.contribution_id:
        return Contribution.objects.get(pk=locked.contribution_id)
    said = Contribution.objects.create(
        ctg_id=survey.ctg_id,
        caf_id=survey.caf_id,
        territory_id=survey.territory_id,
        kind=Contribution.Kind.SURVEY,
        status=Contribution.Status.ACCEPTED,
        theme=theme,
        title=title,
        text="\n".join(lines),
        audience=survey.audience[:120],
        author_name=survey.title,
        participants=answered,
        collected_on=timezone.localdate(survey.closed_at) if survey.closed_at else timezone.localdate(),
        reviewed_at=timezone.now(),
        reviewed_by=by,
        updated_by=by,
    )
    SurveyQuestion.objects.filter(pk=question.pk).update(contribution=said)
    return said
