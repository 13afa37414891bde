"""What a person may type on a fiche action, in a few short forms."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from actionplans.forms.choices import ContactField, OrganisationField, contacts, organisations
from actionplans.forms.numbers import StaffField
from actionplans.models import Action, ActionPartner, Step
from diagnostics.models import Issue
from territories.forms import DateInput, ScopedForm
from territories.models import Commune, Ctg

LONGEST_TEXT = 10_000
YEARS_AROUND = 10  # a date further from the CTG is a slip of the keyboard


def long_text(label: str, help_text: str = "", rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": rows}),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=help_text,
    )


def refuse_slip(ctg: Ctg, day: date | None) -> None:
    first, last = ctg.effective_from.year - YEARS_AROUND, ctg.effective_to.year + YEARS_AROUND
    if day is not None and not first <= day.year <= last:
        raise forms.ValidationError(f"Vérifiez l’année : {day.year} est trop loin de la CTG {ctg.period}.")


class TextForm(ScopedForm[Action]):
    """What is done, for whom and to what end."""

    description = long_text("Description", "Ce qui est fait, concrètement.", rows=6)
    expected_result = long_text("Résultat attendu", "Ce qui aura changé à la fin.")
    conditions = long_text("Conditions de réussite", rows=3)
    risks = long_text("Risques", rows=3)

    class Meta:
        model = Action
        fields = [
            "title",
            "description",
            "expected_result",
            "audience",
            "conditions",
            "risks",
            "maturity",
            "visibility",
        ]
        help_texts = {
            "audience": "Âge, situation : par exemple « familles monoparentales, enfants de moins de 3 ans ».",
            "maturity": "Un projet est prêt quand sa nature et son financement sont arrêtés.",
            "visibility": "« Équipe » : les partenaires et les élus ne voient pas la fiche.",
        }

    def __init__(self, data: Any = None, *, instance: Action, user: User, is_team: bool) -> None:
        super().__init__(data, instance=instance, user=user)
        if not is_team:
            del self.fields["maturity"], self.fields["visibility"]


class PeopleForm(ScopedForm[Action]):
    """Who pilots the action, and the élu who answers for it."""

    pilot = OrganisationField(label="Organisation pilote", required=False, empty_label="Aucune pour l’instant")
    pilot_contact = ContactField(label="Personne qui pilote", required=False, empty_label="Personne pour l’instant")
    elected_referent = ContactField(label="Élu référent", required=False, empty_label="Personne pour l’instant")

    class Meta:
        model = Action
        fields = ["pilot", "pilot_contact", "elected_referent"]

    def __init__(self, data: Any = None, *, instance: Action, user: User) -> None:
        super().__init__(data, instance=instance, user=user)
        offered = {
            "pilot": organisations(instance.ctg, and_also=instance.pilot_id),
            "pilot_contact": contacts(instance.ctg, and_also=instance.pilot_contact_id),
            "elected_referent": contacts(instance.ctg, and_also=instance.elected_referent_id),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["pilot_contact"].help_text = "Une personne de l’organisation pilote."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        pilot, contact = cleaned.get("pilot"), cleaned.get("pilot_contact")
        if contact and pilot is None and "pilot" not in self.errors:
            self.add_error("pilot", f"Choisissez l’organisation de {contact} : {contact.organisation}.")
        elif contact and pilot and contact.organisation_id != pilot.pk:
            self.add_error("pilot_contact", f"{contact} fait partie de « {contact.organisation} », pas de « {pilot} ».")
        return cleaned


class PartnerForm(ScopedForm[ActionPartner]):
    organisation = OrganisationField(label="Organisation", empty_label="Choisir une organisation")

    class Meta:
        model = ActionPartner
        fields = ["organisation", "part"]

    def __init__(self, data: Any = None, *, instance: ActionPartner, user: User) -> None:
        super().__init__(data, instance=instance, user=user)
        self.fields["organisation"].queryset = organisations(instance.action.ctg)  # type: ignore[attr-defined]


class CalendarForm(ScopedForm[Action]):
    """When, and with how many people."""

    full_time_equivalent = StaffField(
        label="Moyens humains (ETP)", required=False, help_text="En équivalents temps plein, par exemple 0,5."
    )

    class Meta:
        model = Action
        fields = ["starts_on", "ends_on", "full_time_equivalent"]
        widgets = {"starts_on": DateInput, "ends_on": DateInput}

    def clean_starts_on(self) -> date | None:
        refuse_slip(self.instance.ctg, self.cleaned_data["starts_on"])
        return self.cleaned_data["starts_on"]  # type: ignore[no-any-return]

    def clean_ends_on(self) -> date | None:
        refuse_slip(self.instance.ctg, self.cleaned_data["ends_on"])
        return self.cleaned_data["ends_on"]  # type: ignore[no-any-return]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "La fin de l’action doit suivre son début.")
        return cleaned


class ScopeForm(ScopedForm[Action]):
    """The issues that the action answers and the communes that it concerns."""

    issues = forms.ModelMultipleChoiceField(
        label="Enjeux auxquels l’action répond",
        queryset=Issue.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    communes = forms.ModelMultipleChoiceField(
        label="Communes concernées",
        queryset=Commune.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Aucune case cochée : toutes les communes de la CTG.",
    )

    class Meta:
        model = Action
        fields = ["issues", "communes"]

    def __init__(self, data: Any = None, *, instance: Action, user: User) -> None:
        super().__init__(data, instance=instance, user=user)
        self.fields["issues"].queryset = instance.ctg.issues.order_by("number")  # type: ignore[attr-defined]
        self.fields["communes"].queryset = instance.ctg.communes.order_by("name")  # type: ignore[attr-defined]


class StepForm(ScopedForm[Step]):
    class Meta:
        model = Step
        fields = ["title", "starts_on", "due_on", "done_on"]
        widgets = {"starts_on": DateInput, "due_on": DateInput, "done_on": DateInput}
        help_texts = {
            "starts_on": "Laissez vide pour une date unique.",
            "done_on": "Laissez vide tant que l’étape n’est pas faite.",
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("starts_on", "due_on"):
            try:
                refuse_slip(self.instance.action.ctg, cleaned.get(name))
            except forms.ValidationError as error:
                self.add_error(name, error)
        if cleaned.get("starts_on") and cleaned.get("due_on") and cleaned["due_on"] < cleaned["starts_on"]:
            self.add_error("due_on", "L’échéance doit suivre le début de l’étape.")
        return cleaned

    def clean_done_on(self) -> date | None:
        done_on: date | None = self.cleaned_data["done_on"]
        if done_on and done_on > timezone.localdate():
            raise forms.ValidationError("Une étape ne peut pas avoir été faite à une date à venir.")
        return done_on
