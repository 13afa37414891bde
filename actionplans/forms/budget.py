"""The budget of one action as a grid: one line for each nature or funder, one cell for each year."""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict

from actionplans.figures.money import Entry, Ledger
from actionplans.forms.numbers import AmountField, in_french
from actionplans.models import Action, BudgetLine
from actionplans.services import Cell, Cells, RowKey
from partners.models import Organisation

MOST_ROWS = 25
YEARS_AROUND = 10  # a column further from the CTG cannot come from this page
BLANK_ROWS = 2
Side, Nature, Funder = BudgetLine.Side, BudgetLine.Nature, BudgetLine.Funder


class Part(NamedTuple):
    """One of the three tables of the grid."""

    prefix: str
    label: str
    side: str
    is_in_kind: bool = False


PARTS = (
    Part("expenses", "Dépenses", Side.EXPENSE),
    Part("resources", "Ressources", Side.RESOURCE),
    Part("in_kind", "En nature", Side.RESOURCE, is_in_kind=True),
)


class RowForm(forms.Form):
    """One line: what it is about, then its amounts. A line without any amount is not kept."""

    side = forms.ChoiceField(choices=Side.choices, widget=forms.HiddenInput)
    nature = forms.ChoiceField(label="Nature", choices=Nature.choices, initial=Nature.OPERATING)
    funder = forms.ChoiceField(label="Financeur", choices=[("", "Choisir"), *Funder.choices], required=False)
    organisation = forms.ChoiceField(
        label="Organisation",
        required=False,
        error_messages={
            "invalid_choice": "Cette organisation n’est plus proposée : elle vient d’être archivée. Choisissez-en une"
            " autre, ou laissez « Sans précision »."
        },
    )
    scheme = forms.CharField(label="Dispositif ou précision", required=False, max_length=80)
    certainty = forms.ChoiceField(
        label="Certitude", choices=BudgetLine.Certainty.choices, initial=BudgetLine.Certainty.PLANNED
    )

    def __init__(
        self, *args: Any, part: Part, years: Sequence[int], organisations: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.part, self.years = part, years
        self.fields["side"].initial = part.side
        self.fields["organisation"].choices = [("", "Sans précision"), *organisations]  # type: ignore[attr-defined]
        if part.side == Side.EXPENSE:
            self.fields["funder"].widget = self.fields["funder"].hidden_widget()
        line = int(self.prefix.rsplit("-", 1)[1]) + 1 if self.prefix and self.prefix[-1].isdigit() else 1
        for year in years:
            field = AmountField(label=f"{year}", required=False)
            field.widget.attrs["aria-label"] = f"{part.label}, ligne {line}, {year}"
            self.fields[f"y{year}"] = field
        for name in ("nature", "funder", "organisation", "scheme", "certainty"):
            widget = self.fields[name].widget
            widget.attrs["aria-label"] = f"{self.fields[name].label}, {part.label.lower()}, ligne {line}"

    @property
    def amounts(self) -> dict[int, Decimal]:
        """The amounts of the years whose cell makes sense; nothing is an empty cell, and so is zero."""
        typed = getattr(self, "cleaned_data", {}) if self.is_bound else self.initial
        return {year: typed[f"y{year}"] for year in self.years if typed.get(f"y{year}")}

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), Decimal(0))

    @property
    def cells(self) -> list[forms.BoundField]:
        return [self[f"y{year}"] for year in self.years]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_written = bool(self.amounts) or any(name.startswith("y") for name in self.errors)
        is_unfunded = cleaned.get("side") == Side.RESOURCE and cleaned.get("funder") == ""
        if is_written and is_unfunded:
            self.add_error("funder", "Choisissez qui apporte cette somme.")
        return cleaned

    @property
    def key(self) -> RowKey:
        typed = self.cleaned_data
        is_expense = typed["side"] == Side.EXPENSE
        return RowKey(
            side=typed["side"],
            nature=typed["nature"],
            funder="" if is_expense else typed["funder"],
            organisation=UUID(typed["organisation"]) if typed["organisation"] else None,
            scheme=" ".join(typed["scheme"].split()),
            certainty=typed["certainty"],
            is_in_kind=self.part.is_in_kind,
        )


