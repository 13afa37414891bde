"""The traps of producers' files (data.md §3), each in a few synthetic lines."""

from decimal import Decimal
from pathlib import Path

import pytest

from diagnostics.imports.cells import BAD, BLANK, MISSING, NUMBER, SECRET, read_cell, read_year
from diagnostics.imports.contract import RefusedFile
from tests.diagnostics.reader import read

YEAR = {"year": 2020}


@pytest.fixture
def file(tmp_path):
    """file("CODGEO;A\\n…") writes it; bytes as they are."""

    def make(content: str | bytes, name: str = "fichier.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", Decimal(0)),
        ("1 234,5", Decimal("1234.5")),
        ("1\u202f600\u00a0311", Decimal(1600311)),
        ("12.50", Decimal("12.50")),
        ("7,83e-03", Decimal("0.00783")),
        ("12,5 %", Decimal("12.5")),
        ("\u22123", Decimal(-3)),
    ],
)
def test_a_number_is_read_exactly(text, expected):
    assert read_cell(text) == (NUMBER, expected)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        *[(text, SECRET) for text in ("s", "S", "c", "secret", "<5", "moins de 5")],
        *[(text, MISSING) for text in ("nd", "N/D", "NA", "n.d.", "nc", "ns", "-", "…")],
        *[(text, BLANK) for text in ("", " ", "\u00a0")],
        *[(text, BAD) for text in ("abc", "12abc", "1.234,5", "12 34", "1e999", "#REF!", "=1+1", "inf")],
    ],
)
def test_a_mark_is_never_a_zero(text, state):
    assert read_cell(text) == (state, None)


def test_a_year_is_found_in_a_date():
    texts = ["2020", "202012", "2020-12-31", "31/12/2020", "2020.0", "44001", "20"]

    assert [read_year(text) for text in texts] == [2020] * 5 + [None] * 2


def test_windows_files_are_told_from_the_whole_file(file):
    late = "CODGEO;NOM;A\n" + "44001;Abbaretz;1\n" * 3000 + "44002;Cœur de l’Erdre;2\n"

    utf8, _ = read(file(late), "A=CAF1", **YEAR)
    windows, _ = read(file(late.encode("windows-1252")), "A=CAF1", **YEAR)
    bom, _ = read(file(b"\xef\xbb\xbf" + late.encode()), "A=CAF1", **YEAR)

    assert [each.encoding for each in (utf8, windows, bom)] == ["utf-8", "windows-1252", "utf-8-sig"]
    assert utf8.accented == windows.accented == bom.accented == ["Cœur de l’Erdre"]
    assert bom.columns_in_file[0] == "CODGEO"


def test_a_file_in_no_known_encoding_asks(file):
    reading, figures = read(file(b"CODGEO;NOM;A\n44001;\x81\x8d;1\n"), "A=CAF1", **YEAR)

    assert [question.name for question in reading.questions] == ["encoding"]
    assert figures == []


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_ends_of_lines(file, separator, end):
    lines = ["CODGEO;NOM;A", '44001;"Abbaretz; le ""bourg""";10', "44002;Aigrefeuille;20"]
    content = end.join(line.replace(";", separator) for line in lines) + end

    reading, figures = read(file(content), "A=CAF1", **YEAR)

    assert reading.separator == separator
    assert [figure[2] for figure in figures] == ["10", "20"]


def test_titles_above_the_header_empty_lines_and_repeated_headers(file):
    content = "Tableau 1;;;\n;;;\nLibellé;Code géographique;Foyers;\nNOM;CODGEO;A;\n"
    content += "x;44001;1;\n;;;\nNOM;CODGEO;A;\ny;44002;2;\n;;;\nSource : Caf;;;\n"

    reading, figures = read(file(content), "A=CAF1", **YEAR)

    assert reading.header_line == 4
    assert (reading.rows_read, reading.imported, reading.ignored) == (4, 2, 2)
    assert [figure[0] for figure in figures] == ["44001", "44002"]


