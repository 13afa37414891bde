"""What the reading of a plan gives: blocks as they stand in the file, then lines that a person accepts or not."""

from dataclasses import asdict, dataclass, field
from typing import Any

NODE, ACTION = "node", "action"
EXPENSE, RESOURCE = "expense", "resource"


class RefusedPlan(Exception):
    """The file cannot become a plan; the message is a French sentence with the remedy."""


@dataclass(frozen=True)
class Row:
    """One row of a table, with its place in the file as people find it (« feuille Plan, ligne 14 »)."""

    origin: str
    cells: list[str]


@dataclass(frozen=True)
class Block:
    """A table, or a title of a document when `level` is not zero."""

    rows: list[Row] = field(default_factory=list)
    level: int = 0
    title: str = ""
    origin: str = ""


@dataclass(frozen=True)
class ProposedMoney:
    """`amount` in euros, an exact decimal as a text; `funder` is empty for an expense."""

    year: int
    side: str
    amount: str
    funder: str = ""


@dataclass
class ProposedLine:
    """One element of the tree or one fiche. `parent` is the number of the line above it, 0 at the top.

    `problems` keep the line out; `remarks` say what was left aside and let it in.
    """

    number: int
    kind: str
    parent: int
    depth: int
    title: str
    origin: str
    code: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    pilot: str = ""
    starts_on: str = ""
    ends_on: str = ""
    staff: str = ""
    issues: list[str] = field(default_factory=list)
    money: list[ProposedMoney] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def is_action(self) -> bool:
        return self.kind == ACTION


@dataclass
class Proposal:
    """The whole plan that a file holds; `levels` are the names of the levels that it uses above its fiches."""

    levels: list[str] = field(default_factory=list)
    lines: list[ProposedLine] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    heading: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Proposal":
        lines = [
            ProposedLine(**{**line, "money": [ProposedMoney(**each) for each in line["money"]]})
            for line in data["lines"]
        ]
        return cls(**{**data, "lines": lines})
