"""A chargée de coopération writes money with the keyboard, pastes from a spreadsheet, and compares scenarios."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD

pytestmark = pytest.mark.browser

PLAN = "/ctg/loire-atlantique/sud-retz-atlantique/2026-2030/plan/"
PASTE = """([field, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_writing_money(visitor):
    visitor.sign_in("camille.rouault@demo.example", PASSWORD)
    page = visitor.goes_to(f"{PLAN}bonus-territoire/")
    visitor.looks("bonus territoire")
    page.get_by_role("link", name="Ludothèque Dé en bulle").click()
    page.get_by_label("Unités existantes, 2027").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Unités existantes, 2028")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Unités nouvelles, 2028")).to_be_focused()
    visitor.looks("bonus d’un équipement")

    page = visitor.goes_to(PLAN)
    page.get_by_role("link", name="2.2.2").first.click()
    page.get_by_role("link", name="budget").first.click()
    first = page.get_by_label("Dépenses, ligne 1, 2026")
    first.focus()
    first.evaluate("(field, text) => (" + PASTE + ")([field, text])", "1\t2\n3\t4\n5\t6\n7\t8\n9\t10\n")
    expect(page.locator("[data-grid-status]")).to_contain_text("Rien n’est collé")
    first.evaluate("(field, text) => (" + PASTE + ")([field, text])", "12\u00a0500,00\t13 k€\n")
    expect(page.get_by_label("Dépenses, ligne 1, 2027")).to_have_value("13 k€")
    expect(first).to_have_value("12\u00a0500,00")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Dépenses, ligne 2, 2026")).to_be_focused()
    visitor.looks("grille du budget")

    page = visitor.goes_to(f"{PLAN}budget/?bonus=on")
    expect(page.locator(".chart__plot svg").first).to_be_visible()
    visitor.looks("budget du plan")
    page = visitor.goes_to(f"{PLAN}budget/coller/")
    page.get_by_label("Tableau").fill("Action;2026;2040\n1.1.1;beaucoup;\n2.2.2;;7\n2.2.1;1 200;")
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.locator("#a-corriger")).to_be_visible()
    visitor.looks("aperçu d’un tableau collé")
    page = visitor.goes_to(f"{PLAN}scenarios/")
    expect(page.locator("#comparaison")).to_be_visible()
    visitor.looks("scénarios")
    assert visitor.faults == []