class RowFormSet(BaseFormSet[RowForm]):
    default_error_messages = {
        "missing_management_form": "Cette page a été mal transmise : rien n’est enregistré. Rechargez-la, puis"
        " recommencez.",
        "too_many_forms": "Un budget compte au plus %(num)d lignes de chaque sorte.",
    }


RowFormSetOf = formset_factory(
    RowForm, formset=RowFormSet, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
)


class Problem(NamedTuple):
    """One error of the grid, for the summary: the field that it leads to, and the sentence."""

    field_id: str
    message: str


class BudgetGrid:
    """The three tables of one budget, as stored or as typed.

    `shown` is what the database held when the grid was first shown: what differs from it is what this person
    changed. It travels with the form.
    """

    def __init__(
        self, action: Action, years: Sequence[int], *, cells: Cells, shown: Cells, data: QueryDict | None = None
    ) -> None:
        self.action = action
        known = {cell.year for cell in [*cells, *shown]}
        self.years = sorted({*years, *(y for y in known if years[0] - YEARS_AROUND <= y <= years[-1] + YEARS_AROUND)})
        self.shown = shown
        self.foreign_years = [year for year in self.years if year not in years]
        organisations = _organisations(action, {cell.row.organisation for cell in [*cells, *shown]})
        most = max(MOST_ROWS, len({cell.row for cell in [*cells, *shown]}) + BLANK_ROWS)
        self.parts = [self._table(part, most, organisations, cells, data) for part in PARTS]

    def _table(
        self, part: Part, most: int, organisations: list[tuple[str, str]], cells: Cells, data: QueryDict | None
    ) -> BaseFormSet[RowForm]:
        table = RowFormSetOf(
            data,
            prefix=part.prefix,
            initial=None if data is not None else list(_rows(part, cells)),
            form_kwargs={"part": part, "years": self.years, "organisations": organisations},
        )
        table.max_num = table.absolute_max = most  # never fewer than the lines that are stored
        return table

    @classmethod
    def typed(cls, action: Action, years: Sequence[int], data: QueryDict) -> "BudgetGrid":
        shown = read_cells(data.get("shown", ""))
        return cls(action, years, cells={}, shown=shown, data=data)

    @property
    def tables(self) -> list[tuple[Part, BaseFormSet[RowForm]]]:
        return list(zip(PARTS, self.parts, strict=True))

    @property
    def shown_text(self) -> str:
        return write_cells(self.shown)

    def is_valid(self) -> bool:
        are_valid = [part.is_valid() for part in self.parts]
        return all(are_valid) and self._has_each_line_once()

    def _has_each_line_once(self) -> bool:
        seen: set[RowKey] = set()
        is_once = True
        for form in self._written():
            key = form.key
            if key in seen:
                form.add_error("scheme", "Cette ligne figure déjà plus haut : précisez le dispositif, ou additionnez.")
                is_once = False
            seen.add(key)
        return is_once

    def _written(self) -> Iterator[RowForm]:
        for part in self.parts:
            for form in part.forms:
                if form.amounts:
                    yield form

    @property
    def cells(self) -> Cells:
        return {Cell(form.key, year): amount for form in self._written() for year, amount in form.amounts.items()}

    def cells_with(self, taken: Cells) -> Cells:
        """What was typed, but for the cells whose stored version was chosen; zero stands for an empty cell."""
        return {cell: amount for cell, amount in {**self.cells, **taken}.items() if amount}

    @property
    def ledger(self) -> Ledger:
        """The sums of what is in the grid, whatever else is wrong in it."""
        return Ledger(
            tuple(
                _entry(self.action.pk, form.part, year, amount)
                for form in self._written()
                for year, amount in form.amounts.items()
            )
        )

    @property
    def problems(self) -> list[Problem]:
        found: list[Problem] = []
        for part, formset in zip(PARTS, self.parts, strict=True):
            found += [Problem("", str(error)) for error in formset.non_form_errors()]
            for rank, form in enumerate(formset.forms, start=1):
                for name, errors in form.errors.items():
                    label = f"{part.label}, ligne {rank}, {form.fields[name].label}"
                    found += [Problem(form[name].auto_id, f"{label} : {error}") for error in errors]
        return found


