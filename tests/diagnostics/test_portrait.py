"""The portrait of a territory and of a commune, read by a mayor; what is hidden is found nowhere in them."""

import re

import plotly.graph_objects as go
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from diagnostics.models import ValueStatus
from diagnostics.services import communes, portrait
from diagnostics.services.communes import of_place
from territories.models import Commune
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db

HERE = "/ctg/loire-atlantique/vallee/2026-2030/diagnostic/"
SECRET = "7919"  # the figure that would be seen if a hidden one were


@pytest.fixture
def village(write) -> None:
    """44001 hides its RSA; 44002 and 44003 show theirs, but only one of them had a figure three years ago."""
    for year in (2021, 2022, 2023, 2024):
        write("DEM3", 20, year=year, commune="44001")
        write("DEM3", 40, year=year, commune="44002")
        write("DEM3", 90, year=year, commune="44003")
        write("CAF6", None, year=year, commune="44001", status=ValueStatus.SUPPRESSED_PRIMARY)
        write("CAF6", 12, year=year, commune="44002")
        write("CAF6", int(SECRET), year=year, department_id="44")
    write("FAM1", 17, 40, commune="44001")
    write("FAM1", 1, 5, commune="44002")
    write("FAM1", 3, 9, commune="44003")
    write("FAM1", 13, 100, department_id="44")


def test_a_mayor_reads_one_commune_beside_the_territory_and_the_departement(as_user, elise, ctg, village):
    page = as_user(elise).get(f"{HERE}communes/44001/").content.decode().replace("\u00a0", " ")

    assert "Portrait d’Abbaretz" in page
    assert "42,5 % des familles avec enfant sont monoparentales." in page  # too few families to be compared
    assert "moins de 50 familles avec enfant" in page
    assert 'data-label="Département">13,0' in page


def test_a_hidden_figure_of_a_commune_is_a_mark_that_is_explained(as_user, elise, ctg, village):
    page = as_user(elise).get(f"{HERE}communes/44001/").content.decode()

    assert '<abbr title="Secret statistique">s</abbr>' in page
    assert "1\u00a0chiffre caché" in page
    assert "bénéficie du RSA" not in page


@pytest.mark.parametrize("code", ["44055", "85001", "99999", "zzz"])
def test_a_commune_of_another_territory_has_no_portrait_here(as_user, camille, ctg, coast_ctg, code):
    client = as_user(camille)

    assert client.get(f"{HERE}communes/{code}/").status_code == 404
    assert client.get(f"{HERE}communes/{code}/donnees.csv").status_code == 404


def test_the_communes_are_listed_with_their_population(as_user, rachid, ctg):
    page = as_user(rachid).get(f"{HERE}communes/").content.decode()

    assert "11\u202f199" in page
    assert 'href="44001/"' in page


def test_the_csv_of_a_commune_says_what_its_page_says(as_user, elise, ctg, village):
    text = as_user(elise).get(f"{HERE}communes/44001/donnees.csv").content.decode("utf-8-sig")

    assert "Foyers bénéficiaires du RSA;foyers;Commune;2024;s;Secret statistique" in text
    assert "Part des familles monoparentales;%;Commune;2022;42,5;" in text


def test_what_is_hidden_is_in_no_sentence_no_evolution_and_no_chart(loire, ctg, village):
    with caf_scope(loire):
        reading = portrait.read(ctg)
        of_commune = communes.read(ctg, Commune.objects.get(insee_code="44001"))
    benefit = next(line for line in of_commune.lines if line.indicator.code == "CAF6")
    territory = next(line for line in reading.lines if line.indicator.code == "CAF6")

    assert (benefit.sentence, benefit.change, benefit.warning, benefit.rates) == ("", "", "", None)
    assert territory.sentence.startswith("Au moins 12 foyers")  # the part that is shown, and no comparison
    assert territory.change == ""
    assert territory.rates is None or "soit" not in territory.sentence


def test_the_charts_of_the_page_are_drawn_by_plotly_without_bounds_nor_hidden_figures(as_user, elise, ctg, village):
    response = as_user(elise).get(f"{HERE}indicateurs/")

    charts = {line.indicator.code: figure for _, charts in response.context["parts"] for line, figure in charts}
    assert go.Figure(charts["DEM3"]).data[0].y == (150, 150, 150, 150)
    assert all(y is None for y in charts.get("CAF6", {"data": [{"y": []}]})["data"][0]["y"])


def test_a_figure_collected_only_at_an_older_date_does_not_stand_for_a_hidden_one(loire, ctg, write):
    write("LOG3B", 5, 100, year=2017, commune="44001")
    write("LOG3B", None, year=2022, commune="44001", status=ValueStatus.SUPPRESSED_SECONDARY)

    with caf_scope(loire):
        of_commune = communes.read(ctg, Commune.objects.get(insee_code="44001"))

    line = next(line for line in of_commune.lines if line.indicator.code == "LOG3B")
    assert (line.territory.value, line.territory.mark, line.sentence, line.change) == (None, "s", "", "")


@pytest.mark.parametrize("page", ["indicateurs/", "communes/44001/"])
def test_a_portrait_asks_as_many_queries_for_one_commune_and_year_as_for_many(as_user, camille, ctg, write, page):
    client = as_user(camille)
    write("FAM1", 1, 5, commune="44002")
    client.get(f"{HERE}{page}")
    with CaptureQueriesContext(connection) as few:
        client.get(f"{HERE}{page}")
    for year in (2012, 2017):
        for code in ("44001", "44002", "44003"):
            write("FAM1", 3, 9, year=year, commune=code)

    with CaptureQueriesContext(connection) as many:
        client.get(f"{HERE}{page}")

    assert len(many) == len(few)
    assert len(many) <= 18  # ten of them are the session, the person, the guard and the savepoints of the test


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Legé", "de Legé"),
        ("Le Croisic", "du Croisic"),
        ("Les Sorinières", "des Sorinières"),
        ("Abbaretz", "d’Abbaretz"),
        ("Héric", "d’Héric"),
        ("Haute-Goulaine", "de Haute-Goulaine"),
        ("La Marne", "de La Marne"),
        ("L’Île-d’Yeu", "de L’Île-d’Yeu"),
        ("Yeu", "de Yeu"),
    ],
)
def test_the_name_of_a_place_follows_its_preposition(name, said):
    assert of_place(name) == said


def test_each_theme_has_an_address_of_its_own_and_the_page_says_them_all(as_user, elise, ctg, village):
    page = as_user(elise).get(f"{HERE}communes/44001/").content.decode()

    themes = re.findall(r'href="#(theme-\w+)"', page)
    assert themes
    assert themes == re.findall(r'<section id="(theme-\w+)"', page)
