"""The diagnosis as a DOCX for those who rework it: the same content in the same order, with real styles."""

import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import docx
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from diagnostics.documents.content import Line
from diagnostics.documents.edition import LEGEND, Edition, Grid, grids
from territories.documents.typesetting import typeset_all
from territories.templatetags.french import day, moment, plural

LANGUAGE = "fr-FR"
SMALL = Pt(8.5)
PAGE, WIDE, NARROW = Cm(17), Cm(5.2), Cm(3.5)
MOST_EVEN = 3


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
        self.word = docx.Document()

    def write(self) -> bytes:
        self._prepare()
        self._cover()
        self._texts()
        self._figures()
        self._communes()
        self._findings()
        self._issues()
        self._sources()
        out = io.BytesIO()
        self.word.save(out)
        return out.getvalue()

    def _prepare(self) -> None:
        properties = self.word.core_properties
        properties.title = f"{self.edition.title} – {self.content.territory} – {self.edition.label}"
        properties.author = self.content.caf
        properties.language = LANGUAGE
        properties.created = properties.modified = self.edition.issued_at.replace(tzinfo=None)
        properties.comments = ""
        _speak_french(self.word)
        section = self.word.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        foot = section.footer.paragraphs[0]
        foot.add_run(f"{self.edition.running} · page ").font.size = Pt(7)
        _add_field(foot, "PAGE")

    def _cover(self) -> None:
        self.word.add_paragraph(self.content.caf, style="Subtitle")
        self.word.add_paragraph(f"Diagnostic partagé – {self.content.territory}", style="Title")
        self.word.add_paragraph(f"Convention territoriale globale {self.content.period}", style="Subtitle")
        decision = self.content.decision
        if self.edition.is_draft or decision is None:
            self._text("Projet : ce diagnostic n’est pas encore validé.")
        else:
            self._text(
                f"{self.edition.label}, validée par « {decision.body} » le {day(decision.held_on)}"
                f" (décision n° {decision.number})."
            )
        if self.content.is_fictitious:
            self._text("Démonstration (fictif)")
        self._text(f"{self.content.reference}, établi le {day(self.edition.issued_at.date())}.")
        self.word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _texts(self) -> None:
        self.word.add_heading("Synthèse", 1)
        self._text(self.content.summary or "La synthèse n’est pas écrite.")
        self.word.add_heading("Méthode", 1)
        self._text(self.content.method or "La méthode n’est pas décrite.")
        communes = self.content.communes
        self._text(f"Le territoire compte {plural(len(communes), 'commune')} : {', '.join(communes)}.")

    def _figures(self) -> None:
        self.word.add_heading("Le territoire en chiffres", 1)
        for table in self.content.tables:
            self.word.add_heading(table.label, 2)
            head = ("Indicateur", "Territoire", "Semblables", "Département", "Région", "Source")
            self._table(
                f"{table.label} : {self.content.territory} et les autres",
                head,
                (_figure_row(each) for each in table.lines),
            )
            for line in table.lines:
                for sentence in (line.sentence, line.warning):
                    if sentence:
                        self._item(f"{line.label} : {sentence}")

    def _communes(self) -> None:
        self.word.add_heading("Les communes", 1)
        for table in self.edition.themes_with_communes:
            self.word.add_heading(f"{table.label}, par commune", 2)
            if drawing := self.maps.get(table.code):
                self._text(f"{drawing.title}. {drawing.summary} La carte est dans le PDF.")
            for grid in grids(table):
                self._table(grid.title, ("Commune", *grid.columns), _grid_rows(grid))

    def _findings(self) -> None:
        self.word.add_heading("Atouts, faiblesses, opportunités, menaces", 1)
        for label, findings in self.edition.quadrants:
            self.word.add_heading(label, 2)
            for finding in findings:
                place = f", {finding.place}" if finding.place else ""
                self._strong(finding.title, f" ({finding.theme}{place})")
                self._text(finding.text)
                self._text(f"D’après : {' ; '.join(finding.evidence)}" if finding.evidence else "")
            if not findings:
                self._text("Aucun constat.")
        self.word.add_heading("Ce que les personnes ont dit", 1)
        for said in self.content.contributions:
            parts = (said.kind, said.signature, plural(said.participants, "participant") if said.participants else "")
            when = day(said.collected_on) if said.collected_on else ""
            self._strong(f"« {said.title} »", f" ({', '.join(part for part in (*parts, when) if part)})")
            self._text(said.text)
            for words in said.verbatims:
                self._text(f"« {words} »")

    def _issues(self) -> None:
        self.word.add_heading("Les enjeux par priorité", 1)
        for priority, issues in self.edition.priorities:
            self.word.add_heading(priority, 2)
            for issue in issues:
                self._strong(f"{issue.code} {issue.title}", f" ({issue.theme})")
                self._text(issue.text)
                self._text(f"Repose sur : {' ; '.join(issue.findings)}" if issue.findings else "")
                self._text(" · ".join(f"{fact.label} : {fact.value}" for fact in issue.facts))

    def _sources(self) -> None:
        self.word.add_heading("Sources et définitions", 1)
        rows = ((source, " ; ".join(labels)) for source, labels in self.content.sources)
        self._table("D’où viennent les chiffres", ("Source", "Indicateurs"), rows)
        for line in self.content.lines:
            if line.definition:
                self._item(f"{line.label} : {line.definition}")
        self.word.add_heading("Lire un chiffre : le secret statistique", 1)
        self._table("Les marques qui remplacent ou bornent un chiffre", ("Marque", "Ce qu’elle veut dire"), LEGEND)
        self.word.add_heading("Cette version", 1)
        decision = self.content.decision
        if self.edition.is_draft or decision is None:
            self._text("Projet : le comité de pilotage ne l’a pas encore validé, et tout peut y changer.")
            return
        self._text(
            f"{self.edition.label}, figée le {moment(self.edition.issued_at)} par la décision n° {decision.number}"
            f" ({decision.body}, {day(decision.held_on)}) : {decision.text}"
        )
        self._text(f"Empreinte SHA-256 de ses données : {self.edition.sha256}")
        self._text("Ce fichier se retravaille : seul le PDF fait foi de la version.")

    def _text(self, text: str) -> None:
        for part in filter(None, (line.strip() for line in text.split("\n"))):
            self.word.add_paragraph(part)

    def _item(self, text: str) -> None:
        self.word.add_paragraph(text, style="List Bullet")

    def _strong(self, words: str, after: str) -> None:
        paragraph = self.word.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run(words).bold = True
        paragraph.add_run(after)

    def _table(self, caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        title = self.word.add_paragraph(caption, style="Caption")
        title.paragraph_format.keep_with_next = True
        table = self.word.add_table(rows=1, cols=len(head), style="Table Grid")
        _name(table, caption)
        _fill(table.rows[0], head, is_head=True)
        for row in rows:
            _fill(table.add_row(), row)
        _widen(table, len(head))
        self.word.add_paragraph()


def _figure_row(line: Line) -> tuple[str, ...]:
    year = f", {line.territory.year}" if line.territory.year else ""
    cells = (f"{cell.text} ({cell.year})" if cell.year else cell.text for cell in line.cells)
    return (f"{line.label} ({line.unit}{year})", *cells, line.origin)


def _grid_rows(grid: Grid) -> Iterable[Sequence[str]]:
    return ((name, *cells) for name, cells in grid.rows)


def _fill(row: Any, texts: Sequence[str], *, is_head: bool = False) -> None:
    """The cells of a row; a head is repeated on each page, and no row is cut in two."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))
    for cell, text in zip(row.cells, texts, strict=True):
        run = cell.paragraphs[0].add_run(text)
        run.bold, run.font.size = is_head, SMALL


def _widen(table: Any, columns: int) -> None:
    """The first column says what the row is about; two columns share the page as a word and its meaning."""
    table.autofit = False
    first = WIDE if columns > MOST_EVEN else PAGE / columns if columns != 2 else NARROW
    widths = [first, *[(PAGE - first) / (columns - 1)] * (columns - 1)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = int(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = int(width)


def _name(table: Any, caption: str) -> None:
    """What a screen reader says of a table before reading it."""
    properties = table._tbl.tblPr
    described = OxmlElement("w:tblCaption")
    described.set(qn("w:val"), caption)
    properties.append(described)


def _speak_french(word: Any) -> None:
    """The language of every text, so that it is read and hyphenated in French."""
    defaults = word.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = defaults.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        defaults.append(language)
    for name in ("w:val", "w:eastAsia"):
        language.set(qn(name), LANGUAGE)


def _add_field(paragraph: Any, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    paragraph._p.append(field)
