"""Writing a questionnaire: its presentation, its sections, its questions, its quotas."""

from collections.abc import Iterator
from typing import Any

from django import forms

from accounts.models import User
from diagnostics.models import Survey, SurveyQuestion, SurveySection, Theme
from diagnostics.services.surveys.building import models
from diagnostics.services.surveys.paging import questions_of
from diagnostics.services.surveys.wording import why_identifying
from territories.forms import DateInput, ScopedForm
from territories.models import Commune, Ctg

Kind = SurveyQuestion.Kind
LOWEST_QUOTA = 10
WIDEST_SCALE = 10
MOST_CHOICES = 20


class SurveyForm(ScopedForm[Survey]):
    """What families read before they answer: who asks, why, for how long."""

    class Meta:
        model = Survey
        fields = [
            "title", "audience", "purpose", "theme", "controller", "contact", "kept_months", "opens_on", "closes_on",
            "collection",
        ]  # fmt: skip
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 4}),
            "collection": forms.Textarea(attrs={"rows": 2}),
            "opens_on": DateInput,
            "closes_on": DateInput,
        }
        help_texts = {
            "purpose": "Dit aux familles en tête du questionnaire.",
            "controller": "La collectivité responsable, telle que les familles la connaissent.",
            "contact": "Un service, une adresse ou un téléphone : pour une question ou pour faire valoir ses droits.",
            "kept_months": "Ensuite les réponses sont effacées ; seuls les totaux restent.",
            "opens_on": "Vide : dès que vous l’ouvrez.",
            "collection": "Écoles, accueils, marchés, sites des communes… Sert à lire les résultats.",
        }


class NewSurveyForm(SurveyForm):
    start = forms.ChoiceField(label="Partir de", required=False)

    def __init__(self, data: Any = None, *, instance: Survey, user: User, ctg: Ctg, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, user=user, **kwargs)
        start = self.fields["start"]
        start.choices = [  # type: ignore[attr-defined]
            ("", "Une page blanche"),
            ("Modèles", [(f"modele:{name}", model["title"]) for name, model in models().items()]),
            ("Questionnaires de la CTG", [(f"copie:{each.pk}", each.title) for each in ctg.surveys.all()]),
        ]
        self.order_fields(["start"])
        self.sources = {f"copie:{each.pk}": each for each in ctg.surveys.all()}

    @property
    def model_name(self) -> str:
        return str(self.cleaned_data["start"]).removeprefix("modele:")

    @property
    def source(self) -> Survey | None:
        return self.sources.get(str(self.cleaned_data["start"]))


