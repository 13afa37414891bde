"""The diagnosis as a PDF that conforms and as a DOCX with real styles: same content, same order."""

import hashlib
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn

from diagnostics.documents import layout, word
from diagnostics.documents.content import (
    Content,
    Fact,
    Figure,
    Finding,
    Issue,
    Line,
    Place,
    Ruling,
    Said,
    Table,
    canonical,
)
from diagnostics.documents.edition import Edition, grids
from diagnostics.figures.classes import Method
from diagnostics.figures.ground import Box, Ground, Spot
from diagnostics.figures.maps import indicator_map
from diagnostics.models import Indicator
from diagnostics.models.disclosure import Shown
from territories.documents.conformance import conformance_faults
from territories.models import Commune

SECRET = Figure(None, "suppressed_primary", 2022, "Insee")
NAMES = ("Bréval", "Trémelin", "Quistillic")


def known(value: str) -> Figure:
    return Figure(Decimal(value), "ok", 2022, "Insee, Recensement, 2022")


def line(code: str, *figures: Figure) -> Line:
    places = tuple(Place(str(rank), name, figure, 1) for rank, (name, figure) in enumerate(zip(NAMES, figures)))  # noqa: B905
    return Line(
        code=code, label=f"Indicateur {code}", unit="%", kind="ratio", definition="Une définition.", source="Insee",
        decimals=1, territory=SECRET, department=known("13.0"), region=known("14.0"), communes=places,
        sentence="16,7 % contre 13,0 %.",
    )  # fmt: skip


@pytest.fixture(scope="module")
def edition() -> Edition:
    first = line("FAM1", known("16.7"), SECRET, known("9.1"))
    others = tuple(line(f"FAM{rank}", known("1.0"), known("2.0"), Figure()) for rank in range(2, 8))
    content = Content(
        reference="CTG-2026-0001",
        territory="Rives d’Isac",
        period="2026-2030",
        caf="Caf de la Loire-Atlantique",
        department="Loire-Atlantique",
        region="Pays de la Loire",
        communes=NAMES,
        decision=Ruling(3, "Le COPIL valide le diagnostic.", "COPIL", date(2026, 6, 5)),
        summary="Un territoire qui vieillit.",
        method="Ateliers et statistiques.",
        tables=(Table("families", "Familles", (first, *others)),),
        contributions=(Said("c", "Atelier", "Familles", "Je suis seule", "Texte.", (), "", 12, date(2026, 2, 1)),),
        findings=(Finding("f", "weakness", "Faiblesse", "Familles", "Des parents seuls", "", "", ("16,7 %",)),),
        issues=(
            Issue("i", "E1", "Soutenir", "", "Familles", "Prioritaire", ("Des parents seuls",), (Fact("Note", "4"),)),
        ),
    )
    sha256 = hashlib.sha256(canonical(content).encode()).hexdigest()
    return Edition(content, datetime(2026, 6, 6, 10, tzinfo=UTC), 1, sha256)


@pytest.fixture(scope="module")
def maps(edition):
    spots = [
        Spot(
            Commune(pk=rank, insee_code=str(rank), name=name), "Isac", is_inside=True,
            path=f"M{rank} 0L{rank + 1} 0L{rank + 1} 1L{rank} 1Z", box=Box(rank, 0, rank + 1, 1),
        )
        for rank, name in enumerate(NAMES)
    ]  # fmt: skip
    ground = Ground(spots, Box(0, 0, 3, 1), [], is_extensible=False)
    indicator = Indicator(label="Indicateur FAM1", unit="%", kind="ratio", decimals=1)
    figures = {0: Shown(Decimal("16.7"), "ok", 2022), 1: Shown(None, "suppressed_primary", 2022)}
    return {"families": indicator_map(indicator, 2022, ground, figures, Method.QUANTILES)}


@pytest.fixture(scope="module")
def rendered(edition, maps):
    return layout.render(edition, maps)


@pytest.fixture(scope="module")
def written(edition, maps):
    return docx.Document(io.BytesIO(word.write(edition, maps).content))


def test_the_pdf_is_pdf_a_3_and_pdf_ua_and_a_draft_too(edition, maps, rendered):
    draft = layout.render(replace(edition, number=0, sha256=""), {})

    assert conformance_faults(rendered.pdf) == []
    assert conformance_faults(draft.pdf) == []


def test_the_pdf_carries_the_very_text_whose_hash_it_prints(edition, rendered):
    with pikepdf.open(io.BytesIO(rendered.pdf)) as pdf:
        data = pdf.attachments["donnees.json"].get_file().read_bytes()

    assert hashlib.sha256(data).hexdigest() == edition.sha256
    assert json.loads(data)["schema"] == "ctg-diagnostic/1"


def test_the_foot_of_page_says_the_version_and_the_hash_a_hidden_figure_keeps_its_mark(edition, maps):
    page = layout.html(edition, maps)

    assert f"diagnostic partagé, version 1 · SHA-256 {edition.sha256}" in page
    assert '<td class="amount">s</td>' in page.replace("\n", "")
    assert "Secret statistique" in page
    assert "1 commune sous secret statistique" in page.replace("\u00a0", " ")


def test_many_indicators_are_cut_into_tables_that_fit_the_page(edition):
    first, second = grids(edition.content.tables[0])

    assert (len(first.columns), len(second.columns)) == (5, 2)
    assert second.rows[2] == ("Quistillic", ("nd", "nd"))


def test_the_docx_says_the_same_in_the_same_order(edition, written):
    headings = [each.text for each in written.paragraphs if each.style.name == "Heading 1"]
    chapters = [entry.title for entry in layout.entries(edition) if entry.level == 2]

    assert headings == chapters


def test_the_docx_is_french_repeats_its_headers_and_names_its_tables(written, edition):
    language = written.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")

    assert language.get(qn("w:val")) == "fr-FR"
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in written.tables)
    assert all(table._tbl.tblPr.find(qn("w:tblCaption")) is not None for table in written.tables)
    assert edition.sha256 in written.sections[0].footer.paragraphs[0].text


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "{{ edition }}", '"><img src=x>'])
def test_a_typed_text_stays_text(edition, typed):
    finding = replace(edition.content.findings[0], title=typed, text=typed)
    content = replace(edition.content, summary=typed, findings=(finding,))

    page = layout.html(replace(edition, content=content), {})

    assert "<script" not in page
    assert "<img" not in page
