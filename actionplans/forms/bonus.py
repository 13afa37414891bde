"""The bonus territoire of one facility over the years, the rates of the Caf, and what is shared with the actions."""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.http import QueryDict

from actionplans.forms.numbers import AmountField, PercentField, RateField, UnitsField, in_french
from actionplans.models import FacilityYear, Rate, RateTable, Trajectory
from actionplans.services import Shareable, Values, YearField
from territories.forms import ScopedForm
from territories.templatetags.french import MONTHS as MONTH_NAMES

MONTHS = [("", "Toute l’année"), *((str(rank), name) for rank, name in enumerate(MONTH_NAMES, start=1))]
LABELS = {
    "existing_units": "Unités existantes",
    "new_units": "Unités nouvelles",
    "opening_month": "Ouverture des nouvelles",
    "former_amount": "Contrat précédent",
    "notified": "Notifié",
    "paid": "Versé",
    "explanation": "Raison de l’écart",
}


class FacilityYearsForm(forms.Form):
    """One line for each year; a line whose cells are all empty is not kept.

    `shown` is what the database held when the page was shown: what differs from it is what this person changed.
    """

    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: QueryDict | None = None, *, years: Sequence[int], values: Mapping[YearField, Any], **kwargs: Any
    ) -> None:
        initial = {f"{each.name}_{each.year}": value for each, value in values.items()}
        super().__init__(data, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.years = years
        for year in years:
            for name, label in LABELS.items():
                field = _field(name)
                field.label, field.required = f"{label}, {year}", False
                field.widget.attrs["aria-label"] = f"{label}, {year}"
                self.fields[f"{name}_{year}"] = field

    @property
    def rows(self) -> Iterator[tuple[int, list[tuple[str, forms.BoundField]]]]:
        for year in self.years:
            yield year, [(label, self[f"{name}_{year}"]) for name, label in LABELS.items()]

    @property
    def headings(self) -> list[str]:
        return list(LABELS.values())

    def values(self) -> Values:
        found: Values = {}
        for year in self.years:
            for name in LABELS:
                value = self.cleaned_data.get(f"{name}_{year}")
                if name == "opening_month" and value:
                    value = int(value)
                if value:
                    found[YearField(year, name)] = value
                elif value == 0 and name in {"notified", "paid", "former_amount"}:
                    found[YearField(year, name)] = Decimal(0)
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for year in self.years:
            if cleaned.get(f"opening_month_{year}") and not cleaned.get(f"new_units_{year}"):
                self.add_error(f"new_units_{year}", "Combien d’unités nouvelles ouvrent ce mois-là ?")
        return cleaned


def _field(name: str) -> forms.Field:
    if name in {"existing_units", "new_units"}:
        return UnitsField()
    if name == "opening_month":
        return forms.ChoiceField(choices=MONTHS)
    if name == "explanation":
        return forms.CharField(max_length=FacilityYear._meta.get_field("explanation").max_length)
    return AmountField()


def write_values(values: Mapping[YearField, Any]) -> str:
    return json.dumps([[each.year, each.name, type(value).__name__, str(value)] for each, value in values.items()])


def read_values(text: str) -> Values:
    """What `write_values` wrote; anything else reads as nothing, so that what differs is shown as a conflict."""
    kinds: dict[str, Any] = {"Decimal": Decimal, "int": int, "str": str}
    try:
        return {YearField(int(year), str(name)): kinds[kind](value) for year, name, kind, value in json.loads(text)}
    except (ValueError, TypeError, KeyError, InvalidOperation, RecursionError):
        return {}


def value_in_words(value: Any) -> str:
    if isinstance(value, int):
        return MONTH_NAMES[value - 1] if 1 <= value <= len(MONTH_NAMES) else str(value)
    return in_french(value) if isinstance(value, Decimal) else value or "rien"


def field_in_words(each: YearField) -> str:
    return f"{LABELS[each.name]}, {each.year}"


class TrajectoryForm(ScopedForm[Trajectory]):
    baseline_places = UnitsField(label="Places cofinancées en 2023", help_text="Places PSU avec bonus territoire.")

    class Meta:
        model = Trajectory
        fields = ["baseline_places"]


class RateTableForm(ScopedForm[RateTable]):
    class Meta:
        model = RateTable
        fields = ["year", "source"]
        help_texts = {"source": "Circulaire, courrier ou page où ces tarifs se lisent."}


class RateForm(ScopedForm[Rate]):
    """One rate; the fields that its category does not use must stay empty."""

    amount = RateField(label="Montant par unité et par an", help_text="En euros, quatre décimales au plus.")
    floor = RateField(
        label="Plancher par unité",
        required=False,
        help_text="Offre existante : le montant lissé ne descend pas au-dessous.",
    )
    cap_percent = PercentField(
        label="Plafond, en % de l’existant",
        required=False,
        help_text="Offre nouvelle : au-delà, les unités ne sont pas payées. Par exemple 25 pour les heures d’ALSH.",
    )
    threshold = PercentField(
        label="Palier, en %", required=False, help_text="Bonus trajectoire : hausse des places depuis 2023."
    )

    class Meta:
        model = Rate
        fields = ["kind", "category", "unit", "amount", "floor", "cap_percent", "threshold", "source"]
        help_texts = {"unit": "Place, heure, ETP, structure…"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_step = cleaned.get("category") == Rate.Category.TRAJECTORY
        if is_step and cleaned.get("threshold") is None:
            self.add_error("threshold", "Un bonus trajectoire a un palier : 4, 8 ou 12 % par exemple.")
        if not is_step and cleaned.get("threshold") is not None:
            self.add_error("threshold", "Un palier ne va qu’avec le bonus trajectoire : videz cette case.")
        return cleaned


class ShareForm(forms.Form):
    """How much of each line of the Caf in one action is the bonus of this facility."""

    def __init__(self, data: QueryDict | None = None, *, lines: Sequence[Shareable]) -> None:
        super().__init__(data)
        self.lines = lines
        for each in lines:
            field = AmountField(label=f"{each.line.year}", required=False, initial=each.here or None)
            field.widget.attrs["aria-label"] = f"Dont bonus territoire, {each.line.year}, {each.line.scheme or 'Caf'}"
            self.fields[_name(each)] = field

    @property
    def rows(self) -> Iterator[tuple[Shareable, forms.BoundField]]:
        for each in self.lines:
            yield each, self[_name(each)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for each in self.lines:
            if (cleaned.get(_name(each)) or 0) > each.free:
                self.add_error(_name(each), f"Cette ligne ne peut en contenir que {in_french(each.free)} €.")
        return cleaned

    @property
    def amounts(self) -> dict[UUID, Decimal]:
        return {each.line.pk: self.cleaned_data.get(_name(each)) or Decimal(0) for each in self.lines}


def _name(each: Shareable) -> str:
    return f"line_{each.line.pk}"


class Choice(NamedTuple):
    """One cell that two people changed, for the conflict panel."""

    label: str
    theirs: str
    mine: str
    value: str
