"""What a person may type about the tree of the plan, and the filters of its pages."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q

from accounts.models import User
from actionplans import services
from actionplans.forms.choices import PlaceField
from actionplans.models import Action, ActionQuerySet, Alert, BudgetLine, PlanNode
from actionplans.services import Progress, Reader, Wanted
from diagnostics.models import Issue
from partners.models import Organisation
from territories.forms import ScopedForm
from territories.models import Ctg

LONGEST_TEXT = 4_000


class NodeForm(ScopedForm[PlanNode]):
    """An axe or an objectif."""

    text = forms.CharField(
        label="Précisions", widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=LONGEST_TEXT
    )

    class Meta:
        model = PlanNode
        fields = ["title", "text"]


class PlaceForm(ScopedForm[Action]):
    """Where a fiche hangs in the plan."""

    node = PlaceField(label="Objectif", empty_label="Choisir un objectif")

    class Meta:
        model = Action
        fields = ["node"]

    def __init__(self, data: Any = None, *, instance: Action, user: User, **kwargs: Any) -> None:
        super().__init__(data, instance=instance, user=user, **kwargs)
        field = self.fields["node"]
        if isinstance(field, PlaceField):
            field.offer(places(instance.ctg), services.codes_of(instance.ctg))


class NewActionForm(PlaceForm):
    """A new fiche: where it hangs and what it is called; the rest is typed on its page."""

    class Meta:
        model = Action
        fields = ["node", "title"]


def places(ctg: Ctg) -> list[PlanNode]:
    """The elements of the last level: those that bear actions."""
    nodes = list(ctg.plan_nodes.all())
    parents: dict[UUID, UUID | None] = {node.pk: node.parent_id for node in nodes}
    lowest = len(services.levels_of(ctg))
    return [node for node in nodes if _depth(node.pk, parents) == lowest]


def _depth(node: UUID | None, parents: dict[UUID, UUID | None]) -> int:
    depth = 0
    while node is not None and depth <= len(parents):
        depth, node = depth + 1, parents[node]
    return depth


class PlanFilters(forms.Form):
    """The filters of the plan and of its timeline, kept in the address."""

    q = forms.CharField(label="Mots", required=False, max_length=100)
    axis = forms.ModelChoiceField(label="Axe", required=False, empty_label="Tous", queryset=PlanNode.objects.none())
    pilot = forms.ModelChoiceField(
        label="Pilote", required=False, empty_label="Tous", queryset=Organisation.objects.none()
    )
    status = forms.ChoiceField(label="État", required=False, choices=[("", "Tous"), *Action.Status.choices])
    issue = forms.ModelChoiceField(label="Enjeu", required=False, empty_label="Tous", queryset=Issue.objects.none())
    funder = forms.ChoiceField(label="Financeur", required=False, choices=[("", "Tous"), *BudgetLine.Funder.choices])

    def __init__(self, data: Any, *, ctg: Ctg, reader: Reader) -> None:
        super().__init__(data)
        self.fields["axis"].queryset = ctg.plan_nodes.filter(parent=None)  # type: ignore[attr-defined]
        self.fields["pilot"].queryset = pilots(ctg, reader)  # type: ignore[attr-defined]
        self.fields["issue"].queryset = ctg.issues.order_by("number")  # type: ignore[attr-defined]
        if not reader.reads_money:
            del self.fields["funder"]  # who funds what is not theirs to find out, one filter after the other

    def narrow(self, actions: ActionQuerySet) -> ActionQuerySet:
        """The actions that answer the filters; a filter that makes no sense leaves the whole list."""
        if not self.is_valid():
            return actions
        asked = self.cleaned_data
        if asked["axis"]:
            actions = actions.filter(_under(asked["axis"]))
        if asked["issue"]:
            actions = actions.filter(issues=asked["issue"])
        if asked.get("funder"):
            funded = BudgetLine.objects.resources().filter(funder=asked["funder"])
            actions = actions.filter(pk__in=funded.values("action"))
        return _common(actions, asked)


class MoneyFilters(PlanFilters):
    """Those of the plan, then which lines of money; the address keeps them all."""

    year = forms.TypedChoiceField(label="Année", required=False, coerce=int, empty_value=None)
    nature = forms.ChoiceField(label="Nature", required=False, choices=[("", "Toutes"), *BudgetLine.Nature.choices])
    certainty = forms.ChoiceField(
        label="Certitude", required=False, choices=[("", "Toutes"), *BudgetLine.Certainty.choices]
    )
    bonus = forms.BooleanField(label="Ajouter le bonus territoire", required=False)

    def __init__(self, data: Any, *, ctg: Ctg, reader: Reader) -> None:
        super().__init__(data, ctg=ctg, reader=reader)
        self.fields["year"].choices = [("", "Toutes"), *((year, str(year)) for year in ctg.years)]  # type: ignore[attr-defined]
        if not reader.reads_money:
            for name in ("nature", "certainty", "bonus"):
                del self.fields[name]

    @property
    def narrows_actions(self) -> bool:
        """Whether some actions of the plan are left out, and not only some lines."""
        return any(self.data.get(name) for name in PlanFilters.base_fields)

    @property
    def wanted(self) -> Wanted:
        asked = self.cleaned_data if self.is_valid() else {}
        return Wanted(
            asked.get("year"),
            asked.get("nature", ""),
            asked.get("certainty", ""),
            bool(asked.get("bonus")) and not self.narrows_actions,
        )


class FollowUpFilters(forms.Form):
    """The filters of the follow-up, kept in the address."""

    q = forms.CharField(label="Mots", required=False, max_length=100)
    pilot = forms.ModelChoiceField(
        label="Pilote", required=False, empty_label="Tous", queryset=Organisation.objects.none()
    )
    status = forms.ChoiceField(label="État", required=False, choices=[("", "Tous"), *Action.Status.choices])
    alert = forms.ChoiceField(
        label="Alerte",
        required=False,
        choices=[("", "Avec ou sans"), ("any", "Au moins une"), *((each.value, each.label) for each in Alert)],
    )
    mine = forms.BooleanField(label="Celles que nous pilotons", required=False)

    def __init__(self, data: Any, *, ctg: Ctg, reader: Reader) -> None:
        super().__init__(data)
        self.reader = reader
        self.fields["pilot"].queryset = pilots(ctg, reader)  # type: ignore[attr-defined]
        if not reader.organisations:
            del self.fields["mine"]

    def narrow(self, actions: ActionQuerySet) -> ActionQuerySet:
        if not self.is_valid():
            return actions
        if self.cleaned_data.get("mine"):
            actions = actions.filter(pilot__in=self.reader.organisations)
        return _common(actions, self.cleaned_data)

    def keep(self, lines: list[Progress]) -> list[Progress]:
        """Those that raise the alert asked for: alerts are computed, not stored."""
        asked = self.cleaned_data["alert"] if self.is_valid() else ""
        if not asked:
            return lines
        return [line for line in lines if any(asked in {"any", concern.alert} for concern in line.concerns)]


def pilots(ctg: Ctg, reader: Reader) -> Any:
    """The organisations that pilot at least one of the fiches that this person may read."""
    piloted = services.readable(ctg, reader).exclude(pilot=None)
    return Organisation.objects.filter(pk__in=piloted.values("pilot")).order_by("name")


def _under(axis: PlanNode) -> Q:
    """On an element or below it, down to the fourth level."""
    return Q(node=axis) | Q(node__parent=axis) | Q(node__parent__parent=axis) | Q(node__parent__parent__parent=axis)


def _common(actions: ActionQuerySet, asked: dict[str, Any]) -> ActionQuerySet:
    if asked["pilot"]:
        actions = actions.filter(pilot=asked["pilot"])
    if asked["status"]:
        actions = actions.filter(status=asked["status"])
    if asked["q"]:
        words = asked["q"]
        actions = actions.filter(
            Q(title__icontains=words) | Q(description__icontains=words) | Q(audience__icontains=words)
        )
    return actions