def test_two_columns_of_one_name_are_refused(file):
    with pytest.raises(RefusedFile, match="même nom"):
        read(file("CODGEO;A;A\n44001;1;2\n"), "A=CAF1", **YEAR)


def test_a_row_that_is_too_long_is_rejected_with_its_line(file):
    reading, _figures = read(file("CODGEO;A\n44001;1\n44002;2;3\n44003;3;\n"), "A=CAF1", **YEAR)

    assert (reading.imported, reading.rejected) == (2, 1)
    assert reading.errors[0].line == 3


def test_codes_that_a_spreadsheet_damaged_are_repaired(file):
    content = "CODGEO;A\n1001;1\n1002;2\n1004.0;3\n2a004;4\n44001;5\n"

    reading, _figures = read(file(content), "A=CAF1", **YEAR)

    assert reading.imported == 5
    assert reading.repaired_codes == {"1001": "01001", "1002": "01002", "1004.0": "01004", "2a004": "2A004"}


def test_codes_of_four_digits_that_are_nothing_once_padded_stay_unknown(file):
    content = "CODGEO;A\n" + "".join(f"8{number:03};1\n" for number in range(200, 210)) + "44001;1\n44002;1\n"

    reading, _ = read(file(content), "A=CAF1", code_column="CODGEO", level="commune", **YEAR)

    assert reading.questions[0].name == "code_column"
    assert reading.repaired_codes == {}


def test_pseudo_codes_totals_and_unknown_codes(file):
    rows = ["44001;1", "44002;2", "99999;7", "XXXXX;7", "ZZZZZZZZZ;7", "Ensemble;7", "44;9", "97501;3", "44999;5"]

    reading, _figures = read(file("CODGEO;A\n" + "\n".join(rows)), "A=CAF1", **YEAR)

    assert (reading.rows_read, reading.imported, reading.ignored, reading.rejected) == (9, 2, 6, 1)
    assert reading.unknown_codes == {"44999": 1}
    assert (reading.columns["A"].sum, reading.columns["A"].sum_in_file) == ("3", "48")


def test_an_old_commune_is_followed_and_its_count_added(file):
    reading, figures = read(file("CODGEO;A\n44003;10\n44160;5\n44001;1\n"), "A=CAF1", **YEAR)

    assert reading.followed_codes == {"44160": "44003"}
    assert sorted(figures) == [["44001", "2020", "1", "ok"], ["44003", "2020", "15", "ok"]]


def test_a_hidden_part_makes_a_sum_partial(file):
    _, figures = read(file("CODGEO;A\n44003;10\n44160;s\n44001;1\n"), "A=CAF1", **YEAR)

    assert ["44003", "2020", "10", "partial"] in figures


def test_a_median_is_never_added_up(file):
    reading, figures = read(file("CODGEO;Q\n44003;20000\n44160;21000\n44001;19000\n"), "Q=PAU2", **YEAR)

    assert [figure[0] for figure in figures] == ["44001"]
    assert (reading.imported, reading.rejected) == (1, 2)
    assert "ne s’additionne pas" in reading.errors[0].reason
    assert reading.columns["Q"].sum == "19000"


def test_a_dated_code_is_read_at_the_year_of_the_file(file):
    old, _ = read(file("CODGEO;A\n12999;10\n44002;1\n"), "A=CAF1", year=2021)

    assert old.followed_codes == {"12999": "44001"}


def test_arrondissements_make_their_city(file):
    rows = [f"751{number:02};5" for number in range(1, 21)]

    _, figures = read(file("CODGEO;A\n44001;1\n" + "\n".join(rows)), "A=CAF1", **YEAR)
    _, fewer = read(file("CODGEO;A\n44001;1\n" + "\n".join(rows[1:])), "A=CAF1", **YEAR)

    assert ["75056", "2020", "100", "ok"] in figures
    assert ["75056", "2020", "95", "partial"] in fewer


def test_a_city_given_whole_is_not_counted_twice(file):
    rows = ["69123;90", *(f"693{number};10" for number in range(81, 90))]

    reading, figures = read(file("CODGEO;A\n44001;1\n" + "\n".join(rows)), "A=CAF1", **YEAR)

    assert ["69123", "2020", "90", "ok"] in figures
    assert (reading.ignored, reading.columns["A"].sum) == (9, "91")


