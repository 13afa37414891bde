"""What the diagnosis of a story says, and the rows that it becomes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ctg.demo.stage import Stage
from diagnostics.models import (
    Contribution,
    Diagnosis,
    Evidence,
    Finding,
    Indicator,
    Issue,
    IssueFinding,
)
from territories.models import Commune, Ctg

Quote = Callable[[str], str]
"""The figure of an indicator for the territory in hand, as it is cited: « 67,1 places pour 100 enfants (2024) »."""


@dataclass(frozen=True)
class Voice:
    """Something that people said: a survey, a workshop, an interview, a letter."""

    key: str
    kind: str
    theme: str
    title: str
    text: str
    author_name: str
    collected_on: date
    participants: int | None = None
    status: str = Contribution.Status.ACCEPTED
    is_anonymous: bool = False


@dataclass(frozen=True)
class Statement:
    """A constat with the codes of the indicators and the keys of the voices that it cites."""

    key: str
    quadrant: str
    theme: str
    title: str
    text: str
    indicators: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    commune: str = ""


@dataclass(frozen=True)
class Stake:
    """An enjeu and the keys of the findings behind it."""

    title: str
    text: str
    theme: str
    priority: int
    statements: tuple[str, ...]
    is_retained: bool = True


@dataclass(frozen=True)
class Portrait:
    summary: str
    method: str
    voices: Sequence[Voice]
    statements: Sequence[Statement]
    stakes: Sequence[Stake]


def write_portrait(
    stage: Stage,
    ctg: Ctg,
    portrait: Portrait,
    *,
    catalogue: Mapping[str, Indicator],
    communes: Mapping[str, Commune],
    quote: Quote,
) -> dict[str, Issue]:
    """The issues by their code."""
    author = stage.author
    stage.rows.add(Diagnosis, ctg=ctg, summary=portrait.summary, method=portrait.method, updated_by=author)
    voices = {voice.key: _write_voice(stage, ctg, voice) for voice in portrait.voices}
    findings = {}
    for each in portrait.statements:
        finding = stage.rows.add(
            Finding,
            ctg=ctg,
            quadrant=each.quadrant,
            theme=each.theme,
            title=each.title,
            text=each.text,
            commune=communes.get(each.commune),
            updated_by=author,
        )
        for code in each.indicators:
            stage.rows.add(Evidence, finding=finding, indicator=catalogue[code], quote=quote(code))
        for key in each.voices:
            stage.rows.add(Evidence, finding=finding, contribution=voices[key], quote=voices[key].title)
        findings[each.key] = finding
    issues = {}
    for number, stake in enumerate(portrait.stakes, start=1):
        issue = stage.rows.add(
            Issue,
            ctg=ctg,
            number=number,
            title=stake.title,
            text=stake.text,
            theme=stake.theme,
            priority=stake.priority,
            is_retained=stake.is_retained,
            updated_by=author,
        )
        for key in stake.statements:
            stage.rows.add(IssueFinding, issue=issue, finding=findings[key])
        issues[issue.code] = issue
    return issues


def _write_voice(stage: Stage, ctg: Ctg, voice: Voice) -> Contribution:
    return stage.rows.add(
        Contribution,
        ctg=ctg,
        kind=voice.kind,
        theme=voice.theme,
        title=voice.title,
        text=voice.text,
        author_name=voice.author_name,
        is_anonymous=voice.is_anonymous,
        participants=voice.participants,
        collected_on=voice.collected_on,
        status=voice.status,
        updated_by=stage.author,
    )
