"""Results as pages, charts and files read them: from what was counted at the closing, and from nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from diagnostics.models import Survey, SurveyQuestion, ValueStatus
from diagnostics.models.disclosure import Shown
from diagnostics.services.surveys.reviewing import readable
from territories.templatetags.french import number, percent


@dataclass(frozen=True)
class Line:
    """One answer: how many gave it, and what share of those who answered."""

    label: str
    count: Shown
    share: Decimal | None


@dataclass(frozen=True)
class Crossing:
    labels: list[str]
    rows: list[tuple[str, int, list[tuple[int, Decimal]]]]


@dataclass(frozen=True)
class Result:
    """One question and what may be shown of its answers."""

    pk: str
    text: str
    kind: str
    theme: str
    condition: str
    answered: int | None
    why: str
    lines: list[Line]
    average: str
    crossing: Crossing | None
    why_not_crossed: str
    texts: list[str] = field(default_factory=list)

    @property
    def is_text(self) -> bool:
        return self.kind == SurveyQuestion.Kind.TEXT

    @property
    def may_be_cited(self) -> bool:
        return any(line.count.value is not None for line in self.lines)

    @property
    def sentence(self) -> str:
        """The answer most given, in a sentence."""
        known = [line for line in self.lines if line.share is not None and line.count.value]
        if not known or self.answered is None:
            return ""
        top = max(known, key=lambda line: line.share or Decimal(0))
        return f"« {top.label} » : {percent(top.share, 0)} de {number(self.answered)} réponses"

    @property
    def citation(self) -> str:
        return f"{self.text} {self.sentence}"[:200]

    def as_lines(self) -> list[str]:
        """The table in words, for a contribution or a document."""
        written = [f"{self.text} ({number(self.answered)} réponses)"]
        for line in self.lines:
            figure = line.count.mark if line.count.value is None else f"{number(line.count.value)}"
            share = "" if line.share is None else f" ({percent(line.share, 0)})"
            written.append(f"– {line.label} : {figure}{share}")
        return written


def read(survey: Survey) -> Iterator[Result]:
    """The results of a closed questionnaire, question by question."""
    texts = readable(survey)
    for each in survey.results.get("questions", []):
        yield _result(each, texts.get(each["question"], []))


def _result(each: Mapping[str, Any], texts: list[str]) -> Result:
    answered = each["answered"]
    lines = [
        Line(label, _shown(count, answered), _share(count, answered))
        for label, count in zip(each["labels"], each["counts"], strict=False)
    ]
    average = "" if each["average"] is None else number(each["average"], 1)
    return Result(
        each["question"], each["text"], each["kind"], each["theme"], each["condition"], answered, each["why"], lines,
        average, _crossing(each), each["why_not_crossed"], texts,
    )  # fmt: skip


def _shown(count: int | None, answered: int | None) -> Shown:
    total = None if answered is None else Decimal(answered)
    if count is None:
        return Shown(None, ValueStatus.SUPPRESSED_PRIMARY, denominator=total)
    return Shown(Decimal(count), ValueStatus.OK, denominator=total)


def _share(count: int | None, total: int | None) -> Decimal | None:
    return None if count is None or not total else Decimal(100 * count) / Decimal(total)


def _crossing(each: Mapping[str, Any]) -> Crossing | None:
    if not each["rows"]:
        return None
    rows = [
        (row["label"], row["total"], [(count, Decimal(100 * count) / Decimal(row["total"])) for count in row["counts"]])
        for row in each["rows"]
    ]
    return Crossing(each["row_labels"], rows)