IRIS = "CODGEO;NOTE;A;PERCOU\n440010101;0;10;1\n440010102;0;;1\n440020000;0;7;1\n440030101;3;;\n"


def test_iris_are_added_up_by_commune_only_if_somebody_says_so(file):
    asked, nothing = read(file(IRIS), "A=CAF1", **YEAR)
    reading, figures = read(file(IRIS), "A=CAF1", level="iris", **YEAR)

    assert ([question.name for question in asked.questions], nothing) == (["level"], [])
    assert sorted(figures) == [
        ["44001", "2020", "10", "partial"],
        ["44002", "2020", "7", "ok"],
        ["44003", "2020", "\\N", "suppressed_primary"],
    ]
    assert (reading.imported, reading.suppressed) == (2, 2)
    assert reading.columns["A"].departments["44"]["rows"] == 4


def test_iris_codes_in_the_place_of_communes_are_asked_about(file):
    reading, _ = read(file(IRIS), "A=CAF1", level="commune", **YEAR)

    assert reading.questions[0].name == "level"
    assert reading.questions[0].options[0].value == "iris"


def test_a_blank_is_a_secret_only_where_the_producer_says_so(file):
    filosofi, _ = read(file("CODGEO;Q219;D119\n44001;20000;9\n44002;;\n"), "Q219=PAU2", year=2019)
    other, _ = read(file("CODGEO;A\n44001;1\n44002;\n44003;s\n44049;nd\n"), "A=CAF1", **YEAR)

    assert (filosofi.suppressed, filosofi.columns["Q219"].suppressed_cells) == (1, 1)
    assert (other.imported, other.suppressed, other.ignored) == (1, 1, 2)
    assert (other.columns["A"].suppressed_cells, other.columns["A"].missing_cells) == (1, 2)


SERIES = "dtreffre;numcomdo;indfoy_ndur\n202012;44001;10\n202112;44001;15\n202012;44002;20\n202112;44002;25\n"


def test_several_years_are_asked_about_and_never_the_last_one_wins(file):
    asked, nothing = read(file(SERIES), "indfoy_ndur=CAF1")
    one, figures = read(file(SERIES), "indfoy_ndur=CAF1", year=2020)
    every, all_years = read(file(SERIES), "indfoy_ndur=CAF1", year_column="dtreffre")

    assert (asked.questions[0].name, nothing) == ("year", [])
    assert [option.value for option in asked.questions[0].options] == ["2020", "2021", "year_column:dtreffre"]
    assert [figure[1:] for figure in figures] == [["2020", "10", "rounded"], ["2020", "20", "rounded"]]
    assert (one.ignored, every.years, len(all_years)) == (2, [2020, 2021], 4)


CLASSES = "DEPCOM;TYPEQU;AN;NB_EQUIP\n44001;D502;2018;1\n44001;A403;2018;4\n44002;D502;2018;2\n44002;A403;2018;8\n"


def test_several_classes_are_asked_about_and_a_filter_answers(file):
    asked, nothing = read(file(CLASSES), "NB_EQUIP=CAF1")
    reading, figures = read(file(CLASSES), "NB_EQUIP=CAF1", filters=(("TYPEQU", "D502"),))

    assert (asked.questions[0].column, nothing) == ("TYPEQU", [])
    assert {option.value for option in asked.questions[0].options} == {"D502", "A403"}
    assert [figure[2] for figure in figures] == ["1", "2"]
    assert (reading.imported, reading.ignored) == (2, 2)


def test_duplicates_are_rejected_and_identical_ones_counted_once(file):
    rows = "44001;10\n44002;5\n44001;12\n44002;5\n44003;1\n"

    reading, figures = read(file("CODGEO;A\n" + rows), "A=CAF1", **YEAR)

    assert [figure[0] for figure in figures] == ["44002", "44003"]
    assert (reading.imported, reading.ignored, reading.rejected) == (2, 1, 2)
    assert set(reading.duplicates) == {"44001", "44002"}


