"""A plan in a spreadsheet or a Word document: proposed with its place in the file, accepted line by line."""

from decimal import Decimal

import docx
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from actionplans import exports, services
from actionplans.imports import words
from actionplans.models import Action, BudgetLine, PlanImport, PlanNode
from partners.models import Organisation
from territories.scope import caf_scope

SHEET = [
    ["Plan d’actions de la CTG, montants en k€"],
    [],
    ["N°", "Axe", "Objectif", "Action", "Pilote", "Calendrier", "2026", "2027", "Caf 2026", "Coût total"],
    ["", "Axe 1 – Accueillir", "1.1 L’offre", "1.1.1 Agrandir", "Les Lutins", "2026-2028", 620, 576, 620, 1196],
    ["1.1.2", "", "", "Aider", "Le RPE", "2027", 12, "douze", "", ""],
    ["", "Axe 2 – Grandir", "2.1 Les jeunes", "2.1.1 Une équipe", "", "", 45, "(92)", 45, ""],
    ["Total", "", "", "", "", "", 677, 668, "", ""],
]
CODES = """Code;Intitulé;Dépenses 2026
1;Accueillir;
1.1;Offre;
1.1.1;Agrandir;12 000,50
2;Grandir;
2.1;Jeunes;
2.1.1;Danser;3 k€
"""


@pytest.fixture
def sheet(tmp_path) -> bytes:
    path = tmp_path / "plan.xlsx"
    with xlsxwriter.Workbook(path) as book:
        table = book.add_worksheet("Plan 2026")
        for number, row in enumerate(SHEET):
            table.write_row(number, 0, row)
    return path.read_bytes()


@pytest.fixture
def document(tmp_path) -> bytes:
    path, written = tmp_path / "plan.docx", docx.Document()
    written.add_heading("Axe 1 : Accueillir", 1)
    written.add_heading("Objectif 1.1 : L’offre", 2)
    written.add_heading("Fiche action 1.1.1 : Agrandir", 3)
    fiche = written.add_table(rows=0, cols=2)
    for name, text in [("Pilote", "Les Lutins"), ("Public visé", "0-3 ans"), ("Budget 2026", "12 500 €")]:
        cells = fiche.add_row().cells
        cells[0].text, cells[1].text = name, text
    written.save(str(path))
    return path.read_bytes()


@pytest.fixture
def upload(as_user, camille, ctg):
    """upload("plan.xlsx", content) sends a file as Camille; the answer is the page that follows."""

    def send(name: str, content: bytes):
        sent = {"file": SimpleUploadedFile(name, content)}
        return as_user(camille).post(ctg.url("actionplans:import_plan"), sent, follow=True)

    return send


def received(ctg) -> PlanImport:
    with caf_scope(ctg.caf):
        return PlanImport.objects.get()


def titles(ctg) -> list[str]:
    """The plan as it is read, codes included."""
    with caf_scope(ctg.caf):
        tree = services.plan_tree(ctg)
        return [*map(str, tree.walk()), *map(str, tree.sheets)]


def test_each_line_is_shown_with_its_place_and_nothing_is_written(upload, sheet, ctg):
    page = upload("plan.xlsx", sheet).content.decode()

    assert "feuille «\u202fPlan 2026\u202f», ligne 5" in page
    assert "«\u202fdouze\u202f» est laissé de côté" in page
    assert "un montant négatif n’a pas de place" in page
    assert "Colonnes laissées de côté : Coût total" in page
    assert titles(ctg) == []


def test_thousands_of_euros_are_told_by_the_title_and_the_total_row_is_no_action(upload, sheet, ctg):
    upload("plan.xlsx", sheet)

    lines = received(ctg).proposal["lines"]

    assert [line["title"] for line in lines if line["kind"] == "action"] == ["Agrandir", "Aider", "Une équipe"]
    assert lines[2]["money"][0] == {"year": 2026, "side": "expense", "amount": "620000.00", "funder": ""}


