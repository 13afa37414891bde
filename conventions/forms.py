"""What may be typed in a convention: texts whose merge fields exist, parties, deliberations, dates."""

from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import User
from conventions.documents.articles import BadArticle, check
from conventions.models import Article, Clause, Convention, Deliberation, DocumentTemplate, Signatory
from partners.models import Contact, Organisation
from territories.forms import DateInput, ScopedForm
from territories.models import Ctg

LONG_TEXT = forms.Textarea(attrs={"rows": 14})
SHORT_TEXT = forms.Textarea(attrs={"rows": 5})


def _refuse_bad_fields(form: forms.BaseForm, *names: str) -> None:
    """Beside each text, say which merge field does not exist."""
    for name in names:
        text = form.cleaned_data.get(name)
        if text:
            try:
                check(str(form.fields[name].label), text)
            except BadArticle as error:
                form.add_error(name, str(error))


class ArticleForm(ScopedForm[Article]):
    class Meta:
        model = Article
        fields = ["title", "body"]
        widgets = {"body": LONG_TEXT}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        _refuse_bad_fields(self, "title", "body")
        return cleaned


class ConventionTextForm(ScopedForm[Convention]):
    class Meta:
        model = Convention
        fields = ["legal_references", "preamble"]
        widgets = {"legal_references": SHORT_TEXT, "preamble": LONG_TEXT}
        help_texts = {"legal_references": "Un visa par ligne."}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        _refuse_bad_fields(self, "legal_references", "preamble")
        return cleaned


class TemplateForm(ScopedForm[DocumentTemplate]):
    class Meta:
        model = DocumentTemplate
        fields = ["name", "legal_references", "preamble"]
        widgets = {"legal_references": SHORT_TEXT, "preamble": LONG_TEXT}
        help_texts = {"legal_references": "Un visa par ligne."}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        _refuse_bad_fields(self, "legal_references", "preamble")
        return cleaned


class ClauseForm(ScopedForm[Clause]):
    class Meta:
        model = Clause
        fields = ["title", "body", "is_locked"]
        widgets = {"body": LONG_TEXT}
        help_texts = {"is_locked": "Verrouillé, l’article ne peut pas être réécrit dans une CTG."}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        _refuse_bad_fields(self, "title", "body")
        return cleaned


class SignatoryForm(ScopedForm[Signatory]):
    class Meta:
        model = Signatory
        fields = ["organisation", "representative", "quality"]

    def __init__(self, data: Any = None, *, instance: Signatory, user: User) -> None:
        super().__init__(data, instance=instance, user=user)
        caf = instance.ctg.caf
        self.fields["organisation"].queryset = Organisation.objects.active().filter(caf=caf)  # type: ignore[attr-defined]
        self.fields["representative"].queryset = Contact.objects.filter(caf=caf).select_related(  # type: ignore[attr-defined]
            "organisation"
        )
        self.fields["representative"].label_from_instance = lambda each: f"{each} – {each.organisation}"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        organisation, person = cleaned.get("organisation"), cleaned.get("representative")
        if organisation and person and person.organisation_id != organisation.pk:
            self.add_error("representative", f"{person} n’appartient pas à « {organisation} ».")
        return cleaned


class DeliberationForm(ScopedForm[Deliberation]):
    class Meta:
        model = Deliberation
        fields = ["assembly", "session_on", "number", "received_on", "act_identifier"]
        widgets = {"session_on": DateInput, "received_on": DateInput}


class SignatureForm(forms.Form):
    """The day on which the last party signed."""

    signed_on = forms.DateField(label="Date de la dernière signature", widget=DateInput)

    def __init__(self, data: Any = None, *, ctg: Ctg) -> None:
        super().__init__(data, initial={"signed_on": timezone.localdate()})
        self.ctg = ctg

    def clean_signed_on(self) -> Any:
        signed_on = self.cleaned_data["signed_on"]
        if signed_on > timezone.localdate():
            raise forms.ValidationError("Cette date est à venir.")
        return signed_on


class VerificationForm(forms.Form):
    """A PDF to compare with the documents sealed here."""

    MOST_BYTES = 30 * 1024 * 1024

    file = forms.FileField(
        label="Document PDF",
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
        help_text="30 Mo au plus. Le fichier n’est pas conservé.",
        allow_empty_file=True,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > self.MOST_BYTES:
            raise forms.ValidationError("Ce fichier dépasse 30 Mo.")
        return file
