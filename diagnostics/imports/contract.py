"""What is asked of the reader of a file and what it answers: plain data that crosses a process as JSON.

Nothing in this package (the catalogue apart) knows Django or the database: a child process with little memory
runs it.
"""

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from diagnostics.imports.names import plain

VALUE, NUMERATOR, DENOMINATOR = "value", "numerator", "denominator"
COMMUNE, EPCI, IRIS, DEPARTMENT = "commune", "epci", "iris", "departement"
LEVELS = {COMMUNE: "Commune", EPCI: "EPCI", IRIS: "IRIS, à regrouper par commune", DEPARTMENT: "Département"}


class RefusedFile(Exception):
    """The file cannot be read; the text is a French sentence that says why and what to do."""


@dataclass(frozen=True)
class ValueColumn:
    """« This column feeds this indicator »: its value, or one of the two parts of a ratio."""

    column: str
    indicator: str
    part: str = VALUE


@dataclass(frozen=True)
class Choices:
    """What a person (or a profile) says about a file; what is empty is recognised, or asked."""

    profile: str = ""
    sheet: str = ""
    encoding: str = ""
    level: str = ""
    code_column: str = ""
    year: int | None = None
    year_column: str = ""
    values: tuple[ValueColumn, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()
    geography_vintage: int | None = None
    name: str = ""
    producer: str = ""
    edition: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        known = {each.name for each in fields(cls)}
        kept = {name: value for name, value in data.items() if name in known}
        kept["values"] = tuple(ValueColumn(**each) for each in kept.get("values", ()))
        kept["filters"] = tuple((column, value) for column, value in kept.get("filters", ()))
        return cls(**kept)


@dataclass(frozen=True)
class Option:
    """One possible answer: `value` is what the choice takes, `label` what a person reads."""

    value: str
    label: str


@dataclass(frozen=True)
class Question:
    """What must be decided before anything is written; `name` is the field of `Choices` that answers it."""

    name: str
    text: str
    options: tuple[Option, ...] = ()
    column: str = ""

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(**data | {"options": tuple(Option(**each) for each in data["options"])})


@dataclass(frozen=True)
class CellError:
    """One cell, or one line, that could not be taken; `line` is counted in the original file, from 1."""

    sheet: str
    line: int
    column: str
    raw_value: str
    reason: str


@dataclass
class ColumnCounts:
    """One value column; the sums are exact decimals written as texts."""

    values: int = 0
    suppressed_cells: int = 0
    missing_cells: int = 0
    rejected_cells: int = 0
    blanks_in_file: int = 0
    sum: str = "0"
    sum_in_file: str = "0"
    departments: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class Reading:
    """Everything that one pass over a file found; `rows_read` is the sum of the four counts after it."""

    kind: str = ""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    encoding: str = ""
    separator: str = ""
    header_line: int = 0
    columns_in_file: list[str] = field(default_factory=list)
    first_lines: list[list[str]] = field(default_factory=list)
    accented: list[str] = field(default_factory=list)
    profile: str = ""
    producer: str = ""
    choices: Choices = field(default_factory=Choices)
    rows_read: int = 0
    imported: int = 0
    suppressed: int = 0
    ignored: int = 0
    rejected: int = 0
    columns: dict[str, ColumnCounts] = field(default_factory=dict)
    unknown_codes: dict[str, int] = field(default_factory=dict)
    repaired_codes: dict[str, str] = field(default_factory=dict)
    followed_codes: dict[str, str] = field(default_factory=dict)
    ignored_rows: dict[str, int] = field(default_factory=dict)
    duplicates: dict[str, list[int]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    errors_not_listed: int = 0
    figures: int = 0
    years: list[int] = field(default_factory=list)
    peak_mb: int = 0
    """The most memory that the child process took."""
    spool: str = ""
    """Where the figures wait, line by line as COPY takes them."""

    @property
    def is_balanced(self) -> bool:
        return self.rows_read == self.imported + self.suppressed + self.ignored + self.rejected

    @property
    def counted_columns(self) -> list[tuple[str, str, ColumnCounts]]:
        """Each value column in the order of the file, what it feeds, and its counts."""
        parts = {NUMERATOR: " (numérateur)", DENOMINATOR: " (dénominateur)"}
        fed = {plain(each.column): f"{each.indicator}{parts.get(each.part, '')}" for each in self.choices.values}
        order = {name: place for place, name in enumerate(self.columns_in_file)}
        names = sorted(self.columns, key=lambda name: order.get(name, 0))
        return [(name, fed.get(plain(name), ""), self.columns[name]) for name in names]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(
            **data
            | {
                "choices": Choices.from_json(data["choices"]),
                "columns": {name: ColumnCounts(**counts) for name, counts in data["columns"].items()},
                "questions": [Question.from_json(each) for each in data["questions"]],
                "errors": [CellError(**each) for each in data["errors"]],
            }
        )
