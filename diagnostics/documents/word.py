"""The diagnosis as a DOCX for those who rework it: the same content in the same order, with real styles."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docx.enum.text import WD_BREAK

from diagnostics.documents.content import Line
from diagnostics.documents.edition import LEGEND, Edition, Grid, grids
from territories.documents.typesetting import typeset_all
from territories.documents.word import WordDocument
from territories.templatetags.french import day, moment, plural


@dataclass(frozen=True)
class Written:
    content: bytes
    sha256: str


def write(edition: Edition, maps: Mapping[str, Any]) -> Written:
    """`maps` holds, for some themes, the drawing whose sentences say what the map of the PDF shows."""
    writer = _Writer(typeset_all(edition), maps)
    content = writer.write()
    return Written(content, hashlib.sha256(content).hexdigest())


class _Writer:
    def __init__(self, edition: Edition, maps: Mapping[str, Any]) -> None:
        self.edition, self.content, self.maps = edition, edition.content, maps
        self.page = WordDocument(
            title=f"{edition.title} – {edition.content.territory} – {edition.label}",
            author=edition.content.caf,
            running=edition.running,
            issued_at=edition.issued_at,
        )
        self.word = self.page.word

    def write(self) -> bytes:
        self._cover()
        self._texts()
        self._figures()
        self._communes()
        self._findings()
        self._issues()
        self._sources()
        return self.page.content()

    def _cover(self) -> None:
        self.word.add_paragraph(self.content.caf, style="Subtitle")
        self.word.add_paragraph(f"Diagnostic partagé – {self.content.territory}", style="Title")
        self.word.add_paragraph(f"Convention territoriale globale {self.content.period}", style="Subtitle")
        decision = self.content.decision
        if self.edition.is_draft or decision is None:
            self.page.text("Projet : ce diagnostic n’est pas encore validé.")
        else:
            self.page.text(
                f"{self.edition.label}, validée par « {decision.body} » le {day(decision.held_on)}"
                f" (décision n° {decision.number})."
            )
        if self.content.is_fictitious:
            self.page.text("Démonstration (fictif)")
        self.page.text(f"{self.content.reference}, établi le {day(self.edition.issued_at.date())}.")
        self.word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _texts(self) -> None:
        self.word.add_heading("Synthèse", 1)
        self.page.text(self.content.summary or "La synthèse n’est pas écrite.")
        self.word.add_heading("Méthode", 1)
        self.page.text(self.content.method or "La méthode n’est pas décrite.")
        communes = self.content.communes
        self.page.text(f"Le territoire compte {plural(len(communes), 'commune')} : {', '.join(communes)}.")

    def _figures(self) -> None:
        self.word.add_heading("Le territoire en chiffres", 1)
        for table in self.content.tables:
            self.word.add_heading(table.label, 2)
            head = ("Indicateur", "Territoire", "Semblables", "Département", "Région", "Source")
            self.page.table(
                f"{table.label} : {self.content.territory} et les autres",
                head,
                (_figure_row(each) for each in table.lines),
            )
            for line in table.lines:
                for sentence in (line.sentence, line.warning):
                    if sentence:
                        self.page.item(f"{line.label} : {sentence}")

    def _communes(self) -> None:
        self.word.add_heading("Les communes", 1)
        for table in self.edition.themes_with_communes:
            self.word.add_heading(f"{table.label}, par commune", 2)
            if drawing := self.maps.get(table.code):
                self.page.text(f"{drawing.title}. {drawing.summary} La carte est dans le PDF.")
            for grid in grids(table):
                self.page.table(grid.title, ("Commune", *grid.columns), _grid_rows(grid))

    def _findings(self) -> None:
        self.word.add_heading("Atouts, faiblesses, opportunités, menaces", 1)
        for label, findings in self.edition.quadrants:
            self.word.add_heading(label, 2)
            for finding in findings:
                place = f", {finding.place}" if finding.place else ""
                self.page.strong(finding.title, f" ({finding.theme}{place})")
                self.page.text(finding.text)
                self.page.text(f"D’après : {' ; '.join(finding.evidence)}" if finding.evidence else "")
            if not findings:
                self.page.text("Aucun constat.")
        self.word.add_heading("Ce que les personnes ont dit", 1)
        for said in self.content.contributions:
            parts = (said.kind, said.signature, plural(said.participants, "participant") if said.participants else "")
            when = day(said.collected_on) if said.collected_on else ""
            self.page.strong(f"« {said.title} »", f" ({', '.join(part for part in (*parts, when) if part)})")
            self.page.text(said.text)
            for words in said.verbatims:
                self.page.text(f"« {words} »")

    def _issues(self) -> None:
        self.word.add_heading("Les enjeux par priorité", 1)
        for priority, issues in self.edition.priorities:
            self.word.add_heading(priority, 2)
            for issue in issues:
                self.page.strong(f"{issue.code} {issue.title}", f" ({issue.theme})")
                self.page.text(issue.text)
                self.page.text(f"Repose sur : {' ; '.join(issue.findings)}" if issue.findings else "")
                self.page.text(" · ".join(f"{fact.label} : {fact.value}" for fact in issue.facts))

    def _sources(self) -> None:
        self.word.add_heading("Sources et définitions", 1)
        rows = ((source, " ; ".join(labels)) for source, labels in self.content.sources)
        self.page.table("D’où viennent les chiffres", ("Source", "Indicateurs"), rows)
        for line in self.content.lines:
            if line.definition:
                self.page.item(f"{line.label} : {line.definition}")
        self.word.add_heading("Lire un chiffre : le secret statistique", 1)
        self.page.table("Les marques qui remplacent ou bornent un chiffre", ("Marque", "Ce qu’elle veut dire"), LEGEND)
        self.word.add_heading("Cette version", 1)
        decision = self.content.decision
        if self.edition.is_draft or decision is None:
            self.page.text("Projet : le comité de pilotage ne l’a pas encore validé, et tout peut y changer.")
            return
        self.page.text(
            f"{self.edition.label}, figée le {moment(self.edition.issued_at)} par la décision n° {decision.number}"
            f" ({decision.body}, {day(decision.held_on)}) : {decision.text}"
        )
        self.page.text(f"Empreinte SHA-256 de ses données : {self.edition.sha256}")
        self.page.text("Ce fichier se retravaille : seul le PDF fait foi de la version.")


def _figure_row(line: Line) -> tuple[str, ...]:
    year = f", {line.territory.year}" if line.territory.year else ""
    cells = (f"{cell.text} ({cell.year})" if cell.year else cell.text for cell in line.cells)
    return (f"{line.label} ({line.unit}{year})", *cells, line.origin)


def _grid_rows(grid: Grid) -> Iterable[Sequence[str]]:
    return ((name, *cells) for name, cells in grid.rows)
