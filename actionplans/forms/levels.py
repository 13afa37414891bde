"""The names of the levels of a plan, two to four of them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from actionplans.services.tree import FEWEST_LEVELS, MOST_LEVELS

PLACES = ("Premier niveau", "Deuxième niveau", "Troisième niveau", "Quatrième niveau")
EXAMPLES = ("Axe, orientation, ambition…", "Objectif, objectif stratégique…", "Objectif opérationnel…", "")


class LevelsForm(forms.Form):
    """Levels are filled from the top; an empty one ends the plan above it."""

    def __init__(self, *args: Any, labels: list[str], depth: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.depth = depth
        for place, (name, example) in enumerate(zip(PLACES, EXAMPLES, strict=True)):
            self.fields[f"level-{place}"] = forms.CharField(
                label=name,
                max_length=40,
                required=place < FEWEST_LEVELS,
                help_text=example,
                initial=labels[place] if place < len(labels) else "",
            )

    def clean(self) -> dict[str, Any]:
        labels = [self.cleaned_data.get(f"level-{place}", "") for place in range(MOST_LEVELS)]
        filled = [label for label in labels if label]
        if not self.errors and labels[: len(filled)] != filled:
            self.add_error(f"level-{labels.index('')}", "Remplissez les niveaux de haut en bas, sans en sauter.")
        if len({label.lower() for label in filled}) < len(filled):
            raise ValidationError("Deux niveaux ne peuvent pas porter le même nom.")
        if not self.errors and len(filled) < self.depth:
            self.add_error(
                f"level-{len(filled)}",
                "Des éléments du plan sont à ce niveau : déplacez-les ou supprimez-les avant de le retirer.",
            )
        return self.cleaned_data

    @property
    def labels(self) -> list[str]:
        return [label for place in range(MOST_LEVELS) if (label := self.cleaned_data[f"level-{place}"])]
