"""The plan to take away: in the order of the screen, with the money that its reader may read."""

import io
from decimal import Decimal

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from actionplans.models import BudgetLine
from territories.scope import caf_scope


@pytest.fixture
def budget(action) -> BudgetLine:
    """Paid by the Caf, and balanced."""
    with caf_scope(action.caf):
        money = {"action": action, "year": 2026, "amount": Decimal(1000)}
        BudgetLine.objects.create(side=BudgetLine.Side.EXPENSE, **money)
        return BudgetLine.objects.create(side=BudgetLine.Side.RESOURCE, funder=BudgetLine.Funder.CAF, **money)


@pytest.fixture
def taken(as_user, ctg):
    """taken(camille, "document") is the file that this person receives."""

    def take(person, name: str, query: str = "", **kwargs) -> bytes:
        return b"".join(as_user(person).get(ctg.url(f"actionplans:{name}", **kwargs) + query))

    return take


def words(content: bytes) -> str:
    """All the texts of a Word document, in order."""
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_workbook_holds_the_fiches_and_their_steps(taken, camille, action, step):
    book = CalamineWorkbook.from_filelike(io.BytesIO(taken(camille, "workbook")))

    fiches, steps = (book.get_sheet_by_name(name).to_python() for name in ("Fiches action", "Étapes"))

    assert fiches[1][:4] == ["1.1.1", "1 Accueillir les 0-3 ans", "1.1 Maintenir l’offre", action.title]
    assert steps[1][:3] == ["1.1.1", action.title, step.title]


def test_the_document_has_the_titles_the_fiche_and_its_money(taken, camille, action, budget):
    document = docx.Document(io.BytesIO(taken(camille, "document")))

    styled = [(str(each.style and each.style.name), each.text) for each in document.paragraphs]
    titles = [(style, text) for style, text in styled if style.startswith("Heading")]

    assert titles == [
        ("Heading 1", "1 Accueillir les 0-3 ans"),
        ("Heading 2", "1.1 Maintenir l’offre"),
        ("Heading 3", f"1.1.1 {action.title}"),
    ]
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["Pilote", "Les Lutins"]
    assert document.tables[1].rows[1].cells[0].text == "Dépenses"


def test_a_partner_takes_totals_only(taken, camille, paul, action, budget):
    funder = budget.get_funder_display()

    assert funder in words(taken(camille, "document")).split("\n")
    assert funder not in words(taken(paul, "document")).split("\n")
    assert "Ressources" in words(taken(paul, "document"))


def test_one_fiche_comes_with_what_holds_it_and_nothing_else(taken, camille, action, make_action):
    other = make_action("Tout autre chose")

    text = words(taken(camille, "action_document", pk=action.pk))

    assert "1.1 Maintenir l’offre" in text
    assert action.title in text
    assert other.title not in text


def test_the_filters_of_the_address_choose_the_part(taken, camille, action):
    assert action.title not in words(taken(camille, "document", "?q=introuvable"))


def test_our_document_comes_back_as_the_same_plan(taken, as_user, camille, action, ctg):
    file = SimpleUploadedFile("plan.docx", taken(camille, "document"))

    page = as_user(camille).post(ctg.url("actionplans:import_plan"), {"file": file}, follow=True).content.decode()

    assert "Une action de ce nom est déjà dans le plan" in page
    assert page.count("Déjà dans le plan : rien ne sera créé") == 2
