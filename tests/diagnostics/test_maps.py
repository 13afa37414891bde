"""Maps by commune: what is coloured, what is hatched, and what nobody can read in them."""

from decimal import Decimal

import pytest

from diagnostics.figures.classes import Method, classify, rank_of
from diagnostics.models import Dataset, Indicator, IndicatorValue, ValueStatus
from territories.models import Commune
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db

HERE = "/ctg/loire-atlantique/vallee/2026-2030/diagnostic/cartes/"


@pytest.fixture
def draw(loire, ctg):
    """draw("FAM1", "ratio", {"44001": 12, "44002": None}) gives figures of 2022; None is a secret."""

    def make(code, kind, values, *, year=2022, **fields):
        with caf_scope(loire):
            indicator, _ = Indicator.objects.get_or_create(
                caf=loire, code=code, defaults={"theme": "families", "label": f"Carte {code}", "unit": "%",
                "kind": kind, "decimals": 1, "source": "Insee", "finest_level": "commune"} | fields,
            )  # fmt: skip
            source, _ = Dataset.objects.get_or_create(
                caf=loire,
                name="Recensement",
                edition=str(year),
                defaults={"producer": "Insee", "geography_vintage": 2024},
            )
            for insee_code, value in values.items():
                IndicatorValue.objects.create(
                    indicator=indicator, dataset=source, commune=Commune.objects.get(insee_code=insee_code), year=year,
                    value=value, status=ValueStatus.OK if value is not None else ValueStatus.SUPPRESSED_PRIMARY,
                )  # fmt: skip
        return indicator

    return make


def tones(response) -> dict[str, str]:
    return {shape.title.partition("\u00a0:")[0]: shape.tone for shape in response.context["map"].shapes}


def test_a_ratio_is_drawn_by_classes_and_a_secret_by_a_pattern(as_user, rachid, draw):
    draw("FAM1", "ratio", {"44001": 12, "44002": None})

    response = as_user(rachid).get(HERE)

    assert tones(response) == {
        "Abbaretz": "class-1",
        "Aigrefeuille-sur-Maine": "secret",
        "Ancenis-Saint-Géréon": "missing",
    }
    assert 'fill="url(#carte-secret)"' in response.content.decode()
    assert "Ni l’un ni l’autre ne veut dire zéro" in response.content.decode()


def test_a_count_is_drawn_by_circles_whose_surface_is_the_number(as_user, rachid, draw):
    draw("CAF6", "count", {"44001": 400, "44002": 100, "44003": 0}, unit="foyers", decimals=0)

    drawing = as_user(rachid).get(HERE).context["map"]

    assert {shape.tone for shape in drawing.shapes} == {"plain"}
    large, small = (float(mark.radius) for mark in drawing.marks)
    assert large / small == pytest.approx(2, rel=0.01)
    assert [mark.text for mark in drawing.scale] == ["200", "100"]


def test_nothing_of_a_hidden_commune_is_on_the_page_or_in_the_file(as_user, rachid, draw):
    draw("FAM1", "ratio", {"44001": 12, "44002": 17, "44003": None})
    client = as_user(rachid)

    page, file = client.get(HERE), client.get(f"{HERE}donnees.csv").content.decode("utf-8-sig")

    assert [entry.label.replace("\u00a0", " ") for entry in page.context["map"].legend] == [
        "12,0 % (1 commune)", "17,0 % (1 commune)", "s : secret statistique (1 commune)",
    ]  # fmt: skip
    assert "Ancenis-Saint-Géréon\u00a0: secret statistique" in page.content.decode()
    assert "Ancenis-Saint-Géréon;44003;CC du Pays d’Ancenis;Carte FAM1;%;2022;s;Secret statistique;" in file


def test_a_secret_is_last_in_the_list_whatever_the_order(as_user, rachid, draw):
    draw("FAM1", "ratio", {"44001": 12, "44002": None, "44003": 9})
    client = as_user(rachid)

    orders = {
        sort: [line.spot.commune.insee_code for line in client.get(f"{HERE}?tri={sort}").context["lines"]]
        for sort in ("valeur", "-valeur", "commune", "n'importe quoi")
    }

    assert orders == {
        "valeur": ["44003", "44001", "44002"],
        "-valeur": ["44001", "44003", "44002"],
        "commune": ["44001", "44002", "44003"],
        "n'importe quoi": ["44001", "44003", "44002"],
    }


