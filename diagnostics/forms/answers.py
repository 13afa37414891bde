"""One page of a questionnaire, as the person who answers sees it."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from diagnostics.models import SurveyAnswer, SurveyQuestion
from territories.models import Commune

Kind = SurveyQuestion.Kind
LONGEST_TEXT = 1000
HOLD_BACK = "N’écrivez ni nom, ni prénom, ni téléphone, ni adresse. 1 000 caractères au plus."


class PageForm(forms.Form):
    """The questions of one page; what was kept before is there."""

    def __init__(
        self,
        data: Any = None,
        *,
        questions: Iterable[SurveyQuestion],
        communes: QuerySet[Commune],
        kept: Mapping[UUID, SurveyAnswer],
    ) -> None:
        super().__init__(data)
        self.questions = {f"q{question.pk.hex}": question for question in questions}
        for name, question in self.questions.items():
            field = _field(question, communes)
            field.label, field.required = question.text, question.is_required
            field.help_text = question.hint or (HOLD_BACK if question.kind == Kind.TEXT else "")
            if question.pk in kept:
                field.initial = _initial(question, kept[question.pk])
            self.fields[name] = field

    @property
    def values(self) -> dict[UUID, Any]:
        return {question.pk: self.cleaned_data.get(name) for name, question in self.questions.items()}


def _field(question: SurveyQuestion, communes: QuerySet[Commune]) -> forms.Field:
    if question.kind == Kind.SEVERAL:
        return forms.TypedMultipleChoiceField(
            choices=list(enumerate(question.labels)), coerce=int, widget=forms.CheckboxSelectMultiple
        )
    if question.has_choices:
        return _radio(list(enumerate(question.labels)))
    if question.kind == Kind.SCALE:
        return _radio(degrees(question))
    if question.kind == Kind.NUMBER:
        return forms.IntegerField(
            min_value=question.minimum,
            max_value=question.maximum,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )
    if question.kind == Kind.COMMUNE:
        return forms.ModelChoiceField(communes, empty_label="Choisir…")
    return forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}))


def _radio(choices: list[tuple[int, str]]) -> forms.Field:
    return forms.TypedChoiceField(choices=choices, coerce=int, empty_value=None, widget=forms.RadioSelect)


def degrees(question: SurveyQuestion) -> list[tuple[int, str]]:
    """« 1 – Pas du tout », « 2 »… « 5 – Tout à fait »."""
    low, high = question.minimum or 0, question.maximum or 0
    words = {low: question.low_label, high: question.high_label}
    return [(value, f"{value} – {words[value]}" if words.get(value) else str(value)) for value in range(low, high + 1)]


def _initial(question: SurveyQuestion, answer: SurveyAnswer) -> Any:
    if question.kind == Kind.SEVERAL:
        return answer.choices
    if question.has_choices:
        return answer.choices[0] if answer.choices else None
    if question.kind == Kind.COMMUNE:
        return answer.commune_id
    return answer.text if question.kind == Kind.TEXT else answer.number
