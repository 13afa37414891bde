"""Which decision freezes the diagnosis, and which version it is compared with."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from diagnostics.models import DiagnosisVersion
from governance.models import Decision
from territories.templatetags.french import day

EXCERPT = 80


class FreezeForm(forms.Form):
    decision = forms.TypedChoiceField(
        label="Décision du comité de pilotage",
        help_text="Celle par laquelle le COPIL a adopté le diagnostic tel qu’il est aujourd’hui.",
    )

    def __init__(self, data: Any = None, *, decisions: Iterable[Decision]) -> None:
        super().__init__(data)
        self.offered = {str(each.pk): each for each in decisions}
        field = self.fields["decision"]
        field.choices = [("", "Choisir une décision"), *((pk, _label(each)) for pk, each in self.offered.items())]  # type: ignore[attr-defined]
        field.coerce = self.offered.__getitem__  # type: ignore[attr-defined]


def _label(decision: Decision) -> str:
    text = decision.text if len(decision.text) <= EXCERPT else f"{decision.text[:EXCERPT]}…"
    return f"{decision}, {decision.meeting.body}, {day(decision.meeting.held_on)}\u00a0: {text}"


class ComparisonForm(forms.Form):
    """Empty: the diagnosis as it stands today."""

    avec = forms.ModelChoiceField(
        queryset=DiagnosisVersion.objects.none(), label="Comparer avec", required=False, empty_label="Aujourd’hui"
    )

    def __init__(self, data: Any = None, *, others: QuerySet[DiagnosisVersion]) -> None:
        super().__init__(data)
        self.fields["avec"].queryset = others  # type: ignore[attr-defined]

    @property
    def chosen(self) -> DiagnosisVersion | None:
        return self.cleaned_data["avec"] if self.is_valid() else None