def test_one_map_shows_one_year(as_user, rachid, draw):
    draw("FAM1", "ratio", {"44001": 12, "44002": 15}, year=2017)
    draw("FAM1", "ratio", {"44001": 14}, year=2022)
    client = as_user(rachid)

    latest, earlier = client.get(HERE), client.get(f"{HERE}?annee=2017")

    assert tones(latest)["Aigrefeuille-sur-Maine"] == "missing"
    assert tones(earlier)["Aigrefeuille-sur-Maine"] == "class-2"
    assert client.get(f"{HERE}?annee=1800").context["reading"].year == 2022


def test_neighbours_are_grey_and_cannot_be_reached(as_user, rachid, draw):
    draw("FAM1", "ratio", {"44001": 12})

    response = as_user(rachid).get(HERE)

    assert len(response.context["map"].neighbours) == 2  # Le Croisic and La Baule, below the valley
    assert response.content.decode().count('class="map__commune"') == 3


def test_the_whole_epci_may_be_read_and_the_perimeter_stays_drawn(as_user, chloe, coast, make_ctg, draw):
    make_ctg(coast, "44055")
    draw("FAM1", "ratio", {"44055": 12, "44049": 15})
    client, here = as_user(chloe), "/ctg/loire-atlantique/cote/2026-2030/diagnostic/cartes/"

    perimeter, epci = client.get(here), client.get(f"{here}?etendue=epci")

    assert set(tones(perimeter)) == {"La Baule-Escoublac"}
    assert set(tones(epci)) == {"La Baule-Escoublac", "Le Croisic"}
    page = epci.content.decode()
    assert page.count('class="map__perimeter"') == 1
    assert "hors du périmètre" in page
    assert "De toute l’intercommunalité" in perimeter.content.decode()


def test_the_perimeter_that_is_the_epci_offers_no_other_extent(as_user, chloe, coast_ctg, draw):
    draw("FAM1", "ratio", {"44055": 12, "44049": 15})

    page = as_user(chloe).get("/ctg/loire-atlantique/cote/2026-2030/diagnostic/cartes/").content.decode()

    assert "De toute l’intercommunalité" not in page


def test_each_commune_of_the_map_leads_to_its_line(as_user, rachid, draw):
    draw("FAM1", "ratio", {"44001": 12})

    page = as_user(rachid).get(HERE).content.decode()

    assert '<a class="map__commune" href="#commune-44001"><title>Abbaretz\u00a0: 12,0\u00a0%</title>' in page
    assert '<tr id="commune-44001">' in page


def test_without_outline_the_list_says_the_same(as_user, victor, marsh_ctg, vendee):
    with caf_scope(vendee):
        Indicator.objects.create(caf=vendee, code="DEM1", theme="population", label="Population", unit="habitants",
                                 kind="count", source="Insee", finest_level="commune")  # fmt: skip

    page = as_user(victor).get("/ctg/vendee/marais/2026-2030/diagnostic/cartes/").content.decode()

    assert "Les contours de ces communes ne sont pas chargés" in page
    assert "Aizenay" in page


def test_a_caf_without_indicator_is_told_so(as_user, rachid, ctg):
    client = as_user(rachid)

    assert "Aucun indicateur à la commune" in client.get(HERE).content.decode()
    assert client.get(f"{HERE}donnees.csv").status_code == 404


def test_quantiles_never_part_equal_figures():
    classes = classify([Decimal(text) for text in ["1", "1", "1", "1", "1", "2", "9", "9"]])

    assert [(int(each.low), int(each.high), each.count) for each in classes] == [(1, 1, 5), (2, 2, 1), (9, 9, 2)]


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize("values", [[5], [5, 5], [1, 2], [0, 0, 3], [-2, -1, 0, 1, 2, 3, 4, 5, 6], list(range(40))])
def test_every_figure_has_its_class_and_every_class_its_figures(method, values):
    figures = [Decimal(value) for value in values]

    classes = classify(figures, method)

    ranks = [rank_of(figure, classes) for figure in figures]
    assert [each.count for each in classes] == [ranks.count(each.rank) for each in classes]
    assert len(classes) <= 4
    assert (classes[0].low, classes[-1].high) == (min(figures), max(figures))


def test_equal_widths_show_the_gaps():
    classes = classify([Decimal(value) for value in (0, 1, 2, 100)], Method.EQUAL)

    assert [(int(each.low), int(each.high), each.count) for each in classes] == [
        (0, 25, 3),
        (25, 50, 0),
        (50, 75, 0),
        (75, 100, 1),
    ]
