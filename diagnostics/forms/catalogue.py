"""What may be typed in the catalogue, and the figures that are typed by hand."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from diagnostics.forms import ThemeFilter
from diagnostics.models import Indicator
from diagnostics.models.catalogue import Wording
from diagnostics.services import catalogue, local_entry
from territories.forms import ScopedForm
from territories.models import Commune, Ctg, Epci
from territories.templatetags.french import number

WRITTEN = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]+))?")
FIRST_YEAR = 1990


class CatalogueFilter(ThemeFilter):
    q = forms.CharField(label="Mot ou code", required=False, max_length=100)
    state = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), ("active", "En usage"), ("retired", "Retirés")]
    )


class IndicatorForm(ScopedForm[Indicator]):
    reason = forms.CharField(
        label="Motif du changement",
        max_length=300,
        required=False,
        help_text="L’ancienne définition reste lisible, avec ses dates et ce motif.",
    )

    class Meta:
        model = Indicator
        fields = [
            "code", "theme", "label", "definition", "unit", "kind", "numerator_label", "denominator_label",
            "multiplier", "decimals", "source", "finest_level", "direction", "secrecy_rule", "secrecy_threshold",
            "sentence", "related_to", "is_active",
        ]  # fmt: skip
        widgets = {"definition": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "kind": "Un effectif et un montant s’additionnent. Une part se recalcule à partir de son numérateur et de"
            " son dénominateur. Une médiane, ou un taux sans ses deux termes, ne se recalcule jamais.",
            "multiplier": "100 pour une part en %, 1 000 pour un taux pour mille, 1 sinon.",
            "finest_level": "Plus bas, aucun chiffre n’est demandé.",
            "secrecy_threshold": "Un effectif plus petit n’est jamais montré. 0 : rien n’est caché.",
        }

    def __init__(self, data: Any = None, *, instance: Indicator, user: User, may_loosen: bool = False) -> None:
        super().__init__(data, instance=instance, user=user)
        self.may_loosen = may_loosen
        if self.is_new:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._ask_for_both_parts(cleaned)
        return cleaned

    def _ask_for_both_parts(self, cleaned: dict[str, Any]) -> None:
        parts = [bool(cleaned.get(name)) for name in ("numerator_label", "denominator_label")]
        if any(parts) and not all(parts):
            missing = "denominator_label" if parts[0] else "numerator_label"
            self.add_error(missing, "Nommez les deux termes, ou aucun.")
        if all(parts) and cleaned.get("kind") not in {Wording.Kind.RATIO, None}:
            self.add_error("kind", "Seule une part ou un taux a un numérateur et un dénominateur.")

    def _post_clean(self) -> None:
        """Once the entry bears what was typed: may its figures change in this way?"""
        super()._post_clean()  # type: ignore[misc]  # unknown to the stubs
        if self.is_new or self.errors:
            return
        stored = Indicator.objects.get(pk=self.instance.pk)
        try:
            catalogue.refuse_revision(stored, self.instance, may_loosen=self.may_loosen)
        except catalogue.CannotRevise as refusal:
            self.add_error(refusal.field, str(refusal))

    def save_revision(self) -> Indicator:
        """A new entry is simply written; a changed one keeps its former wording."""
        if self.is_new or not self.cleaned_data:
            return self.save()
        indicator = self.save(commit=False)
        catalogue.revise(
            indicator, by=self.user, reason=self.cleaned_data.get("reason", ""), may_loosen=self.may_loosen
        )
        return indicator


class FigureField(forms.DecimalField):
    """A figure as it is written in French, « 1 234,5 »; never negative."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs say int
        typed = "".join(str(value or "").split())
        if not typed:
            return None
        found = WRITTEN.fullmatch(typed)
        if found is None:
            raise ValidationError("Écrivez un nombre positif, par exemple 1 234,5.")
        decimals = (found[2] or "").rstrip("0")
        if len(decimals) > 6:
            raise ValidationError("Six chiffres au plus après la virgule.")
        return Decimal(f"{found[1]}.{decimals or 0}")

    def prepare_value(self, value: Any) -> Any:
        return number(value).replace("\u202f", " ") if isinstance(value, Decimal) else value


class LocalFigureForm(forms.Form):
    """One figure of one place and one year, collected in the territory."""

    place = forms.ChoiceField(label="Lieu")
    year = forms.IntegerField(label="Année", min_value=FIRST_YEAR)
    value = FigureField(label="Valeur")
    numerator = FigureField(label="Numérateur")
    denominator = FigureField(label="Dénominateur")
    source = forms.CharField(
        label="D’où vient ce chiffre",
        max_length=120,
        help_text="Par exemple : commission d’attribution, registre du lieu d’accueil.",
    )

    def __init__(self, data: Any = None, *, ctg: Ctg, indicator: Indicator) -> None:
        super().__init__(data, initial={"year": timezone.localdate().year - 1, "source": ""})
        self.indicator = indicator
        self.places = dict(_places(ctg, indicator))
        self.fields["place"].choices = [("", "Choisissez"), *((key, str(each)) for key, each in self.places.items())]  # type: ignore[attr-defined]
        unused = ("value",) if local_entry.has_parts(indicator) else ("numerator", "denominator")
        for name in unused:
            del self.fields[name]
        if local_entry.has_parts(indicator):
            self.fields["numerator"].label = indicator.numerator_label.capitalize()
            self.fields["denominator"].label = indicator.denominator_label.capitalize()
        else:
            self.fields["value"].help_text = f"En {indicator.unit}."

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year > timezone.localdate().year:
            raise ValidationError("Cette année n’est pas encore venue.")
        return year

    def clean_value(self) -> Decimal:
        value: Decimal = self.cleaned_data["value"]
        if self.indicator.kind == Wording.Kind.COUNT and value != value.to_integral_value():
            raise ValidationError("Un effectif est un nombre entier.")
        return value

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        whole, part = cleaned.get("denominator"), cleaned.get("numerator")
        if whole is not None and not whole:
            self.add_error("denominator", "Un dénominateur ne peut pas être nul.")
        elif whole and part is not None and self.indicator.unit == "%" and part > whole:
            self.add_error("numerator", "La partie ne peut pas dépasser le tout.")
        return cleaned

    @property
    def place_chosen(self) -> Commune | Epci:
        return self.places[self.cleaned_data["place"]]

    @property
    def figure(self) -> local_entry.Figure:
        if "value" in self.cleaned_data:
            return local_entry.Figure(self.cleaned_data["value"])
        part, whole = self.cleaned_data["numerator"], self.cleaned_data["denominator"]
        return local_entry.Figure(round(self.indicator.multiplier * part / whole, 6), part, whole)


def _places(ctg: Ctg, indicator: Indicator) -> list[tuple[str, Commune | Epci]]:
    """The EPCI of the territory, then the communes of the CTG, as the finest level allows."""
    levels, found = local_entry.levels(indicator), list[tuple[str, Commune | Epci]]()
    epci = ctg.territory.epci
    if epci is not None and Indicator.Level.EPCI in levels:
        found.append((f"epci-{epci.pk}", epci))
    if Indicator.Level.COMMUNE in levels:
        found += [(f"commune-{each.pk}", each) for each in ctg.communes.order_by("name")]
    return found
