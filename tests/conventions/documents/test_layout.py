import hashlib
import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest
from weasyprint import HTML

from conventions.documents import layout
from conventions.documents.content import Figure
from territories.documents import accessibility, assets, conformance
from tests.conventions.isac.document import CODE, convention


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def elements(element, tag):
    """Every structure element with this tag."""
    if tag == element.S:
        yield element
    for child in accessibility._children(element):
        yield from elements(child, tag)


def test_a_whole_convention_is_pdf_a_3_and_pdf_ua(rendered):
    assert conformance.conformance_faults(rendered.pdf) == []


def test_a_draft_conforms_too_and_has_no_place_for_the_seal(draft_pdf):
    assert conformance.conformance_faults(draft_pdf) == []
    with opened(draft_pdf) as pdf:
        assert "sig_cachet" not in {str(field.T) for field in pdf.Root.AcroForm.Fields}


def test_the_gate_sees_a_fault(rendered):
    with opened(rendered.pdf) as pdf:
        del pdf.Root.MarkInfo
        del pdf.Root.Lang
        damaged = io.BytesIO()
        pdf.save(damaged)

    faults = conformance.conformance_faults(damaged.getvalue())

    assert any(fault.startswith("PDFUA1") for fault in faults)
    assert any(fault.startswith("PDFA3A") for fault in faults)


def test_laying_out_again_says_how_far_it_is_and_gives_the_same_bytes(short_convention, frozen_pdf):
    heard: list[tuple[int, str]] = []

    again = layout.render(short_convention, lambda percent, label: heard.append((percent, label)))

    percents = [percent for percent, _ in heard]
    assert again.pdf == frozen_pdf
    assert again.sha256 == hashlib.sha256(frozen_pdf).hexdigest()
    assert percents == sorted(percents)
    assert (percents[0], percents[-1]) == (0, 100)
    assert any("Mise en page, page" in label for _, label in heard)
    assert len(heard) > 8


def test_the_totals_and_the_hidden_figures_are_written_as_they_must(whole_convention):
    page = layout.html(whole_convention)

    assert "3\u202f848\u202f000" in page
    assert "1\u202f680\u202f000" in page
    assert page.count(">secret<") == 6
    assert ">n. d.<" in page


def test_emphasis_adds_no_space_to_the_text(whole_convention):
    assert "<strong>n’emporte aucun transfert de compétence</strong>.</p>" in layout.html(whole_convention)


