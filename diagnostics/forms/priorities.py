"""Criteria of the Caf, scores of the team, rulings of the COPIL."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from accounts.models import User
from diagnostics.models import Criterion, Issue, Ruling
from diagnostics.models.priorities import HIGHEST_SCORE, LOWEST_SCORE
from governance.models import Body, Decision
from territories.forms import DateInput, ScopedForm

NOT_RETAINED = "0"
SCORES = [("", "Pas encore noté"), *((str(each), str(each)) for each in range(LOWEST_SCORE, HIGHEST_SCORE + 1))]


class CriterionForm(ScopedForm[Criterion]):
    class Meta:
        model = Criterion
        fields = ["name", "question", "weight", "position", "is_active"]
        help_texts: ClassVar[dict[str, Any]] = {
            "question": "Ce que l’on se demande en notant de 1 à 5.",
            "weight": "De 1 à 5 : une note de poids 2 compte double.",
        }


class ScoresForm(ScopedForm[Issue]):
    """One issue, from 1 to 5 by each criterion."""

    class Meta:
        model = Issue
        fields: ClassVar[list[str]] = []

    def __init__(self, data: Any = None, *, instance: Issue, user: User, criteria: Sequence[Criterion]) -> None:
        super().__init__(data, instance=instance, user=user)
        self.criteria = {f"score-{criterion.pk}": criterion for criterion in criteria}
        known = self._known(instance)
        for name, criterion in self.criteria.items():
            self.fields[name] = forms.TypedChoiceField(
                label=criterion.name,
                help_text=criterion.question,
                choices=SCORES,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect(attrs={"class": "scale"}),
            )
            self.initial[name] = known[name]
        if self.is_bound:
            self._take_theirs()

    def _known(self, issue: Issue) -> dict[str, Any]:
        scores = {each.criterion_id: each.value for each in issue.scores.all()}
        return {name: scores.get(criterion.pk, "") for name, criterion in self.criteria.items()}

    def stored_values(self, current: Issue) -> dict[str, Any]:
        return self._known(current)

    @property
    def scores(self) -> dict[Criterion, int | None]:
        return {criterion: self.cleaned_data[name] for name, criterion in self.criteria.items()}


class RulingForm(ScopedForm[Ruling]):
    outcome = forms.ChoiceField(
        label="Priorité arrêtée",
        widget=forms.RadioSelect,
        choices=[*((str(value), label) for value, label in Issue.Priority.choices), (NOT_RETAINED, "Non retenu")],
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = Ruling
        fields = ["reason", "decision", "decided_on"]
        widgets: ClassVar[dict[str, Any]] = {"reason": forms.Textarea(attrs={"rows": 4}), "decided_on": DateInput}
        help_texts: ClassVar[dict[str, Any]] = {
            "reason": "Ce qui a fait pencher le comité ; toute la CTG le lira.",
            "decision": "La date est alors celle de la réunion.",
        }

    field_order = ("outcome", "reason", "decision", "decided_on")

    def __init__(self, data: Any = None, *, instance: Ruling, user: User, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, user=user, **kwargs)
        decisions = Decision.objects.filter(
            ctg=instance.issue.ctg, outcome=Decision.Outcome.ADOPTED, meeting__body__kind=Body.Kind.STEERING
        ).select_related("meeting__body")
        self.fields["decision"].queryset = decisions  # type: ignore[attr-defined]
        self.fields["decision"].empty_label = "Sans décision enregistrée"  # type: ignore[attr-defined]
        self.fields["decision"].label_from_instance = _decision_in_words  # type: ignore[attr-defined]
        self.fields["decided_on"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        day = cleaned.get("decided_on")
        if not cleaned.get("decision") and not day and "decided_on" not in self.errors:
            self.add_error("decided_on", "Dites quand le COPIL s’est prononcé, ou choisissez sa décision.")
        elif day and day > timezone.localdate():
            self.add_error("decided_on", "Cette date est à venir : le COPIL ne s’est pas encore prononcé.")
        return cleaned

    @property
    def ruling(self) -> Ruling:
        self.instance.pk = self.cleaned_data["new_id"] or self.instance.pk
        return self.instance

    @property
    def priority(self) -> int | None:
        outcome = self.cleaned_data["outcome"]
        return None if outcome == NOT_RETAINED else int(outcome)


def _decision_in_words(decision: Decision) -> str:
    text = decision.text if len(decision.text) <= 80 else f"{decision.text[:79]}…"
    return f"{decision} du {decision.meeting.held_on:%d/%m/%Y} – {text}"
