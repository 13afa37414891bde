"""What a person may type about bodies, meetings and decisions."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils import timezone

from accounts.models import User
from governance import services
from governance.models import AgendaItem, Attendance, Body, Decision, DecisionQuerySet, Meeting, Seat
from governance.services import SeatRefused
from partners.models import Contact, Participation
from territories.forms import DateInput, ScopedForm
from territories.models import Ctg, Phase

LONGEST_TEXT = 20_000
LONGEST_DECISION = 4_000
YEARS_BEFORE, YEARS_AFTER = 3, 1


class BodyForm(ScopedForm[Body]):
    class Meta:
        model = Body
        fields = ["kind", "name", "meetings_per_year", "mission"]
        widgets = {"mission": forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_DECISION})}
        help_texts = {
            "kind": "Seul un comité de pilotage valide les phases de la CTG.",
            "name": "Par exemple : COPIL de la CTG, groupe Jeunesse.",
        }

    meetings_per_year = forms.IntegerField(label="Réunions par an", min_value=1, max_value=52, initial=2)

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if not self.is_new and kind != Body.Kind.STEERING and self._has_decided_a_validation():
            raise forms.ValidationError("Cette instance s’est prononcée sur une phase : elle reste un COPIL.")
        return kind

    def _has_decided_a_validation(self) -> bool:
        return Decision.objects.filter(meeting__body=self.instance, kind=Decision.Kind.VALIDATION).exists()


class PeopleIterator(ModelChoiceIterator[Contact]):
    """The people of the CTG's partners first, then the other contacts of the Caf."""

    def __iter__(self) -> Iterator[Any]:
        yield ("", self.field.empty_label)
        for takes_part, contacts in groupby(self.queryset, key=attrgetter("takes_part")):
            label = "Partenaires de cette CTG" if takes_part else "Autres contacts de la Caf"
            yield (label, [self.choice(contact) for contact in contacts])


class PersonField(forms.ModelChoiceField[Contact]):
    iterator = PeopleIterator

    def label_from_instance(self, obj: Contact) -> str:
        return f"{obj.last_name} {obj.first_name}, {obj.organisation}"


def people(ctg: Ctg, *, and_also: UUID | None = None) -> QuerySet[Contact]:
    """Every contact of the Caf, those whose organisation takes part in the CTG first, and the one already chosen."""
    part = Participation.objects.filter(ctg=ctg, organisation=OuterRef("organisation"))
    contacts = ctg.caf.contacts.filter(Q(organisation__is_archived=False) | Q(Exists(part)) | Q(pk=and_also))
    return (
        contacts.annotate(takes_part=Exists(part))
        .select_related("organisation")
        .order_by("-takes_part", "last_name", "first_name", "id")
    )


class SeatForm(ScopedForm[Seat]):
    contact = PersonField(queryset=Contact.objects.none(), label="Personne", empty_label="Choisir une personne")

    class Meta:
        model = Seat
        fields = ["contact", "part", "starts_on", "ends_on"]
        widgets = {"starts_on": DateInput, "ends_on": DateInput}
        help_texts = {"ends_on": "Laissez vide tant que le mandat court."}

    def __init__(self, data: Any = None, *, instance: Seat, user: User, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, user=user, **kwargs)
        if self.is_new:
            self.fields["contact"].queryset = people(instance.body.ctg)  # type: ignore[attr-defined]
        else:
            del self.fields["contact"]  # another person is another seat

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # unknown to the stubs
        if not self.errors:
            try:
                services.check_mandate(self.instance)
            except SeatRefused as refusal:
                self.add_error("contact" if self.is_new else "ends_on", str(refusal))


class EndSeatForm(forms.Form):
    """The last day of a mandate."""

    on = forms.DateField(label="Dernier jour du mandat", widget=DateInput)


