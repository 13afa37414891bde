"""A later list never rewrites the past, and a commune stays itself."""

from datetime import date

import pytest
from django.db import connections

from territories.imports import geography, reference
from territories.models import Commune, CommuneCode, Epci, EpciMembership

pytestmark = pytest.mark.usefixtures("whole_country")


def owned(model):
    return model.objects.using("owner")


def load():
    return geography.load(connections["owner"])


def test_a_commune_keeps_its_id_when_its_code_changes():
    commune = owned(Commune).get(insee_code="12218")
    owned(CommuneCode).filter(commune=commune).delete()
    owned(Commune).filter(pk=commune.pk).update(insee_code="12076")

    load()

    assert owned(Commune).get(insee_code="12218").pk == commune.pk
    codes = owned(CommuneCode).filter(commune=commune).order_by("valid_from").values_list("insee_code", flat=True)
    assert list(codes) == ["12076", "12218"]


def test_a_membership_known_earlier_keeps_its_first_day():
    earlier = owned(EpciMembership).filter(commune__insee_code="29232", valid_to__isnull=True)
    earlier.update(valid_from=date(2017, 1, 1))

    report = load()

    assert report.written == 0
    assert earlier.get().valid_from == date(2017, 1, 1)


def test_a_membership_that_the_list_contradicts_ends_where_the_list_begins():
    commune, elsewhere = owned(Commune).get(insee_code="29232"), owned(Epci).get(siren="244400404")
    today = owned(EpciMembership).get(commune=commune, valid_to__isnull=True)
    owned(EpciMembership).filter(pk=today.pk).delete()
    owned(EpciMembership).create(commune=commune, epci=elsewhere, valid_from=date(2018, 1, 1))

    load()

    first, second = owned(EpciMembership).filter(commune=commune).order_by("valid_from")
    assert (first.epci, first.valid_to) == (elsewhere, date(2025, 1, 1))
    assert (second.epci_id, second.valid_to) == (today.epci_id, None)


def test_a_commune_that_no_list_knows_is_told_and_kept():
    owned(Commune).create(insee_code="44999", name="Ys", department_id="44")

    report = load()

    assert any("Ys (44999)" in warning for warning in report.warnings)
    assert owned(Commune).filter(insee_code="44999").exists()


def test_a_list_that_cannot_be_read_to_its_end_changes_nothing(tmp_path):
    folder = tmp_path / "reference"
    folder.mkdir()
    for file in reference.REFERENCE.glob("*.csv"):
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "epci_france_2026.csv").write_text("siren;nom;nature_juridique;nb_communes;existe_en_2025\n")
    owned(Commune).filter(insee_code="44109").update(name="Naoned")

    with pytest.raises(OSError, match="geojson"):
        geography.load(connections["owner"], folder)

    assert owned(Commune).get(insee_code="44109").name == "Naoned"
