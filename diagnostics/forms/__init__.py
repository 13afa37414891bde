"""What may be typed in a diagnosis, by the team and by those who are heard."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms

from accounts.models import User
from diagnostics.models import (
    Contribution,
    ContributionLink,
    Diagnosis,
    Theme,
)
from diagnostics.services.likeness import FEWEST, SEVERAL, Area, Choices, Criterion
from partners.models import Contact
from territories.forms import DateInput, ScopedForm
from territories.models import Ctg

LONGEST_TEXT = 5000


class ThemeFilter(forms.Form):
    theme = forms.ChoiceField(label="Thème", required=False, choices=[("", "Tous"), *Theme.choices])

    @property
    def chosen(self) -> str:
        return str(self.cleaned_data["theme"]) if self.is_valid() else ""


class LikenessForm(forms.Form):
    """How the territories like mine are chosen. The address keeps it: a link shows what its sender saw."""

    WEIGHTS = ((0, "ne compte pas"), (1, "compte"), (2, "compte double"), (3, "compte triple"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for criterion in Criterion:
            self.fields[criterion.key] = forms.TypedChoiceField(
                label=criterion.label, choices=self.WEIGHTS, coerce=int, empty_value=None, initial=1, required=False
            )
        self.fields["voisins"] = forms.IntegerField(
            label="Nombre de territoires", min_value=FEWEST, max_value=10, initial=SEVERAL, required=False
        )
        self.fields["parmi"] = forms.ChoiceField(
            label="Cherchés parmi les",
            choices=[(area.key, area.label) for area in Area],
            initial=Area.DEPARTMENT.key,
            required=False,
        )
        self.initial = {name: field.initial for name, field in self.fields.items()}
        if self.is_bound:  # what the address leaves out is shown as it counts
            self.data = {name: self.data.get(name) or self.initial[name] for name in self.fields}

    @property
    def query(self) -> str:
        kept = self.kept()
        return f"?{urlencode(kept)}" if kept else ""

    def kept(self) -> dict[str, Any]:
        """The choices that are not the usual ones."""
        if not self.is_bound:
            return {}
        return {name: self.data[name] for name in self.fields if str(self.data[name]) != str(self.initial[name])}

    def choices(self) -> Choices:
        """What was understood of the address: a wrong value is said beside its field, and counts as usual."""
        self.is_valid()
        typed = self.cleaned_data
        weights = {each: 1 if typed.get(each.key) is None else typed[each.key] for each in Criterion}
        area = next((each for each in Area if each.key == typed.get("parmi")), Area.DEPARTMENT)
        return Choices(weights, typed.get("voisins") or SEVERAL, area)


class PortraitFilter(ThemeFilter):
    """The theme, beside the choice of the territories like mine, which it does not lose."""

    def __init__(self, data: Any, likes: LikenessForm) -> None:
        super().__init__(data)
        for name in likes.kept():
            self.fields[name] = forms.CharField(widget=forms.HiddenInput, required=False)


class ContributionFilter(ThemeFilter):
    kind = forms.ChoiceField(label="Nature", required=False, choices=[("", "Toutes"), *Contribution.Kind.choices])

    def criteria(self) -> dict[str, str]:
        """What was understood of the address: a wrong value filters nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class DiagnosisForm(ScopedForm[Diagnosis]):
    class Meta:
        model = Diagnosis
        fields = ["summary", "method"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 8}), "method": forms.Textarea(attrs={"rows": 6})}


class ContributionLinkForm(ScopedForm[ContributionLink]):
    class Meta:
        model = ContributionLink
        fields = ["contact", "theme", "message"]
        widgets = {"message": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "contact": "Une personne d’une organisation partenaire, avec une adresse électronique.",
            "message": "Quelques mots qui ouvriront l’e-mail.",
        }

    def __init__(self, data: Any = None, *, instance: ContributionLink, user: User) -> None:
        super().__init__(data, instance=instance, user=user)
        contacts = Contact.objects.filter(caf=instance.ctg.caf).exclude(email="").select_related("organisation")
        self.fields["contact"].queryset = contacts  # type: ignore[attr-defined]
        self.fields["contact"].label_from_instance = lambda each: f"{each} – {each.organisation}"  # type: ignore[attr-defined]
        self.fields["theme"].choices = [("", "Au choix de la personne"), *Theme.choices]  # type: ignore[attr-defined]


