"""Scenarios and their hypotheses."""

from typing import Any

from django import forms

from accounts.models import User
from actionplans import services
from actionplans.forms.numbers import PercentField
from actionplans.models import BudgetLine, Hypothesis, Scenario
from actionplans.models.scenario import MOST_PERCENT
from territories.forms import ScopedForm
from territories.models import Ctg


class ScenarioForm(ScopedForm[Scenario]):
    class Meta:
        model = Scenario
        fields = ["name", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


class HypothesisForm(ScopedForm[Hypothesis]):
    """The fields of one kind of hypothesis; a percentage is typed as a rise or a fall, never with a sign."""

    way = forms.ChoiceField(label="Sens", choices=[("down", "Baisse"), ("up", "Hausse")])
    size = PercentField(label="De combien, en %", min_value=None, max_value=MOST_PERCENT)

    FIELDS = {
        Hypothesis.Kind.FUNDER: ("funder", "way", "size", "from_year"),
        Hypothesis.Kind.POSTPONED: ("action", "months"),
        Hypothesis.Kind.AMOUNT: ("action", "way", "size"),
    }

    class Meta:
        model = Hypothesis
        fields = ["funder", "action", "months", "from_year"]

    def __init__(self, data: Any = None, *, instance: Hypothesis, user: User, ctg: Ctg) -> None:
        super().__init__(data, instance=instance, user=user)
        wanted = self.FIELDS[Hypothesis.Kind(instance.kind)]
        for name in ("funder", "action", "months", "from_year", "way", "size"):
            if name in wanted:
                self.fields[name].required = True
            else:
                del self.fields[name]
        self.order_fields([*wanted, *self.hidden_names])
        if "from_year" in self.fields:
            years = [(year, str(year)) for year in ctg.years]
            self.fields["from_year"] = forms.TypedChoiceField(label="À partir de", choices=years, coerce=int)
            self.order_fields([*wanted, *self.hidden_names])
        if "funder" in self.fields:
            self.fields["funder"].choices = [("", "Choisir"), *BudgetLine.Funder.choices]  # type: ignore[attr-defined]
        if "action" in self.fields:
            codes = services.codes_of(ctg)
            field = self.fields["action"]
            field.queryset = ctg.actions.all()  # type: ignore[attr-defined]
            actions = sorted(ctg.actions.all(), key=lambda each: services.code_order(codes[each.pk]))
            field.choices = [("", "Choisir"), *((each.pk, f"{codes[each.pk]} {each}") for each in actions)]  # type: ignore[attr-defined]
        if "size" in self.fields and instance.percent is not None:
            self.fields["size"].initial = abs(instance.percent)
            self.fields["way"].initial = "down" if instance.percent < 0 else "up"

    def clean(self) -> dict[str, Any]:
        size, way = self.cleaned_data.get("size"), self.cleaned_data.get("way")
        if size is not None and way:
            self.instance.percent = -size if way == "down" else size
        return super().clean()