class OpenedSurveyForm(ScopedForm[Survey]):
    """What may still change once families have read the rest."""

    class Meta:
        model = Survey
        fields = ["closes_on", "collection", "bias_note"]
        widgets = {
            "closes_on": DateInput,
            "collection": forms.Textarea(attrs={"rows": 2}),
            "bias_note": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {"bias_note": "Qui a surtout répondu, qui manque : ce qu’il faut savoir avant de lire un chiffre."}

    def __init__(self, data: Any = None, *, instance: Survey, user: User) -> None:
        super().__init__(data, instance=instance, user=user)
        if instance.closed_at:
            del self.fields["closes_on"]
        else:
            self.fields["closes_on"].required = True


class SectionForm(ScopedForm[SurveySection]):
    class Meta:
        model = SurveySection
        fields = ["title", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}


class QuestionForm(ScopedForm[SurveyQuestion]):
    """One question of a known kind: only the fields of that kind are there."""

    lines = forms.CharField(
        label="Choix proposés",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Un par ligne. Une réponse se garde par son rang : l’ordre compte.",
    )
    conditions = forms.MultipleChoiceField(
        label="Ne la poser que si la réponse est…",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Une ou plusieurs réponses d’une même question d’avant. Rien de coché : posée à tout le monde.",
    )

    class Meta:
        model = SurveyQuestion
        fields = ["text", "hint", "theme", "minimum", "maximum", "low_label", "high_label", "is_required"]

    def __init__(
        self, data: Any = None, *, instance: SurveyQuestion, user: User, earlier: list[SurveyQuestion]
    ) -> None:
        super().__init__(data, instance=instance, user=user)
        self.earlier = {str(each.pk): each for each in earlier if each.has_choices}
        self.fields["conditions"].choices = [  # type: ignore[attr-defined]
            (each.text, [(f"{pk}:{rank}", label) for rank, label in enumerate(each.labels)])
            for pk, each in self.earlier.items()
        ]
        self.initial["lines"] = "\n".join(instance.choices)
        self.initial["conditions"] = [f"{instance.shown_if_id}:{rank}" for rank in instance.shown_if_choices]
        self.order_fields(["text", "hint", "lines", "minimum", "maximum", "low_label", "high_label", "is_required"])
        self._keep_fields_of(instance.kind)

    def _keep_fields_of(self, kind: str) -> None:
        dropped = set()
        if kind not in {Kind.ONE, Kind.SEVERAL}:
            dropped.add("lines")
        if kind not in {Kind.SCALE, Kind.NUMBER}:
            dropped |= {"minimum", "maximum"}
        if kind != Kind.SCALE:
            dropped |= {"low_label", "high_label"}
        if not self.earlier:
            dropped.add("conditions")
        for name in dropped:
            del self.fields[name]
        for name in {"minimum", "maximum"} - dropped:
            self.fields[name].required = True

    def clean_text(self) -> str:
        return self._not_identifying("text")

    def clean_hint(self) -> str:
        return self._not_identifying("hint")

    def _not_identifying(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        if reason := why_identifying(text):
            raise forms.ValidationError(reason)
        return text

    def clean_lines(self) -> str:
        lines = [line.strip() for line in str(self.cleaned_data["lines"]).splitlines() if line.strip()]
        if len(lines) < 2:
            raise forms.ValidationError("Il faut au moins deux choix, un par ligne.")
        if len(lines) > MOST_CHOICES:
            raise forms.ValidationError(f"{MOST_CHOICES} choix au plus : au-delà, personne ne les lit.")
        if len(set(lines)) < len(lines):
            raise forms.ValidationError("Deux choix sont écrits de la même façon.")
        if reason := why_identifying(*lines):
            raise forms.ValidationError(reason)
        return "\n".join(lines)

    def clean_conditions(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["conditions"]
        if len({each.split(":")[0] for each in chosen}) > 1:
            raise forms.ValidationError("Choisissez des réponses d’une seule question.")
        return chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        low, high = cleaned.get("minimum"), cleaned.get("maximum")
        if self.instance.kind == Kind.SCALE and low is not None and high is not None and high - low >= WIDEST_SCALE:
            self.add_error("maximum", f"Une échelle a {WIDEST_SCALE} degrés au plus.")
        return cleaned

    def _post_clean(self) -> None:
        """Put in the row what is typed as lines and boxes."""
        if "lines" in self.cleaned_data:
            self.instance.choices = self.cleaned_data["lines"].splitlines()
        if "conditions" in self.fields:
            chosen = self.cleaned_data.get("conditions", [])
            self.instance.shown_if = self.earlier[chosen[0].split(":")[0]] if chosen else None
            self.instance.shown_if_choices = sorted(int(each.split(":")[1]) for each in chosen)
        super()._post_clean()  # type: ignore[misc]  # unknown to the stubs


class QuotasForm(forms.Form):
    """How many answers are hoped for from each commune; empty for those without a goal."""

    def __init__(self, data: Any = None, *, survey: Survey, communes: list[Commune]) -> None:
        super().__init__(data)
        self.communes = {f"c{commune.pk}": commune for commune in communes}
        goals = dict(survey.quotas.values_list("commune", "goal"))
        for name, commune in self.communes.items():
            self.fields[name] = forms.IntegerField(
                label=commune.name,
                required=False,
                min_value=LOWEST_QUOTA,
                max_value=5000,
                initial=goals.get(commune.pk),
                error_messages={"min_value": f"{LOWEST_QUOTA} réponses au moins, ou rien."},
            )

    @property
    def goals(self) -> dict[Commune, int | None]:
        return {commune: self.cleaned_data[name] for name, commune in self.communes.items()}


class CitationForm(forms.Form):
    """A result as it will be cited."""

    title = forms.CharField(label="En une phrase", max_length=200)
    theme = forms.ChoiceField(label="Thème", choices=Theme.choices)


class CopyQuestionsForm(forms.Form):
    """Whose questions are appended to a draft."""

    source = forms.ModelChoiceField(Survey.objects.none(), label="Reprendre toutes les questions de")

    def __init__(self, data: Any = None, *, ctg: Ctg, survey: Survey) -> None:
        super().__init__(data)
        self.fields["source"].queryset = ctg.surveys.exclude(pk=survey.pk)  # type: ignore[attr-defined]


class MaskForm(forms.Form):
    """A text as it may be read by the others."""

    text = forms.CharField(label="Texte à garder", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


def earlier_than(question: SurveyQuestion) -> list[SurveyQuestion]:
    """The questions that may decide whether this one is asked; a new one comes last in its section."""
    return list(_before(questions_of(question.section.survey), question))


def _before(questions: list[SurveyQuestion], question: SurveyQuestion) -> Iterator[SurveyQuestion]:
    for each in questions:
        if each.pk == question.pk or each.section.position > question.section.position:
            return
        yield each
