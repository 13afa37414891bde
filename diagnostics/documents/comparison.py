"""What changed from one content of the diagnosis to another: added, removed, changed, each with before and after."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from diagnostics.documents.content import Content, Figure, Finding, Issue, Line, Place

ThingT = TypeVar("ThingT")

PLACES = {"territory": "territoire", "like": "territoires semblables", "department": "département", "region": "région"}


class Kind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"

    @property
    def label(self) -> str:
        return {"added": "Ajouté", "removed": "Retiré", "changed": "Modifié"}[self.value]


@dataclass(frozen=True)
class Change:
    kind: Kind
    subject: str
    """What it is about: an indicator and its place, a finding, an issue."""
    aspect: str = ""
    """Which part of it, when only a part changed."""
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Differences:
    texts: tuple[Change, ...]
    figures: tuple[Change, ...]
    commune_figures: tuple[Change, ...]
    findings: tuple[Change, ...]
    issues: tuple[Change, ...]

    @property
    def sections(self) -> tuple[tuple[str, str, tuple[Change, ...]], ...]:
        return (
            ("textes", "Textes", self.texts),
            ("chiffres", "Chiffres du territoire et de ceux qui l’entourent", self.figures),
            ("chiffres-communes", "Chiffres des communes", self.commune_figures),
            ("constats", "Constats", self.findings),
            ("enjeux", "Enjeux retenus", self.issues),
        )

    @property
    def count(self) -> int:
        return sum(len(changes) for _, _, changes in self.sections)


def compare(before: Content, after: Content) -> Differences:
    lines = _paired(before.lines, after.lines, lambda line: line.code)
    return Differences(
        texts=tuple(_texts(before, after)),
        figures=tuple(change for pair in lines for change in _line_changes(*pair)),
        commune_figures=tuple(change for pair in lines for change in _commune_changes(*pair)),
        findings=tuple(_thing_changes(before.findings, after.findings, _finding_id, _finding_name, _finding_aspects)),
        issues=tuple(_thing_changes(before.issues, after.issues, _issue_id, _issue_name, _issue_aspects)),
    )


def _texts(before: Content, after: Content) -> Iterator[Change]:
    for name, old, new in (
        ("Synthèse", before.summary, after.summary),
        ("Méthode", before.method, after.method),
        ("Communes du périmètre", ", ".join(before.communes), ", ".join(after.communes)),
    ):
        yield from _text_change(name, "", old, new)


def _text_change(subject: str, aspect: str, old: str, new: str) -> Iterator[Change]:
    if old == new:
        return
    kind = Kind.CHANGED if old and new else Kind.ADDED if new else Kind.REMOVED
    yield Change(kind, subject, aspect, old, new)


def _paired(
    before: Iterable[ThingT], after: Iterable[ThingT], key: Callable[[ThingT], str]
) -> list[tuple[ThingT | None, ThingT | None]]:
    """Each thing with itself on the other side, in the order of what is after, then what is gone."""
    old = {key(each): each for each in before}
    new = {key(each): each for each in after}
    return [*((old.get(name), each) for name, each in new.items()), *((old[name], None) for name in old.keys() - new)]


def _line_changes(old: Line | None, new: Line | None) -> Iterator[Change]:
    for name, place in PLACES.items():
        yield from _figure_change(old, new, place, _part(old, name), _part(new, name))


def _part(line: Line | None, name: str) -> Figure:
    return Figure() if line is None else getattr(line, name)


def _commune_changes(old: Line | None, new: Line | None) -> Iterator[Change]:
    places = _paired(old.communes if old else (), new.communes if new else (), lambda place: place.code)
    for before, after in places:
        was, now = before or Place(), after or Place()
        yield from _figure_change(old, new, now.name or was.name, was.figure, now.figure)


def _figure_change(old: Line | None, new: Line | None, place: str, was: Figure, now: Figure) -> Iterator[Change]:
    line = new or old
    if line is None or (was.value, was.status, was.year) == (now.value, now.status, now.year):
        return
    kind = Kind.CHANGED if was.is_known and now.is_known else Kind.ADDED if now.is_known else Kind.REMOVED
    yield Change(kind, f"{line.label} ({line.unit})", place, _told(was, old), _told(now, new))


def _told(figure: Figure, line: Line | None) -> str:
    if line is None or not figure.is_known:
        return ""
    told = figure.written(line.decimals)
    details = ", ".join(part for part in (str(figure.year or ""), figure.reason.lower()) if part)
    return f"{told} ({details})" if details else told


def _thing_changes(
    before: Iterable[ThingT],
    after: Iterable[ThingT],
    key: Callable[[ThingT], str],
    name: Callable[[ThingT], str],
    aspects: Callable[[ThingT], Mapping[str, str]],
) -> Iterator[Change]:
    for old, new in _paired(before, after, key):
        if old is None and new is not None:
            yield Change(Kind.ADDED, name(new))
        elif new is None and old is not None:
            yield Change(Kind.REMOVED, name(old))
        elif old is not None and new is not None:
            was, now = aspects(old), aspects(new)
            for aspect in {**was, **now}:
                yield from _text_change(name(new), aspect, was.get(aspect, ""), now.get(aspect, ""))


def _finding_id(finding: Finding) -> str:
    return finding.id


def _finding_name(finding: Finding) -> str:
    return finding.title


def _finding_aspects(finding: Finding) -> dict[str, str]:
    return {
        "Constat": finding.title,
        "Nature": finding.quadrant_label,
        "Thème": finding.theme,
        "Lieu": finding.place,
        "Précisions": finding.text,
        "Preuves": " ; ".join(finding.evidence),
    }


def _issue_id(issue: Issue) -> str:
    return issue.id


def _issue_name(issue: Issue) -> str:
    return f"{issue.code} {issue.title}"


def _issue_aspects(issue: Issue) -> dict[str, str]:
    facts = {fact.label: fact.value for fact in issue.facts}
    return {
        "Enjeu": issue.title,
        "Priorité": issue.priority,
        "Thème": issue.theme,
        "Précisions": issue.text,
        "Constats": " ; ".join(issue.findings),
        **facts,
    }
