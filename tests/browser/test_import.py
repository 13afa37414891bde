"""An adviser imports a file of the Caf, and the portrait of the communes changes."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

ADVISER = "antoine.brossard@demo.example"
IMPORTS = "/caf/loire-atlantique/imports/"
PORTRAIT = "/ctg/loire-atlantique/sud-retz-atlantique/2026-2030/diagnostic/indicateurs/CAF1/"
YEAR = timezone.localdate().year - 1
FILE = (
    "dtreffre;numcomdo;nomcomdo;indfoy_ndur;indfoy_rsa\n"
    f"{YEAR}12;44081;LEGE;1235;45\n{YEAR}12;44087;MACHECOUL-SAINT-MEME;1820;65\n{YEAR}12;44206;TOUVOIS;415;s\n"
    f"{YEAR}12;99999;ETRANGER;5;0\n"
)


def test_an_adviser_imports_a_caf_file_and_sees_the_portrait_change(visitor, tmp_path):
    file = tmp_path / "s_ben_com_f.csv"
    file.write_text(FILE, encoding="utf-8")
    visitor.sign_in(ADVISER, PASSWORD)

    receives(visitor, file)
    imports(visitor)
    reads_the_portrait(visitor)
    undoes(visitor)

    assert visitor.faults == []


def receives(visitor: Visitor, file) -> None:
    visitor.goes_to(IMPORTS)
    page = visitor.goes_to(f"{IMPORTS}nouveau/")
    page.get_by_label("Fichier").set_input_files(file)
    visitor.looks("importer un fichier")
    page.get_by_role("button", name="Lire ce fichier").click()
    expect(page.get_by_text("Caf, bénéficiaires par commune")).to_be_visible()
    expect(page.get_by_role("cell", name="MACHECOUL-SAINT-MEME")).to_be_visible()
    visitor.looks("fichier reconnu")


def imports(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("button", name="Importer ces chiffres").click()
    expect(page.get_by_role("link", name="Compte rendu en CSV")).to_be_visible(timeout=60_000)
    visitor.looks("compte rendu")
    with page.expect_download() as download:
        page.get_by_role("link", name="Compte rendu en CSV").click()
    assert "Lignes lues;4" in download.value.path().read_text(encoding="utf-8-sig")


def reads_the_portrait(visitor: Visitor) -> None:
    page = visitor.page
    report = page.url
    visitor.goes_to(PORTRAIT)
    communes = page.get_by_role("region", name="Par commune")
    expect(communes.get_by_role("row", name=re.compile("^Legé"))).to_contain_text(
        re.compile(rf"1\s235.*{YEAR}", re.DOTALL)
    )
    visitor.looks("portrait après l’import")
    page.goto(report)


def undoes(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("link", name="Annuler cet import").click()
    page.get_by_role("button", name="Annuler cet import").click()
    expect(page.get_by_text("Cet import est annulé")).to_be_visible()
    visitor.goes_to(PORTRAIT)
    communes = page.get_by_role("region", name="Par commune")
    expect(communes.get_by_role("row", name=re.compile("^Legé"))).not_to_contain_text(str(YEAR))
