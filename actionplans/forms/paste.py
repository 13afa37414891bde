"""A budget pasted from a spreadsheet: one line for each amount of an action over the years.

Every wrong cell is named with its reason; the good lines can be kept without the others, and no text is lost.
"""

import csv
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from actionplans.forms.numbers import INVISIBLE, AmountField
from actionplans.models import BudgetLine
from actionplans.services import Cell, Cells, RowKey
from territories.templatetags.french import WIDE

MOST_LINES, LONGEST_TEXT = 1_000, 400_000
Side, Nature, Funder, Certainty = BudgetLine.Side, BudgetLine.Nature, BudgetLine.Funder, BudgetLine.Certainty
COLUMNS = {
    "action": ("action", "code", "fiche", "fiche action", "n"),
    "side": ("sens", "type", "depense ou ressource"),
    "funder": ("financeur",),
    "organisation": ("organisation", "organisme"),
    "scheme": ("dispositif", "dispositif ou precision", "precision", "libelle"),
    "nature": ("nature",),
    "certainty": ("certitude", "etat"),
    "in_kind": ("en nature",),
}
MODEL = ("Action", "Sens", "Financeur", "Organisation", "Dispositif", "Nature", "Certitude")
NOTHING = {"", "-", "–", "—", "0"}


class PasteForm(forms.Form):
    text = forms.CharField(
        label="Tableau",
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "wrap": "off"}),
        max_length=LONGEST_TEXT,
        strip=False,
        error_messages={"required": "Collez un tableau : sa première ligne nomme les colonnes."},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class Known(NamedTuple):
    """What the words of a line may name: actions by code and by title, organisations by name, years of the CTG."""

    actions: Mapping[str, UUID]
    organisations: Mapping[str, UUID]
    years: Sequence[int]


class Written(NamedTuple):
    """One cell of a pasted line; `problem` says what is wrong with it."""

    column: str
    text: str
    problem: str


@dataclass
class PastedLine:
    number: int
    texts: list[str]
    action: UUID | None = None
    amounts: Cells = field(default_factory=dict)
    problems: dict[int, str] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        return not self.problems


class Unreadable(Exception):
    """The whole text cannot be read as a table."""


