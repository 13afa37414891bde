"""A fiche action as the story tells it, and the rows that it becomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from accounts.models import User
from actionplans.models import Action, ActionCommune, ActionIssue, ActionPartner, BudgetLine, FollowUp, PlanNode, Step
from ctg.demo.stage import Stage, moment
from diagnostics.models import Issue
from evaluation.models import Indicator, Measure, Target
from partners.models import Contact, Organisation
from territories.models import Commune, Ctg

THOUSAND = Decimal(1000)
CERTAINTY = BudgetLine.Certainty
PART = ActionPartner.Part


@dataclass(frozen=True)
class Funding:
    """Who pays, under which scheme, and how many thousands of euros each year."""

    funder: str
    amounts: tuple[Decimal, ...]
    organisation: str = ""
    scheme: str = ""
    nature: str = BudgetLine.Nature.OPERATING
    first_year: str = CERTAINTY.PLANNED
    """How sure the first year is; the others are planned."""


@dataclass(frozen=True)
class Promise:
    """What the action must change: where it starts, what is aimed at each year, what was measured so far."""

    label: str
    unit: str
    baseline: Decimal
    targets: Mapping[int, Decimal]
    measures: Mapping[int, Decimal] = field(default_factory=dict)
    kind: str = Indicator.Kind.OUTCOME
    direction: str = Indicator.Direction.INCREASE
    source: str = "Bilan annuel du pilote"
    decimals: int = 0
    note: str = ""


@dataclass(frozen=True)
class News:
    """What the pilot said one day."""

    on: date
    status: str
    progress: int
    note: str
    next_on: date | None = None


@dataclass(frozen=True)
class Fiche:
    title: str
    description: str
    expected_result: str
    audience: str
    pilot: str
    pilot_position: str
    issues: tuple[str, ...]
    starts_on: date
    ends_on: date
    steps: tuple[tuple[str, date, date | None], ...]
    """Title, due date, and the day on which it was done."""
    operating: tuple[Decimal, ...]
    fundings: tuple[Funding, ...]
    promises: tuple[Promise, ...]
    investment: tuple[Decimal, ...] = ()
    news: tuple[News, ...] = ()
    partners: tuple[tuple[str, str], ...] = ()
    full_time_equivalent: Decimal | None = None
    conditions: str = ""
    risks: str = ""
    communes: tuple[str, ...] = ()
    status: str = Action.Status.PROPOSED
    visibility: str = Action.Visibility.PUBLIC
    maturity: str = Action.Maturity.READY


@dataclass(frozen=True)
class Casting:
    """The people and organisations of one CTG, by the words that its fiches use."""

    organisations: Mapping[str, Organisation]
    pilots: Mapping[str, Contact]
    elected: Contact | None
    issues: Mapping[str, Issue]
    communes: Mapping[str, Commune]
    reporter: User


def write_fiche(stage: Stage, ctg: Ctg, node: PlanNode, position: int, fiche: Fiche, casting: Casting) -> Action:
    last = fiche.news[-1] if fiche.news else None
    action = stage.rows.add(
        Action,
        ctg=ctg,
        node=node,
        position=position,
        title=fiche.title,
        description=fiche.description,
        expected_result=fiche.expected_result,
        audience=fiche.audience,
        pilot=casting.organisations[fiche.pilot],
        pilot_contact=casting.pilots[fiche.pilot_position],
        elected_referent=casting.elected,
        maturity=fiche.maturity,
        status=last.status if last else fiche.status,
        progress=last.progress if last else 0,
        starts_on=fiche.starts_on,
        ends_on=fiche.ends_on,
        full_time_equivalent=fiche.full_time_equivalent,
        conditions=fiche.conditions,
        risks=fiche.risks,
        visibility=fiche.visibility,
        updated_by=stage.author,
    )
    _write_links(stage, action, fiche, casting)
    for title, due_on, done_on in fiche.steps:
        stage.rows.add(Step, action=action, title=title, due_on=due_on, done_on=done_on, updated_by=stage.author)
    _write_money(stage, ctg, action, fiche, casting)
    for news in fiche.news:
        _write_news(stage, action, news, casting.reporter)
    for promise in fiche.promises:
        write_promise(stage, ctg, action, promise, casting.reporter)
    return action


def _write_links(stage: Stage, action: Action, fiche: Fiche, casting: Casting) -> None:
    for code in fiche.issues:
        stage.rows.add(ActionIssue, action=action, issue=casting.issues[code])
    for name in fiche.communes:
        stage.rows.add(ActionCommune, action=action, commune=casting.communes[name])
    for name, part in fiche.partners:
        stage.rows.add(ActionPartner, action=action, organisation=casting.organisations[name], part=part)


def _write_money(stage: Stage, ctg: Ctg, action: Action, fiche: Fiche, casting: Casting) -> None:
    for nature, amounts in (
        (BudgetLine.Nature.OPERATING, fiche.operating),
        (BudgetLine.Nature.INVESTMENT, fiche.investment),
    ):
        for year, amount in zip(ctg.years, amounts, strict=False):
            if amount:
                stage.rows.add(
                    BudgetLine,
                    action=action,
                    year=year,
                    side=BudgetLine.Side.EXPENSE,
                    nature=nature,
                    amount=amount * THOUSAND,
                )
    for funding in fiche.fundings:
        for year, amount in zip(ctg.years, funding.amounts, strict=True):
            if amount:
                stage.rows.add(
                    BudgetLine,
                    action=action,
                    year=year,
                    side=BudgetLine.Side.RESOURCE,
                    nature=funding.nature,
                    funder=funding.funder,
                    organisation=casting.organisations.get(funding.organisation),
                    scheme=funding.scheme,
                    certainty=funding.first_year if year == ctg.years[0] else CERTAINTY.PLANNED,
                    amount=amount * THOUSAND,
                )


def _write_news(stage: Stage, action: Action, news: News, reporter: User) -> None:
    row = stage.rows.add(
        FollowUp,
        action=action,
        status=news.status,
        progress=news.progress,
        note=news.note,
        next_on=news.next_on,
        author=reporter,
    )
    stage.rows.dated(row, "created_at", moment(news.on))


def write_promise(stage: Stage, ctg: Ctg, action: Action | None, promise: Promise, reporter: User) -> None:
    indicator = stage.rows.add(
        Indicator,
        ctg=ctg,
        action=action,
        label=promise.label,
        kind=promise.kind,
        unit=promise.unit,
        decimals=promise.decimals,
        direction=promise.direction,
        baseline_value=promise.baseline,
        baseline_year=ctg.effective_from.year - 2,
        source=promise.source,
        updated_by=stage.author,
    )
    for year, value in promise.targets.items():
        stage.rows.add(Target, indicator=indicator, year=year, value=value)
    for year, value in promise.measures.items():
        measure = stage.rows.add(
            Measure,
            indicator=indicator,
            year=year,
            value=value,
            note=promise.note if year == max(promise.measures) else "",
            reported_by=reporter,
            updated_by=reporter,
        )
        stage.rows.dated(measure, "reported_at", moment(min(date(year + 1, 2, 12), date(2026, 11, 18))))
