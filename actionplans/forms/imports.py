"""A plan in a file, and what is accepted of it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from actionplans.services.importing import NEW, Choice, ProposedPlan
from partners.models import Organisation

MOST_MEGABYTES = 10


class PlanFileForm(forms.Form):
    file = forms.FileField(
        label="Fichier du plan",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods,.csv,.docx"}),
        help_text=f"XLSX, ODS, CSV ou DOCX, {MOST_MEGABYTES} Mo au plus. Le fichier n’est pas conservé.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > MOST_MEGABYTES * 1024 * 1024:
            raise ValidationError(f"Ce fichier dépasse {MOST_MEGABYTES} Mo : enlevez ses images, ou découpez-le.")
        return file


class AcceptForm(forms.Form):
    """The lines that are taken, and the organisation that each unknown name means."""

    lines = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={"required": "Choisissez au moins une action."},
        label="Lignes à importer",
    )

    def __init__(self, *args: Any, found: ProposedPlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        lines = [line for line in found.proposal.lines if line.is_action]
        self.fields["lines"].choices = [(line.number, line.title) for line in lines]  # type: ignore[attr-defined]
        ready = [each for each in lines if not each.problems and each.number not in found.known_actions]
        self.fields["lines"].initial = [line.number for line in ready]
        organisations = Organisation.objects.filter(caf=found.ctg.caf).active()
        choices = [("", "Laisser sans pilote"), (NEW, "Créer cette organisation")]
        choices += [(str(each.pk), each.name) for each in organisations]
        for place, name in enumerate(found.unknown_pilots):
            self.fields[f"pilot-{place}"] = forms.ChoiceField(label=f"« {name} »", choices=choices, required=False)

    @property
    def pilot_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("pilot-")]

    @property
    def checked(self) -> set[int]:
        """The lines that are ticked on the page."""
        return {int(value) for value in self["lines"].value() or [] if str(value).isdigit()}

    @property
    def pilots(self) -> Mapping[str, Choice]:
        chosen: dict[str, Choice] = {}
        for place, name in enumerate(self.found.unknown_pilots):
            value = self.cleaned_data.get(f"pilot-{place}", "")
            chosen[name] = UUID(value) if value and value != NEW else value
        return chosen
