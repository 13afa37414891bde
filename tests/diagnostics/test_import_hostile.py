"""Files that are no tables, and files that want to harm: refused in French, by a child with little memory."""

import time
import zipfile
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from diagnostics.imports import sandbox
from diagnostics.imports.contract import Choices, Reading, RefusedFile, ValueColumn
from diagnostics.imports.files import ODS, TEXT, XLSX, kind_of
from tests.diagnostics.reader import COMMUNES, INDICATORS

LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n"
ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{n + 1} "{f"&lol{n or str()};" * 10}">' for n in range(9))
    + "]><worksheet><sheetData><row><c><v>&lol9;</v></c></row></sheetData></worksheet>"
)


def ask(path, tmp_path) -> Reading:
    """The answer of a real child process."""
    return sandbox.ask(
        {
            "path": str(path),
            "file_name": path.name,
            "spool": str(tmp_path / "spool"),
            "choices": Choices(year=2020, values=(ValueColumn("A", "CAF1"),)).as_json(),
            "geography": {
                "communes": {code: (str(number), code[:2]) for number, code in enumerate(COMMUNES)},
                "former": {},
                "epcis": {},
                "departments": ["44"],
            },
            "indicators": INDICATORS,
            "profiles": [],
        }
    )


def archive(**members: Any) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in members.items():
            target.writestr(name.replace("__", "/"), text)
    return content.getvalue()


def ods(rows: str) -> bytes:
    content = (
        '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="x">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="x"/></manifest:manifest>'
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return archive(mimetype=kind, **{"content.xml": content, "META-INF__manifest.xml": manifest})


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "vide"),
        (b"\xef\xbb\xbf \r\n", "vide"),
        (LFS.encode(), "Git LFS"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "page web"),
        (b'\n<?xml version="1.0"?><data/>', "page web"),
        (b"%PDF-1.7\n", "PDF"),
        (b'{"communes": []}', "JSON"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"\x89PNG\r\n", "image"),
        (b"PK\x03\x04 tronqu\xc3\xa9", "abîmé"),
        (archive(**{"donnees.csv": "CODGEO;A"}), "archive ZIP"),
        (archive(**{"word__document.xml": "<a/>"}), "document de texte"),
        (archive(**{"xl__workbook.bin": b"x"}), "XLSB"),
        (archive(**{"xl__workbook.xml": "<a/>", "xl__worksheets__sheet1.xml": b" " * 20_000_000}), "énorme"),
        (archive(**{"xl__workbook.xml": "<a/>", "xl__worksheets__sheet1.xml": ENTITIES}), "dangereuses"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path, content, sentence):
    path = tmp_path / "tableau.xlsx"
    path.write_bytes(content)

    with pytest.raises(RefusedFile, match=sentence):
        kind_of(path)


def test_the_kind_is_told_by_the_content_and_not_by_the_name(tmp_path):
    text, ods = tmp_path / "a.xlsx", tmp_path / "b.xls"
    text.write_text("CODGEO;A\n44001;1\n")
    ods.write_bytes(archive(mimetype="application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": "<a/>"}))

    assert (kind_of(text), kind_of(ods)) == (TEXT, ODS)


def test_a_line_of_fifty_megabytes_is_refused_at_once(tmp_path):
    path = tmp_path / "ligne.csv"
    path.write_bytes(b"CODGEO;A\n44001;" + b"9" * 50_000_000)
    started = time.monotonic()

    with pytest.raises(RefusedFile, match="mégaoctet"):
        ask(path, tmp_path)

    assert time.monotonic() - started < 20


def test_a_quote_never_closed_is_refused_with_its_line(tmp_path):
    path = tmp_path / "guillemet.csv"
    path.write_text("CODGEO;A\n44001;1\n" + '44002;"2\n' + "44003;3\n" * 20_000)

    with pytest.raises(RefusedFile, match="ligne 3"):
        ask(path, tmp_path)


def test_a_workbook_that_unfolds_without_end_costs_its_child_only(tmp_path):
    """A few bytes that stand for a hundred million cells: memory or patience is what stops them."""
    cell = '<table:table-cell table:number-columns-repeated="1000" office:value-type="float" office:value="1"/>'
    path = tmp_path / "bombe.ods"
    path.write_bytes(ods(f'<table:table-row table:number-rows-repeated="100000">{cell}</table:table-row>'))
    started = time.monotonic()

    with pytest.raises(RefusedFile, match=r"mémoire|démesuré|long à ouvrir"):
        ask(path, tmp_path)

    assert time.monotonic() - started < 20


def test_a_workbook_is_read_with_its_phantom_rows(tmp_path):
    path = tmp_path / "classeur.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        bold = book.add_format({"bold": True})
        book.add_worksheet("Lisez-moi").write(0, 0, "Sources et définitions")
        sheet = book.add_worksheet("Données")
        sheet.write_row(2, 0, ["CODGEO", "NOM", "A"])
        sheet.write_row(3, 0, [1001, "L’Abergement", 12])
        sheet.write_row(4, 0, ["44001", "Abbaretz", 0.5])
        for line in range(5, 30_000):
            sheet.write_blank(line, 0, None, bold)

    reading = ask(path, tmp_path)

    assert (reading.kind, reading.sheet, reading.header_line) == (XLSX, "Données", 3)
    assert (reading.rows_read, reading.columns["A"].sum) == (2, "12.5")
    assert reading.repaired_codes == {"1001": "01001"}


def test_an_opendocument_sheet_named_xls_is_read(tmp_path):
    def text(value: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'

    def number(value: str) -> str:
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'

    rows = [text("CODGEO") + text("A"), number("1001") + number("12"), text("44001") + text("s")]
    empty = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'
    path = tmp_path / "export.xls"
    path.write_bytes(ods("".join(f"<table:table-row>{row}</table:table-row>" for row in rows) + empty))

    reading = ask(path, tmp_path)

    assert (reading.kind, reading.rows_read, reading.imported, reading.suppressed) == (ODS, 2, 1, 1)
    assert (reading.columns["A"].sum, reading.repaired_codes) == ("12", {"1001": "01001"})
