"""Places of the plan, organisations and people, as they are offered in a list."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms.models import ModelChoiceIterator

from actionplans.models import PlanNode
from partners.models import Contact, Organisation, Participation
from territories.models import Ctg


class PlaceField(forms.ModelChoiceField[PlanNode]):
    """An objectif, with its code in front of its title."""

    def __init__(self, **kwargs: Any) -> None:
        self.codes: Mapping[UUID, str] = {}
        super().__init__(queryset=PlanNode.objects.none(), **kwargs)

    def label_from_instance(self, obj: PlanNode) -> str:
        return f"{self.codes.get(obj.pk, '')} {obj.title}"

    def offer(self, nodes: list[PlanNode], codes: Mapping[UUID, str]) -> None:
        """Propose these elements, in the order of their codes."""
        self.codes = codes
        self.queryset = PlanNode.objects.filter(pk__in=[node.pk for node in nodes])
        ordered = sorted(nodes, key=lambda node: [int(part) for part in codes[node.pk].split(".")])
        self.choices = [("", self.empty_label or ""), *((str(n.pk), self.label_from_instance(n)) for n in ordered)]


class GroupedIterator(ModelChoiceIterator[Any]):
    """The partners of the CTG first, then the others known to the Caf."""

    def __iter__(self) -> Iterator[Any]:
        yield ("", self.field.empty_label)
        for takes_part, rows in groupby(self.queryset, key=attrgetter("takes_part")):
            label = "Partenaires de cette CTG" if takes_part else "Autres, connus de la Caf"
            yield (label, [self.choice(row) for row in rows])


class OrganisationField(forms.ModelChoiceField[Organisation]):
    iterator = GroupedIterator

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Organisation.objects.none(), **kwargs)


class ContactField(forms.ModelChoiceField[Contact]):
    iterator = GroupedIterator

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Contact.objects.none(), **kwargs)

    def label_from_instance(self, obj: Contact) -> str:
        return f"{obj.last_name} {obj.first_name}, {obj.organisation}"


def organisations(ctg: Ctg, *, and_also: UUID | None = None) -> QuerySet[Organisation]:
    """The active organisations of the Caf, those of the CTG first, and the one already chosen."""
    part = Participation.objects.filter(ctg=ctg, organisation=OuterRef("pk"))
    rows = ctg.caf.organisations.filter(Q(is_archived=False) | Q(pk=and_also))
    return rows.annotate(takes_part=Exists(part)).order_by("-takes_part", "name")


def contacts(ctg: Ctg, *, and_also: UUID | None = None) -> QuerySet[Contact]:
    """The people of these organisations, and the one already chosen."""
    part = Participation.objects.filter(ctg=ctg, organisation=OuterRef("organisation"))
    rows = ctg.caf.contacts.filter(Q(organisation__is_archived=False) | Q(pk=and_also))
    return (
        rows.annotate(takes_part=Exists(part))
        .select_related("organisation")
        .order_by("-takes_part", "organisation__name", "last_name", "first_name", "id")
    )
