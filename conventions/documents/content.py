"""What a convention says, as plain data: the whole content of the PDF and of its `donnees.json`.

Texts are stored as people typed them; typography, escaping and layout come later. A number that may not
be shown is None with a `mark` that says why: it is never a zero.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from conventions.documents.blocks import Block

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Party:
    """Who commits, and who may sign for them."""

    name: str
    short_name: str
    address: str
    representative: str
    quality: str
    authority: str
    """The act that lets the representative sign, as it is cited in the text."""
    siret: str = ""


@dataclass(frozen=True)
class Article:
    number: int
    title: str
    body: tuple[Block, ...]


@dataclass(frozen=True)
class Figure:
    value: Decimal | None
    mark: str = "n. d."
    """Shown instead of a value that is missing or protected: « secret », « n. d. »."""
    bound: str = ""
    """« ≥ » or « ≤ » before a value that is only a bound."""


@dataclass(frozen=True)
class IndicatorRow:
    label: str
    unit: str
    year: str
    source: str
    status: str
    territory: Figure
    department: Figure
    region: Figure
    decimals: int = 0


@dataclass(frozen=True)
class IndicatorTable:
    title: str
    rows: tuple[IndicatorRow, ...]
    note: str = ""


@dataclass(frozen=True)
class Finding:
    number: int
    theme: str
    statement: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Issue:
    code: str
    title: str
    description: str
    priority: str


@dataclass(frozen=True)
class Diagnosis:
    method: str
    tables: tuple[IndicatorTable, ...]
    findings: tuple[Finding, ...]
    issues: tuple[Issue, ...]
    edition: str = ""
    """Which frozen version of the diagnosis this is."""


@dataclass(frozen=True)
class Facility:
    kind: str
    name: str
    manager: str
    commune: str
    supported_by: str
    capacity: str


@dataclass(frozen=True)
class Step:
    label: str
    due_on: date
    responsible: str


@dataclass(frozen=True)
class BudgetLine:
    """One amount a year, in the order of the years of the plan."""

    label: str
    amounts: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        return sum(self.amounts, NOTHING)


@dataclass(frozen=True)
class Budget:
    expenses: tuple[BudgetLine, ...]
    resources: tuple[BudgetLine, ...]

    @property
    def expense_by_year(self) -> tuple[Decimal, ...]:
        return _by_year(self.expenses, self._years)

    @property
    def resource_by_year(self) -> tuple[Decimal, ...]:
        return _by_year(self.resources, self._years)

    @property
    def _years(self) -> int:
        return max((len(line.amounts) for line in self.expenses + self.resources), default=0)

    @property
    def total_expenses(self) -> Decimal:
        return sum(self.expense_by_year, NOTHING)

    @property
    def total_resources(self) -> Decimal:
        return sum(self.resource_by_year, NOTHING)


@dataclass(frozen=True)
class PromisedIndicator:
    label: str
    kind: str
    unit: str
    baseline: Figure
    baseline_year: str
    targets: tuple[Figure, ...]
    """One target a year, in the order of the years of the plan; a year without target is « – »."""
    source: str
    decimals: int = 0


@dataclass(frozen=True)
class ActionSheet:
    code: str
    title: str
    pilot: str
    pilot_person: str
    partners: tuple[str, ...]
    issues: tuple[str, ...]
    """The issues it answers, code and title."""
    description: str
    expected_result: str
    audience: str
    perimeter: str
    starts_on: date
    ends_on: date
    human_means: str
    steps: tuple[Step, ...]
    budget: Budget
    indicators: tuple[PromisedIndicator, ...]


@dataclass(frozen=True)
class Objective:
    code: str
    title: str
    actions: tuple[ActionSheet, ...]


@dataclass(frozen=True)
class Axis:
    code: str
    title: str
    objectives: tuple[Objective, ...]

    @property
    def actions(self) -> tuple[ActionSheet, ...]:
        return tuple(action for objective in self.objectives for action in objective.actions)

    @property
    def promises(self) -> tuple[tuple[str, PromisedIndicator], ...]:
        """The indicators of its actions, each with the code of its action."""
        return tuple((action.code, indicator) for action in self.actions for indicator in action.indicators)


@dataclass(frozen=True)
class Plan:
    introduction: str
    years: tuple[int, ...]
    axes: tuple[Axis, ...]

    @property
    def actions(self) -> tuple[ActionSheet, ...]:
        return tuple(action for axis in self.axes for action in axis.actions)

    @property
    def expense_by_year(self) -> tuple[Decimal, ...]:
        return _by_year(tuple(line for action in self.actions for line in action.budget.expenses), len(self.years))

    @property
    def total_expenses(self) -> Decimal:
        return sum(self.expense_by_year, NOTHING)

    @property
    def by_funder(self) -> tuple[BudgetLine, ...]:
        """What each funder brings a year, in the order in which the plan first names them."""
        lines: dict[str, list[BudgetLine]] = {}
        for action in self.actions:
            for line in action.budget.resources:
                lines.setdefault(line.label, []).append(line)
        return tuple(BudgetLine(funder, _by_year(tuple(found), len(self.years))) for funder, found in lines.items())


@dataclass(frozen=True)
class Seat:
    organisation: str
    person: str
    role: str


@dataclass(frozen=True)
class SteeringBody:
    name: str
    purpose: str
    rhythm: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True)
class CooperationPost:
    title: str
    employer: str
    missions: str
    full_time_equivalent: Decimal


@dataclass(frozen=True)
class Steering:
    introduction: str
    bodies: tuple[SteeringBody, ...]
    posts: tuple[CooperationPost, ...]

    @property
    def full_time_equivalent(self) -> Decimal:
        return sum((post.full_time_equivalent for post in self.posts), NOTHING)


@dataclass(frozen=True)
class EvaluationQuestion:
    criterion: str
    question: str


@dataclass(frozen=True)
class Evaluation:
    method: str
    questions: tuple[EvaluationQuestion, ...]


@dataclass(frozen=True)
class Deliberation:
    party: str
    body: str
    held_on: date
    number: str
    subject: str
    authorised_person: str
    votes: str = ""
    received_on: date | None = None
    act_id: str = ""


@dataclass(frozen=True)
class Signatory:
    key: str
    """Names the signature field of the PDF: letters, digits and hyphens, unique in the document."""
    party: str
    person: str
    quality: str


@dataclass(frozen=True)
class SealNotice:
    """The words of the visible seal, known before the seal itself is put."""

    label: str
    holder: str
    sealed_on: date


@dataclass(frozen=True)
class Verification:
    code: str
    """Drawn at random by the caller: it cannot be the hash of the file that shows it."""
    address: str


@dataclass(frozen=True)
class ConventionDocument:
    reference: str
    version: str
    title: str
    territory: str
    caf: str
    starts_on: date
    ends_on: date
    issued_at: datetime
    parties: tuple[Party, ...]
    visas: tuple[str, ...]
    preamble: tuple[Block, ...]
    articles: tuple[Article, ...]
    diagnosis: Diagnosis
    facilities: tuple[Facility, ...]
    plan: Plan
    steering: Steering
    evaluation: Evaluation
    deliberations: tuple[Deliberation, ...]
    signatories: tuple[Signatory, ...]
    verification: Verification
    seal: SealNotice | None = None
    is_draft: bool = False
    notice: str = ""
    """A warning for the cover and every foot of page, such as « Démonstration (fictif) »."""


def _by_year(lines: tuple[BudgetLine, ...], years: int) -> tuple[Decimal, ...]:
    """Sums of a column each; zeros when there is no line. Lines of another length are refused by `zip`."""
    return tuple(sum(column, NOTHING) for column in zip(*(line.amounts for line in lines), strict=True)) or (
        (NOTHING,) * years
    )
