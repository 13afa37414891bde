"""The pages of a questionnaire, and what each person is asked.

A question that depends on another one of the same page begins a new page: without any script, nobody is shown a
question that does not concern them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from diagnostics.models import Survey, SurveyQuestion, SurveySection

Ranks = Mapping[UUID, Sequence[int]]
"""The ranks chosen so far, by question."""


@dataclass
class Page:
    number: int
    section: SurveySection
    questions: list[SurveyQuestion] = field(default_factory=list)
    is_first_of_section: bool = True


def questions_of(survey: Survey) -> list[SurveyQuestion]:
    """All of them in their order, each with the question on which it depends."""
    return list(SurveyQuestion.objects.filter(section__survey=survey).select_related("section", "shown_if"))


def pages_of(survey: Survey) -> list[Page]:
    return cut(questions_of(survey))


def cut(questions: Iterable[SurveyQuestion]) -> list[Page]:
    pages: list[Page] = []
    for question in questions:
        is_new = not pages or pages[-1].section != question.section
        here = set() if is_new else {each.pk for each in pages[-1].questions}
        if is_new or question.shown_if_id in here:
            pages.append(Page(len(pages) + 1, question.section, is_first_of_section=is_new))
        pages[-1].questions.append(question)
    return pages


def is_asked(question: SurveyQuestion, ranks: Ranks) -> bool:
    """True unless its condition is not met; a condition on a question that was not asked is never met."""
    if question.shown_if_id is None:
        return True
    return bool(set(question.shown_if_choices) & set(ranks.get(question.shown_if_id, ())))


def asked(page: Page, ranks: Ranks) -> list[SurveyQuestion]:
    return [question for question in page.questions if is_asked(question, ranks)]


def next_page(pages: Sequence[Page], after: int, ranks: Ranks) -> Page | None:
    """The first page after this number that has something to ask."""
    return next((page for page in pages[after:] if asked(page, ranks)), None)


def previous_page(pages: Sequence[Page], before: int, ranks: Ranks) -> Page | None:
    return next((page for page in reversed(pages[: before - 1]) if asked(page, ranks)), None)
