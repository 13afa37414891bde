"""« Plus tard », and the pause of a whole CTG."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from actionplans.forms.follow_up import refuse_past
from actionplans.models import ReminderPause
from territories.forms import DateInput, ScopedForm

LONGEST_SNOOZE = timedelta(days=366)
UNTIL_A_DATE = "date"


class LaterForm(forms.Form):
    """How long somebody wants to be left in peace; a date serves as an unsubscription."""

    delay = forms.ChoiceField(
        label="Ne plus m’écrire pendant",
        widget=forms.RadioSelect,
        choices=[("14", "2 semaines"), ("30", "1 mois"), (UNTIL_A_DATE, "jusqu’à la date que j’indique")],
    )
    until = forms.DateField(label="Date", required=False, widget=DateInput, help_text="Un an au plus.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("delay") == UNTIL_A_DATE and "until" in cleaned:
            today, until = timezone.localdate(), cleaned["until"]
            if until is None:
                self.add_error("until", "Indiquez la date jusqu’à laquelle vous ne voulez pas de message.")
            elif not today < until <= today + LONGEST_SNOOZE:
                self.add_error("until", "Choisissez une date à venir, dans un an au plus.")
        return cleaned

    @property
    def chosen(self) -> date:
        delay: str = self.cleaned_data["delay"]
        until: date = self.cleaned_data["until"]
        return until if delay == UNTIL_A_DATE else timezone.localdate() + timedelta(days=int(delay))


class PauseForm(ScopedForm[ReminderPause]):
    class Meta:
        model = ReminderPause
        fields = ["reason", "until"]
        widgets = {"until": DateInput}
        help_texts = {
            "reason": "Tout le monde la lit : congés d’été, élections, renégociation…",
            "until": "Les relances reprennent le lendemain.",
        }

    def clean_until(self) -> date | None:
        until: date = self.cleaned_data["until"]
        return refuse_past(until, self.instance.ctg)
