"""What may be assumed of the births to come."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms

from diagnostics.services.projection import Assumptions
from territories.templatetags.french import WIDE, number


class ProjectionForm(forms.Form):
    """The assumptions of a projection. The address keeps them: a link shows what was assumed."""

    depart = forms.DecimalField(
        label="Naissances au départ",
        help_text="Par an, au milieu des trois dernières années observées.",
        min_value=0,
        max_value=100_000,
        max_digits=7,
        decimal_places=1,
        localize=True,
        required=False,
    )
    tendance = forms.DecimalField(
        label="Évolution",
        help_text="En % par an, scénario central.",
        min_value=-15,
        max_value=15,
        max_digits=3,
        decimal_places=1,
        localize=True,
        required=False,
    )
    ecart = forms.DecimalField(
        label="Marge",
        help_text="En points, des scénarios bas et haut.",
        min_value=0,
        max_value=10,
        max_digits=3,
        decimal_places=1,
        localize=True,
        required=False,
    )
    arrivees = forms.DecimalField(
        label="Arrivées d’enfants",
        help_text="En % par an, départs déduits.",
        min_value=-10,
        max_value=10,
        max_digits=3,
        decimal_places=1,
        localize=True,
        required=False,
    )

    NAMES: ClassVar = {"depart": "start", "tendance": "trend", "ecart": "spread", "arrivees": "arrivals"}

    def __init__(self, data: Any = None, *, usual: Assumptions) -> None:
        super().__init__(data)
        self.initial = {name: getattr(usual, attribute) for name, attribute in self.NAMES.items()}
        if self.is_bound:  # what the address leaves out is assumed as usual
            self.data = {name: self.data.get(name) or str(self.initial[name]) for name in self.fields}
        for field in self.fields.values():
            field.widget.attrs["inputmode"] = "decimal"

    def assumptions(self) -> Assumptions:
        """What was understood of the address: a wrong value is said beside its field, and the usual one is assumed."""
        self.is_valid()
        typed = self.cleaned_data if self.is_bound else {}
        return Assumptions(**{attribute: typed.get(name, self.initial[name]) for name, attribute in self.NAMES.items()})

    @property
    def query(self) -> str:
        return f"?{urlencode(self.data)}" if self.is_bound else ""

    @property
    def said(self) -> list[tuple[str, str]]:
        """Each assumption in words, for the page on paper."""
        units = {
            "depart": " par an",
            "tendance": f"{WIDE}% par an",
            "ecart": f"{WIDE}point",
            "arrivees": f"{WIDE}% par an",
        }
        used = self.assumptions()
        return [
            (str(self.fields[name].label), f"{number(getattr(used, attribute), 1)}{units[name]}")
            for name, attribute in self.NAMES.items()
        ]

    def as_lines(self) -> list[tuple[str, ...]]:
        return [(f"Hypothèse{WIDE}: {label}", "", value) for label, value in self.said]
