"""A budget pasted from a spreadsheet: read as it is written, corrected cell by cell, never half written."""

from decimal import Decimal

import pytest

from actionplans.models import BudgetLine
from territories.scope import caf_scope

HEADER = "Action\tSens\tFinanceur\tOrganisation\tDispositif\t2026\t2027"


@pytest.fixture
def paste(as_user, camille, ctg, action):
    """paste(text) shows the preview, paste(text, write=True) also writes what is right."""
    client, url = as_user(camille), ctg.url("actionplans:paste_budget")

    def send(text, *, write=False, seen=None):
        shown = client.post(url, {"text": text})
        if not write:
            return shown
        return client.post(url, {"text": text, "seen": seen or shown.context["seen"], "write": "1"}, follow=True)

    return send


def test_a_table_is_previewed_then_written(paste, lines, action):
    text = f"{HEADER}\n1.1.1\tDépense\t\t\t\t12\u202f500,00\t12 k€\n{action.title}\t\tCaf\t\tPSU\t12500\t(0)\n"

    preview = paste(text).content.decode()
    assert lines() == {}
    paste(text, write=True)

    assert "2\u202flignes justes" in preview.replace("\u00a0", "\u202f")
    assert lines() == {
        ("expense", "", 2026): Decimal(12_500),
        ("expense", "", 2027): Decimal(12_000),
        ("resource", "caf", 2026): Decimal(12_500),
    }


def test_semicolons_and_no_break_spaces_are_read_too(paste, lines):
    paste("code;2026\n1.1.1;1\u00a0234,5\u2009€\n", write=True)

    assert lines() == {("expense", "", 2026): Decimal("1234.5")}


def test_three_hundred_lines_of_which_twelve_are_wrong(paste, ctg, lines):
    wrong = {rank: "beaucoup" if rank % 2 else "(1 200)" for rank in range(0, 300, 25)}
    rows = [f"1.1.1\t\t\t\tLigne {rank}\t{wrong.get(rank, rank + 1)}\t" for rank in range(300)]

    preview = paste("\n".join([HEADER, *rows]))
    page = paste("\n".join([HEADER, *rows]), write=True)

    assert len(preview.context["paste"].wrong) == 12
    text = preview.content.decode()
    assert text.count("Écrivez un nombre") == 6
    assert text.count("Un montant ne peut pas être négatif.") == 6
    assert "12\u00a0lignes à corriger" in text
    with caf_scope(ctg.caf):
        assert BudgetLine.objects.count() == 288
    left = page.context["text"]
    assert left.splitlines()[0] == HEADER
    assert len(left.splitlines()) == 13
    assert "beaucoup" in left


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("9.9\t\t\t\t\t5\t", "Aucune action n’a le code ni l’intitulé"),
        ("\t\t\t\t\t5\t", "Dites à quelle action"),
        ("1.1.1\tCadeau\t\t\t\t5\t", "n’est pas prévu"),
        ("1.1.1\tRessource\t\t\t\t5\t", "Dites qui apporte cette somme."),
        ("1.1.1\tDépense\tCaf\t\t\t5\t", "Une dépense n’a pas de financeur"),
        ("1.1.1\t\tMécène\t\t\t5\t", "Choisissez parmi"),
        ("1.1.1\t\tCaf\tInconnue\t\t5\t", "Aucune organisation de la Caf"),
        (f"1.1.1\t\tCaf\t\t{'x' * 81}\t5\t", "80 caractères au plus"),
        ("1.1.1\t\t\t\t\t1,234\t", "Deux chiffres au plus"),
    ],
)
def test_each_wrong_cell_has_its_sentence_and_nothing_is_written(paste, lines, row, sentence):
    page = paste(f"{HEADER}\n{row}\n", write=True).content.decode()

    assert sentence in page
    assert lines() == {}


def test_a_year_outside_of_the_ctg_is_refused_in_its_cells(paste, lines):
    page = paste("Action\t2026\t2033\n1.1.1\t5\t\n1.1.1\t\t7\n", write=True).content.decode()

    assert "2033 est hors de la CTG, qui va de 2026 à 2030." in page
    assert lines() == {("expense", "", 2026): 5}


def test_the_same_cell_written_twice_names_the_first_line(paste, lines):
    page = paste("Action\t2026\n1.1.1\t5\n1.1.1\t7\n").content.decode()

    assert "Déjà écrit à la ligne 2" in page


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Collez un tableau"),
        ("bonjour", "au moins une année"),
        ("2026\n5", "Une colonne «\u202fAction\u202f»"),
        ('"' * 3 + "a" * 200_000, "n’est pas un tableau"),
        ("\n".join(["Action\t2026"] + ["1.1.1\t5"] * 1_001), "lignes au plus"),
        ("Action\t2026\n\x00\t5", ""),
    ],
)
def test_what_is_no_table_is_said_and_kept(paste, lines, text, sentence):
    response = paste(text)

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert lines() == {}


def test_a_budget_that_changed_since_the_preview_is_looked_at_again(paste, action, spend, lines):
    text = "Action\t2026\n1.1.1\t5\n"
    seen = paste(text).context["seen"]
    spend(action, 2026, 70)

    refused = paste(text, write=True, seen=seen).content.decode()

    assert "Le budget du plan a changé depuis l’aperçu." in refused
    assert "1\u00a0montant déjà écrit serait remplacé" in refused
    assert lines() == {("expense", "", 2026): 70}


def test_what_was_there_and_is_not_pasted_stays(paste, action, spend, lines):
    spend(action, 2027, 70, "caf")

    paste("Action\t2026\n1.1.1\t5\n", write=True)

    assert lines() == {("resource", "caf", 2027): 70, ("expense", "", 2026): 5}


def test_only_the_team_pastes(as_user, elise, paul, rachid, ctg, action):
    url = ctg.url("actionplans:paste_budget")

    assert {as_user(user).get(url).status_code for user in (elise, paul, rachid)} == {403}
