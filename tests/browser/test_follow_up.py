"""An association gives news of its action from a mail, at 320 px and without an account; the officer accepts them."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

OFFICER = "camille.rouault@demo.example"
HERE = "/ctg/loire-atlantique/sud-retz-atlantique/2026-2030/"
ACTION = "Tenir chaque année une semaine de la parentalité"
SAID = "Trois associations ont rejoint la semaine."


def test_an_association_updates_its_action_from_a_mail_and_the_officer_accepts(visitor):
    link = asks_for_news(visitor)
    answers_on_a_telephone(visitor, link)
    accepts(visitor)
    reads_what_became_of_it(visitor, link)

    assert visitor.faults == []


def asks_for_news(visitor: Visitor) -> str:
    visitor.sign_in(OFFICER, PASSWORD)
    page = visitor.goes_to(f"{HERE}suivi/")
    visitor.looks("suivi")
    page.get_by_role("link", name=re.compile(ACTION)).first.click()
    visitor.looks("fiche suivie")
    page.get_by_role("button", name="Demander des nouvelles par e-mail").click()
    expect(page.get_by_text("Le message est parti vers")).to_be_visible()
    visitor.goes_to("/_messagerie/")
    page.get_by_role("link", name=re.compile("Où en est")).first.click()
    found = re.search(r"/nouvelles/[\w-]+/", page.content())
    assert found is not None
    return found.group()


def answers_on_a_telephone(visitor: Visitor, link: str) -> None:
    visitor.page.context.clear_cookies()
    page = visitor.goes_to(link)
    visitor.looks("nouvelles par lien")
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.screenshot(path=visitor.album / "nouvelles-320.png", full_page=True)
    page.get_by_role("radio", name="En retard").check()
    page.get_by_label(re.compile("En une phrase")).fill(SAID)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("heading", name="Merci")).to_be_visible()
    expect(page.get_by_text("Pas encore lu par l’équipe")).to_be_visible()
    page.screenshot(path=visitor.album / "merci-320.png", full_page=True)


def accepts(visitor: Visitor) -> None:
    visitor.sign_in(OFFICER, PASSWORD)
    page = visitor.goes_to(f"{HERE}suivi/propositions/")
    visitor.looks("nouvelles à relire")
    page.get_by_role("link", name=re.compile(f"Répondre d’un mot.*{ACTION}")).click()
    page.get_by_label(re.compile("Votre mot")).fill("Bravo, on l’annonce au comité.")
    visitor.looks("répondre")
    page.get_by_role("button", name="Retenir ces nouvelles").click()
    expect(page.get_by_text("C’est répondu")).to_be_visible()


def reads_what_became_of_it(visitor: Visitor, link: str) -> None:
    visitor.page.context.clear_cookies()
    page = visitor.goes_to(link)
    expect(page.get_by_text("Bravo, on l’annonce au comité.")).to_be_visible()
    visitor.goes_to(f"{link}plus-tard/?pour=30")
    visitor.looks("plus tard")
