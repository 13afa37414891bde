"""What a partner writes becomes a finding, then an issue; telephones vote on it, the COPIL rules."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, SCREENSHOTS
from tests.browser.visitor import TELEPHONE, Visitor

pytestmark = pytest.mark.browser

OFFICER = "camille.rouault@demo.example"
HERE = "/ctg/loire-atlantique/sud-retz-atlantique/2026-2030/diagnostic/"
SAID = "Les parents de Legé se sentent loin de tout"


def test_a_partner_s_words_become_a_finding_then_an_issue_and_telephones_vote(visitor):
    link = asks_for_a_contribution(visitor)
    writes_without_an_account(visitor, link)
    makes_a_finding(visitor)
    makes_an_issue(visitor)
    votes(visitor)
    sees_what_became_of_it(visitor, link)

    assert visitor.faults == []


def asks_for_a_contribution(visitor: Visitor) -> str:
    visitor.sign_in(OFFICER, PASSWORD)
    page = visitor.goes_to(f"{HERE}contributions/lien/")
    page.locator("[name=contact]").select_option(index=1)
    page.locator("[name=message]").fill("Votre regard compte.")
    visitor.looks("demander une contribution")
    page.get_by_role("button", name="Envoyer le lien").click()
    expect(page.get_by_text("Le lien est parti")).to_be_visible()
    visitor.goes_to("/_messagerie/")
    visitor.looks("messagerie")
    page.get_by_role("link", name=re.compile("Votre regard")).first.click()
    link = re.search(r"/contribuer/[\w-]+/", page.content())
    assert link is not None
    return link.group()


def writes_without_an_account(visitor: Visitor, link: str) -> None:
    visitor.page.context.clear_cookies()
    page = visitor.goes_to(link)
    visitor.looks("contribuer")
    page.locator("[name=theme]").select_option("parenting")
    page.locator("[name=title]").fill(SAID)
    page.locator("[name=text]").fill("Aucun lieu d’accueil le samedi.")
    page.locator("[name=is_anonymous]").check()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("heading", name="Merci")).to_be_visible()


def makes_a_finding(visitor: Visitor) -> None:
    visitor.sign_in(OFFICER, PASSWORD)
    page = visitor.goes_to(f"{HERE}contributions/")
    visitor.looks("contributions")
    row = page.get_by_role("listitem").filter(has_text=SAID).first
    row.get_by_label("Réponse à l’auteur").fill("Merci, nous le citerons.")
    row.get_by_role("button", name=re.compile("Retenir")).click()
    page.get_by_role("link", name="En faire un constat").click()
    expect(page.get_by_text("Citation prête")).to_be_visible()
    page.locator("[name=quadrant]").select_option("weakness")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("link", name=f"« {SAID} »", exact=True)).to_be_visible()
    visitor.looks("un constat")


def makes_an_issue(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("link", name="En faire un nouvel enjeu").click()
    page.locator("[name=title]").fill("Un accueil près de chez soi")
    expect(page.get_by_label(SAID)).to_be_checked()
    page.get_by_role("button", name="Enregistrer").click()
    by_keyboard(visitor.goes_to(f"{HERE}constats/"))
    visitor.looks("le tableau AFOM")
    visitor.goes_to(f"{HERE}enjeux/")
    visitor.looks("les enjeux")


def by_keyboard(page: Page) -> None:
    """Move the finding to the threats without touching the mouse."""
    card = page.get_by_role("listitem").filter(has_text=SAID).first
    card.locator("summary").focus()
    page.keyboard.press("Enter")
    card.get_by_role("button", name="Vers Menaces").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".board__quadrant--threat").get_by_role("link", name=SAID)).to_be_visible()


def votes(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("link", name="Ouvrir un vote").click()
    page.get_by_role("button", name="Ouvrir le vote").click()
    visitor.looks("le vote au mur")
    code = page.locator(".projector__code").inner_text()
    browser = visitor.context.browser
    assert browser is not None
    for number in (1, 2):
        with Visitor(browser, visitor.site, SCREENSHOTS / "test_voices_telephone") as telephone:
            votes_on_a_telephone(telephone, code, looks=number == 1)
            visitor.faults += telephone.faults
    expect(page.locator("#count")).to_contain_text("2 bulletins reçus", timeout=8000)
    page.get_by_role("button", name="Clore le vote").click()
    expect(page.get_by_role("heading", name=re.compile("résultat"))).to_be_visible()
    visitor.looks("le résultat du vote")


def votes_on_a_telephone(telephone: Visitor, code: str, *, looks: bool) -> None:
    page = telephone.goes_to("/vote/")
    page.set_viewport_size(TELEPHONE)
    page.get_by_label("Code du vote").fill(code.lower())
    page.get_by_role("button", name="Continuer").click()
    page.locator("fieldset").nth(0).get_by_label("3", exact=True).check()
    page.locator("fieldset").nth(1).get_by_label("2", exact=True).check()
    expect(page.get_by_text("Tous vos points sont posés.")).to_be_visible()
    if looks:
        telephone.looks("un bulletin")
    page.get_by_role("button", name="Voter").click()
    expect(page.get_by_text("Votre vote est compté")).to_be_visible()


def sees_what_became_of_it(visitor: Visitor, link: str) -> None:
    visitor.page.context.clear_cookies()
    page = visitor.goes_to(link)
    expect(page.get_by_text("Merci, nous le citerons.")).to_be_visible()
    expect(page.get_by_text(f"Citée dans le constat « {SAID} »")).to_be_visible()
