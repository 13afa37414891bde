"""Real files of Insee and the Cnaf, read where they lie beside the repository; skipped on a clone without them."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from tests.demonstration import inside, undone

FILES = next(
    (
        folder
        for parent in Path(settings.BASE_DIR).resolve().parents
        if (folder := parent / "shared" / "data" / "shared_only" / "indicateurs").is_dir()
    ),
    Path("absent"),
)
pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason="the real files are not beside this repository")


@pytest.fixture
def report(geography_database, django_db_blocker, tmp_path):
    """report("data_CAF…csv", "--year", "2020") is the report of a dry run on the whole geography."""

    def make(name, *options):
        out = tmp_path / "report.json"
        with django_db_blocker.unblock(), inside(geography_database), undone("default"):
            call_command(
                "import_dataset", str(FILES / name), "--caf", "loire-atlantique", *options, "--report", str(out)
            )
        found = json.loads(out.read_text())
        counts = [found[each] for each in ("imported", "suppressed", "ignored", "rejected")]
        assert found["rows_read"] == sum(counts)
        return found

    return make


def test_caf_2020_by_iris(report):
    found = report("data_CAF_2020_IRIS.csv", "--level", "iris", "--year", "2020", "--value", "A=CAF1")

    column = found["columns"]["A"]
    assert (found["rows_read"], column["sum"], column["suppressed_cells"]) == (13_444, "7860363", 1_079)
    assert column["departments"]["44"] == {
        "rows": 281,
        "values": 258,
        "suppressed_cells": 23,
        "missing_cells": 0,
        "sum": "188313",
    }


def test_incomes_of_2019_by_commune(report):
    found = report("FILO2019_DISP_COM.csv", "--year", "2019", "--value", "Q219=PAU2", "--dry-run")

    assert (found["rows_read"], found["encoding"]) == (31_361, "utf-8-sig")
    assert found["columns"]["Q219"]["departments"]["44"]["rows"] == 207
    assert found["ignored_rows"] == {"arrondissements d’une ville donnée entière": 45}


def test_populations_of_2017(report):
    options = ("--level", "commune", "--code-column", "DEPCOM", "--year", "2017", "--value", "PMUN=DEM1", "--dry-run")

    found = report("populations_legales_2017_Communes.csv", *options)

    assert found["columns"]["PMUN"]["sum_in_file"] == "66524339"
    assert found["columns"]["PMUN"]["departments"]["44"]["sum"] == "1394909"


def test_the_facilities_of_2018_ask_for_their_kind(report):
    with pytest.raises(SystemExit, match="3"):
        report("bpe2018_44_extrait.csv", "--value", "NB_EQUIP=PE3")

    found = report("bpe2018_44_extrait.csv", "--value", "NB_EQUIP=PE3", "--filter", "TYPEQU=D502")
    assert (found["columns"]["NB_EQUIP"]["sum"], found["ignored"]) == ("260", 9_511)


@pytest.mark.parametrize(
    ("name", "level", "total", "blanks"),
    [
        ("data_DEMO_2020_V1_COM.csv", "commune", "9196782", 18),
        ("data_DEMO_2020_V1_EPCI19.csv", "epci", "11254801", 9),
    ],
)
def test_the_sums_of_the_producer_are_found_again(report, name, level, total, blanks):
    found = report(name, "--level", level, "--year", "2020", "--value", "A=CAF1", "--dry-run")

    assert (found["columns"]["A"]["sum_in_file"], found["columns"]["A"]["blanks_in_file"]) == (total, blanks)
