"""Needs against supply: what is counted, what a secret hides, who lacks most, and how far the nearest door is."""

from decimal import Decimal

import plotly.graph_objects as go
import pytest

from diagnostics.models import Dataset, Indicator, IndicatorValue, ValueStatus
from partners.models import Facility
from territories.models import Commune
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db

HERE = "/ctg/loire-atlantique/vallee/2026-2030/diagnostic/besoins/"
OK, SECRET, UNKNOWN = ValueStatus.OK, ValueStatus.SUPPRESSED_PRIMARY, ValueStatus.NOT_AVAILABLE


@pytest.fixture
def counts(loire, ctg):
    """counts("DEM4", {"44001": 50, "44002": SECRET}) writes children of the census of 2022."""

    def make(code, values, *, year=2022):
        with caf_scope(loire):
            indicator, _ = Indicator.objects.get_or_create(
                caf=loire, code=code, defaults={"theme": "population", "label": f"Enfants {code}", "unit": "enfants",
                "kind": "count", "source": "Insee", "finest_level": "commune"},
            )  # fmt: skip
            source, _ = Dataset.objects.get_or_create(
                caf=loire, name="Recensement", edition=str(year), producer="Insee", geography_vintage=2024
            )
            for insee_code, value in values.items():
                hidden = isinstance(value, ValueStatus)
                IndicatorValue.objects.create(
                    indicator=indicator, dataset=source, commune=Commune.objects.get(insee_code=insee_code), year=year,
                    value=None if hidden else value, status=value if hidden else OK,
                )  # fmt: skip

    return make


@pytest.fixture
def opens(loire, valley, lutins, ctg):
    def make(name, kind, insee_code, capacity=None, *, unit="places", territory=valley):
        with caf_scope(loire):
            return Facility.objects.create(
                territory=territory, name=name, kind=kind, commune=Commune.objects.get(insee_code=insee_code),
                operator=lutins, capacity=capacity, unit=unit,
            )  # fmt: skip

    return make


def rates(response) -> dict[str, tuple[object, object]]:
    return {
        line.spot.commune.insee_code: (
            line.rate.mark if line.rate.value is None else round(float(line.rate.value), 1),
            line.gap,
        )
        for line in response.context["lines"]
    }


def test_places_for_a_hundred_children_and_the_gap_to_the_whole(as_user, rachid, counts, opens):
    counts("DEM4", {"44001": 50, "44002": 100, "44003": 50})
    opens("Les Lucioles", "eaje", "44001", 60)
    opens("Les Papillons", "eaje", "44002", 20)

    response = as_user(rachid).get(HERE)

    assert rates(response) == {"44003": (0.0, 20), "44002": (20.0, 20), "44001": (120.0, -40)}
    assert float(response.context["needs"].total.rate.value) == 40
    page = response.content.decode()
    assert "Un taux peut dépasser 100" in page
    assert "manque 20" in page
    assert "40 de plus" in page


def test_a_hidden_denominator_hides_the_rate_the_gap_and_the_whole(as_user, rachid, counts, opens):
    counts("DEM4", {"44001": 50, "44002": SECRET, "44003": 50})
    opens("Les Lucioles", "eaje", "44002", 37)
    client = as_user(rachid)

    response, file = client.get(HERE), client.get(f"{HERE}donnees.csv").content.decode("utf-8-sig")

    assert rates(response) == {"44001": (0.0, None), "44003": (0.0, None), "44002": ("s", None)}
    total = response.context["needs"].total
    assert (total.rate.value, total.rate.mark) == (None, "s")
    assert "Aigrefeuille-sur-Maine;44002;1;37;s;2022;s;Secret statistique;;" in file
    assert go.Figure(response.context["chart"]).data[0].x[0] is None
    assert [shape.tone for shape in response.context["map"].shapes] == ["class-1", "secret", "class-1"]


def test_children_of_two_ages_are_added_only_when_both_may_be_shown(as_user, rachid, counts, opens):
    counts("DEM4B", {"44001": 30, "44002": 30, "44003": UNKNOWN})
    counts("DEM4C", {"44001": 70, "44002": SECRET, "44003": 20})
    opens("L’Escale", "alsh", "44001", 50)

    response = as_user(rachid).get(f"{HERE}?age=3-a-11-ans")

    assert rates(response) == {"44001": (50.0, None), "44002": ("s", None), "44003": ("nd", None)}


