"""A family answers on a narrow telephone, leaves, comes back, sends; the team reads the results."""

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import PASSWORD
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

OFFICER = "camille.rouault@demo.example"
SURVEYS = "/ctg/loire-atlantique/sud-retz-atlantique/2026-2030/diagnostic/questionnaires/"
NARROW: ViewportSize = {"width": 320, "height": 640}
MOST_BYTES = 60_000  # a first visit, style included


def test_a_family_answers_on_a_telephone_leaves_comes_back_and_sends(visitor):
    link = public_link(visitor)
    visitor.page.context.clear_cookies()

    page = visitor.goes_to(link)
    assert weight(page) < MOST_BYTES
    narrow(visitor, "questionnaire, accueil")
    page.get_by_role("button", name="Commencer").click()
    page.get_by_label("Dans quelle commune").select_option("Legé")
    page.get_by_label("13 ou 14 ans").check()
    narrow(visitor, "questionnaire, première page")
    go_on(page)
    page.get_by_role("group", name=re.compile("librement")).get_by_label("Non").check()

    visitor.goes_to("about:blank")
    visitor.goes_to(link)
    page.get_by_role("button", name="Reprendre où j’en étais").click()
    page.get_by_role("group", name=re.compile("librement")).get_by_label("Non").check()
    go_on(page)
    page.get_by_label("Un bus le mercredi et le samedi").check()
    narrow(visitor, "questionnaire, question conditionnelle")
    for _ in range(4):
        if page.get_by_role("button", name="Envoyer mes réponses").count():
            break
        go_on(page)
    narrow(visitor, "questionnaire, envoi")
    page.get_by_role("button", name="Envoyer mes réponses").click()

    expect(page.get_by_role("heading", name="Merci")).to_be_visible()
    narrow(visitor, "questionnaire, merci")
    assert [cookie["name"] for cookie in page.context.cookies() if cookie["name"] == "questionnaire"] == []
    assert visitor.faults == []


def test_the_team_reads_texts_over_and_cites_a_result(visitor):
    visitor.sign_in(OFFICER, PASSWORD)
    page = visitor.goes_to(SURVEYS)
    visitor.looks("questionnaires")
    page.get_by_role("link", name=re.compile("à relire dans .*Questionnaire aux familles")).click()
    visitor.looks("textes à relire")
    page.get_by_role("button", name="Garder ce texte").first.click()

    visitor.goes_to(SURVEYS)
    page.get_by_role("link", name=re.compile("Lire les résultats")).click()
    expect(page.locator(".chart__plot .main-svg").first).to_be_visible()
    visitor.looks("résultats du questionnaire")
    page.get_by_role("link", name=re.compile("Citer ce résultat")).first.click()
    visitor.looks("citer un résultat")
    page.get_by_role("button", name="Citer dans un constat").click()

    expect(page.get_by_role("heading", name="Nouveau constat")).to_be_visible()
    assert visitor.faults == []


def public_link(visitor: Visitor) -> str:
    visitor.sign_in(OFFICER, PASSWORD)
    page = visitor.goes_to(SURVEYS)
    page.get_by_role("link", name="Questionnaire aux 11-17 ans", exact=True).click()
    visitor.looks("questionnaire ouvert")
    link = page.locator("main a[href*='/questionnaire/']").first.get_attribute("href")
    page.get_by_role("link", name="Affiche avec le code").click()
    visitor.looks("affiche")
    assert link is not None
    return "/questionnaire/" + link.split("/questionnaire/")[1]


def go_on(page: Page) -> None:
    """To the next page, and not before it is there: the one before has the same button."""
    with page.expect_navigation():
        page.get_by_role("button", name="Continuer").click()


def narrow(visitor: Visitor, name: str) -> None:
    """The page at 320 px: axe, no sideways scroll, a picture."""
    visitor.page.set_viewport_size(NARROW)
    visitor.looks(name)
    visitor.page.set_viewport_size(NARROW)
    assert not sideways(visitor.page)
    visitor.page.screenshot(path=visitor.album / f"{name}-320.png", full_page=True)


def sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def weight(page: Page) -> int:
    """What came over the wire for this page."""
    measure = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
        .reduce((sum, entry) => sum + entry.transferSize, 0)"""
    return int(page.evaluate(measure))
