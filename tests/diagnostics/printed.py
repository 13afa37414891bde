"""The text of a PDF and of a DOCX, as somebody copies it from the screen."""

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
import pikepdf

PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
BLOCK = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
CODE = 2  # bytes a glyph, in the fonts that WeasyPrint embeds


def pdf_text(content: bytes) -> str:
    """Every drawn text and every attachment; what is drawn at once is one piece."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pieces = [piece for page in pdf.pages for piece in _drawn(page)]
        files = [pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments]
    return "\n".join([*pieces, *(file.decode("utf-8", "replace") for file in files)])


def docx_text(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def _drawn(page: pikepdf.Page) -> Iterator[str]:
    """In the order of the file, the forms that a page draws (maps, charts) included."""
    yield from _texts(page, page.resources)
    for drawn in page.resources.get("/XObject", {}).values():
        if drawn.get("/Subtype") == "/Form":
            yield from _texts(drawn, drawn.get("/Resources", page.resources))


def _texts(stream: Any, resources: Any) -> Iterator[str]:
    fonts = {name: _letters(font) for name, font in resources.get("/Font", {}).items()}
    letters: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(stream):
        operands, operator = instruction.operands, instruction.operator
        if str(operator) == "Tf":
            letters = fonts.get(str(operands[0]), {})
        elif str(operator) in {"Tj", "TJ"}:
            shown = operands[0] if str(operator) == "TJ" else [operands[0]]
            codes = b"".join(bytes(part) for part in shown if isinstance(part, pikepdf.String))
            yield "".join(letters.get(int.from_bytes(codes[at : at + CODE]), "") for at in range(0, len(codes), CODE))


def _letters(font: Any) -> dict[int, str]:
    """What each glyph stands for, from the table that a reader uses to copy text."""
    found: dict[int, str] = {}
    table = font.get("/ToUnicode")
    for kind, block in BLOCK.findall(table.read_bytes() if table is not None else b""):
        if kind == b"char":
            found |= {int(code, 16): _text(text) for code, text in PAIR.findall(block)}
        for first, last, text in RANGE.findall(block) if kind == b"range" else ():
            found |= {
                int(first, 16) + step: chr(int(text, 16) + step) for step in range(int(last, 16) - int(first, 16) + 1)
            }
    return found


def _text(code: bytes) -> str:
    return bytes.fromhex(code.decode()).decode("utf-16-be")
