"""An adviser reads the territory on maps: with the keyboard, at two widths, and on paper."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD

pytestmark = pytest.mark.browser

HERE = "/ctg/loire-atlantique/sud-retz-atlantique/2026-2030/diagnostic/"


def test_reading_the_territory(visitor):
    visitor.sign_in("antoine.brossard@demo.example", PASSWORD)
    page = visitor.goes_to(f"{HERE}cartes/?indicateur=CAF6")
    visitor.looks("carte d’un effectif")
    page.get_by_label("Indicateur").select_option("FAM1")
    page.get_by_role("button", name="Filtrer").click()
    visitor.looks("carte d’un taux")

    page.get_by_role("link", name="Legé\u00a0:").focus()
    page.keyboard.press("Enter")
    expect(page.locator("tr:target")).to_contain_text("Legé")
    page.get_by_role("link", name="Commune", exact=True).click()
    assert "indicateur=FAM1" in page.url
    assert "tri=commune" in page.url

    page.get_by_role("link", name="Offre", exact=True).click()
    page.get_by_label("Nature").select_option("eaje")
    page.get_by_label("Avec les territoires voisins").check()
    page.get_by_role("button", name="Filtrer").click()
    visitor.looks("offre")
    page.get_by_role("link", name="Besoins et offre").click()
    expect(page.locator(".chart__plot svg").first).to_be_visible()
    visitor.looks("besoins et offre")
    page.get_by_role("link", name="Distances", exact=True).click()
    visitor.looks("distances")
    assert visitor.faults == []
