"""The whole life of a CTG, walked in a browser: from a real territory to a sealed convention that anybody can verify.

Nothing is typed behind the scenes: what one step writes, the next one reads on its page. Each page where the
walk stops is examined at two widths.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

ADVISER = "antoine.brossard@demo.example"
MANAGER = "victor.arnaud@demo.example"
OFFICER = "camille.rouault@demo.example"
ELECTED = "elise.moreau@demo.example"
COMPLETE = "/ctg/loire-atlantique/sud-retz-atlantique/2026-2030/"
START = timezone.localdate().year + 1
YEARS = range(START, START + 5)


def test_from_a_real_territory_to_a_sealed_convention(visitor, tmp_path):
    visitor.sign_in(MANAGER, PASSWORD)
    opens_a_ctg(visitor)
    validates(visitor, "Préparation")
    reads_and_writes_the_diagnosis(visitor)
    validates(visitor, "Diagnostic partagé")
    writes_the_plan(visitor)
    validates(visitor, "Plan d’actions")
    file = produces_the_convention(visitor, tmp_path)
    verifies(visitor, file)
    assert verdict_of_the_command(file) == ("authentic", hashlib.sha256(file.read_bytes()).hexdigest())
    assert visitor.faults == []


def test_the_officer_follows_up_and_measures(visitor):
    visitor.sign_in(OFFICER, PASSWORD)
    page = visitor.goes_to(f"{COMPLETE}suivi/")
    visitor.looks("suivi")
    visitor.goes_to(f"{COMPLETE}plan/")
    page.get_by_role("link", name=re.compile("Recruter et fidéliser")).first.click()
    visitor.looks("fiche action")
    page.get_by_role("link", name="Donner des nouvelles").first.click()
    page.locator("[name=status]").select_option("in_progress")
    page.locator("[name=progress]").fill("45")
    page.locator("[name=note]").fill("Douze rencontres tenues.")
    visitor.looks("donner des nouvelles")
    page.get_by_role("button", name="Enregistrer ces nouvelles").click()
    expect(page.get_by_text("Douze rencontres tenues.").first).to_be_visible()

    visitor.goes_to(f"{COMPLETE}evaluation/")
    visitor.looks("évaluation")
    page.get_by_role("link", name="Assistantes maternelles en activité").first.click()
    expect(page.locator(".chart__plot .main-svg").first).to_be_visible()
    visitor.looks("indicateur d’évaluation")
    page.get_by_role("link", name=re.compile("Ajouter une mesure|Corriger")).first.click()
    visitor.looks("mesure")
    assert visitor.faults == []


def test_the_adviser_reads_the_portfolio_of_real_territories(visitor):
    visitor.sign_in(ADVISER, PASSWORD)

    page = visitor.goes_to("/caf/loire-atlantique/")
    visitor.looks("portefeuille de Loire-Atlantique")
    page.locator("[name=phase]").select_option("follow_up")
    page.get_by_role("button", name="Filtrer").click()

    expect(page).to_have_url(re.compile("phase=follow_up"))
    expect(page.get_by_role("link", name="Sud Retz Atlantique").first).to_be_visible()
    assert visitor.faults == []


def test_an_elue_reads_two_minutes_on_a_telephone(visitor):
    visitor.page.set_viewport_size({"width": 360, "height": 740})
    visitor.sign_in(ELECTED, PASSWORD)

    expect(visitor.page.get_by_text("Ce que l’on attend de moi")).to_be_visible()
    expect(visitor.page.get_by_text("actions promises")).to_be_visible()
    visitor.looks("page de l’élue")
    assert visitor.faults == []


def opens_a_ctg(visitor: Visitor) -> None:
    page = visitor.goes_to("/caf/vendee/")
    visitor.looks("portefeuille")
    page.get_by_role("link", name="Nouvelle CTG").click()
    visitor.looks("choisir un territoire")
    page.get_by_role("row", name=re.compile("aucune")).first.get_by_role("link").click()
    page.locator("[name=start]").fill(f"{START}-01-01")
    page.locator("[name=end]").fill(f"{START + 6}-12-31")
    visitor.looks("nouvelle CTG")
    page.get_by_role("button", name="Créer la CTG").click()
    expect(page.get_by_text("Une CTG dure cinq ans au plus").first).to_be_visible()
    visitor.looks("nouvelle CTG refusée")
    page.locator("[name=end]").fill(f"{START + 4}-12-31")
    page.get_by_role("button", name="Créer la CTG").click()
    page.wait_for_url(re.compile(rf"/ctg/vendee/[\w-]+/{START}-{START + 4}/$"))
    visitor.ctg = urlsplit(page.url).path
    visitor.looks("synthèse d’une CTG neuve")


def validates(visitor: Visitor, phase: str) -> None:
    """A COPIL meets today and validates the phase; the first time, it must be made."""
    page = visitor.goes_to(f"{visitor.ctg}instances/")
    if phase == "Préparation":
        visitor.looks("instances vides")
        makes_the_steering_committee(page, visitor)
    else:
        page.get_by_role("link", name="Comité de pilotage").first.click()
    page.get_by_role("link", name="Prévoir une réunion").first.click()
    page.locator("[name=held_on]").fill(timezone.localdate().isoformat())
    page.locator("[name=place]").fill(f"Mairie, pour « {phase} »")
    page.get_by_role("button", name="Prévoir la réunion").click()
    page.wait_for_url(re.compile(r"/reunions/[0-9a-f-]{36}/$"))
    meeting = page.url
    page.get_by_role("link", name="Ajouter un point").click()
    page.locator("[name=title]").fill(f"Valider : {phase}")
    page.get_by_role("button", name="Inscrire ce point").click()
    page.goto(meeting)
    page.get_by_role("link", name="Relever les présences").click()
    for seat in page.locator("select[name^=seat-]").all():
        seat.select_option("present")
    page.get_by_role("button", name="La réunion s’est tenue").click()
    page.goto(meeting)
    visitor.looks(f"réunion {phase}")
    page.goto(f"{meeting}decisions/validation/")
    page.locator("[name=text]").fill(f"Le COPIL valide la phase « {phase} ».")
    page.get_by_role("button", name="Continuer").click()
    visitor.looks(f"confirmer {phase}")
    page.locator("main form button[type=submit]").first.click()
    visitor.goes_to(visitor.ctg)
    expect(page.locator(".phase--done").filter(has_text=phase.split(maxsplit=1)[0])).to_have_count(1)


def makes_the_steering_committee(page: Page, visitor: Visitor) -> None:
    page.get_by_role("link", name="Créer une instance").first.click()
    page.locator("[name=kind]").select_option("steering")
    page.locator("[name=name]").fill("Comité de pilotage")
    visitor.looks("nouvelle instance")
    page.get_by_role("button", name="Créer l’instance").click()
    page.wait_for_url(re.compile(r"/instances/[0-9a-f-]{36}/$"))
    body = page.url
    for rank in (1, 2):
        page.goto(f"{body}sieges/nouveau/")
        page.locator("[name=contact]").select_option(index=rank)
        page.locator("[name=starts_on]").fill("2026-01-01")
        page.get_by_role("button", name="Ajouter").click()
    page.goto(body)


def reads_and_writes_the_diagnosis(visitor: Visitor) -> None:
    page = visitor.goes_to(f"{visitor.ctg}diagnostic/synthese/")
    page.locator("[name=summary]").fill("Un territoire jeune, où l’accueil manque.")
    page.locator("[name=method]").fill("Ateliers, entretiens et statistiques.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("La synthèse du diagnostic est enregistrée")).to_be_visible()
    visitor.goes_to(f"{visitor.ctg}diagnostic/indicateurs/")
    visitor.looks("indicateurs")
    page.locator("tbody th a").first.click()
    expect(page.locator(".chart__plot .main-svg").first).to_be_visible()
    visitor.looks("un indicateur")
    visitor.goes_to(f"{visitor.ctg}diagnostic/constats/nouveau/")
    page.locator("[name=title]").fill("Peu de places pour les moins de trois ans")
    page.locator("[name=quadrant]").select_option("weakness")
    page.locator("[name=theme]").select_option("early_childhood")
    page.get_by_text("Chiffres cités").first.click()
    page.locator("[name=indicators]").first.check()
    visitor.looks("nouveau constat")
    page.get_by_role("button", name="Enregistrer").click()
    visitor.looks("constats")
    visitor.goes_to(f"{visitor.ctg}diagnostic/enjeux/nouveau/")
    page.locator("[name=title]").fill("Accueillir les tout-petits près de chez eux")
    page.locator("[name=theme]").select_option("early_childhood")
    page.locator("[name=priority]").select_option("1")
    page.locator("[name=findings]").first.check()
    page.get_by_role("button", name="Enregistrer").click()
    visitor.looks("enjeux")
    visitor.goes_to(f"{visitor.ctg}diagnostic/")
    visitor.looks("diagnostic")


def writes_the_plan(visitor: Visitor) -> None:
    page = visitor.goes_to(f"{visitor.ctg}plan/")
    visitor.looks("plan vide")
    visitor.goes_to(f"{visitor.ctg}plan/elements/nouveau/")
    page.locator("[name=title]").fill("Accueillir les 0-3 ans")
    page.get_by_role("button", name="Ajouter au plan").click()
    visitor.goes_to(f"{visitor.ctg}plan/organiser/")
    page.get_by_role("link", name=re.compile("Ajouter : objectif")).first.click()
    page.locator("[name=title]").fill("Ouvrir des places")
    page.get_by_role("button", name="Ajouter au plan").click()
    visitor.goes_to(f"{visitor.ctg}plan/organiser/")
    visitor.looks("organiser le plan")
    visitor.goes_to(f"{visitor.ctg}plan/actions/nouvelle/")
    page.locator("[name=node]").select_option(label="1.1 Ouvrir des places")
    page.locator("[name=title]").fill("Ouvrir un multi-accueil")
    page.get_by_role("button", name="Créer la fiche").click()
    page.wait_for_url(re.compile(r"/plan/actions/[0-9a-f-]{36}/$"))
    fiche = page.url
    fills_the_fiche(visitor, page, fiche)
    page.goto(fiche)
    visitor.looks("fiche complète")
    page.get_by_role("button", name=re.compile("Valider")).first.click()
    visitor.goes_to(f"{visitor.ctg}plan/")
    visitor.looks("plan")
    visitor.goes_to(f"{visitor.ctg}plan/frise/")
    visitor.looks("frise")


def fills_the_fiche(visitor: Visitor, page: Page, fiche: str) -> None:
    page.goto(f"{fiche}pilotage/")
    page.locator("[name=pilot]").select_option(index=1)
    page.get_by_role("button", name="Enregistrer").click()
    page.goto(f"{fiche}calendrier/")
    page.locator("[name=starts_on]").fill(f"{START}-02-01")
    page.locator("[name=ends_on]").fill(f"{START + 4}-12-31")
    page.get_by_role("button", name="Enregistrer").click()
    page.goto(f"{fiche}enjeux/")
    page.locator("[name=issues]").first.check()
    page.get_by_role("button", name="Enregistrer").click()
    page.goto(f"{fiche}etapes/nouvelle/")
    page.locator("[name=title]").fill("Permis de construire")
    page.locator("[name=due_on]").fill(f"{START}-09-30")
    page.get_by_role("button", name="Ajouter l’étape").click()
    page.goto(f"{fiche}budget/")
    page.locator("[name=expenses-0-nature]").select_option("operating")
    page.locator("[name=resources-0-funder]").select_option("caf")
    for year in YEARS:
        page.locator(f"[name=expenses-0-y{year}]").fill("12 345,50")
        page.locator(f"[name=resources-0-y{year}]").fill("12 345,50")
    visitor.looks("budget")
    page.locator("main form button[type=submit]:not([name=more])").last.click()


def produces_the_convention(visitor: Visitor, folder: Path) -> Path:
    page = visitor.goes_to(f"{visitor.ctg}convention/")
    visitor.looks("convention vide")
    page.get_by_role("button", name="Commencer la rédaction").click()
    for name in ("Caf de la Vendée", "Communauté de communes"):
        adds_a_party(page, visitor, name)
    visitor.goes_to(f"{visitor.ctg}convention/")
    visitor.looks("convention")
    page.get_by_role("button", name="Produire le document scellé").click()
    expect(page.get_by_text("Le document est scellé")).to_be_visible(timeout=90_000)
    visitor.looks("document scellé")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger le PDF").click()
    file = folder / "convention.pdf"
    download.value.save_as(file)
    assert hashlib.sha256(file.read_bytes()).hexdigest() in page.content()
    return file


def adds_a_party(page: Page, visitor: Visitor, name: str) -> None:
    """The first organisation of that name, by the first of its people."""
    visitor.goes_to(f"{visitor.ctg}convention/signataires/nouveau/")
    organisations = page.locator("[name=organisation]")
    label = organisations.locator("option", has_text=name).first.inner_text()
    organisations.select_option(label=label)
    people = page.locator("[name=representative] option", has_text=f"– {label}")
    page.locator("[name=representative]").select_option(people.first.get_attribute("value"))
    page.locator("[name=quality]").fill("qui la représente")
    page.get_by_role("button", name="Enregistrer").click()


def verifies(visitor: Visitor, file: Path) -> None:
    visitor.page.context.clear_cookies()
    page = visitor.goes_to("/verifier/")
    visitor.looks("vérifier")
    page.locator("[name=file]").set_input_files(file)
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_text("Document authentique")).to_be_visible()
    visitor.looks("document authentique")
    changed = file.with_name("modifie.pdf")
    changed.write_bytes(file.read_bytes() + b"\n%")
    page.locator("[name=file]").set_input_files(changed)
    page.get_by_role("button", name="Vérifier").click()
    expect(page.get_by_text("Document modifié")).to_be_visible()


def verdict_of_the_command(file: Path) -> tuple[str, str]:
    """What `manage.py verify_pdf` prints, beside the running site."""
    command = [sys.executable, "manage.py", "verify_pdf", str(file)]
    environment = os.environ | {
        "CTG_VAR": os.environ["CTG_SITE_VAR"],
        "DATABASE_URL": os.environ["CTG_SITE_DATABASE_URL"],
        "DJANGO_SETTINGS_MODULE": "ctg.settings",
    }
    printed = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    answer = json.loads(printed.stdout)
    return answer["verdict"], answer["sha256"]
