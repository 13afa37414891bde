"""What every form on a tenant's row promises: nothing typed is lost, nothing is written twice or over another."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, ClassVar, TypeVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.db.models.fields.related import ForeignKey
from django.http import QueryDict
from django.utils import timezone
from uuid_utils.compat import uuid7

from accounts.models import User
from territories.models import Caf, CafModel, Commune, Ctg, Epci, Role, Versioned
from territories.services import InvalidPeriod, last_day

ModelT = TypeVar("ModelT", bound=Model)


@dataclass(frozen=True)
class Difference:
    """One field that somebody else changed while this form was open."""

    name: str
    label: str
    theirs: str
    yours: str


class ScopedForm(forms.ModelForm[ModelT]):
    """A form on a row whose Caf, territory and CTG are already those of `instance`.

    - A double submit creates one row: the id of a new row is drawn when its form is shown.
    - On a `Versioned` row, a save over somebody else's is refused once, with both versions side by side in
      `differences`; `theirs-<field>` in the next submission takes theirs, anything else keeps yours. What
      others change in columns that this form does not show is no conflict: `as_seen` sums up those that it shows.
    - Unique and check constraints are checked with the tenant columns, so that they end as sentences.
    """

    new_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    as_seen = forms.CharField(widget=forms.HiddenInput, required=False)

    hidden_names: ClassVar[tuple[str, ...]] = ("new_id", "version", "as_seen")

    def __init__(self, data: Any = None, *, instance: ModelT, user: User, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, **kwargs)
        self.user = user
        self.differences: list[Difference] = []
        self.changed_by: User | None = None
        if self.is_new:
            del self.fields["version"], self.fields["as_seen"]
            self.fields["new_id"].initial = uuid7()
        else:
            del self.fields["new_id"]
            self._prepare_version()

    @property
    def is_new(self) -> bool:
        return self.instance._state.adding

    def _prepare_version(self) -> None:
        if not isinstance(self.instance, Versioned):
            del self.fields["version"], self.fields["as_seen"]
            return
        self.fields["version"].initial = self.instance.version
        if self.is_bound:
            self._take_theirs()

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        return self._digest() if field_name == "as_seen" else super().get_initial_for_field(field, field_name)

    def _digest(self) -> str:
        """The columns of this form as the database holds them, in a few letters."""
        stored = {name: self.initial.get(name) for name in self.fields if name not in self.hidden_names}
        flat = {name: sorted(map(str, each)) if isinstance(each, list) else each for name, each in stored.items()}
        return sha256(repr(sorted(flat.items())).encode()).hexdigest()

    def _take_theirs(self) -> None:
        """Replace what was typed by what is stored, for the fields so chosen on the conflict panel."""
        chosen = [name for name in self.fields if f"theirs-{name}" in self.data]
        if chosen:
            data = cast("QueryDict", self.data).copy()
            for name in chosen:
                stored = self.initial.get(name)
                values = stored if isinstance(stored, list | tuple) else [stored]
                data.setlist(
                    self.add_prefix(name), ["" if each is None else str(getattr(each, "pk", each)) for each in values]
                )
            self.data = data

    def is_valid(self) -> bool:
        """A form submitted twice is valid the second time, whatever the first one has changed.

        `cleaned_data` is then empty: there is nothing more to do.
        """
        if self._saved_before() is not None:
            self.cleaned_data: dict[str, Any] = {}
            return True
        return super().is_valid()

    def _saved_before(self) -> ModelT | None:
        if not self.is_bound or not self.is_new:
            return None
        try:
            new_id = self.fields["new_id"].clean(self.data.get(self.add_prefix("new_id")))
        except ValidationError:
            return None
        return self._meta.model._default_manager.filter(pk=new_id).first() if new_id else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if isinstance(self.instance, Versioned) and not self.is_new:
            if cleaned.get("as_seen") == self._digest():
                cleaned["version"] = self.instance.version
            self._refuse_to_overwrite(cleaned)
        return cleaned

    def _refuse_to_overwrite(self, cleaned: dict[str, Any]) -> None:
        current = self._meta.model._default_manager.select_for_update(of=("self",)).get(pk=self.instance.pk)
        if not isinstance(current, Versioned) or cleaned.get("version") in {None, current.version}:
            return
        stored = self.stored_values(current)
        for name, field in self.fields.items():
            if name in self.hidden_names or name not in stored or name not in cleaned:
                continue
            if field.has_changed(
                stored[name], field.prepare_value(cleaned[name]) if cleaned[name] is not None else None
            ):
                self.differences.append(
                    Difference(
                        name, str(field.label or name), _as_text(field, stored[name]), _as_text(field, cleaned[name])
                    )
                )
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix("version")] = str(current.version)
        self.data = data
        if self.differences:
            self.changed_by = current.updated_by
            who = current.updated_by or "Quelqu’un"
            raise ValidationError(
                f"{who} a modifié cette page pendant que vous l’écriviez. Rien n’est perdu : comparez les deux"
                " versions, choisissez, puis enregistrez.",
                code="conflict",
            )

    def stored_values(self, current: ModelT) -> dict[str, Any]:
        """What the database now holds for each field; a form with fields of its own adds them."""
        return forms.model_to_dict(current, list(self.fields))

    def validate_unique(self) -> None:
        """Unlike Django's, check constraints with the tenant columns and parents that the person does not type.

        `_post_clean` has already checked those made of typed fields only: they are not said twice.
        """
        if isinstance(self.instance, CafModel):
            self.instance.inherit_scope()
        unchecked = self._get_validation_exclusions()  # type: ignore[attr-defined]  # unknown to the stubs
        exclude = {name for name in unchecked if name in self.errors or self._is_empty(name)}
        said = {message for messages in self.errors.values() for message in messages}
        try:
            self.instance.validate_constraints(exclude=exclude)
        except ValidationError as error:
            for name, errors in error.error_dict.items():
                for each in errors:
                    if not said.intersection(each.messages):
                        self.add_error(name if name in self.fields else None, each)

    def _is_empty(self, name: str) -> bool:
        field = self._meta.model._meta.get_field(name)
        return getattr(self.instance, getattr(field, "attname", name), None) is None and not (
            isinstance(field, ForeignKey) and field.null
        )

    def save(self, commit: bool = True) -> ModelT:  # Django's signature
        before = self._saved_before()
        if before is not None:
            return before
        if self.is_new and self.cleaned_data.get("new_id"):
            self.instance.pk = self.cleaned_data["new_id"]
        if isinstance(self.instance, Versioned):
            if self.is_new:
                self.instance.updated_by = self.user
            else:
                self.instance.touched_by(self.user)
        return super().save(commit)


def _as_text(field: forms.Field, value: Any) -> str:
    """What a person reads for a stored or typed value: labels of choices, names of rows."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(sorted(str(each) for each in value or []))
    if isinstance(field, forms.ModelChoiceField):
        if value is None or isinstance(value, Model) or field.queryset is None:
            return str(value or "")
        return str(field.queryset.filter(pk=value).first() or "")
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value or ""))  # type: ignore[arg-type]
    return "" if value is None else str(field.prepare_value(value))


