"""Opening a vote, and the ballot of a telephone."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from accounts.models import User
from diagnostics.models import Issue, VoteOption, VoteSession
from diagnostics.services.voting import CODE_LENGTH, normal
from territories.forms import ScopedForm


class VoteSessionForm(ScopedForm[VoteSession]):
    issues = forms.ModelMultipleChoiceField(
        queryset=Issue.objects.none(),
        label="Enjeux soumis au vote",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins deux enjeux."},
    )

    class Meta:
        model = VoteSession
        fields = ["title", "dots", "most_per_issue", "expected"]
        help_texts: ClassVar[dict[str, Any]] = {
            "most_per_issue": "Pour que personne ne mette tout sur un seul enjeu.",
            "expected": "Pour comparer au nombre de bulletins. Facultatif.",
        }

    def __init__(self, data: Any = None, *, instance: VoteSession, user: User) -> None:
        super().__init__(data, instance=instance, user=user)
        self.fields["issues"].queryset = instance.ctg.issues.all()  # type: ignore[attr-defined]
        self.initial["issues"] = list(instance.ctg.issues.retained().values_list("pk", flat=True))

    def clean_issues(self) -> Any:
        issues = self.cleaned_data["issues"]
        if len(issues) < 2:
            raise forms.ValidationError("Choisissez au moins deux enjeux.")
        return issues

    @property
    def session(self) -> VoteSession:
        self.instance.pk = self.cleaned_data["new_id"] or self.instance.pk
        return self.instance


class JoinForm(forms.Form):
    code = forms.CharField(
        label="Code du vote",
        max_length=20,
        help_text="Six lettres ou chiffres, affichés dans la salle.",
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        code = normal(self.cleaned_data["code"])
        if len(code) != CODE_LENGTH:
            raise forms.ValidationError("Le code compte six lettres ou chiffres.")
        return code


class BallotForm(forms.Form):
    """How many dots on each issue; the service says whether they are too many."""

    def __init__(
        self, data: Any = None, *, session: VoteSession, options: Sequence[VoteOption], placed: dict[Any, int]
    ) -> None:
        super().__init__(data)
        self.by_name = {f"dots-{option.pk}": option for option in options}
        choices = [(str(each), str(each)) for each in range(session.most_per_issue + 1)]
        for name, option in self.by_name.items():
            self.fields[name] = forms.TypedChoiceField(
                label=option.label,
                choices=choices,
                coerce=int,
                empty_value="0",
                required=False,
                initial=placed.get(option.pk, 0),
                widget=forms.RadioSelect(attrs={"class": "scale"}),
            )

    @property
    def dots(self) -> dict[VoteOption, int]:
        return {option: int(self.cleaned_data[name]) for name, option in self.by_name.items()}
