"""Which of the held figures to read."""

from typing import Any

from django import forms


class HeldFilter(forms.Form):
    annee = forms.ChoiceField(label="Année", required=False)

    def __init__(self, data: Any, *, years: list[int]) -> None:
        super().__init__(data)
        self.years = years
        self.fields["annee"].choices = [(str(year), str(year)) for year in years]  # type: ignore[attr-defined]

    @property
    def year(self) -> int:
        """The year asked, else the last one; 0 when nothing is held."""
        if self.is_valid() and self.cleaned_data["annee"]:
            return int(self.cleaned_data["annee"])
        return self.years[0] if self.years else 0
