"""Findings, what they cite, and the issues that follow."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.forms.models import ModelChoiceIterator

from accounts.models import User
from diagnostics.forms import ThemeFilter, choose_commune
from diagnostics.models import Contribution, Finding, Indicator, Issue, Theme
from territories.forms import ScopedForm
from territories.models import Commune, Ctg

WHOLE_TERRITORY = "territoire"
PROOFS = ("indicators", "contributions")
MISSING = {
    "enjeu": ("Sans enjeu", Q(issues=None)),
    "preuve": ("Sans preuve", Q(evidence=None)),
}


class FindingFilter(ThemeFilter):
    quadrant = forms.ChoiceField(label="Nature", required=False, choices=[("", "Toutes"), *Finding.Quadrant.choices])
    place = forms.ChoiceField(label="Lieu", required=False)
    missing = forms.ChoiceField(
        label="Ce qui manque",
        required=False,
        choices=[("", "Tous les constats"), *((key, label) for key, (label, _) in MISSING.items())],
    )

    def __init__(self, data: Any = None, *, ctg: Ctg) -> None:
        super().__init__(data)
        communes = [(str(each.pk), each.name) for each in ctg.communes.order_by("name")]
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            ("", "Tous"), (WHOLE_TERRITORY, "Tout le territoire"), *communes,
        ]  # fmt: skip

    def criteria(self) -> Q:
        """What was understood of the address: a wrong value filters nothing."""
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        wanted = Q(**{name: chosen[name] for name in ("theme", "quadrant") if name in chosen})
        if place := chosen.get("place"):
            wanted &= Q(commune=None) if place == WHOLE_TERRITORY else Q(commune=place)
        if missing := chosen.get("missing"):
            wanted &= MISSING[missing][1]
        return wanted


class ByTheme(ModelChoiceIterator):  # type: ignore[type-arg]  # not generic at run time
    """The indicators under the name of their theme."""

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for theme, rows in groupby(self.queryset, key=lambda each: each.theme):
            yield Theme(theme).label, [self.choice(each) for each in rows]


class IndicatorField(forms.ModelChoiceField[Indicator]):
    iterator = ByTheme


class IndicatorsField(forms.ModelMultipleChoiceField[Indicator]):
    iterator = ByTheme


class FindingForm(ScopedForm[Finding]):
    """A new finding may cite at once; afterwards its evidence is added and withdrawn piece by piece."""

    indicators = IndicatorsField(
        queryset=Indicator.objects.none(),
        label="Chiffres cités",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Chaque chiffre est cité tel qu’il est aujourd’hui.",
    )
    contributions = forms.ModelMultipleChoiceField(
        queryset=Contribution.objects.none(),
        label="Contributions citées",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Finding
        fields = ["title", "quadrant", "theme", "commune", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, data: Any = None, *, instance: Finding, user: User, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, user=user, **kwargs)
        ctg = instance.ctg
        choose_commune(self, ctg)
        if self.is_new:
            self.fields["indicators"].queryset = ctg.caf.indicators.filter(is_active=True)  # type: ignore[attr-defined]
            self.fields["contributions"].queryset = ctg.contributions.accepted()  # type: ignore[attr-defined]
        else:
            del self.fields["indicators"], self.fields["contributions"]

    @property
    def words(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in PROOFS]

    @property
    def proofs(self) -> list[forms.BoundField]:
        return [self[name] for name in PROOFS]

    @property
    def ready(self) -> list[str]:
        """What the finding will cite without anything more to do: it was opened from there."""
        chosen = {"indicators": self.initial.get("indicators"), "contributions": self.initial.get("contributions")}
        return [
            str(each)
            for name, ids in chosen.items()
            if ids
            for each in self.fields[name].queryset.filter(pk__in=ids)  # type: ignore[attr-defined]
        ]


class CiteFigureForm(forms.Form):
    indicator = IndicatorField(
        queryset=Indicator.objects.none(), label="Chiffre", empty_label="Choisissez un indicateur"
    )
    commune = forms.ModelChoiceField(queryset=Commune.objects.none(), label="Lieu")

    def __init__(self, data: Any = None, *, ctg: Ctg) -> None:
        super().__init__(data, prefix="figure")
        choose_commune(self, ctg)
        self.fields["indicator"].queryset = ctg.caf.indicators.filter(is_active=True)  # type: ignore[attr-defined]


class CiteWordsForm(forms.Form):
    contribution = forms.ModelChoiceField(
        queryset=Contribution.objects.none(), label="Contribution", empty_label="Choisissez une contribution"
    )
    quote = forms.CharField(
        label="Mots cités", required=False, max_length=300, help_text="Laissez vide pour citer son titre."
    )

    def __init__(self, data: Any = None, *, ctg: Ctg) -> None:
        super().__init__(data, prefix="words")
        self.fields["contribution"].queryset = ctg.contributions.accepted()  # type: ignore[attr-defined]


class AttachForm(forms.Form):
    """Choose the issue that a finding feeds."""

    issue = forms.ModelChoiceField(queryset=Issue.objects.none(), label="Enjeu", empty_label="Choisissez un enjeu")

    def __init__(self, data: Any = None, *, finding: Finding) -> None:
        super().__init__(data, prefix="attach")
        issues = finding.ctg.issues.exclude(findings=finding)
        self.fields["issue"].queryset = issues  # type: ignore[attr-defined]


class IssueForm(ScopedForm[Issue]):
    findings = forms.ModelMultipleChoiceField(
        queryset=Finding.objects.none(),
        label="Constats",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ce sur quoi l’enjeu repose.",
    )

    class Meta:
        model = Issue
        fields = ["title", "theme", "priority", "is_retained", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, data: Any = None, *, instance: Issue, user: User, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, user=user, **kwargs)
        self.fields["findings"].queryset = instance.ctg.findings.all()  # type: ignore[attr-defined]
        if not self.is_new:
            self.initial["findings"] = [finding.pk for finding in instance.findings.all()]
            if instance.rulings.exists():  # the COPIL has spoken: only another ruling changes it
                del self.fields["priority"], self.fields["is_retained"]

    def stored_values(self, current: Issue) -> dict[str, Any]:
        return super().stored_values(current) | {"findings": list(current.findings.values_list("pk", flat=True))}


def ids_in(text: str) -> list[UUID]:
    """The id that an address names, or none when it names nonsense."""
    try:
        return [UUID(text)]
    except ValueError:
        return []
