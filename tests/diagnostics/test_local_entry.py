"""Figures typed by hand: by the team, for its own places, never over a producer's, never when too small."""

from decimal import Decimal

import pytest

from diagnostics.models import Dataset, HeldValue, Indicator, IndicatorValue, ValueStatus
from diagnostics.services.catalogue import install_catalogue
from territories.models import Commune
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db

HERE = "/ctg/loire-atlantique/vallee/2026-2030/diagnostic/indicateurs/"


@pytest.fixture
def catalogue(loire, ctg) -> dict[str, Indicator]:
    with caf_scope(loire):
        return install_catalogue(loire)


@pytest.fixture
def place(ctg) -> str:
    return f"commune-{Commune.objects.get(insee_code='44001').pk}"


def typed(place: str, **changes: object) -> dict[str, object]:
    return {"place": place, "year": 2025, "value": "1 204", "source": "Registre"} | changes


def test_a_typed_figure_is_a_local_entry_with_its_origin(as_user, camille, loire, catalogue, place):
    as_user(camille).post(f"{HERE}ENF1/saisir/", typed(place))

    with caf_scope(loire):
        value = IndicatorValue.objects.get()
        assert (value.value, value.status) == (Decimal(1204), ValueStatus.LOCAL)
        assert (value.dataset.name, value.dataset.imported_by) == ("Registre – Vallée", camille)
    page = as_user(camille).get(f"{HERE}ENF1/saisir/").content.decode()
    assert "1\u202f204" in page


def test_typed_again_it_replaces_the_figure_typed_before(as_user, camille, loire, catalogue, place):
    for value in ("1 204", "1 210"):
        as_user(camille).post(f"{HERE}ENF1/saisir/", typed(place, value=value))

    with caf_scope(loire):
        assert [each.value for each in IndicatorValue.objects.all()] == [1210]


def test_a_ratio_is_typed_by_its_two_parts(as_user, camille, loire, catalogue, place):
    parts = typed(place, numerator="12", denominator="48")

    as_user(camille).post(f"{HERE}PE7/saisir/", parts)

    with caf_scope(loire):
        value = IndicatorValue.objects.get()
        assert [value.value, value.numerator, value.denominator] == [25, 12, 48]


def test_a_producers_figure_is_never_replaced(as_user, camille, loire, catalogue, place):
    with caf_scope(loire):
        source = Dataset.objects.create(
            caf=loire, name="Effectifs", producer="Rectorat", edition="2025", geography_vintage=2025
        )
        commune = Commune.objects.get(insee_code="44001")
        IndicatorValue.objects.create(
            indicator=catalogue["ENF1"], dataset=source, commune=commune, year=2025, value=Decimal(7)
        )

    page = as_user(camille).post(f"{HERE}ENF1/saisir/", typed(place)).content.decode()

    assert "Rectorat donne déjà ce chiffre" in page
    assert "1 204" in page  # nothing typed is lost
    with caf_scope(loire):
        assert IndicatorValue.objects.get().value == 7


def test_a_small_figure_is_held_by_the_caf_and_shown_to_nobody(as_user, camille, loire, catalogue, place):
    said = as_user(camille).post(f"{HERE}HAN2/saisir/", typed(place, value="3"), follow=True).content.decode()

    assert "ne sera pas montré" in said
    assert '<abbr title="Secret statistique">s</abbr>' in said
    with caf_scope(loire):
        assert IndicatorValue.objects.get().value is None
        assert HeldValue.objects.get().value == 3


def test_other_places_keep_what_was_shown_of_them(as_user, camille, loire, catalogue, place):
    with caf_scope(loire):
        source = Dataset.objects.create(
            caf=loire, name="Bilan", producer="Ailleurs", edition="2025", geography_vintage=2025
        )
        elsewhere = Commune.objects.get(insee_code="44055")
        IndicatorValue.objects.create(
            indicator=catalogue["HAN2"], dataset=source, commune=elsewhere, year=2025, value=Decimal(30)
        )

    as_user(camille).post(f"{HERE}HAN2/saisir/", typed(place, value="12"))

    with caf_scope(loire):
        assert sorted(each.value or 0 for each in IndicatorValue.objects.all()) == [12, 30]


@pytest.mark.parametrize("code", ["ENF1", "HAN2"])
def test_a_typed_figure_can_be_taken_back(as_user, camille, loire, catalogue, place, code):
    as_user(camille).post(f"{HERE}{code}/saisir/", typed(place))
    with caf_scope(loire):
        value = IndicatorValue.objects.get()

    as_user(camille).post(f"{HERE}{code}/saisies/{value.pk}/retirer/")

    with caf_scope(loire):
        assert not IndicatorValue.objects.exists()
        assert not HeldValue.objects.exists()


@pytest.mark.parametrize(
    ("code", "changes", "sentence"),
    [
        ("ENF1", {"value": "douze"}, "Écrivez un nombre positif"),
        ("ENF1", {"value": "-4"}, "Écrivez un nombre positif"),
        ("ENF1", {"value": "12,5"}, "nombre entier"),
        ("ENF1", {"year": "2999"}, "pas encore venue"),
        ("ENF1", {"place": "commune-0"}, "choix"),
        ("ENF1", {"source": ""}, "obligatoire"),
        ("PE7", {"numerator": "5", "denominator": "0"}, "ne peut pas être nul"),
        ("PE7", {"numerator": "5", "denominator": "4"}, "ne peut pas dépasser le tout"),
    ],
)
def test_a_wrong_figure_is_refused_in_place(as_user, camille, loire, catalogue, place, code, changes, sentence):
    page = as_user(camille).post(f"{HERE}{code}/saisir/", typed(place) | changes).content.decode()

    assert sentence in page
    with caf_scope(loire):
        assert not IndicatorValue.objects.exists()


def test_a_reader_types_no_figure(as_user, rachid, catalogue, place):
    assert as_user(rachid).get(f"{HERE}ENF1/saisir/").status_code == 403