def test_accepted_lines_become_fiches_with_their_money_and_their_pilot(upload, as_user, camille, sheet, ctg, lutins):
    upload("plan.xlsx", sheet)
    waiting = received(ctg)

    as_user(camille).post(ctg.url("actionplans:plan_import", pk=waiting.pk), {"lines": ["3", "4"], "pilot-0": "new"})

    assert titles(ctg) == ["1 Accueillir", "1.1 L’offre", "1.1.1 Agrandir", "1.1.2 Aider"]
    with caf_scope(ctg.caf):
        grown, helped = Action.objects.order_by("position")
        assert [str(each.pilot) for each in (grown, helped)] == [lutins.name, "Le RPE"]
        assert str(grown.ends_on) == "2028-12-31"
        caf = BudgetLine.objects.get(action=grown, funder=BudgetLine.Funder.CAF)
        assert (caf.year, caf.amount) == (2026, Decimal("620000.00"))


def test_the_same_decision_sent_twice_writes_once(upload, as_user, camille, sheet, ctg):
    upload("plan.xlsx", sheet)
    url, answer = ctg.url("actionplans:plan_import", pk=received(ctg).pk), {"lines": ["3"]}
    client = as_user(camille)

    client.post(url, answer)
    client.post(url, answer)

    assert titles(ctg) == ["1 Accueillir", "1.1 L’offre", "1.1.1 Agrandir"]


def test_what_the_plan_holds_already_is_said_and_not_made_again(upload, as_user, camille, sheet, ctg):
    upload("plan.xlsx", sheet)
    as_user(camille).post(ctg.url("actionplans:plan_import", pk=received(ctg).pk), {"lines": ["3"]})

    page = upload("plan.xlsx", sheet).content.decode()

    assert "Une action de ce nom est déjà dans le plan" in page
    with caf_scope(ctg.caf):
        second = PlanImport.objects.first()
        assert second is not None
        services.importing.accept(second, {4}, {}, by=camille)
        assert PlanNode.objects.count() == 2


def test_codes_alone_make_the_tree(upload, as_user, camille, ctg):
    upload("plan.csv", CODES.encode("cp1252"))

    as_user(camille).post(ctg.url("actionplans:plan_import", pk=received(ctg).pk), {"lines": ["3", "6"]})

    assert titles(ctg) == ["1 Accueillir", "1.1 Offre", "2 Grandir", "2.1 Jeunes", "1.1.1 Agrandir", "2.1.1 Danser"]


def test_a_document_gives_its_titles_and_its_fiches(upload, as_user, camille, document, ctg, lutins):
    page = upload("plan.docx", document).content.decode()

    as_user(camille).post(ctg.url("actionplans:plan_import", pk=received(ctg).pk), {"lines": ["3"]})

    assert "tableau 1, ligne 1" in page
    assert titles(ctg) == ["1 Accueillir", "1.1 L’offre", "1.1.1 Agrandir"]
    with caf_scope(ctg.caf):
        assert Action.objects.get().audience == "0-3 ans"
        assert Action.objects.get().pilot == lutins


def test_our_own_spreadsheet_comes_back_as_the_same_plan(upload, as_user, camille, action, ctg):
    with caf_scope(ctg.caf):
        reader = services.Reader(is_team=True, reads_money=True)
        exported = exports.to_csv(*services.table(services.plan_tree(ctg), reader))

    page = upload("plan.csv", exported).content.decode()

    assert "Une action de ce nom est déjà dans le plan" in page
    assert page.count("Déjà dans le plan : rien ne sera créé") == 2


def test_an_import_is_taken_out_unless_somebody_worked_on_it(upload, as_user, camille, sheet, ctg):
    upload("plan.xlsx", sheet)
    waiting, client = received(ctg), as_user(camille)
    client.post(ctg.url("actionplans:plan_import", pk=waiting.pk), {"lines": ["3"]})
    with caf_scope(ctg.caf):
        action = Action.objects.get()
        services.sign(action, camille)

    refused = client.post(ctg.url("actionplans:undo_import", pk=waiting.pk), follow=True).content.decode()
    with caf_scope(ctg.caf):
        Action.objects.update(version=1)
    client.post(ctg.url("actionplans:undo_import", pk=waiting.pk))

    assert "On a travaillé depuis sur 1\u00a0fiche" in refused
    assert titles(ctg) == []