class DateInput(forms.DateInput):
    """The browser's own date field; it wants ISO dates whatever the language of the page."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def refuse_impossible_period(form: forms.BaseForm, first: str, last: str) -> None:
    """Beside the end date, say why a CTG cannot last from `first` to `last`."""
    start, end = form.cleaned_data.get(first), form.cleaned_data.get(last)
    if start and end:
        try:
            last_day(start, end)
        except InvalidPeriod as error:
            form.add_error(last, str(error))


def communes_field() -> forms.ModelMultipleChoiceField[Commune]:
    return forms.ModelMultipleChoiceField(
        queryset=Commune.objects.none(),
        label="Communes du périmètre",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins une commune."},
    )


class CtgForm(forms.Form):
    """A new CTG: from when, for how long, on which communes; the EPCI's are proposed."""

    name = forms.CharField(
        label="Nom du territoire", max_length=200, help_text="Tel qu’il figurera dans la convention."
    )
    start = forms.DateField(label="Date d’effet", widget=DateInput)
    end = forms.DateField(label="Date de fin", widget=DateInput, help_text="Cinq ans au plus après la date d’effet.")
    communes = communes_field()
    new_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, caf: Caf, epci: Epci) -> None:
        members = Commune.objects.of_epci(epci, timezone.localdate())
        territory = caf.territories.filter(epci=epci).first()
        next_year = timezone.localdate().year + 1
        super().__init__(
            data,
            initial={
                "name": territory.name if territory else epci.name,
                "start": date(next_year, 1, 1),
                "end": date(next_year + 4, 12, 31),
                "communes": list(members.values_list("pk", flat=True)),
                "new_id": uuid7(),
            },
        )
        self.fields["name"].disabled = territory is not None
        self.fields["communes"].queryset = around(members)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        refuse_impossible_period(self, "start", "end")
        return cleaned


class CtgSettingsForm(ScopedForm[Ctg]):
    """The dates and the perimeter of a CTG that is not signed yet."""

    communes = communes_field()

    class Meta:
        model = Ctg
        fields = ["effective_from", "effective_to", "communes"]
        widgets = {"effective_from": DateInput, "effective_to": DateInput}

    def __init__(self, data: Any = None, *, instance: Ctg, user: User) -> None:
        super().__init__(data, instance=instance, user=user)
        self.fields["communes"].queryset = around(instance.communes.all())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        refuse_impossible_period(self, "effective_from", "effective_to")
        return cleaned


class CafSettingsForm(forms.ModelForm[Caf]):
    roles_with_mfa = forms.MultipleChoiceField(
        label="Rôles tenus à la double authentification",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Les personnes concernées devront l’activer à leur prochaine connexion.",
    )

    class Meta:
        model = Caf
        fields = ["address", "roles_with_mfa"]
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}


def around(communes: QuerySet[Commune]) -> QuerySet[Commune]:
    """These communes and all those of their départements: a perimeter may be wider than its EPCI."""
    return Commune.objects.filter(department__in=communes.values("department")).order_by("name")
