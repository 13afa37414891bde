"""What the diagnosis of a story says, and the rows that it becomes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

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


class Quote(Protocol):
    """The figure of an indicator for the territory in hand, as evidence keeps it; the one before it when asked."""

    def __call__(self, code: str, *, earlier: bool = False) -> dict[str, Any]: ...


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
    audience: str = ""
    commune: str = ""
    verbatims: tuple[str, ...] = ()
    answer: str = ""


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
    outdated: tuple[str, ...] = ()
    """Codes of the indicators whose figure was cited before the last one came."""


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
    cited_at: datetime | None = None


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
    voices = {voice.key: _write_voice(stage, ctg, voice, communes) for voice in portrait.voices}
    findings = {}
    dated = {"cited_at": portrait.cited_at} if portrait.cited_at else {}
    for position, each in enumerate(portrait.statements, start=1):
        finding = stage.rows.add(
            Finding,
            ctg=ctg,
            quadrant=each.quadrant,
            theme=each.theme,
            title=each.title,
            text=each.text,
            commune=communes.get(each.commune),
            position=position,
            updated_by=author,
        )
        for code in each.indicators:
            frozen = quote(code, earlier=code in each.outdated)
            stage.rows.add(Evidence, finding=finding, indicator=catalogue[code], **frozen, **dated)
        for key in each.voices:
            words = (voices[key].spoken or [voices[key].title])[0]
            stage.rows.add(Evidence, finding=finding, contribution=voices[key], quote=words, **dated)
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


def _write_voice(stage: Stage, ctg: Ctg, voice: Voice, communes: Mapping[str, Commune]) -> Contribution:
    return stage.rows.add(
        Contribution,
        ctg=ctg,
        kind=voice.kind,
        theme=voice.theme,
        title=voice.title,
        text=voice.text,
        author_name=voice.author_name,
        is_anonymous=voice.is_anonymous,
        audience=voice.audience,
        commune=communes.get(voice.commune),
        verbatims="\n".join(voice.verbatims),
        review_note=voice.answer,
        participants=voice.participants,
        collected_on=voice.collected_on,
        status=voice.status,
        updated_by=stage.author,
    )
