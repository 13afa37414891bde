"""A file that comes in, and what must be said about it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from diagnostics.imports.contract import (
    DENOMINATOR,
    LEVELS,
    NUMERATOR,
    VALUE,
    Choices,
    Question,
    Reading,
    ValueColumn,
)
from diagnostics.models import Indicator
from territories.models import Caf

MOST_MEGABYTES = 50
MEGABYTE = 1024 * 1024
PARTS = {VALUE: "", NUMERATOR: " numérateur", DENOMINATOR: " dénominateur"}
ENCODINGS = {"": "Reconnu", "utf-8": "UTF-8", "cp1252": "Windows-1252"}
EMPTY = "(vide)"
ALL_YEARS_OF = "year_column:"  # how the reader writes « all the years of this column » among the years
# The answers that the form asks one by one; the others have a field for each column of the file.
PLAIN = ("sheet", "encoding", "level", "code_column", "year", "year_column", "geography_vintage")
NAMES = ("name", "producer", "edition")


class ReceiveForm(forms.Form):
    file = forms.FileField(
        label="Fichier",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.ods"}),
        help_text=f"CSV, TXT, XLSX ou ODS, {MOST_MEGABYTES} Mo au plus. Le fichier reste à la Caf : il est effacé"
        " 30 jours après l’import, ou 7 jours s’il n’est pas importé.",
        error_messages={"required": "Choisissez un fichier.", "empty": "Ce fichier est vide."},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        size = file.size or 0
        if size > MOST_MEGABYTES * MEGABYTE:
            raise ValidationError(
                f"Ce fichier pèse {-(-size // MEGABYTE)} Mo : {MOST_MEGABYTES} Mo au plus. Gardez les seules lignes de"
                " votre département, ou une seule année."
            )
        return file


class ProfileForm(forms.Form):
    name = forms.CharField(
        label="Nom du profil",
        max_length=120,
        help_text="Le prochain fichier qui a les mêmes colonnes sera lu de la même façon.",
    )

    def __init__(self, data: Any = None, *, caf: Caf) -> None:
        super().__init__(data)
        self.caf = caf

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if self.caf.import_profiles.filter(name=name).exists():
            raise ValidationError("Un profil porte déjà ce nom.")
        return name


class AnswersForm(forms.Form):
    """Everything that is said about a file: what was recognised may be corrected, what is asked must be answered."""

    sheet = forms.ChoiceField(label="Feuille", required=False)
    encoding = forms.ChoiceField(label="Encodage", required=False)
    level = forms.ChoiceField(label="Une ligne décrit", required=False)
    code_column = forms.ChoiceField(label="Colonne du code", required=False)
    year = forms.IntegerField(label="Année des chiffres", required=False, min_value=1960)
    year_column = forms.ChoiceField(label="Colonne de l’année", required=False)
    geography_vintage = forms.IntegerField(
        label="Géographie au 1er janvier",
        required=False,
        min_value=1990,
        help_text="L’année du découpage des communes employé dans le fichier.",
    )
    name = forms.CharField(label="Nom du jeu de données", required=False, max_length=200)
    producer = forms.CharField(label="Producteur", required=False, max_length=120)
    edition = forms.CharField(label="Édition", required=False, max_length=60)

    def __init__(self, data: Any = None, *, reading: Reading, indicators: Iterable[Indicator]) -> None:
        said = reading.choices
        initial = {name: getattr(said, name) for name in (*PLAIN, *NAMES)}
        super().__init__(data, initial=initial | {"sheet": said.sheet or reading.sheet})
        self.reading, self.said = reading, said
        self.indicators = {each.code.upper(): each for each in indicators}
        columns = [(each, each) for each in reading.columns_in_file]
        self._offer("sheet", [(each, each) for each in reading.sheets])
        self._offer("encoding", list(ENCODINGS.items()))
        self._offer("level", [("", "Reconnu"), *LEVELS.items()])
        self._offer("code_column", [("", "Reconnue"), *columns])
        self._offer("year_column", [("", "Aucune"), *columns])
        if len(reading.sheets) < 2:
            del self.fields["sheet"]
        self._add_columns()
        self._add_filters()
        self._ask()

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        current = str(self.initial.get(name) or "")
        known = dict(choices)
        self.fields[name].choices = choices if current in known else [*choices, (current, current)]  # type: ignore[attr-defined]

    def _add_columns(self) -> None:
        """One field for each column of the file: the indicator that it feeds, or nothing."""
        fed = {each.column: f"{each.indicator}{PARTS[each.part]}" for each in self.said.values}
        for rank, column in enumerate(self.reading.columns_in_file):
            self.fields[f"column-{rank}"] = forms.CharField(
                label=column or f"colonne {rank + 1}",
                required=False,
                max_length=40,
                initial=fed.get(column, ""),
                widget=forms.TextInput(attrs={"list": "indicateurs", "autocomplete": "off"}),
            )

    def _add_filters(self) -> None:
        """One field for each column by which the lines are chosen, asked about or already answered."""
        asked = {each.column: each for each in self.reading.questions if each.name == "filters"}
        columns = [column for column, _ in self.said.filters]
        kept = {column: value for column, value in self.said.filters if columns.count(column) == 1}
        self.filter_columns = list(dict.fromkeys([*asked, *kept]))
        for rank, column in enumerate(self.filter_columns):
            self.fields[f"filter-{rank}"] = _filter_field(column, asked.get(column), kept.get(column))

    def _ask(self) -> None:
        """A question that comes with its answers is a choice among them."""
        for question in self.reading.questions:
            if question.name in (*PLAIN, *NAMES, "profile") and question.options:
                label = self.fields[question.name].label if question.name in self.fields else "Votre réponse"
                choices = [("", "Choisissez"), *((each.value, each.label) for each in question.options)]
                self.fields[question.name] = forms.ChoiceField(label=label, required=False, choices=choices)

    # What the page shows, part by part

    @property
    def questions(self) -> list[tuple[Question, list[forms.BoundField]]]:
        return [(each, self._fields_of(each)) for each in self.reading.questions]

    def _fields_of(self, question: Question) -> list[forms.BoundField]:
        if question.name == "filters":
            return [self[f"filter-{self.filter_columns.index(question.column)}"]]
        if question.name == "values" and question.column in self.reading.columns_in_file:
            return [self[f"column-{self.reading.columns_in_file.index(question.column)}"]]
        names = [question.name, "level"] if question.name == "code_column" else [question.name]
        return [self[name] for name in names if name in self.fields]

    @property
    def recognised(self) -> list[forms.BoundField]:
        """The plain answers that are not asked above."""
        asked = {field.name for _, fields in self.questions for field in fields}
        names = [*PLAIN, *NAMES, *(f"filter-{rank}" for rank in range(len(self.filter_columns)))]
        return [self[name] for name in names if name in self.fields and name not in asked]

    @property
    def columns(self) -> list[forms.BoundField]:
        asked = {field.name for _, fields in self.questions for field in fields}
        return [self[name] for name in self.fields if name.startswith("column-") and name not in asked]

    @property
    def proposals(self) -> list[tuple[str, str]]:
        """What a column may feed: (what to type, what it means)."""
        found = []
        for code, indicator in self.indicators.items():
            found.append((code, indicator.label))
            if indicator.numerator_label:
                found.append((f"{code}{PARTS[NUMERATOR]}", f"{indicator.label} : {indicator.numerator_label}"))
                found.append((f"{code}{PARTS[DENOMINATOR]}", f"{indicator.label} : {indicator.denominator_label}"))
        return found

    # What was typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        year = str(cleaned.get("year") or "")
        if year.startswith(ALL_YEARS_OF):
            cleaned |= {"year": None, "year_column": year.removeprefix(ALL_YEARS_OF)}
        elif year and cleaned.get("year_column"):
            self.add_error("year_column", "Donnez l’année, ou la colonne qui la dit, pas les deux.")
        elif year.isdigit() and int(year) > timezone.localdate().year:
            self.add_error("year", "Cette année n’est pas encore venue.")
        self.fed: list[ValueColumn] = []
        for rank, column in enumerate(self.reading.columns_in_file):
            self._clean_column(f"column-{rank}", column)
        return cleaned

    def _clean_column(self, name: str, column: str) -> None:
        typed = " ".join(str(self.cleaned_data.get(name) or "").split())
        if not typed:
            return
        code, _, part = typed.partition(" ")
        parts = {label.strip(): key for key, label in PARTS.items()}
        if code.upper() not in self.indicators:
            self.add_error(name, f"Aucun indicateur en usage ne porte le code « {code} ».")
        elif part.lower() not in parts:
            self.add_error(name, "Écrivez le code, suivi de « numérateur » ou de « dénominateur » au besoin.")
        else:
            self.fed.append(ValueColumn(column, self.indicators[code.upper()].code, parts[part.lower()]))

    @property
    def choices(self) -> Choices:
        """The answers, with what cannot be changed on the page kept as it was."""
        names = (*PLAIN, *NAMES, "profile")
        typed = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        for name in ("year", "geography_vintage"):
            typed[name] = int(typed[name]) if typed.get(name) else None
        return replace(self.said, **typed, values=tuple(self.fed), filters=self._filters())

    def _filters(self) -> tuple[tuple[str, str], ...]:
        """Those that the page asks, and those of several values, which it leaves alone."""
        kept = [(column, value) for column, value in self.said.filters if column not in self.filter_columns]
        for rank, column in enumerate(self.filter_columns):
            typed = self.cleaned_data[f"filter-{rank}"]
            if typed:
                kept.append((column, "" if typed == EMPTY else typed))
        return tuple(kept)


def _filter_field(column: str, question: Question | None, kept: str | None) -> forms.Field:
    """Which lines of the file count: a choice when the values are known, a text when they are not."""
    label, initial = f"Garder les lignes où « {column} » vaut", EMPTY if kept == "" else kept
    if question is None or not question.options:
        return forms.CharField(label=label, required=False, initial=initial)
    options = [(each.value or EMPTY, each.label) for each in question.options]
    return forms.ChoiceField(label=label, required=False, initial=initial, choices=[("", "Choisissez"), *options])