def test_only_places_are_counted_and_the_rest_is_named(as_user, rachid, counts, opens):
    counts("DEM4", {"44001": 50})
    opens("Les Lucioles", "eaje", "44001", 10)
    opens("À l’heure", "eaje", "44001", 900, unit="heures")
    opens("Sans capacité", "eaje", "44001")
    opens("Le relais", "rpe", "44001", 10)

    response = as_user(rachid).get(HERE)

    assert response.context["needs"].total.places == 10
    assert "faute d’une capacité en places : Sans capacité, À l’heure" in response.content.decode().replace("\xa0", " ")


def test_what_producers_publish_stands_beside_our_own_count(as_user, rachid, loire, counts, opens):
    counts("DEM4", {"44001": 50})
    counts("PE2", {"44001": 1})
    with caf_scope(loire):
        row = IndicatorValue.objects.get(indicator__code="PE2")
        row.pk, row.commune, row.department_id, row.value = None, None, "44", Decimal("19.4")
        row.save()

    response = as_user(rachid).get(HERE)

    (rate,) = response.context["needs"].published
    assert (rate.territory.mark, rate.territory.value, rate.department.value) == ("nd", None, Decimal("19.4"))
    assert "Ce que d’autres publient" in response.content.decode()


def test_without_census_nothing_is_invented(as_user, rachid, opens):
    opens("Les Lucioles", "eaje", "44001", 10)

    response = as_user(rachid).get(HERE)

    assert {line.rate.mark for line in response.context["lines"]} == {"nd"}
    assert response.context["needs"].total.rate.value is None


def test_two_years_are_never_mixed(as_user, rachid, counts, opens):
    counts("DEM4", {"44001": 10, "44002": 10, "44003": 10}, year=2017)
    counts("DEM4", {"44001": 20}, year=2022)
    opens("Les Lucioles", "eaje", "44001", 10)

    assert rates(as_user(rachid).get(HERE)) == {"44001": (50.0, None), "44002": ("nd", None), "44003": ("nd", None)}


def test_the_nearest_facility_of_each_kind(as_user, rachid, opens):
    opens("Les Lucioles", "eaje", "44001", 10)
    opens("Les Papillons", "eaje", "44003", 10)
    opens("Le relais", "rpe", "44003", 1, unit="ETP")
    client = as_user(rachid)

    response = client.get(f"{HERE}distances/?tri=-rpe")

    cells = {row.spot.commune.insee_code: row.cells for row in response.context["rows"]}
    assert list(cells) == ["44001", "44002", "44003"]
    assert [cell.kilometres for cell in cells["44001"]] == [0, pytest.approx(20, rel=0.02)]
    assert [cell.commune for cell in cells["44002"]] == ["Abbaretz", "Ancenis-Saint-Géréon"]
    assert "à vol d’oiseau" in response.content.decode()
    file = client.get(f"{HERE}distances/donnees.csv").content.decode("utf-8-sig")
    assert "Abbaretz;44001;Établissement d’accueil du jeune enfant;0,0;Abbaretz" in file


def test_neighbours_count_only_when_asked_and_when_they_may_be_seen(as_user, rachid, antoine, opens, coast):
    opens("Les Lucioles", "eaje", "44003", 10)
    opens("À la côte", "eaje", "44049", 10, territory=coast)

    def nearest(user, query=""):
        rows = as_user(user).get(f"{HERE}distances/{query}").context["rows"]
        return {row.spot.commune.insee_code: row.cells[0].commune for row in rows}["44001"]

    assert nearest(antoine) == "Ancenis-Saint-Géréon"
    assert nearest(antoine, "?voisins=1") == "Le Croisic"
    assert nearest(rachid, "?voisins=1") == "Ancenis-Saint-Géréon"


def test_where_no_position_is_known_no_distance_is_told(as_user, victor, vendee, marsh, marsh_ctg, lutins):
    with caf_scope(vendee):
        from_there = Facility(territory=marsh, name="L’Île", kind="eaje", capacity=Decimal(10))
        from_there.commune = Commune.objects.get(insee_code="85001")
        from_there.operator = vendee.organisations.create(name="Marais", kind="association")
        from_there.save()

    response = as_user(victor).get("/ctg/vendee/marais/2026-2030/diagnostic/besoins/distances/")

    cells = {row.spot.commune.insee_code: row.cells[0] for row in response.context["rows"]}
    assert cells["85001"].is_here
    assert cells["85003"] is None


@pytest.mark.parametrize("address", ["?age=zzz", "?tri=zzz", "distances/?tri=zzz", "distances/?voisins=zzz"])
def test_a_wrong_address_is_not_an_error(as_user, rachid, ctg, address):
    assert as_user(rachid).get(f"{HERE}{address}").status_code == 200