class Paste:
    """A pasted text, read: its header, its lines, and what must be corrected."""

    def __init__(self, text: str, known: Known) -> None:
        self.known = known
        rows = _rows(text)
        self.header = rows[0]
        self.columns = {rank: _column(title) for rank, title in enumerate(self.header)}
        if not any(isinstance(each, int) for each in self.columns.values()):
            raise Unreadable("La première ligne doit nommer les colonnes, avec au moins une année : 2026, 2027…")
        if "action" not in self.columns.values():
            raise Unreadable(
                "Une colonne « Action » doit dire à quelle fiche va chaque ligne : son code ou son intitulé."
            )
        self.lines = [self._line(number, row) for number, row in enumerate(rows[1:], start=2) if any(row)]
        self._refuse_twice()

    @property
    def ignored(self) -> list[str]:
        return [self.header[rank] for rank, column in self.columns.items() if column is None and self.header[rank]]

    @cached_property
    def good(self) -> list[PastedLine]:
        return [line for line in self.lines if line.is_good and line.amounts]

    @cached_property
    def wrong(self) -> list[PastedLine]:
        return [line for line in self.lines if not line.is_good]

    @property
    def wrong_rows(self) -> list[tuple[PastedLine, list[Written]]]:
        return [(line, self._written(line)) for line in self.wrong]

    def _written(self, line: PastedLine) -> list[Written]:
        texts = [*line.texts, *[""] * (len(self.header) - len(line.texts))]
        return [
            Written(self.header[rank] if rank < len(self.header) else "", text, line.problems.get(rank, ""))
            for rank, text in enumerate(texts)
        ]

    @property
    def wrong_text(self) -> str:
        """The header and the wrong lines, ready to be corrected and sent again."""
        return _text([self.header, *(line.texts for line in self.wrong)])

    @property
    def totals(self) -> dict[int, tuple[Decimal, Decimal]]:
        """Expenses and resources of each year among the good lines, in kind left apart."""
        found = {year: [Decimal(0), Decimal(0)] for year in self.known.years}
        for line in self.good:
            for cell, amount in line.amounts.items():
                if not cell.row.is_in_kind:
                    found[cell.year][cell.row.side == Side.RESOURCE] += amount
        return {year: (spent, received) for year, (spent, received) in found.items()}

    def cells(self) -> dict[UUID, Cells]:
        """The amounts of the good lines, action by action."""
        found: dict[UUID, Cells] = {}
        for line in self.good:
            if line.action:
                found.setdefault(line.action, {}).update(line.amounts)
        return found

    def _line(self, number: int, texts: list[str]) -> PastedLine:
        line = PastedLine(number, texts)
        ranks = {column: rank for rank, column in self.columns.items() if isinstance(column, str)}
        said = {name: texts[rank] if rank < len(texts) else "" for name, rank in ranks.items()}
        line.action = self._action(line, said["action"], ranks["action"])
        key = self._key(line, said, ranks)
        for rank, column in self.columns.items():
            if isinstance(column, int) and rank < len(texts) and texts[rank].strip() not in NOTHING:
                self._read_amount(line, rank, column, key)
        return line

    def _action(self, line: PastedLine, said: str, rank: int) -> UUID | None:
        found = self.known.actions.get(_plain(said))
        if found is None:
            line.problems[rank] = (
                f"Aucune action n’a le code ni l’intitulé « {said} »." if said else "Dites à quelle action va la ligne."
            )
        return found

    def _key(self, line: PastedLine, said: Mapping[str, str], ranks: Mapping[str, int]) -> RowKey:
        def choose(name: str, choices: type[Any], default: str) -> str:
            wanted = _plain(said.get(name, ""))
            found = {_plain(str(each.label)): each.value for each in choices}
            if wanted and wanted not in found:
                labels = ", ".join(str(each.label) for each in choices)
                line.problems[ranks[name]] = f"« {said[name]} » n’est pas prévu. Choisissez parmi{WIDE}: {labels}."
            return str(found.get(wanted, default))

        funder = choose("funder", Funder, "")
        side = choose("side", Side, Side.RESOURCE if funder else Side.EXPENSE)
        if side == Side.RESOURCE and not funder and ranks.get("funder", ranks["action"]) not in line.problems:
            line.problems[ranks.get("funder", ranks["action"])] = "Dites qui apporte cette somme."
        if side == Side.EXPENSE and funder:
            line.problems[ranks["funder"]] = "Une dépense n’a pas de financeur : videz cette case."
        return RowKey(
            side=side,
            nature=choose("nature", Nature, Nature.OPERATING),
            funder=funder,
            organisation=self._organisation(line, said.get("organisation", ""), ranks),
            scheme=self._scheme(line, said.get("scheme", ""), ranks),
            certainty=choose("certainty", Certainty, Certainty.PLANNED),
            is_in_kind=_plain(said.get("in_kind", "")) in {"oui", "x", "vrai", "1"},
        )

    def _organisation(self, line: PastedLine, said: str, ranks: Mapping[str, int]) -> UUID | None:
        found = self.known.organisations.get(_plain(said)) if said else None
        if said and found is None:
            line.problems[ranks["organisation"]] = f"Aucune organisation de la Caf ne s’appelle « {said} »."
        return found

    def _scheme(self, line: PastedLine, said: str, ranks: Mapping[str, int]) -> str:
        longest = BudgetLine._meta.get_field("scheme").max_length or 0
        scheme = " ".join(said.split())
        if len(scheme) > longest:
            line.problems[ranks["scheme"]] = f"{longest} caractères au plus : celui-ci en compte {len(scheme)}."
        return scheme[:longest]

    def _read_amount(self, line: PastedLine, rank: int, year: int, key: RowKey) -> None:
        if year not in self.known.years:
            first, last = self.known.years[0], self.known.years[-1]
            line.problems[rank] = f"{year} est hors de la CTG, qui va de {first} à {last}."
            return
        try:
            amount = AmountField(required=False).clean(line.texts[rank])
        except ValidationError as error:
            line.problems[rank] = " ".join(error.messages)
            return
        if amount:
            line.amounts[Cell(key, year)] = Decimal(amount)

    def _refuse_twice(self) -> None:
        """The same action, line and year written twice would leave one of them out."""
        first: dict[tuple[UUID, Cell], int] = {}
        for line in self.lines:
            if line.action is None:
                continue
            for rank, column in self.columns.items():
                cell = next((each for each in line.amounts if each.year == column), None)
                if cell is None or rank in line.problems:
                    continue
                before = first.setdefault((line.action, cell), line.number)
                if before != line.number:
                    line.problems[rank] = f"Déjà écrit à la ligne {before} : précisez le dispositif, ou additionnez."


def _rows(text: str) -> list[list[str]]:
    """The cells of a pasted text: tabs as spreadsheets copy them, else semicolons."""
    delimiter = "\t" if "\t" in text else ";"
    try:
        rows = [
            [cell.translate(INVISIBLE).strip() for cell in row]
            for row in csv.reader(io.StringIO(text.strip("\r\n"), newline=""), delimiter=delimiter)
        ]
    except csv.Error:
        raise Unreadable(
            "Ce texte n’est pas un tableau : copiez les cellules dans votre tableur, puis collez-les ici."
        ) from None
    if not rows:
        raise Unreadable("Collez un tableau : sa première ligne nomme les colonnes.")
    if len(rows) > MOST_LINES:
        raise Unreadable(f"{MOST_LINES} lignes au plus à la fois : ce tableau en compte {len(rows)}.")
    return rows


def _text(rows: Sequence[Sequence[str]]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter="\t", lineterminator="\n").writerows(rows)
    return written.getvalue()


def _column(title: str) -> str | int | None:
    plain = _plain(title)
    if plain.isascii() and plain.isdigit() and len(plain) == 4:
        return int(plain)
    return next((name for name, words in COLUMNS.items() if plain in words), None)


def _plain(text: str) -> str:
    """« Dépense » and « depense » are the same word."""
    bare = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return " ".join("".join(each for each in bare if not unicodedata.combining(each)).casefold().split()).strip(".°:")


def known_words(
    actions: Mapping[UUID, tuple[str, str]], organisations: Mapping[str, UUID], years: Sequence[int]
) -> Known:
    """`actions` gives the code and the title of each fiche; a title that two fiches bear names neither."""
    titles = [_plain(title) for _, title in actions.values()]
    named = {_plain(title): pk for pk, (_, title) in actions.items() if titles.count(_plain(title)) == 1}
    coded = {_plain(code): pk for pk, (code, _) in actions.items()}
    return Known({**named, **coded}, {_plain(name): pk for name, pk in organisations.items()}, years)
