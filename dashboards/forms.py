"""Filters kept in the address."""

from typing import Any

from django import forms

from dashboards.services import ALERT_CHOICES
from territories.models import Commune, Ctg, Phase


class PortfolioFilter(forms.Form):
    words = forms.CharField(label="Territoire ou numéro", required=False, max_length=100)
    phase = forms.ChoiceField(label="Phase", required=False, choices=[("", "Toutes"), *Phase.choices])
    alert = forms.ChoiceField(label="Alerte", required=False, choices=[("", "Toutes"), *ALERT_CHOICES])

    def criteria(self) -> dict[str, Any]:
        """What was understood of the address; a wrong value filters nothing and is said beside its field."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class CommuneChoice(forms.Form):
    """Which commune of the perimeter an élu looks at."""

    commune = forms.ModelChoiceField(queryset=Commune.objects.none(), label="Ma commune", empty_label=None)

    def __init__(self, data: Any, *, ctg: Ctg) -> None:
        super().__init__(data)
        self.fields["commune"].queryset = ctg.communes.order_by("name")  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Commune | None:
        return self.cleaned_data["commune"] if self.is_valid() else None
