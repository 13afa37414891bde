"""News of an action, in three fields and a date."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from accounts.models import User
from actionplans.forms.fiche import refuse_slip
from actionplans.models import Action, FollowUp
from territories.forms import DateInput, ScopedForm

LONGEST_NOTE = 2_000
NEEDS_A_REASON = frozenset({Action.Status.BLOCKED, Action.Status.SUSPENDED, Action.Status.ABANDONED})
NOT_BEGUN = frozenset({Action.Status.PROPOSED, Action.Status.VALIDATED})
REPORTED = [
    Action.Status.IN_PROGRESS,
    Action.Status.COMPLETED,
    Action.Status.DELAYED,
    Action.Status.BLOCKED,
    Action.Status.SUSPENDED,
    Action.Status.ABANDONED,
]


class ReportForm(ScopedForm[FollowUp]):
    """`seen` is the last report that was there when this form was shown."""

    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)
    progress = forms.IntegerField(
        label="Avancement en %",
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "min_value": "L’avancement va de 0 à 100.",
            "max_value": "L’avancement va de 0 à 100.",
            "invalid": "Écrivez un nombre entier, de 0 à 100.",
        },
    )
    note = forms.CharField(
        label="En quelques mots",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=LONGEST_NOTE,
        help_text="La raison est demandée pour une action bloquée, suspendue ou abandonnée.",
    )

    class Meta:
        model = FollowUp
        fields = ["status", "progress", "note", "next_on"]
        labels = {"status": "Où en est-on ?"}
        widgets = {"next_on": DateInput}

    def __init__(self, data: Any = None, *, instance: FollowUp, user: User, seen: UUID | None, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, user=user, **kwargs)
        self.fields["seen"].initial = seen
        current = Action.Status(instance.action.status)
        not_begun = [(current.value, "Pas encore commencée")] if current in NOT_BEGUN else []
        self.fields["status"].choices = not_begun + [  # type: ignore[attr-defined]
            (each.value, each.label) for each in REPORTED
        ]

    def clean_next_on(self) -> date | None:
        next_on: date | None = self.cleaned_data["next_on"]
        if next_on and next_on < timezone.localdate():
            raise forms.ValidationError("La prochaine échéance ne peut pas être déjà passée.")
        refuse_slip(self.instance.action.ctg, next_on)
        return next_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("status") in NEEDS_A_REASON and "note" in cleaned and not cleaned["note"]:
            self.add_error("note", "Dites pourquoi l’action est bloquée, suspendue ou abandonnée.")
        return cleaned

    @property
    def last_read(self) -> UUID | None:
        """The report that the author had before them; unknown for a form sent twice, which needs it no more."""
        seen: UUID | None = getattr(self, "cleaned_data", {}).get("seen")
        return seen

    def show_news_of(self, latest: UUID) -> None:
        """The other's report has been read with this answer: the next submission is made knowingly."""
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data[self.add_prefix("seen")] = str(latest)
        self.data = data
