"""The plan as a Word document: titles for its elements, a table of two columns for each fiche.

What we write so is what `actionplans.imports` reads: the document comes back as the same plan.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from territories.documents.typesetting import typeset_all
from territories.documents.word import WordDocument


@dataclass(frozen=True)
class PrintedSheet:
    """One fiche: its lines (a name and a text), its steps, and its money (a label, then an amount a year)."""

    title: str
    lines: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    years: tuple[str, ...]
    money: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PrintedBranch:
    """One element of the plan; `depth` is 1 for an axe."""

    title: str
    text: str
    depth: int
    sheets: tuple[PrintedSheet, ...]


@dataclass(frozen=True)
class PrintedPlan:
    """What is printed, in the order of the screen."""

    title: str
    subtitle: str
    author: str
    branches: tuple[PrintedBranch, ...]


def write(plan: PrintedPlan, issued_at: datetime) -> bytes:
    printed = typeset_all(plan)
    page = WordDocument(
        title=printed.title, author=printed.author, running=f"{printed.title} – {printed.subtitle}", issued_at=issued_at
    )
    page.word.add_paragraph(printed.title, style="Title")
    page.word.add_paragraph(printed.subtitle, style="Subtitle")
    for branch in printed.branches:
        page.word.add_heading(branch.title, branch.depth)
        page.text(branch.text)
        for sheet in branch.sheets:
            _sheet(page, sheet, branch.depth + 1)
    return page.content()


def _sheet(page: WordDocument, sheet: PrintedSheet, level: int) -> None:
    page.word.add_heading(sheet.title, level)
    if sheet.lines:
        page.table(f"La fiche « {sheet.title} »", (), sheet.lines)
    if sheet.steps:
        page.strong("Étapes", "")
        for step in sheet.steps:
            page.item(step)
    if sheet.money:
        page.table("Son budget, en euros", ("", *sheet.years), _rows(sheet.money))


def _rows(money: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    return [tuple(row) for row in money]
