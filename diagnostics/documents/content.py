"""What a diagnosis says, as plain data: the text of a frozen version, of its page, its PDF and its DOCX.

A figure is kept as it is shown: rounded as on the page, with its status, its year and its source; nothing that
the page does not show (a numerator, a count behind a ratio) comes in. Every field has a default, so that a version
frozen before a field existed can still be read.
"""

import json
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from types import UnionType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from diagnostics.models.disclosure import Explained, Shown
from diagnostics.models.statistics import ValueStatus
from territories.templatetags.french import number

SCHEMA = "ctg-diagnostic/1"
FICTITIOUS = "Démonstration (fictif)"


@dataclass(frozen=True)
class Figure(Explained):
    value: Decimal | None = None
    status: str = ValueStatus.NOT_AVAILABLE.value
    year: int | None = None
    source: str = ""
    is_fragile: bool = False
    is_fictitious: bool = False

    @property
    def is_known(self) -> bool:
        """Whether something is known of it, be it that it is secret."""
        return self.value is not None or self.year is not None

    @property
    def origin(self) -> str:
        """The source as it is printed."""
        return FICTITIOUS if self.is_fictitious else self.source

    def written(self, decimals: int) -> str:
        """`≥ 1 234,5`, or the mark that stands for a figure that is hidden or missing."""
        return self.mark if self.value is None else f"{self.bound} {number(self.value, decimals)}".strip()


class Cell(NamedTuple):
    """A figure as a table shows it: its text, why it is not a plain figure, its year when it is another one."""

    label: str
    text: str
    reason: str
    year: int | None


@dataclass(frozen=True)
class Place:
    """The figure of one commune."""

    code: str = ""
    name: str = ""
    figure: Figure = Figure()
    decimals: int = 0

    @property
    def written(self) -> str:
        return self.figure.written(self.decimals)


@dataclass(frozen=True)
class Line:
    code: str = ""
    label: str = ""
    unit: str = ""
    kind: str = ""
    definition: str = ""
    source: str = ""
    decimals: int = 0
    territory: Figure = Figure()
    department: Figure = Figure()
    region: Figure = Figure()
    like: Figure = Figure()
    """The median of the territories that resemble this one."""
    sentence: str = ""
    change: str = ""
    warning: str = ""
    communes: tuple[Place, ...] = ()

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The four figures, in the order of the columns of every table."""
        places = {
            "Territoire": self.territory,
            "Semblables": self.like,
            "Département": self.department,
            "Région": self.region,
        }
        return tuple(
            Cell(
                label,
                figure.written(self.decimals),
                figure.reason,
                figure.year if figure.year != self.territory.year else None,
            )
            for label, figure in places.items()
        )

    @property
    def years(self) -> str:
        """The years of its figures, mostly one."""
        figures = (self.territory, self.like, self.department, self.region)
        return ", ".join(str(year) for year in sorted({each.year for each in figures if each.year}, reverse=True))

    @property
    def has_communes(self) -> bool:
        return any(place.figure.is_known for place in self.communes)

    @property
    def origin(self) -> str:
        figures = (self.territory, self.department)
        return next((each.origin for each in figures if each.origin), self.source)


@dataclass(frozen=True)
class Table:
    """The indicators of one theme."""

    code: str = ""
    label: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Said:
    """A contribution that a finding cites."""

    id: str = ""
    kind: str = ""
    theme: str = ""
    title: str = ""
    text: str = ""
    verbatims: tuple[str, ...] = ()
    signature: str = ""
    participants: int | None = None
    collected_on: date | None = None


@dataclass(frozen=True)
class Finding:
    id: str = ""
    quadrant: str = ""
    quadrant_label: str = ""
    theme: str = ""
    title: str = ""
    text: str = ""
    place: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fact:
    """One more thing known of an issue: a score, a vote, the reason of the committee."""

    label: str = ""
    value: str = ""


@dataclass(frozen=True)
class Issue:
    id: str = ""
    code: str = ""
    title: str = ""
    text: str = ""
    theme: str = ""
    priority: str = ""
    findings: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Ruling:
    """The decision of the committee that validated this version."""

    number: int = 0
    text: str = ""
    body: str = ""
    held_on: date | None = None


@dataclass(frozen=True)
class Content:
    schema: str = SCHEMA
    reference: str = ""
    territory: str = ""
    period: str = ""
    caf: str = ""
    department: str = ""
    region: str = ""
    communes: tuple[str, ...] = ()
    decision: Ruling | None = None
    summary: str = ""
    method: str = ""
    tables: tuple[Table, ...] = ()
    contributions: tuple[Said, ...] = ()
    findings: tuple[Finding, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for table in self.tables for line in table.lines)

    @property
    def sources(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each source with the labels of the indicators that come from it."""
        found: dict[str, list[str]] = {}
        for line in self.lines:
            found.setdefault(line.origin, []).append(line.label)
        return tuple((source, tuple(labels)) for source, labels in sorted(found.items()))

    @property
    def is_fictitious(self) -> bool:
        return any(line.territory.is_fictitious or line.department.is_fictitious for line in self.lines)


def as_shown(figure: Shown, decimals: int) -> Figure:
    """A figure of the page, rounded as the page rounds it."""
    return Figure(
        value=None if figure.value is None else _rounded(figure.value, decimals),
        status=str(figure.status),
        year=figure.year,
        source=figure.source,
        is_fragile=figure.is_fragile,
        is_fictitious=figure.is_fictitious,
    )


def _rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def canonical(content: Content) -> str:
    """The one spelling of a content: keys sorted, no space, decimals as text."""
    return json.dumps(asdict(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def read(text: str) -> Content:
    """The content of a canonical text; keys that this version of the software does not know are left aside."""
    content: Content = _build(Content, json.loads(text))
    return content


def _build(kind: Any, data: Any) -> Any:
    if data is None:
        return None
    if get_origin(kind) is tuple:
        return tuple(_build(get_args(kind)[0], item) for item in data)
    if get_origin(kind) is UnionType:
        return _build(next(each for each in get_args(kind) if each is not type(None)), data)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        known = (field.name for field in fields(kind) if field.name in data)
        return kind(**{name: _build(hints[name], data[name]) for name in known})
    if kind is date:
        return date.fromisoformat(data)
    return kind(data)
