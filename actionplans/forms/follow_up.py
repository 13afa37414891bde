"""News of an action, in three fields and a date; and the team that answers those that are proposed."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from uuid_utils.compat import uuid7

from accounts.models import User
from actionplans.forms.fiche import refuse_slip
from actionplans.models import Action, FollowUp
from actionplans.services import NEEDS_A_DECISION, NoDecision
from governance.models import Decision
from territories.forms import DateInput, ScopedForm
from territories.models import Ctg

LONGEST_NOTE = 2_000
LONGEST_SENTENCE = 500
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
WHY = "Dites pourquoi l’action est bloquée, suspendue ou abandonnée."


def choices_from(action: Action) -> list[tuple[str, str]]:
    """What may be said of an action: that it has begun, or still not."""
    current = Action.Status(action.status)
    not_begun = [(current.value, "Pas encore commencée")] if current in NOT_BEGUN else []
    return not_begun + [(each.value, each.label) for each in REPORTED]


def refuse_past(next_on: date | None, ctg: Ctg) -> date | None:
    if next_on and next_on < timezone.localdate():
        raise forms.ValidationError("La prochaine échéance ne peut pas être déjà passée.")
    refuse_slip(ctg, next_on)
    return next_on


class DecisionField(forms.ModelChoiceField[Decision]):
    """A decision of the CTG, with its meeting and its first words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Decision.objects.none(), required=False, empty_label="Aucune", **kwargs)

    def label_from_instance(self, obj: Decision) -> str:
        words = obj.text if len(obj.text) <= 60 else f"{obj.text[:60]}…"
        return f"{obj}, {obj.meeting.held_on:%d/%m/%Y} : {words}"

    def offer(self, ctg: Ctg) -> None:
        self.queryset = ctg.decisions.select_related("meeting").order_by("-number")


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
    decision = DecisionField(label="Décision", help_text="Demandée pour suspendre, abandonner ou fusionner l’action.")

    class Meta:
        model = FollowUp
        fields = ["status", "progress", "note", "next_on", "decision", "merged_into"]
        labels = {"status": "Où en est-on ?"}
        widgets = {"next_on": DateInput}
        help_texts = {"merged_into": "Pour une action abandonnée parce qu’une autre la reprend."}

    def __init__(self, data: Any = None, *, instance: FollowUp, user: User, seen: UUID | None, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, user=user, **kwargs)
        self.fields["seen"].initial = seen
        self.fields["status"].choices = choices_from(instance.action)  # type: ignore[attr-defined]
        self.fields["decision"].offer(instance.action.ctg)  # type: ignore[attr-defined]
        others = instance.action.ctg.actions.running().exclude(pk=instance.action_id).order_by("title")
        self.fields["merged_into"].queryset = others  # type: ignore[attr-defined]

    def clean_next_on(self) -> date | None:
        return refuse_past(self.cleaned_data["next_on"], self.instance.action.ctg)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        status = cleaned.get("status")
        if status in NEEDS_A_REASON and "note" in cleaned and not cleaned["note"]:
            self.add_error("note", WHY)
        stops_now = status in NEEDS_A_DECISION and status != self.instance.action.status
        if stops_now and "decision" in cleaned and not cleaned["decision"]:
            self.add_error("decision", str(NoDecision()))
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


class LinkNewsForm(forms.ModelForm[FollowUp]):
    """Three fields for a thumb: no account, nothing to look for."""

    new_id = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": "Rechargez la page et renvoyez."})
    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)
    status = forms.ChoiceField(label="Où en est-on ?", widget=forms.RadioSelect)
    note = forms.CharField(
        label="En une phrase",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=LONGEST_SENTENCE,
        help_text="La raison est demandée pour une action bloquée, suspendue ou abandonnée.",
    )

    class Meta:
        model = FollowUp
        fields = ["status", "note", "next_on"]
        widgets = {"next_on": DateInput}
        labels = {"next_on": "Prochaine date"}
        help_texts = {"next_on": "Si vous la connaissez : nous ne vous écrirons pas avant."}

    def __init__(self, data: Any = None, *, instance: FollowUp, seen: UUID | None) -> None:
        super().__init__(data, instance=instance, initial={"new_id": uuid7(), "seen": seen})
        self.fields["status"].choices = choices_from(instance.action)  # type: ignore[attr-defined]

    def clean_next_on(self) -> date | None:
        return refuse_past(self.cleaned_data["next_on"], self.instance.action.ctg)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("status") in NEEDS_A_REASON and "note" in cleaned and not cleaned["note"]:
            self.add_error("note", WHY)
        return cleaned

    def news(self) -> FollowUp:
        """What was typed, under the id of its form; what is finished is done to the last per cent."""
        news = self.instance
        news.pk = self.cleaned_data["new_id"]
        if news.status == Action.Status.COMPLETED:
            news.progress = 100
        return news

    def show_news_of(self, latest: UUID) -> None:
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data["seen"] = str(latest)
        self.data = data


class AnswerForm(forms.Form):
    """What the team answers to proposed news: one word to accept, a reason to decline."""

    answer = forms.CharField(
        label="Votre mot à l’auteur",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=LONGEST_SENTENCE,
        help_text="Demandé si vous ne retenez pas ces nouvelles.",
    )
    decision = DecisionField(label="Décision", help_text="Demandée pour suspendre ou abandonner l’action.")

    def __init__(self, data: Any = None, *, proposal: FollowUp, ctg: Ctg) -> None:
        super().__init__(data)
        if proposal.status in NEEDS_A_DECISION:
            self.fields["decision"].offer(ctg)  # type: ignore[attr-defined]
        else:
            del self.fields["decision"]

    @property
    def chosen(self) -> Decision | None:
        decision: Decision | None = self.cleaned_data.get("decision")
        return decision
