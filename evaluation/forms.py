"""What a person may type about indicators, measures and questions."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from evaluation import services
from evaluation.models import Indicator, Measure, Question
from evaluation.services import ActionProgress, MeasureRefused, PlannedAction, Verdict
from territories.forms import ScopedForm
from territories.templatetags.french import number

LONGEST_TEXT = 4_000
OLDEST_BASELINE = 15  # years before the CTG
MOST_DECIMALS = 3


class FigureField(forms.DecimalField):
    """A figure as it is written in French, « 1 234,5 »; never negative."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        kwargs.setdefault("error_messages", {"min_value": "Une valeur ne peut pas être négative."})
        super().__init__(min_value=0, max_digits=14, decimal_places=MOST_DECIMALS, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = re.sub(r"[\s\u00a0\u202f]", "", value).replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return number(value).replace("\u202f", " ") if isinstance(value, Decimal) else value


class IndicatorForm(ScopedForm[Indicator]):
    """An indicator with its baseline, its source, and one target for each year of the CTG."""

    baseline_value = FigureField(label="Valeur de départ", help_text="Ce que valait l’indicateur avant l’action.")
    baseline_year = forms.IntegerField(label="Année de départ")
    decimals = forms.IntegerField(label="Décimales", min_value=0, max_value=MOST_DECIMALS, initial=0)

    class Meta:
        model = Indicator
        fields = [
            "action",
            "label",
            "kind",
            "unit",
            "decimals",
            "direction",
            "baseline_value",
            "baseline_year",
            "source",
        ]
        help_texts = {
            "label": "Ce qui se compte : « Places en accueil collectif ».",
            "unit": "Places, enfants, heures, %…",
            "source": "D’où vient le chiffre : qui le produit, dans quel document.",
        }

    def __init__(
        self,
        data: Any = None,
        *,
        instance: Indicator,
        user: User,
        actions: list[PlannedAction],
        initial: dict[str, str] | None = None,
    ) -> None:
        self.years = instance.ctg.years
        targets = {f"target_{target.year}": target.value for target in instance.targets.all()}
        super().__init__(data, instance=instance, user=user, initial=targets | (initial or {}))
        self._offer(actions)
        for year in self.years:
            self.fields[f"target_{year}"] = FigureField(label=f"Cible {year}", required=False)
        if self.is_bound:
            self._take_theirs()  # now that the targets are fields

    def _offer(self, planned: list[PlannedAction]) -> None:
        """Those that the person reads, in the order of the plan and with their codes."""
        field = self.fields["action"]
        field.queryset = self.instance.ctg.actions.filter(  # type: ignore[attr-defined]
            pk__in=[each.action.pk for each in planned]
        )
        field.choices = [  # type: ignore[attr-defined]
            ("", "La démarche dans son ensemble"),
            *((each.action.pk, str(each)) for each in planned),
        ]

    @property
    def target_fields(self) -> list[forms.BoundField]:
        return [self[f"target_{year}"] for year in self.years]

    @property
    def main_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if not field.name.startswith("target_")]

    @property
    def targets(self) -> dict[int, Decimal | None]:
        return {year: self.cleaned_data.get(f"target_{year}") for year in self.years}

    def save_with_targets(self) -> Indicator:
        """Write the indicator and its targets together; sent twice, only once."""
        return self._saved_before() or services.save_indicator(self.save(commit=False), self.targets)

    def stored_values(self, current: Indicator) -> dict[str, Any]:
        stored = {f"target_{target.year}": target.value for target in current.targets.all()}
        return super().stored_values(current) | dict.fromkeys(f"target_{year}" for year in self.years) | stored

    def clean_baseline_year(self) -> int:
        year: int = self.cleaned_data["baseline_year"]
        first, last = self.years[0] - OLDEST_BASELINE, self.years[-1]
        if not first <= year <= last:
            raise forms.ValidationError(f"L’année de départ est comprise entre {first} et {last}.")
        return year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        start = cleaned.get("baseline_year")
        for year in self.years:
            if start is not None and year <= start and cleaned.get(f"target_{year}") is not None:
                self.add_error(f"target_{year}", f"Une cible vient après l’année de départ ({start}).")
        return cleaned


class MeasureForm(ScopedForm[Measure]):
    """The figure of one year; its year is chosen once."""

    year = forms.IntegerField(label="Année")
    value = FigureField(label="Valeur")

    class Meta:
        model = Measure
        fields = ["year", "value", "note"]
        help_texts = {"note": "Ce qu’il faut savoir pour lire ce chiffre : provisoire, changement de méthode…"}

    def __init__(self, data: Any = None, *, instance: Measure, user: User, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, user=user, **kwargs)
        if not self.is_new:
            del self.fields["year"]

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        try:
            services.check_year(self.instance.indicator.ctg, year, timezone.localdate())
        except MeasureRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return year


class QuestionForm(ScopedForm[Question]):
    argument = forms.CharField(
        label="Arguments",
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        max_length=LONGEST_TEXT,
        help_text="Ce qui fonde le jugement : mesures, entretiens, constats. Un jugement en demande.",
    )
    recommendation = forms.CharField(
        label="Recommandation", widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=LONGEST_TEXT
    )

    class Meta:
        model = Question
        fields = ["criterion", "text", "judgement", "argument", "recommendation"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("judgement") and "argument" in cleaned and not cleaned["argument"]:
            self.add_error("argument", "Un jugement s’appuie sur des arguments.")
        return cleaned


class IndicatorFilters(forms.Form):
    """The filters of the overview, kept in the address."""

    q = forms.CharField(label="Mots", required=False, max_length=100)
    state = forms.ChoiceField(label="État", required=False, choices=[("", "Tous"), *Verdict.choices])
    kind = forms.ChoiceField(label="Nature", required=False, choices=[("", "Toutes"), *Indicator.Kind.choices])

    def narrow(self, rows: list[ActionProgress]) -> list[ActionProgress]:
        """The actions that keep at least one indicator; a filter that makes no sense leaves everything."""
        if not self.is_valid() or not any(self.cleaned_data.values()):
            return rows
        kept = (
            ActionProgress(row.code, row.action, [each for each in row.indicators if self._keeps(row, each)])
            for row in rows
        )
        return [row for row in kept if row.indicators]

    def _keeps(self, row: ActionProgress, each: services.Progress) -> bool:
        asked = self.cleaned_data
        words = f"{row.code} {row.action or ''} {each.indicator}".casefold()
        return (
            asked["q"].casefold() in words
            and asked["kind"] in {"", each.indicator.kind}
            and (asked["state"] in {"", each.verdict} or (asked["state"] == Verdict.TO_MEASURE and each.is_to_measure))
        )
