"""An alert set aside, a blocker, a comment that names people."""

from datetime import date
from typing import Any

from django import forms

from accounts.models import User
from actionplans.figures.health import Concern
from actionplans.forms.choices import ContactField, contacts
from actionplans.forms.follow_up import refuse_past
from actionplans.models import Action, Alert, Blocker, Comment
from actionplans.services import people_of
from partners.models import Contact
from territories.forms import DateInput, ScopedForm

LONGEST_COMMENT = 4_000


class MuteForm(forms.Form):
    """Why an alert may wait, and until when."""

    alert = forms.ChoiceField(label="Alerte")
    reason = forms.CharField(label="Raison", max_length=300, help_text="Tout le monde la lit à côté de l’action.")
    until = forms.DateField(label="Jusqu’au", widget=DateInput, help_text="L’alerte revient le lendemain.")

    def __init__(self, data: Any = None, *, action: Action, concerns: list[Concern], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.action = action
        present = dict.fromkeys(concern.alert for concern in concerns)
        self.fields["alert"].choices = [(each, Alert(each).label) for each in present]  # type: ignore[attr-defined]

    def clean_until(self) -> date | None:
        return refuse_past(self.cleaned_data["until"], self.action.ctg)


class BlockerForm(ScopedForm[Blocker]):
    lifter = ContactField(label="Qui peut le lever", required=False, empty_label="Personne pour l’instant")

    class Meta:
        model = Blocker
        fields = ["text", "lifter"]
        labels = {"text": "Ce qui bloque"}

    def __init__(self, data: Any = None, *, instance: Blocker, user: User) -> None:
        super().__init__(data, instance=instance, user=user)
        self.fields["lifter"].queryset = contacts(instance.action.ctg)  # type: ignore[attr-defined]


class PeopleChoice(forms.ModelMultipleChoiceField[Contact]):
    def label_from_instance(self, obj: Contact) -> str:
        return f"{obj.last_name} {obj.first_name}, {obj.organisation}"


class CommentForm(ScopedForm[Comment]):
    text = forms.CharField(
        label="Votre commentaire",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_COMMENT,
        help_text="Écrivez @Prénom Nom pour nommer quelqu’un, ou choisissez plus bas.",
    )
    people = PeopleChoice(
        queryset=Contact.objects.none(),
        label="Personnes à prévenir",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Elles le liront dans leur message de la semaine.",
    )

    class Meta:
        model = Comment
        fields = ["text"]

    def __init__(self, data: Any = None, *, instance: Comment, user: User) -> None:
        super().__init__(data, instance=instance, user=user)
        self.fields["people"].queryset = people_of(instance.action.ctg)  # type: ignore[attr-defined]