def test_a_proposal_is_forgotten(upload, as_user, camille, sheet, ctg):
    upload("plan.xlsx", sheet)

    as_user(camille).post(ctg.url("actionplans:discard_import", pk=received(ctg).pk))

    with caf_scope(ctg.caf):
        assert not PlanImport.objects.exists()


@pytest.mark.parametrize(("heading", "is_noticed"), [("CC du Pays d’Ancenis", True), ("Vallée", False)])
def test_a_file_of_another_territory_is_noticed(upload, ctg, heading, is_noticed):
    content = f"Plan de {heading};;\nAxe;Action;Pilote\nUn;Deux;\n"

    page = upload("plan.csv", content.encode()).content.decode()

    assert ("Est-ce bien le bon fichier" in page) == is_noticed


def test_a_plan_with_more_levels_than_ours_is_refused_once_ours_is_written(upload, as_user, camille, action, ctg):
    content = "Axe;Objectif stratégique;Objectif opérationnel;Action;Pilote\nUn;Deux;Trois;Quatre;\n"
    upload("plan.csv", content.encode())

    answer = as_user(camille).post(ctg.url("actionplans:plan_import", pk=received(ctg).pk), {"lines": ["4"]})

    assert "ajoutez d’abord un niveau au plan" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("plan.xlsx", b"%PDF-1.7", "Ce fichier est un PDF"),
        ("plan.docx", b"PK\x03\x04 casse", "abîmé"),
        ("plan.csv", b"nom;age\na;3\n", "ne ressemble à un plan d’actions"),
        ("plan.csv", b"\x00\x01\x02\x03", "n’est ni un texte ni un classeur"),
    ],
)
def test_what_is_no_plan_is_refused_in_words(upload, ctg, name, content, sentence):
    page = upload(name, content).content.decode()

    assert sentence in page
    with caf_scope(ctg.caf):
        assert not PlanImport.objects.exists()


def test_who_only_reads_does_not_import(as_user, rachid, ctg):
    assert as_user(rachid).get(ctg.url("actionplans:import_plan")).status_code == 403


def test_the_pilot_of_another_caf_is_no_choice(upload, as_user, camille, sheet, ctg, vendee):
    upload("plan.xlsx", sheet)
    with caf_scope(vendee):
        stranger = Organisation.objects.create(caf=vendee, name="Ailleurs", kind="other")

    answer = as_user(camille).post(
        ctg.url("actionplans:plan_import", pk=received(ctg).pk), {"lines": ["4"], "pilot-0": str(stranger.pk)}
    )

    assert answer.status_code == 200
    assert titles(ctg) == []


@pytest.mark.parametrize(
    ("typed", "euros"),
    [
        ("12 500,00 €", "12500.00"),
        ("12,5 k€", "12500.00"),
        ("1.234.567", "1234567.00"),
        ("1\u202f234,5", "1234.50"),
        ("1,234,567.50", "1234567.50"),
        ("0", None),
        ("–", None),
    ],
)
def test_amounts_are_read_as_people_write_them(typed, euros):
    assert words.read_amount(typed) == (Decimal(euros) if euros else None)


@pytest.mark.parametrize("typed", ["douze", "(1 200)", "-3", "12 à 15", "9" * 20, "1.234", "12,500 €"])
def test_what_is_no_amount_is_said(typed):
    with pytest.raises(ValueError, match="montant"):
        words.read_amount(typed)


def test_decimals_of_a_column_in_thousands_are_decimals():
    assert words.read_amount("576.333", scale=1000) == Decimal("576333.00")
    assert words.read_amount("576 €", scale=1000) == Decimal("576.00")
