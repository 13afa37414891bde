"""Writing a questionnaire while it is a draft, and the moment after which nothing of it changes."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from diagnostics.models import Survey, SurveyQuestion, SurveyQuota, SurveySection
from diagnostics.services.surveys.paging import questions_of
from diagnostics.services.surveys.wording import why_identifying
from territories.models import Commune

PlacedT = TypeVar("PlacedT", SurveySection, SurveyQuestion)

MODELS = Path(settings.BASE_DIR) / "data" / "questionnaires"
COPIED = (
    "kind", "text", "hint", "theme", "is_required", "choices", "minimum", "maximum", "low_label", "high_label",
    "shown_if_choices",
)  # fmt: skip
MOST_QUESTIONS = 60


class SurveyRefused(Exception):
    """The questionnaire does not allow it; the text says why and what to do instead."""


def models() -> dict[str, dict[str, Any]]:
    """The questionnaires that come with the product, by their file name."""
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(MODELS.glob("*.json"))}


def lock(survey: Survey) -> Survey:
    return Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)


def refuse_frozen(survey: Survey) -> None:
    if survey.is_frozen:
        raise SurveyRefused(
            "Ce questionnaire a été ouvert : ses questions ne changent plus. Faites-en une copie pour les modifier."
        )


@transaction.atomic
def create(survey: Survey, *, model: str = "", source: Survey | None = None) -> Survey:
    """Keep a new draft, with the questions of a shipped model or of another questionnaire."""
    survey.copied_from = source
    survey.save()
    if source is not None:
        copy_questions(source, survey)
    elif model:
        write_model(survey, models()[model]["sections"])
    else:
        SurveySection.objects.create(survey=survey, title="Vous et votre famille", position=1)
    return survey


def write_model(survey: Survey, sections: Iterable[dict[str, Any]]) -> None:
    """The questions of a shipped model; `if` names the question that decides by its key."""
    by_key: dict[str, SurveyQuestion] = {}
    for rank, each in enumerate(sections, start=1):
        section = SurveySection.objects.create(
            survey=survey, title=each["title"], text=each.get("text", ""), position=rank
        )
        for position, words in enumerate(each["questions"], start=1):
            values = {name: words[name] for name in COPIED if name in words}
            question = SurveyQuestion(section=section, position=position, **values)
            if "if" in words:
                question.shown_if = by_key[words["if"][0]]
                question.shown_if_choices = words["if"][1]
            question.save()
            if "key" in words:
                by_key[words["key"]] = question


@transaction.atomic
def copy(source: Survey, *, by: User, new_id: UUID | None = None) -> Survey:
    """A draft with the same words and questions, which can change: what was opened cannot."""
    names = ("title", "theme", "audience", "purpose", "controller", "contact", "kept_months", "collection")
    draft = Survey(ctg=source.ctg, updated_by=by, **{name: getattr(source, name) for name in names})
    draft.title = f"{source.title[:190]} (copie)"
    if new_id:
        draft.pk = new_id
    create(draft, source=source)
    SurveyQuota.objects.bulk_create(
        SurveyQuota(survey=draft, commune_id=quota.commune_id, goal=quota.goal) for quota in source.quotas.all()
    )
    return draft


def copy_questions(source: Survey, target: Survey) -> None:
    """Append the sections and questions of one questionnaire to another, their conditions between themselves."""
    after = target.sections.count()
    twins: dict[UUID, SurveyQuestion] = {}
    sections: dict[UUID, SurveySection] = {}
    for rank, section in enumerate(source.sections.all(), start=after + 1):
        sections[section.pk] = SurveySection.objects.create(
            survey=target, title=section.title, text=section.text, position=rank
        )
    for question in questions_of(source):
        twin = _twin(question, sections[question.section_id])
        twin.shown_if = twins.get(question.shown_if_id) if question.shown_if_id else None
        twin.save()
        twins[question.pk] = twin


@transaction.atomic
def append(source: Survey, target: Survey) -> None:
    """The questions of another questionnaire after those of a draft."""
    refuse_frozen(lock(target))
    if len(questions_of(source)) + len(questions_of(target)) > MOST_QUESTIONS:
        raise SurveyRefused(f"Cela ferait plus de {MOST_QUESTIONS} questions : presque personne n’irait au bout.")
    copy_questions(source, target)


def _twin(question: SurveyQuestion, section: SurveySection) -> SurveyQuestion:
    values = {name: getattr(question, name) for name in COPIED}
    return SurveyQuestion(section=section, position=question.position, **values)


@transaction.atomic
def add_section(section: SurveySection) -> SurveySection:
    if not section._state.adding:
        return section
    refuse_frozen(lock(section.survey))
    section.position = section.survey.sections.count() + 1
    section.save()
    return section


@transaction.atomic
def add_question(question: SurveyQuestion) -> SurveyQuestion:
    """Put a new question last in its section."""
    if not question._state.adding:
        return question
    survey = lock(question.section.survey)
    refuse_frozen(survey)
    if len(questions_of(survey)) >= MOST_QUESTIONS:
        raise SurveyRefused(f"{MOST_QUESTIONS} questions au plus : au-delà, presque personne ne va au bout.")
    question.position = question.section.questions.count() + 1
    question.save()
    return question


@transaction.atomic
def duplicate(question: SurveyQuestion) -> SurveyQuestion:
    """The same question again, just after."""
    refuse_frozen(lock(question.section.survey))
    twin = _twin(question, question.section)
    twin.shown_if_id = question.shown_if_id
    twin.text = f"{question.text[:285]} (copie)"
    twin.save()
    order = [each for each in question.section.questions.all() if each.pk != twin.pk]
    rank = next(rank for rank, each in enumerate(order) if each.pk == question.pk)
    _renumber(SurveyQuestion, [*order[: rank + 1], twin, *order[rank + 1 :]])
    return twin


@transaction.atomic
def move_section(section: SurveySection, by: int) -> None:
    refuse_frozen(lock(section.survey))
    _renumber(SurveySection, _moved(list(section.survey.sections.all()), section.pk, by))
    _refuse_backward_conditions(section.survey)


@transaction.atomic
def move_question(question: SurveyQuestion, by: int) -> None:
    """Exchange it with its neighbour; past the end of its section, it enters the next one."""
    survey = question.section.survey
    refuse_frozen(lock(survey))
    siblings = list(question.section.questions.all())
    order = _moved(siblings, question.pk, by)
    if order == siblings:
        _change_section(question, by)
    else:
        _renumber(SurveyQuestion, order)
    _refuse_backward_conditions(survey)


def _change_section(question: SurveyQuestion, by: int) -> None:
    sections = list(question.section.survey.sections.all())
    rank = next(rank for rank, each in enumerate(sections) if each.pk == question.section_id) + by
    if not 0 <= rank < len(sections):
        return
    others = list(sections[rank].questions.all())
    question.section = sections[rank]
    question.save(update_fields=["section"])
    _renumber(SurveyQuestion, [question, *others] if by > 0 else [*others, question])


def _refuse_backward_conditions(survey: Survey) -> None:
    """A question must come after the one on which it depends."""
    seen: set[UUID] = set()
    for question in questions_of(survey):
        if question.shown_if_id and question.shown_if_id not in seen:
            raise SurveyRefused(f"« {question} » dépend d’une question qui doit rester avant elle.")
        seen.add(question.pk)


def _moved(siblings: Sequence[PlacedT], moving: UUID, by: int) -> list[PlacedT]:
    order = list(siblings)
    rank = next(rank for rank, each in enumerate(order) if each.pk == moving)
    if 0 <= rank + by < len(order):
        order.insert(rank + by, order.pop(rank))
    return order


def _renumber(model: type[PlacedT], order: Sequence[PlacedT]) -> None:
    for position, each in enumerate(order, start=1):
        each.position = position
    model._default_manager.bulk_update(order, ["position"])


@transaction.atomic
def delete_question(question: SurveyQuestion) -> None:
    refuse_frozen(lock(question.section.survey))
    if follower := question.followers.first():
        raise SurveyRefused(f"« {follower} » dépend de cette question : changez d’abord sa condition.")
    question.delete()


@transaction.atomic
def delete_section(section: SurveySection) -> None:
    refuse_frozen(lock(section.survey))
    if section.questions.exists():
        raise SurveyRefused("Cette section contient des questions : déplacez-les ou supprimez-les d’abord.")
    section.delete()


@transaction.atomic
def delete_draft(survey: Survey) -> None:
    refuse_frozen(lock(survey))
    if survey.copies.exists():
        raise SurveyRefused("Un autre questionnaire a été copié de celui-ci : il garde cette trace.")
    SurveyQuestion.objects.filter(section__survey=survey).update(shown_if=None)
    survey.delete()


@transaction.atomic
def set_quotas(survey: Survey, goals: dict[Commune, int | None]) -> None:
    """How many answers are hoped for, by commune; an empty goal removes it. They may change while it is open."""
    survey.quotas.all().delete()
    SurveyQuota.objects.bulk_create(
        SurveyQuota(survey=survey, commune=commune, goal=goal) for commune, goal in goals.items() if goal
    )


def lacks(survey: Survey) -> list[str]:
    """What keeps a draft from being opened, as sentences; the same checks as when each question was typed."""
    questions = questions_of(survey)
    found = [] if questions else ["Il n’y a pas encore de question."]
    for question in questions:
        if reason := why_identifying(question.text, question.hint, *question.choices):
            found.append(f"« {question} » : {reason}")
        if question.kind in {question.Kind.ONE, question.Kind.SEVERAL} and len(question.choices) < 2:
            found.append(f"« {question} » n’a pas deux choix.")
        if question.shown_if and not set(question.shown_if_choices) & set(range(len(question.shown_if.labels))):
            found.append(f"« {question} » ne serait jamais posée : revoyez sa condition.")
    if not survey.closes_on:
        found.append("Le dernier jour n’est pas fixé : il est dit aux familles, avec la durée de conservation.")
    elif survey.closes_on < timezone.localdate():
        found.append("Le dernier jour est déjà passé.")
    return found


@transaction.atomic
def open_survey(survey: Survey, *, by: User) -> Survey:
    """Freeze the questions and draw the public link."""
    locked = lock(survey)
    if locked.is_frozen:
        return locked
    if missing := lacks(locked):
        raise SurveyRefused(missing[0])
    locked.token = secrets.token_urlsafe(12)
    locked.token_digest = digest(locked.token)
    locked.opened_at = timezone.now()
    locked.touched_by(by).save()
    return locked


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