def test_what_is_neither_a_number_nor_a_mark_is_rejected_with_its_place(file):
    reading, _ = read(file("CODGEO;NOM;A\n44001;x;douze\n44002;y;3\n44003;z;-2\n"), "A=CAF1", **YEAR)

    assert (reading.imported, reading.rejected, reading.columns["A"].rejected_cells) == (1, 2, 2)
    first = reading.errors[0]
    assert (first.line, first.column, first.raw_value) == (2, "A", "douze")


def test_a_ratio_is_computed_from_its_two_parts_and_added_up_so(file):
    path = file("CODGEO;P;POP\n44003;50;100\n44160;10;50\n44001;s;20\n44002;0;10\n")

    _, figures = read(path, "P=CAF2=numerator", "POP=CAF2=denominator", **YEAR)

    assert ["44003", "2020", "40", "ok"] in figures
    assert ["44002", "2020", "0", "ok"] in figures
    assert ["44001", "2020", "\\N", "suppressed_primary"] in figures


def test_what_is_not_known_is_asked_with_the_possible_answers(file):
    path = file("CODGEO;A;B\n44001;1;2\n")

    nothing_said, _ = read(path, **YEAR)
    unknown, _ = read(path, "A=XYZ", **YEAR)
    absent, _ = read(path, "Z=CAF1", **YEAR)
    no_year, _ = read(path, "A=CAF1")
    profile, _ = read(path, "A=CAF1", profile="inconnu", **YEAR)

    names = [reading.questions[0].name for reading in (nothing_said, unknown, absent, no_year, profile)]
    assert names == ["values", "values", "values", "year", "profile"]
    assert "CAF1" in {option.value for option in unknown.questions[0].options}
    assert "A" in {option.value for option in absent.questions[0].options}


def test_a_profile_of_the_caf_answers_for_the_next_file(file):
    values = [{"column": "FOYERS", "indicator": "CAF1", "part": "value"}]
    choices = {"year": 2022, "values": values}
    profile = {"name": "Notre extraction", "columns": ["codgeo", "foyers"], "choices": choices}

    reading, figures = read(file("CODGEO;Foyers\n44001;3\n"), profiles=[profile])

    assert (reading.profile, figures) == ("Notre extraction", [["44001", "2022", "3", "ok"]])


def test_epcis_and_departements_have_their_level(file):
    epci, figures = read(file("EPCI;A\n244400404;3\n200000172;4\nT12ZZZZZZ;9\n"), "A=CAF1", level="epci", **YEAR)
    department, others = read(file("DEP;A\n1;3\n044;4\n2a;1\n974;2\n"), "A=CAF1", level="departement", **YEAR)

    assert ([figure[0] for figure in figures], epci.ignored) == (["1", "3"], 1)
    assert [figure[0] for figure in others] == ["01", "44", "2A", "974"]
    assert department.imported == 4


def test_a_commune_in_two_columns_is_put_together(file):
    content = "Code département;Code commune;Population\n44;001;10\n44;002;20\n974;411;5\n01;004;1\n"

    reading, figures = read(file(content), "Population=DEM1", **YEAR)

    assert [figure[0] for figure in figures] == ["44001", "44002", "97411", "01004"]
    assert reading.choices.level == "commune"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            "Bonjour, voici, en bref,\nce que dit, pour nous, ce texte\nsans nombre, ni code, ni lieu\n",
            "pas un tableau",
        ),
        ("CODGEO;A\n", "aucune ligne"),
        ("44001;10\n44002;20\n44003;5\n", "ligne de titres"),
    ],
)
def test_a_text_and_an_empty_table_are_refused(file, content, sentence):
    with pytest.raises(RefusedFile, match=sentence):
        read(file(content), "A=CAF1", **YEAR)


def test_a_year_that_is_none_is_refused(file):
    with pytest.raises(RefusedFile, match="année"):
        read(file("CODGEO;A\n44001;1\n"), "A=CAF1", year=99_999)
