"""Counting a questionnaire once it is closed; what each person answered is never shown, only totals.

Results are counted once, when it closes: watching them grow from one answer to the next would tell who said what.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from diagnostics.models import Survey, SurveyAnswer, SurveyQuestion, SurveyResponse
from diagnostics.services.surveys.building import SurveyRefused, lock
from diagnostics.services.surveys.paging import questions_of
from diagnostics.services.surveys.tables import FEWEST, cross, is_small, protect_exclusive, protect_options
from territories.models import Caf

Kind = SurveyQuestion.Kind
CLASSES_OF_NUMBERS = 5
GRACE = timedelta(days=7)  # for a team that wants to put off the end, or to close by hand
NO_COMMUNE = ""

TOO_FEW = "Moins de cinq réponses : rien n’est montré."
FOLLOWS_HIDDEN = "Cette question dépend d’une réponse trop peu donnée pour être montrée."
NOT_CROSSED = "Trop peu de réponses par commune pour les comparer sans risquer de reconnaître quelqu’un."


@transaction.atomic
def close(survey: Survey, *, by: User | None) -> Survey:
    """Take no more answers, forget those that were not sent, count the others."""
    locked = lock(survey)
    if not locked.is_frozen:
        raise SurveyRefused("Ce questionnaire n’a pas été ouvert.")
    if locked.closed_at:
        return locked
    locked.responses.filter(submitted_on=None).delete()
    locked.closed_at = timezone.now()
    locked.results = results(locked)
    locked.touched_by(by).save()
    return locked


def keep_promises(caf: Caf, today: date | None = None) -> int:
    """What families were told: a questionnaire ends, and its answers are erased so many months later."""
    today = today or timezone.localdate()
    forgotten = Survey.objects.filter(caf=caf, opened_at__isnull=False, closed_at=None, closes_on__lt=today - GRACE)
    closed = Survey.objects.filter(caf=caf, closed_at__isnull=False, responses__isnull=False).distinct()
    due = [survey for survey in closed if erasure_day(survey) <= today]
    for survey in forgotten:
        close(survey, by=None)
    for survey in due:
        erase_answers(survey)
    return len(due)


def erasure_day(survey: Survey) -> date:
    """The last day of the months promised, counted from the closing."""
    if survey.closed_at is None:
        raise SurveyRefused("Fermez d’abord le questionnaire.")
    return timezone.localdate(survey.closed_at) + timedelta(days=30 * survey.kept_months)


@transaction.atomic
def erase_answers(survey: Survey) -> None:
    """Delete every response; the totals stay, and the texts that were read over, attached to nobody."""
    locked = lock(survey)
    if not locked.closed_at:
        raise SurveyRefused("Fermez d’abord le questionnaire : ses résultats se comptent à la fermeture.")
    texts = [
        {"question": str(question), "text": text}
        for question, text in SurveyAnswer.objects.filter(
            response__survey=locked, text_status=SurveyAnswer.TextStatus.READABLE
        )
        .order_by("text")
        .values_list("question", "text")
    ]
    locked.results = {**locked.results, "texts": texts, "erased_on": timezone.localdate().isoformat()}
    locked.save(update_fields=["results"])
    locked.responses.all().delete()


@dataclass(frozen=True)
class Answers:
    """All that was sent, as numbers: for each question, the ranks of its classes by response."""

    ranks: Mapping[UUID, Mapping[UUID, Sequence[int]]]
    numbers: Mapping[UUID, Sequence[int]]
    communes: Mapping[UUID, str]
    text_counts: Counter[UUID]


def results(survey: Survey) -> dict[str, Any]:
    """What may be shown of a questionnaire, as a document."""
    count = survey.responses.exclude(submitted_on=None).count()
    if count < FEWEST:
        return {"responses": None, "questions": [], "why": TOO_FEW}
    questions = questions_of(survey)
    communes = [commune.name for commune in survey.ctg.communes.order_by("name")]
    answers = _read(survey, questions, communes)
    lines: dict[UUID, dict[str, Any]] = {}
    for question in questions:
        lines[question.pk] = _count(question, answers, communes, lines)
    shown = _shown_communes(questions, lines)
    for question in questions:
        _add_crossing(lines[question.pk], question, answers, shown)
    return {"responses": count, "questions": list(lines.values()), "why": ""}


def _read(survey: Survey, questions: Iterable[SurveyQuestion], communes: Sequence[str]) -> Answers:
    by_pk = {question.pk: question for question in questions}
    ranks: dict[UUID, dict[UUID, Sequence[int]]] = {pk: {} for pk in by_pk}
    numbers: dict[UUID, list[int]] = {pk: [] for pk in by_pk}
    where: dict[UUID, str] = {}
    texts: Counter[UUID] = Counter()
    rows = SurveyAnswer.objects.filter(response__survey=survey, response__submitted_on__isnull=False)
    for answer in rows.select_related("commune"):
        question = by_pk[answer.question_id]
        if answer.commune is not None:
            where[answer.response_id] = answer.commune.name
            ranks[question.pk][answer.response_id] = [communes.index(answer.commune.name)]
        elif question.kind == Kind.TEXT:
            texts[question.pk] += 1
        elif answer.number is not None:
            numbers[question.pk].append(answer.number)
            ranks[question.pk][answer.response_id] = [_class_of(question, answer.number)]
        else:
            ranks[question.pk][answer.response_id] = answer.choices
    return Answers(ranks, numbers, where, texts)


def classes_of(question: SurveyQuestion, communes: Sequence[str]) -> list[str]:
    """The labels under which its answers are counted."""
    if question.has_choices:
        return question.labels
    if question.kind == Kind.COMMUNE:
        return list(communes)
    low, high = question.minimum or 0, question.maximum or 0
    if question.kind == Kind.SCALE:
        return [str(value) for value in range(low, high + 1)]
    if question.kind == Kind.NUMBER:
        return [f"{first} à {last}" if first < last else str(first) for first, last in _bounds(low, high)]
    return []


def _bounds(low: int, high: int) -> list[tuple[int, int]]:
    """Classes of the same width, the last one shorter when it must."""
    width = -(-(high - low + 1) // CLASSES_OF_NUMBERS)
    return [(first, min(first + width - 1, high)) for first in range(low, high + 1, width)]


def _class_of(question: SurveyQuestion, number: int) -> int:
    low, high = question.minimum or 0, question.maximum or 0
    if question.kind == Kind.SCALE:
        return number - low
    return next(rank for rank, (_, last) in enumerate(_bounds(low, high)) if number <= last)


def _count(
    question: SurveyQuestion, answers: Answers, communes: Sequence[str], before: Mapping[UUID, dict[str, Any]]
) -> dict[str, Any]:
    labels = classes_of(question, communes)
    line: dict[str, Any] = {
        "question": str(question.pk), "text": question.text, "kind": question.kind, "condition": question.condition,
        "theme": question.theme, "answered": None, "why": "", "labels": labels, "counts": [], "average": None,
        "rows": [], "row_labels": [], "why_not_crossed": "",
    }  # fmt: skip
    if _follows_hidden(question, before):
        return line | {"why": FOLLOWS_HIDDEN}
    if question.kind == Kind.TEXT:
        count = answers.text_counts[question.pk]
        return line | {"answered": None if is_small(count) else count}
    given = answers.ranks[question.pk]
    tally = Counter(rank for ranks in given.values() for rank in set(ranks))
    counts = [tally[rank] for rank in range(len(labels))]
    protected = protect_options(counts, len(given)) if question.kind == Kind.SEVERAL else protect_exclusive(counts)
    if protected is None:
        return line | {"why": TOO_FEW}
    line |= {"answered": len(given), "counts": protected}
    if answers.numbers[question.pk] and None not in protected:
        numbers = answers.numbers[question.pk]
        line["average"] = round(sum(numbers) / len(numbers), 1)
    return line


def _follows_hidden(question: SurveyQuestion, before: Mapping[UUID, dict[str, Any]]) -> bool:
    """True when the number of those who were asked would tell a count that is hidden."""
    if question.shown_if_id is None:
        return False
    counts = before[question.shown_if_id]["counts"]
    return not counts or any(counts[rank] is None for rank in question.shown_if_choices)


def _shown_communes(questions: Iterable[SurveyQuestion], lines: Mapping[UUID, dict[str, Any]]) -> list[str]:
    """Communes whose number of answers is itself shown, and which have reached the goal they were given."""
    question = next((each for each in questions if each.kind == Kind.COMMUNE), None)
    if question is None:
        return []
    goals = dict(question.section.survey.quotas.values_list("commune__name", "goal"))
    line = lines[question.pk]
    return [
        label
        for label, count in zip(line["labels"], line["counts"], strict=False)
        if count is not None and count >= goals.get(label, 0)
    ]


def _add_crossing(line: dict[str, Any], question: SurveyQuestion, answers: Answers, shown: Sequence[str]) -> None:
    """By commune, for the questions asked to everybody whose counts are shown."""
    if not shown or question.shown_if_id or question.kind in {Kind.COMMUNE, Kind.TEXT} or not line["counts"]:
        return
    groups = _groups(line, question)
    given = answers.ranks[question.pk]
    places: dict[str, tuple[int, list[int]]] = {}
    for response, ranks in given.items():
        total, counts = places.setdefault(answers.communes.get(response, NO_COMMUNE), (0, [0] * len(groups)))
        for rank, (_, members) in enumerate(groups):
            counts[rank] += bool(members & set(ranks))
        places[answers.communes.get(response, NO_COMMUNE)] = (total + 1, counts)
    rows = cross(places, shown, exclusive=question.kind != Kind.SEVERAL)
    line["row_labels"] = [label for label, _ in groups] if rows else []
    line["rows"] = [{"label": row.label, "total": row.total, "counts": row.counts} for row in rows]
    line["why_not_crossed"] = "" if rows else NOT_CROSSED


def _groups(line: Mapping[str, Any], question: SurveyQuestion) -> list[tuple[str, set[int]]]:
    """The classes of a crossing: those whose count is shown, the hidden ones together when they are exclusive."""
    counts: Sequence[int | None] = line["counts"]
    groups = [(line["labels"][rank], {rank}) for rank, count in enumerate(counts) if count is not None]
    hidden = {rank for rank, count in enumerate(counts) if count is None}
    if hidden and question.kind != Kind.SEVERAL:
        groups.append(("Autres réponses", hidden))
    return groups


@dataclass(frozen=True)
class Progress:
    """One commune while answers come in; a number that may not be shown is None."""

    commune: str
    count: int | None
    goal: int | None

    @property
    def percent(self) -> int | None:
        return None if self.count is None or not self.goal else min(100, 100 * self.count // self.goal)


@dataclass(frozen=True)
class Collection:
    """What the team sees while a questionnaire is open: how many came back, and from where."""

    responses: int
    communes: list[Progress]
    asks_commune: bool


def collection(survey: Survey) -> Collection:
    sent = SurveyResponse.objects.filter(survey=survey, submitted_on__isnull=False)
    goals = {goal.commune.name: goal.goal for goal in survey.quotas.select_related("commune")}
    names = [commune.name for commune in survey.ctg.communes.order_by("name")]
    found = Counter(
        SurveyAnswer.objects.filter(response__in=sent, commune__isnull=False).values_list("commune__name", flat=True)
    )
    counts = protect_exclusive([found[name] for name in names]) or [None] * len(names)
    asks = SurveyQuestion.objects.filter(section__survey=survey, kind=Kind.COMMUNE).exists()
    progress = [Progress(name, count, goals.get(name)) for name, count in zip(names, counts, strict=True)]
    return Collection(sent.count(), progress if asks else [], asks)
