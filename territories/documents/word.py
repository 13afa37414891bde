"""A Word document for those who rework what we print: real styles, a language, tables that can be read aloud."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

LANGUAGE = "fr-FR"
SMALL = Pt(8.5)
PAGE, WIDE, NARROW = Cm(17), Cm(5.2), Cm(3.5)
MOST_EVEN = 3


class WordDocument:
    """An A4 document in French; `running` is repeated at the foot of each page, with its number."""

    def __init__(self, *, title: str, author: str, running: str, issued_at: datetime) -> None:
        self.word = docx.Document()
        properties = self.word.core_properties
        properties.title, properties.author, properties.language = title, author, LANGUAGE
        properties.created = properties.modified = issued_at.replace(tzinfo=None)
        properties.comments = ""
        _speak_french(self.word)
        section = self.word.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        foot = section.footer.paragraphs[0]
        foot.add_run(f"{running} · page ").font.size = Pt(7)
        _add_field(foot, "PAGE")

    def content(self) -> bytes:
        out = io.BytesIO()
        self.word.save(out)
        return out.getvalue()

    def text(self, text: str) -> None:
        for part in filter(None, (line.strip() for line in text.split("\n"))):
            self.word.add_paragraph(part)

    def item(self, text: str) -> None:
        self.word.add_paragraph(text, style="List Bullet")

    def strong(self, words: str, after: str) -> None:
        paragraph = self.word.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.add_run(words).bold = True
        paragraph.add_run(after)

    def table(self, caption: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A table with its title; without a head, the first cell of each row says what the row is about."""
        title = self.word.add_paragraph(caption, style="Caption")
        title.paragraph_format.keep_with_next = True
        found = [*([head] if head else []), *rows]
        table = self.word.add_table(rows=0, cols=len(found[0]), style="Table Grid")
        _name(table, caption)
        for place, row in enumerate(found):
            _fill(table.add_row(), row, is_head=bool(head) and place == 0)
        _widen(table, len(found[0]))
        self.word.add_paragraph()


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
