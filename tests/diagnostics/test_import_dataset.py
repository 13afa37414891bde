"""`manage.py import_dataset`: what it writes, what it answers, and how it ends."""

import json
from decimal import Decimal

import pytest
from django.core.files.base import File
from django.core.management import call_command

from accounts.models import User
from diagnostics.imports.contract import Choices, ValueColumn
from diagnostics.models import Dataset, DatasetImport, FormerFigure, HeldValue, IndicatorValue, ReplacedValue
from diagnostics.services import importing
from territories.scope import caf_scope, territory_scope

HEADER = "CODGEO;NOM;A;RSA\n"
ROWS = ["44001;Abbaretz;120;8", "44002;Aigrefeuille;210;3", "44003;Ancenis;900;s", "99999;Étranger;5;5", "44998;?;1;1"]


@pytest.fixture
def file(tmp_path):
    def make(rows=ROWS, name="foyers 2022.csv"):
        path = tmp_path / name
        path.write_text(HEADER + "\n".join(rows))
        return path

    return make


@pytest.fixture
def run(loire, tmp_path, capsys):
    """run(path, "--year", "2022") gives the exit code and the report."""

    def make(path, *options, caf="loire-atlantique"):
        out = tmp_path / "compte-rendu.json"
        out.unlink(missing_ok=True)
        code = 0
        try:
            call_command("import_dataset", str(path), "--caf", caf, *options, "--report", str(out))
        except SystemExit as end:
            code = int(end.code or 0)
        return code, json.loads(out.read_text())

    return make


FOYERS = ("--level", "commune", "--year", "2022", "--value", "A=CAF1")


def figures(caf, model=IndicatorValue, code="CAF1"):
    with caf_scope(caf):
        rows = model.objects.filter(indicator__code=code).order_by("commune__insee_code")
        return [(row.commune.insee_code, row.year, row.value, row.status) for row in rows.select_related("commune")]


def test_a_file_gives_its_figures_and_a_balanced_report(file, run, loire):
    code, report = run(file(), *FOYERS)

    assert code == 0
    assert figures(loire) == [
        ("44001", 2022, Decimal(120), "ok"),
        ("44002", 2022, Decimal(210), "ok"),
        ("44003", 2022, Decimal(900), "ok"),
    ]
    counts = [report[name] for name in ("rows_read", "imported", "suppressed", "ignored", "rejected")]
    assert counts == [5, 3, 0, 1, 1]
    assert report["columns"]["A"]["sum"] == "1230"
    assert (report["encoding"], report["separator"], report["header_line"]) == ("utf-8", ";", 1)
    assert report["errors"][0]["line"] == 6
    assert report["questions"] == []
    assert list(report["unknown_codes"]) == ["44998"]


def test_the_origin_of_the_figures_is_kept(file, run, loire):
    run(file(), *FOYERS)

    with caf_scope(loire):
        dataset = Dataset.objects.get(name="foyers 2022")
    assert (dataset.edition, dataset.geography_vintage, dataset.file_name) == ("2022", 2022, "foyers 2022.csv")
    assert len(dataset.file_sha256) == 64


def test_the_same_file_twice_writes_nothing(file, run, loire):
    run(file(), *FOYERS)
    with caf_scope(loire):
        before = list(IndicatorValue.objects.order_by("pk").values())

    code, report = run(file(), *FOYERS)

    assert (code, report["already_imported"]) == (0, True)
    with caf_scope(loire):
        assert list(IndicatorValue.objects.order_by("pk").values()) == before
        assert DatasetImport.objects.count() == 1


def test_an_unanswered_question_ends_by_3_and_writes_nothing(file, run, loire):
    code, report = run(file(name="foyers.csv"), "--value", "A=CAF1")

    assert code == 3
    assert [(each["name"], each["option"]) for each in report["questions"]] == [("year", "--year")]
    assert figures(loire) == []


def test_an_unknown_indicator_is_a_question_with_the_catalogue(file, run):
    code, report = run(file(), "--year", "2022", "--value", "A=INCONNU")

    assert code == 3
    assert "CAF1" in {choice["value"] for choice in report["questions"][0]["choices"]}


def test_a_refused_file_ends_by_2_with_a_sentence(tmp_path, run):
    path = tmp_path / "pointeur.csv"
    path.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n")

    code, report = run(path, *FOYERS)
    absent, _ = run(tmp_path / "absent.csv", *FOYERS)
    stranger, _ = run(path, *FOYERS, caf="nulle-part")

    assert (code, absent, stranger) == (2, 2, 2)
    assert "Git LFS" in report["errors"][0]["reason"]


def test_a_dry_run_says_everything_and_writes_nothing(file, run, loire):
    code, report = run(file(), *FOYERS, "--dry-run")

    assert (code, report["imported"]) == (0, 3)
    assert figures(loire) == []