class ContributionForm(forms.ModelForm[Contribution]):
    """What somebody without an account writes through their link."""

    new_id = forms.UUIDField(widget=forms.HiddenInput)

    class Meta:
        model = Contribution
        fields = ["theme", "title", "text", "commune", "is_anonymous"]
        labels = {"title": "En une phrase", "text": "Ce que vous constatez", "is_anonymous": "Ne pas signer ce texte"}
        widgets = {"text": forms.Textarea(attrs={"rows": 8, "maxlength": LONGEST_TEXT})}
        help_texts = {
            "text": "Ne citez aucune famille ni aucun enfant. 5\u202f000 caractères au plus.",
            "is_anonymous": "Votre nom n’est alors gardé nulle part, pas même dans l’historique. Si peu de personnes"
            " ont reçu un lien, l’équipe peut toutefois deviner.",
        }

    def __init__(self, data: Any = None, *, instance: Contribution, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        choose_commune(self, instance.ctg)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if len(text) > LONGEST_TEXT:
            raise forms.ValidationError("Ce texte dépasse 5 000 caractères.")
        return text


class ReceivedForm(ScopedForm[Contribution]):
    """What somebody sent: the team may file it, and take out of it what would name a family; never sign it."""

    class Meta:
        model = Contribution
        fields = ["theme", "title", "text", "verbatims", "commune", "is_anonymous"]
        widgets: ClassVar[dict[str, Any]] = {
            "text": forms.Textarea(attrs={"rows": 8}),
            "verbatims": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "verbatims": "Une par ligne, sans rien qui désigne une personne ou une famille.",
            "is_anonymous": "Le nom est alors effacé partout, y compris de l’historique.",
        }

    def __init__(self, data: Any = None, *, instance: Contribution, user: User) -> None:
        super().__init__(data, instance=instance, user=user)
        choose_commune(self, instance.ctg)
        if instance.is_anonymous and instance.author_key:
            del self.fields["is_anonymous"]  # the author chose: nobody undoes it

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("is_anonymous"):
            self.instance.author_name = cleaned["author_name"] = ""
            self.instance.link = None
        return cleaned


class HeardForm(ReceivedForm):
    """A workshop, an interview, a visit: written down by the team."""

    class Meta(ReceivedForm.Meta):
        fields = [
            "kind", "collected_on", "theme", "title", "text", "verbatims", "audience", "commune", "participants",
            "author_name", "is_anonymous",
        ]  # fmt: skip
        widgets = ReceivedForm.Meta.widgets | {"collected_on": DateInput}
        labels = {"text": "Ce qui a été dit"}
        help_texts = ReceivedForm.Meta.help_texts | {
            "audience": "Par exemple\u00a0: parents d’enfants de moins de 3 ans, collégiens, élus.",
            "author_name": "Seulement si la personne a accepté d’être citée.",
        }

    def __init__(self, data: Any = None, *, instance: Contribution, user: User) -> None:
        super().__init__(data, instance=instance, user=user)
        if instance.kind != Contribution.Kind.SURVEY:
            kinds = [choice for choice in Contribution.Kind.choices if choice[0] != Contribution.Kind.SURVEY]
            self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


def choose_commune(form: forms.BaseForm, ctg: Ctg) -> None:
    field = form.fields["commune"]
    field.queryset = ctg.communes.order_by("name")  # type: ignore[attr-defined]
    field.empty_label = "Tout le territoire"  # type: ignore[attr-defined]
    field.required = False
