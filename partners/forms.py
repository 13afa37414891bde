"""Organisations, their people and places, and who is invited to work here."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.forms import PASSWORD_HELP
from accounts.models import User
from partners.models import Contact, Facility, Invitation, Organisation, Participation
from territories.forms import DateInput, ScopedForm
from territories.models import CAF_STAFF, Caf, Commune, Ctg, Epci, Membership, Role, Territory


class OrganisationForm(ScopedForm[Organisation]):
    siren = forms.CharField(
        label="SIREN", required=False, max_length=20, help_text="Neuf chiffres, si vous le connaissez."
    )

    class Meta:
        model = Organisation
        fields = ["name", "kind", "siren", "commune", "epci", "address"]
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, data: Any = None, *, instance: Organisation, user: User) -> None:
        super().__init__(data, instance=instance, user=user)
        department = instance.caf.department_id
        _choices(self, "commune", Commune.objects.filter(department=department).order_by("name"))
        _choices(self, "epci", Epci.objects.of_department(department).order_by("name"))

    def clean_siren(self) -> str:
        return "".join(str(self.cleaned_data["siren"]).split())


class ContactForm(ScopedForm[Contact]):
    class Meta:
        model = Contact
        fields = ["first_name", "last_name", "position", "email", "phone"]
        help_texts = {"email": "Professionnelle de préférence.", "phone": "Professionnel de préférence."}


class ParticipationForm(ScopedForm[Participation]):
    class Meta:
        model = Participation
        fields = ["organisation", "part"]

    def __init__(self, data: Any = None, *, instance: Participation, user: User) -> None:
        super().__init__(data, instance=instance, user=user)
        _choices(self, "organisation", instance.ctg.caf.organisations.active())


class FacilityForm(ScopedForm[Facility]):
    class Meta:
        model = Facility
        fields = [
            "name", "kind", "commune", "operator", "supported_by", "capacity", "unit", "opened_on", "closed_on",
        ]  # fmt: skip
        widgets = {"opened_on": DateInput, "closed_on": DateInput}
        help_texts = {"unit": "Ce que compte la capacité : places, enfants, heures…"}

    def __init__(self, data: Any = None, *, instance: Facility, user: User, ctg: Ctg) -> None:
        super().__init__(data, instance=instance, user=user)
        in_perimeter = Q(pk__in=ctg.communes.values("pk")) | Q(pk=instance.commune_id)
        _choices(self, "commune", Commune.objects.filter(in_perimeter).order_by("name"))
        for name in ("operator", "supported_by"):
            chosen = getattr(instance, f"{name}_id")
            _choices(self, name, ctg.caf.organisations.filter(Q(is_archived=False) | Q(pk=chosen)))


class InvitationForm(ScopedForm[Invitation]):
    """`roles` are those that the inviting person may give; with a territory in hand it is not asked again."""

    role = forms.ChoiceField(label="Rôle")

    class Meta:
        model = Invitation
        fields = ["email", "first_name", "last_name", "role", "territory", "organisation", "membership_ends_on"]
        widgets = {"membership_ends_on": DateInput}
        help_texts = {
            "territory": "Vide pour un agent de la Caf, qui voit tous les territoires.",
            "organisation": "Obligatoire pour un partenaire.",
            "membership_ends_on": "Vide pour un accès sans date de fin. Obligatoire pour un cabinet d’étude.",
        }

    def __init__(
        self, data: Any = None, *, instance: Invitation, user: User, roles: Iterable[Role], territory: Territory | None
    ) -> None:
        super().__init__(data, instance=instance, user=user)
        self.fields["role"].choices = [("", "Choisissez un rôle"), *((role.value, role.label) for role in roles)]  # type: ignore[attr-defined]
        _choices(self, "organisation", instance.caf.organisations.active())
        if territory is None:
            _choices(self, "territory", instance.caf.territories.all())
        else:
            instance.territory = territory
            del self.fields["territory"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._check_role(cleaned)
        ends_on = cleaned.get("membership_ends_on")
        if ends_on and ends_on < timezone.localdate():
            self.add_error("membership_ends_on", "Cette date est passée.")
        if not self.errors:
            self._refuse_twice(cleaned)
        return cleaned

    def _check_role(self, cleaned: dict[str, Any]) -> None:
        role, territory = cleaned.get("role"), cleaned.get("territory")
        if "territory" in self.fields and "territory" not in self.errors:
            if role in CAF_STAFF and territory:
                self.add_error("territory", "Un agent de la Caf voit toute la Caf : laissez le territoire vide.")
            if role and role not in CAF_STAFF and not territory:
                self.add_error("territory", "Choisissez le territoire où cette personne aura ce rôle.")
        if role == Role.PARTNER and not cleaned.get("organisation"):
            self.add_error("organisation", "Un partenaire est invité au nom de son organisation : choisissez-la.")
        if role == Role.CONSULTANT and not cleaned.get("membership_ends_on"):
            self.add_error("membership_ends_on", "L’accès d’un cabinet d’étude a une date de fin : indiquez-la.")

    def _refuse_twice(self, cleaned: dict[str, Any]) -> None:
        email, role = cleaned["email"].lower(), cleaned["role"]
        territory = cleaned.get("territory", self.instance.territory)
        caf: Caf = self.instance.caf
        same = {"role": role, "territory": territory}
        if caf.invitations.pending().filter(email=email, expires_at__gt=timezone.now(), **same).exists():
            self.add_error("email", "Une invitation à cette adresse attend déjà, avec ce rôle. Renvoyez-la plutôt.")
        lasting = Membership.objects.active(timezone.localdate()).filter(caf=caf, user__email=email, **same)
        if any(held.ends_on == cleaned.get("membership_ends_on") for held in lasting):
            self.add_error("email", "Cette personne a déjà ce rôle, aux mêmes dates.")


class JoinForm(forms.Form):
    """The account of an invited person. Their address is proved: the link came to it."""

    first_name = forms.CharField(label="Prénom", max_length=80)
    last_name = forms.CharField(label="Nom", max_length=80)
    password = forms.CharField(
        label="Mot de passe",
        strip=False,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any = None, *, invitation: Invitation) -> None:
        names = {"first_name": invitation.first_name, "last_name": invitation.last_name}
        super().__init__(data, initial=names)
        self.email = invitation.email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        person = User(
            email=self.email, first_name=cleaned.get("first_name", ""), last_name=cleaned.get("last_name", "")
        )
        if "password" in cleaned:
            try:
                validate_password(cleaned["password"], person)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


class SearchForm(forms.Form):
    """A filter kept in the address: what is not understood filters nothing."""

    q = forms.CharField(label="Nom", required=False, max_length=100)

    def value(self, name: str) -> Any:
        return self.cleaned_data.get(name) if self.is_bound and (self.is_valid() or name in self.cleaned_data) else None


class OrganisationFilter(SearchForm):
    kind = forms.ChoiceField(label="Nature", required=False, choices=[("", "Toutes"), *Organisation.Kind.choices])
    archived = forms.BooleanField(label="Avec les archivées", required=False)

    def filtered(self, organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
        if not self.value("archived"):
            organisations = organisations.filter(is_archived=False)
        if kind := self.value("kind"):
            organisations = organisations.filter(kind=kind)
        if words := self.value("q"):
            organisations = organisations.filter(Q(name__icontains=words) | Q(siren__startswith=words))
        return organisations


class FacilityFilter(SearchForm):
    kind = forms.ChoiceField(label="Nature", required=False, choices=[("", "Toutes"), *Facility.Kind.choices])

    def filtered(self, facilities: QuerySet[Facility]) -> QuerySet[Facility]:
        if kind := self.value("kind"):
            facilities = facilities.filter(kind=kind)
        if words := self.value("q"):
            facilities = facilities.filter(name__icontains=words)
        return facilities


class MembershipFilter(SearchForm):
    role = forms.ChoiceField(label="Rôle", required=False, choices=[("", "Tous"), *Role.choices])
    territory = forms.ModelChoiceField(
        Territory.objects.none(), label="Territoire", required=False, empty_label="Tous", to_field_name="slug"
    )
    state = forms.ChoiceField(
        label="Accès",
        required=False,
        choices=[("", "Ouverts"), ("ended", "Terminés"), ("all", "Tous")],
    )

    def __init__(self, data: Any = None, *, territories: QuerySet[Territory] | None) -> None:
        super().__init__(data)
        if territories is None:
            del self.fields["territory"]
        else:
            _choices(self, "territory", territories)

    def filtered(self, memberships: QuerySet[Membership]) -> QuerySet[Membership]:
        today = timezone.localdate()
        open_ones = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
        if (state := self.value("state")) != "all":
            memberships = memberships.exclude(open_ones) if state == "ended" else memberships.filter(open_ones)
        if role := self.value("role"):
            memberships = memberships.filter(role=role)
        if territory := self.value("territory"):
            memberships = memberships.filter(territory=territory)
        for word in (self.value("q") or "").split():
            memberships = memberships.filter(
                Q(user__first_name__icontains=word)
                | Q(user__last_name__icontains=word)
                | Q(user__email__icontains=word)
            )
        return memberships


def _choices(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    cast("forms.ModelChoiceField[Any]", form.fields[name]).queryset = rows