def test_a_protected_figure_never_becomes_a_zero(short_convention):
    table = short_convention.diagnosis.tables[0]
    row = replace(table.rows[0], territory=Figure(None, "secret"), department=Figure(Decimal(0)))
    diagnosis = replace(short_convention.diagnosis, tables=(replace(table, rows=(row,)),))

    page = layout.html(replace(short_convention, diagnosis=diagnosis))

    assert '<td class="amount strong">secret</td>' in page.replace("\n", "")
    assert '<td class="amount">0</td>' in page


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "{{ document.caf }}", "{% debug %}", '"><img src=x>'])
def test_a_typed_text_stays_text_everywhere(short_convention, typed):
    party = replace(short_convention.parties[0], name=typed, address=typed)

    page = layout.html(replace(short_convention, title=typed, parties=(party,), notice=typed))

    assert "<script" not in page
    assert "<img" not in page
    assert page.count(typed.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")) >= 4


def test_each_signatory_has_a_named_field_on_the_signature_pages(rendered, whole_convention):
    with opened(rendered.pdf) as pdf:
        fields = {str(field.T): str(field.TU) for field in pdf.Root.AcroForm.Fields}

    assert len(fields) == len(whole_convention.signatories) + 1
    assert fields["sig_01"].startswith("Signature de Mme\u00a0Hélène Marchais, directrice")
    assert fields["sig_cachet"] == "Cachet de la plateforme (certificat de développement)"


def test_the_data_travel_with_the_document(rendered, whole_convention):
    with opened(rendered.pdf) as pdf:
        (attached,) = pdf.Root.AF
        data = json.loads(pdf.attachments["donnees.json"].get_file().read_bytes())

    assert attached.AFRelationship == pikepdf.Name.Data
    assert data["schema"] == "ctg-convention/1"
    assert data["reference"] == whole_convention.reference
    assert data["diagnosis"]["tables"][0]["rows"][5]["territory"] == {"value": None, "mark": "secret", "bound": ""}


def test_header_cells_say_what_they_head_and_links_where_they_lead(rendered):
    with opened(rendered.pdf) as pdf:
        root = pdf.Root.StructTreeRoot.K[0]
        headers = list(elements(root, pikepdf.Name.TH))
        links = [a for page in pdf.pages for a in page.get("/Annots", []) if a.Subtype == pikepdf.Name.Link]

        assert len(headers) > 200
        assert {str(header.A.Scope) for header in headers} == {"/Column", "/Row"}
        assert not {str(link.Contents) for link in links} & {str(link.get("/Dest", "")) for link in links}
        assert any(str(link.Contents) == "Article 1 – Objet de la convention" for link in links)


def test_the_table_of_contents_lists_every_article_annex_and_action(whole_convention):
    titles = [entry.title for entry in layout.entries(whole_convention)]

    assert titles[3] == "Article 1 – Objet de la convention"
    assert sum(title.startswith("Annexe") for title in titles) == 6
    assert sum(title.startswith(("1.", "2.", "3.")) for title in titles) == 10


def test_the_code_is_in_the_properties_of_the_file(rendered):
    with opened(rendered.pdf) as pdf:
        assert f"ctg-code:{CODE}" in str(pdf.docinfo["/Keywords"])


def test_the_qr_code_draws_one_square_for_each_dark_module():
    code = layout.qr_code("https://ctg.demo.example/verifier/7Q4M-X2KD-9PTA/")

    assert code.size == 33 + 4
    assert code.path.startswith("M2 2h1v1h-1z")


def test_a_missing_font_stops_the_document(short_convention, settings, tmp_path):
    settings.BASE_DIR = tmp_path

    with pytest.raises(assets.MissingFont, match=r"SourceSans3-Regular\.ttf\.woff2"):
        layout.render(short_convention)


def test_a_character_that_no_font_has_is_refused_with_its_place(short_convention):
    with pytest.raises(assets.UnprintableText, match=r"🎉.*U\+1F389.*Fête 🎉 des familles"):
        layout.render(replace(short_convention, notice="Fête 🎉 des familles"))


def test_a_font_of_the_machine_is_found_out():
    foreign = HTML(string="<p>Texte").write_pdf()

    with pytest.raises(accessibility.ForeignFont):
        accessibility.check_fonts(foreign)


def test_an_empty_convention_says_so_instead_of_failing(short_convention):
    empty = replace(
        short_convention,
        diagnosis=replace(short_convention.diagnosis, tables=(), findings=(), issues=()),
        facilities=(),
        deliberations=(),
        signatories=(),
        steering=replace(short_convention.steering, bodies=(), posts=()),
        evaluation=replace(short_convention.evaluation, questions=()),
        plan=replace(short_convention.plan, axes=()),
    )

    pdf = layout.render(empty).pdf

    assert conformance.conformance_faults(pdf) == []


def test_odd_signs_long_words_and_long_texts_are_printed(short_convention, frozen_pdf):
    statement = "≥ 10 → ☐ L’Haÿ Ÿ œ Łódź Ελλάδα Україна −5\n\n" + "a" * 5000 + "\n\n" + "mot " * 3000
    finding = replace(short_convention.diagnosis.findings[0], statement=statement)
    diagnosis = replace(short_convention.diagnosis, findings=(finding,))

    odd = layout.render(replace(short_convention, diagnosis=diagnosis))

    with opened(frozen_pdf) as pdf:
        assert odd.pages >= len(pdf.pages) + 4
    assert conformance.conformance_faults(odd.pdf) == []


def test_the_style_sheet_keeps_the_rule_that_made_pages_thirteen_times_slower_out():
    style = Path(assets.path("convention.css")).read_text()

    assert "overflow-wrap: anywhere" not in style
    assert "table-layout: fixed" in style


def test_the_reference_document_is_balanced():
    plan = convention().plan

    assert plan.total_expenses == Decimal(3848000)
    assert all(action.budget.expense_by_year == action.budget.resource_by_year for action in plan.actions)
    assert {line.label: line.total for line in plan.by_funder}["Caf"] == Decimal(1680000)