def test_small_counts_are_held_and_only_their_publication_is_shown(file, run, loire, valley):
    code, report = run(file(), "--level", "commune", "--year", "2022", "--value", "RSA=CAF6")

    assert (code, report["suppressed"]) == (0, 1)
    held = {row[0]: row[2] for row in figures(loire, HeldValue, "CAF6")}
    assert held == {"44001": Decimal(8), "44002": Decimal(3), "44003": None}
    shown = {row[0]: row[2] for row in figures(loire, code="CAF6")}
    assert shown["44002"] is None
    with territory_scope(loire, [valley]):
        assert not HeldValue.objects.exists()
        assert not DatasetImport.objects.exists()
        assert not ReplacedValue.objects.exists()


@pytest.fixture
def imported(loire, file):
    """imported(rows) goes through the services, as the screens do."""

    def make(rows, column="A", indicator="CAF1", name="foyers.csv"):
        path = file(rows, name)
        choices = Choices(level="commune", year=2022, values=(ValueColumn(column, indicator),))
        with caf_scope(loire), importing.read_file(loire, path, choices, file_name=name) as reading:
            received = DatasetImport(caf=loire, file_name=name, file_size=1, sha256=importing.sha256_of(path))
            return importing.commit(received, reading, by=None)

    return make


def test_a_preview_shows_what_will_change(imported, file, loire):
    imported(ROWS[:2])
    path = file(["44001;x;120;8", "44002;x;211;3", "44003;x;5;1"])

    with caf_scope(loire):
        choices = Choices(level="commune", year=2022, values=(ValueColumn("A", "CAF1"),))
        preview = importing.inspect(loire, path, choices)

    assert (preview.added, preview.changed, preview.unchanged) == (1, 1, 1)
    assert [(each.place, each.old, each.new) for each in preview.changes] == [
        ("Aigrefeuille-sur-Maine (44002)", Decimal(210), Decimal(211))
    ]
    assert len(figures(loire)) == 2


def test_undoing_gives_back_what_stood_before(imported, loire, maud):
    first = imported(ROWS[:2])
    second = imported(["44001;x;999;8", "44003;x;5;1"], name="correction.csv")

    with caf_scope(loire):
        with pytest.raises(importing.CannotUndo, match=r"correction\.csv"):
            importing.undo(first, by=maud)
        importing.undo(second, by=maud)
    assert [row[:3] for row in figures(loire)] == [("44001", 2022, Decimal(120)), ("44002", 2022, Decimal(210))]

    with caf_scope(loire):
        importing.undo(first, by=maud)
    assert figures(loire) == []


def test_undoing_held_figures_takes_back_what_was_published(imported, loire, maud):
    first = imported(["44001;x;1;8", "44002;x;1;9"], "RSA", "CAF6")
    second = imported(["44001;x;1;50"], "RSA", "CAF6", name="suite.csv")

    with caf_scope(loire):
        importing.undo(second, by=maud)

    assert {row[0]: row[2] for row in figures(loire, HeldValue, "CAF6")} == {"44001": 8, "44002": 9}
    with caf_scope(loire):  # whoever read the file that was undone still knows it
        assert 50 in FormerFigure.objects.filter(commune__insee_code="44001").values_list("value", flat=True)
    assert first.status == DatasetImport.Status.DONE


def test_a_report_cannot_carry_a_formula(imported):
    done = imported(["44001;x;=HYPERLINK(1);1", "44002;x;2;2"])

    text = importing.report_as_csv(done)

    assert ";'=HYPERLINK(1);" in text


def test_a_received_file_is_looked_at_answered_read_and_kept(file, loire, maud):
    path = file()
    with caf_scope(loire, user=maud), path.open("rb") as stream:
        received = importing.receive(loire, File(stream, name=path.name), name=path.name, by=maud)
        asked = importing.preview(received)
        importing.answer(received, Choices(year=2022, values=(ValueColumn("A", "CAF1"),)))
        told: list[str] = []
        with importing.read(received, lambda _, sentence: told.append(sentence)) as reading:
            done = importing.commit(received, reading, by=maud)
        profile = importing.save_profile(done, "Foyers", by=maud)

    assert not asked.is_ready
    assert done.dataset is not None
    assert done.dataset.imported_by == User.objects.get(pk=maud.pk)
    assert profile.columns == ["codgeo", "nom", "a", "rsa"]
    assert told


def test_the_order_of_the_options_makes_no_other_import(tmp_path, run, loire):
    path = tmp_path / "foyers.csv"
    path.write_text("CODGEO;A;B\n44001;120;30\n")
    columns = ("--value", "A=CAF1"), ("--value", "B=CAF6")

    run(path, "--year", "2022", *columns[0], *columns[1])
    _, report = run(path, "--year", "2022", *columns[1], *columns[0])

    assert report["already_imported"]