class MeetingForm(ScopedForm[Meeting]):
    class Meta:
        model = Meeting
        fields = ["held_on", "starts_at", "place"]
        widgets = {
            "held_on": DateInput,
            "starts_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if self.instance.is_held and day > timezone.localdate():
            raise forms.ValidationError("Cette réunion s’est tenue : sa date ne peut pas être à venir.")
        ctg = self.instance.body.ctg
        first, last = ctg.effective_from.year - YEARS_BEFORE, ctg.effective_to.year + YEARS_AFTER
        if not first <= day.year <= last:
            raise forms.ValidationError(
                f"Cette date est hors de la vie de la CTG {ctg.period} : choisissez une date entre {first} et {last}."
            )
        return day


class AttendanceForm(ScopedForm[Meeting]):
    """Who was there: one answer for each seat, everybody present until said otherwise."""

    class Meta:
        model = Meeting
        fields: list[str] = []

    def __init__(self, data: Any = None, *, instance: Meeting, user: User) -> None:
        self.seats = {f"seat-{seat.pk}": seat for seat in services.who_attends(instance)}
        super().__init__(data, instance=instance, user=user, initial=self._known(instance))
        for name, seat in self.seats.items():
            self.fields[name] = forms.ChoiceField(
                label=str(seat.contact),
                choices=Attendance.Status.choices,
                initial=Attendance.Status.PRESENT,
                help_text=f"{seat.contact.organisation}, {seat.get_part_display().lower()}",
            )
        if self.is_bound:
            self._take_theirs()  # now that the seats are fields

    def _known(self, meeting: Meeting) -> dict[str, Any]:
        return {f"seat-{each.seat_id}": each.status for each in meeting.attendances.all()}

    def stored_values(self, current: Meeting) -> dict[str, Any]:
        return super().stored_values(current) | self._known(current)

    @property
    def attendance(self) -> dict[Any, str]:
        return {seat.pk: self.cleaned_data[name] for name, seat in self.seats.items()}


class MinutesForm(ScopedForm[Meeting]):
    minutes = forms.CharField(
        label="Compte rendu",
        widget=forms.Textarea(attrs={"rows": 16}),
        required=False,
        max_length=LONGEST_TEXT,
        help_text="Ce qui s’est dit, en quelques lignes. Les décisions s’enregistrent à part : elles sont numérotées.",
    )

    class Meta:
        model = Meeting
        fields = ["minutes"]


class AgendaItemForm(ScopedForm[AgendaItem]):
    class Meta:
        model = AgendaItem
        fields = ["title", "kind"]


class DecisionForm(ScopedForm[Decision]):
    """An arbitration or a request, with who carries it out and when."""

    text = forms.CharField(
        label="Décision",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_DECISION,
        help_text="Relisez-la : une décision enregistrée ne se modifie plus, seule sa suite se met à jour.",
    )
    owner = PersonField(
        queryset=Contact.objects.none(), label="Responsable de la suite", required=False, empty_label="Personne"
    )

    class Meta:
        model = Decision
        fields = ["kind", "text", "outcome", "owner", "due_on"]
        widgets = {"due_on": DateInput}

    def __init__(self, data: Any = None, *, instance: Decision, user: User) -> None:
        super().__init__(data, instance=instance, user=user)
        self.fields["owner"].queryset = people(instance.meeting.ctg)  # type: ignore[attr-defined]
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            choice for choice in Decision.Kind.choices if choice[0] != Decision.Kind.VALIDATION
        ]

    def clean_due_on(self) -> date | None:
        return due_after(self.instance.meeting, self.cleaned_data["due_on"])


class ValidationForm(ScopedForm[Decision]):
    """What a steering committee says of the present phase."""

    outcome = forms.ChoiceField(
        label="Ce que le COPIL a décidé",
        choices=[
            (Decision.Outcome.ADOPTED, "Il valide la phase"),
            (Decision.Outcome.POSTPONED, "Il reporte sa décision"),
            (Decision.Outcome.REJECTED, "Il refuse de valider"),
        ],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label="Décision",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_DECISION,
        help_text="Telle qu’elle figurera au relevé de décisions, avec les réserves s’il y en a.",
    )
    phase = forms.ChoiceField(choices=Phase.choices, widget=forms.HiddenInput)

    class Meta:
        model = Decision
        fields = ["outcome", "text"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.instance.validated_phase = cleaned.get("phase", self.instance.validated_phase)
        return cleaned


class FollowUpForm(ScopedForm[Decision]):
    """What becomes of a decision: the decision itself does not change."""

    owner = PersonField(
        queryset=Contact.objects.none(), label="Responsable de la suite", required=False, empty_label="Personne"
    )

    class Meta:
        model = Decision
        fields = ["status", "owner", "due_on"]
        widgets = {"due_on": DateInput}

    def __init__(self, data: Any = None, *, instance: Decision, user: User) -> None:
        super().__init__(data, instance=instance, user=user)
        self.fields["owner"].queryset = people(  # type: ignore[attr-defined]
            instance.meeting.ctg, and_also=instance.owner_id
        )

    def clean_due_on(self) -> date | None:
        return due_after(self.instance.meeting, self.cleaned_data["due_on"])


class DecisionFilters(forms.Form):
    """The filters of the list of decisions, kept in the address."""

    q = forms.CharField(label="Mots", required=False, max_length=100)
    kind = forms.ChoiceField(label="Nature", required=False, choices=[("", "Toutes"), *Decision.Kind.choices])
    outcome = forms.ChoiceField(label="Résultat", required=False, choices=[("", "Tous"), *Decision.Outcome.choices])
    status = forms.ChoiceField(label="Suite", required=False, choices=[("", "Toutes"), *Decision.Status.choices])
    body = forms.ModelChoiceField(label="Instance", required=False, empty_label="Toutes", queryset=Body.objects.none())
    late = forms.BooleanField(label="En retard seulement", required=False)

    def __init__(self, data: Any, *, ctg: Ctg) -> None:
        super().__init__(data)
        self.fields["body"].queryset = ctg.bodies.all()  # type: ignore[attr-defined]

    def narrow(self, decisions: DecisionQuerySet, on: date) -> DecisionQuerySet:
        """The decisions that answer the filters; a filter that makes no sense leaves the whole list."""
        if not self.is_valid():
            return decisions
        asked = self.cleaned_data
        exact = {name: asked[name] for name in ("kind", "outcome", "status") if asked[name]}
        if asked["body"]:
            exact["meeting__body"] = asked["body"]
        decisions = decisions.filter(**exact)
        if asked["q"]:
            decisions = decisions.filter(text__icontains=asked["q"])
        if asked["late"]:
            decisions = decisions.late(on)
        return decisions


def due_after(meeting: Meeting, due_on: date | None) -> date | None:
    """Refuse a due date that comes before the decision itself."""
    if due_on and due_on < meeting.held_on:
        raise forms.ValidationError(f"L’échéance doit suivre la réunion du {meeting.held_on:%d/%m/%Y}.")
    return due_on