def more_rows(data: QueryDict) -> QueryDict | None:
    """The same data with some more lines in the table that the « Ajouter des lignes » button names."""
    prefix = data.get("more", "")
    if prefix not in {part.prefix for part in PARTS}:
        return None
    longer = data.copy()
    total = longer.get(f"{prefix}-TOTAL_FORMS", "")
    count = int(total) if total.isascii() and total.isdigit() and len(total) < len("1000") else 0
    wanted = max(count, min(count + BLANK_ROWS, MOST_ROWS))
    for rank in range(count, wanted):
        longer[f"{prefix}-{rank}-side"] = next(part.side for part in PARTS if part.prefix == prefix)
        longer[f"{prefix}-{rank}-nature"] = Nature.OPERATING
        longer[f"{prefix}-{rank}-certainty"] = BudgetLine.Certainty.PLANNED
    longer[f"{prefix}-TOTAL_FORMS"] = str(wanted)
    return longer


def _rows(part: Part, cells: Cells) -> Iterator[dict[str, Any]]:
    """The stored lines of one table, those that every budget has, and a few blank ones."""
    rows: dict[RowKey, dict[str, Any]] = {}
    for cell, amount in cells.items():
        is_here = cell.row.is_in_kind == part.is_in_kind and (part.is_in_kind or cell.row.side == part.side)
        if is_here:
            rows.setdefault(cell.row, _described(cell.row))[f"y{cell.year}"] = amount
    yield from rows.values()
    if part.is_in_kind:
        yield {"side": part.side}
    elif part.side == Side.EXPENSE:
        known = {key.nature for key in rows}
        yield from ({"side": part.side, "nature": nature} for nature in Nature if nature not in known)
    else:
        known = {key.funder for key in rows}
        yield from ({"side": part.side, "funder": each} for each in (Funder.CAF, Funder.LOCAL) if each not in known)
        yield from ({"side": part.side} for _ in range(BLANK_ROWS))


def _described(key: RowKey) -> dict[str, Any]:
    return {
        "side": key.side,
        "nature": key.nature,
        "funder": key.funder,
        "organisation": str(key.organisation or ""),
        "scheme": key.scheme,
        "certainty": key.certainty,
    }


def _organisations(action: Action, used: set[UUID | None]) -> list[tuple[str, str]]:
    """The active organisations of the Caf, and those that the budget already names."""
    known = Organisation.objects.filter(caf=action.caf_id).values_list("pk", "name", "is_archived").order_by("name")
    return [(str(pk), name) for pk, name, is_archived in known if not is_archived or pk in used]


def _entry(action: UUID, part: Part, year: int, amount: Decimal) -> Entry:
    return Entry(action, year, part.side, "", "", None, "", part.is_in_kind, amount)


def write_cells(cells: Mapping[Cell, Decimal | int]) -> str:
    return json.dumps(
        [[*cell.row[:3], str(cell.row.organisation or ""), *cell.row[4:], cell.year, str(amount)]
         for cell, amount in cells.items()]
    )  # fmt: skip


def read_cells(text: str) -> Cells:
    """What `write_cells` wrote; anything else reads as nothing, so that what differs is shown as a conflict."""
    try:
        return {
            Cell(RowKey(side, nature, funder, UUID(org) if org else None, scheme, certainty, bool(in_kind)), int(year)):
            Decimal(amount)
            for side, nature, funder, org, scheme, certainty, in_kind, year, amount in json.loads(text)
        }  # fmt: skip
    except (ValueError, TypeError, AttributeError, InvalidOperation, RecursionError):
        return {}


def taken_cells(data: QueryDict) -> Cells:
    """The cells whose stored version was chosen on the conflict panel."""
    return {cell: amount for text in data.getlist("theirs") for cell, amount in read_cells(text).items()}


def cell_in_words(cell: Cell, organisations: dict[UUID, str]) -> str:
    """How the conflict panel names one cell."""
    row = cell.row
    what = Funder(row.funder).label if row.funder else f"{Side(row.side).label} ({Nature(row.nature).label.lower()})"
    details = [organisations.get(row.organisation, "") if row.organisation else "", row.scheme]
    return ", ".join([what, *filter(None, details), str(cell.year)])


def amount_in_words(amount: Decimal | None) -> str:
    return "rien" if amount is None else f"{in_french(amount)} €"
