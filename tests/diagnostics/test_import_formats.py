"""Shapes that producers give to their files, found by trying files that nobody had foreseen."""

from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from diagnostics.imports.cells import MISSING, NUMBER, SECRET, read_cell
from diagnostics.imports.contract import RefusedFile
from diagnostics.imports.places import tidy
from tests.diagnostics.reader import read

CODES = ("44001", "44002", "44003")
YEAR = {"year": 2022}


@pytest.fixture
def text(tmp_path) -> Callable[..., Path]:
    """text("CODGEO;A", "44001;1") writes these lines."""

    def make(*lines: str, name: str = "fichier.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return make


@pytest.fixture
def workbook(tmp_path) -> Callable[..., Path]:
    """workbook({"Feuille": rows}, {"Feuille": ["A4:A5"]}): merged cells take what their first cell holds."""

    def make(sheets: dict[str, list[list[object]]], merged: dict[str, list[str]] | None = None) -> Path:
        path = tmp_path / "classeur.xlsx"
        with xlsxwriter.Workbook(path) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for each in (merged or {}).get(name, []):
                    sheet.merge_range(each, "")
                for number, row in enumerate(rows):
                    for column, cell in enumerate(row):
                        if cell != "":
                            sheet.write(number, column, cell)
        return path

    return make


def asked(reading) -> list[tuple[str, list[str]]]:
    return [(each.name, [option.value for option in each.options]) for each in reading.questions]


@pytest.mark.parametrize("merged", [[], ["A4:A5", "B4:B5", "C4:D4", "E4:F4"]])
def test_a_heading_on_two_lines_gives_whole_names(workbook, merged):
    rows: list[list[str | int]]
    rows = [["Foyers par commune"], ["Source : Caf"], [], ["Code commune", "Commune", "Foyers", "", "Dont RSA", ""]]
    rows += [["", "", 2021, 2022, 2021, 2022], [1001, "L’Abergement", 10, 11, "<5", 6], [1002, "x", 20, 21, 7, 8]]
    rows += [["Ensemble du département", "", 30, 32, 9, 14], [], ["(1) Revenu de solidarité active."]]

    path = workbook({"Données": rows, "Métadonnées": [["Code", "Libellé"], ["A", "Foyers"]]}, {"Données": merged})
    reading, figures = read(path, "Foyers 2022=CAF1", **YEAR)

    assert reading.columns_in_file[2:] == ["Foyers – 2021", "Foyers – 2022", "Dont RSA – 2021", "Dont RSA – 2022"]
    assert figures == [["01001", "2022", "11", "ok"], ["01002", "2022", "21", "ok"]]
    assert (reading.sheet, reading.rows_read, reading.ignored) == ("Données", 4, 2)


def test_groups_stand_over_names_that_need_them_and_a_title_does_not(text):
    groups = text(";;Foyers;;RSA;", "Code;Nom;2021;2022;2021;2022", "44001;a;1;2;3;4")
    title = text("Tableau 2. Foyers;;;", "Code;Nom;2021;2022", "44001;a;1;2", name="titre.csv")

    grouped, _ = read(groups, "RSA 2022=CAF1", **YEAR)
    plain, _ = read(title, "2022=CAF1", **YEAR)

    assert grouped.columns_in_file == ["Code", "Nom", "Foyers – 2021", "Foyers – 2022", "RSA – 2021", "RSA – 2022"]
    assert plain.columns_in_file == ["Code", "Nom", "2021", "2022"]


def test_a_total_under_the_header_is_not_a_second_line_of_titles(text):
    reading, figures = read(text("CODGEO;;A", ";Ensemble;30", "44001;a;10", "44002;b;20"), "A=CAF1", **YEAR)

    assert len(figures) == 2
    assert reading.header_line == 1


def test_a_merged_name_holds_for_its_lines_and_a_merged_figure_does_not(workbook):
    rows = [["Code Insee", "Situation", "Foyers"], [44001, "Isolé", 10], ["", "Couple", 20]]
    rows += [[44002, "Isolé", 30], [44003, "Isolé", ""], [44049, "Couple", 9], [44055, "Couple", 9]]

    path = workbook({"RSA": rows}, {"RSA": ["A2:A3", "C4:C5"]})
    question, _ = read(path, "Foyers=CAF1", **YEAR)
    _, figures = read(path, "Foyers=CAF1", filters=(("Situation", "Isolé"),), **YEAR)

    assert asked(question) == [("filters", ["Couple", "Isolé"])]
    assert figures == [
        *[["44001", "2022", "10", "ok"], ["44002", "2022", "30", "ok"], ["44003", "2022", "\\N", "not_available"]]
    ]


def test_years_in_columns_are_told_apart_by_their_names(text):
    path = text("Code Insee;Naissances 2020;Naissances 2021", *(f"{code};1;2" for code in CODES))

    both, figures = read(path, "Naissances 2020=CAF1", "Naissances 2021=CAF1")
    one, only = read(path, "Naissances 2020=CAF1", "Naissances 2021=CAF1", year=2021)
    none, nothing = read(path, "Naissances 2020=CAF1", "Naissances 2021=CAF1", year=2019)
    hint, _ = read(path, "Naissances 2020=CAF1")

    assert (both.years, len(figures)) == ([2020, 2021], 6)
    assert {(figure[1], figure[2]) for figure in figures} == {("2020", "1"), ("2021", "2")}
    assert (one.years, {figure[1] for figure in only}) == ([2021], {"2021"})
    assert (asked(none), nothing) == ([("year", ["2020", "2021"])], [])
    assert asked(hint) == [("year", ["2020"])]


def test_two_columns_that_name_no_year_cannot_feed_one_indicator(text):
    with pytest.raises(RefusedFile, match="deux colonnes"):
        read(text("CODGEO;A;B", "44001;1;2"), "A=CAF1", "B=CAF1", **YEAR)


def test_the_quarters_of_one_year_are_asked_about(text):
    lines = [f"{code};2023{month};{number}" for month in ("03", "12") for number, code in enumerate(CODES)]
    path = text("numcom;dtreffre;A", *lines[:3], "44001;202312;9", *lines[4:])

    question, figures = read(path, "A=CAF1")
    _, chosen = read(path, "A=CAF1", filters=(("dtreffre", "202312"),))

    assert (asked(question), figures) == ([("filters", ["202303", "202312"])], [])
    assert chosen[0][:3] == ["44001", "2023", "9"]


@pytest.mark.parametrize("name", ["Rentrée scolaire", "Date", "Année de référence du recensement"])
def test_a_column_that_may_be_the_years_is_asked_about(text, name):
    several = text(f"CODGEO;{name};A", "44001;2021;1", "44001;2022;2", "44002;2022;3")
    one = text(f"CODGEO;{name};A", "44001;31/12/2022;1", "44002;31/12/2022;3", name="une.csv")

    many, _ = read(several, "A=CAF1")
    single, _ = read(one, "A=CAF1")
    said, _ = read(one, "A=CAF1", year=2021)

    assert asked(many) == [("year", ["2021", "2022", f"year_column:{name}"])]
    assert asked(single) == [("year", ["2022"])]
    assert (said.imported, said.years) == (2, [2021])


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("44109 - Nantes", "44109"),
        ("44109 Nantes", "44109"),
        ("Nantes (44109)", "44109"),
        ("2024-COM-44109", "44109"),
        ("COM44109", "44109"),
        ("2A004 : Ajaccio", "2A004"),
        ("244400404 – Nantes Métropole", "244400404"),
        ("44 - Loire-Atlantique", "44"),
        ("12 départements", "12 départements"),
        ("Source : Caf (2023)", "Source : Caf (2023)"),
        ("Total (44)", "Total (44)"),
    ],
)
def test_a_code_is_found_beside_the_name(raw, code):
    assert tidy(raw) == code


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("880 (p)", NUMBER),
        ("12(1)", NUMBER),
        *[(text, SECRET) for text in ("1 à 4", "entre 1 et 4", "n<5", "[1-4]", "confidentiel")],
        *[(text, MISSING) for text in ("///", "s.o.", ":")],
    ],
)
def test_marks_of_producers(cell, expected):
    assert read_cell(cell)[0] == expected


def test_a_year_is_no_code_and_a_siren_is_found_under_any_name(text):
    lines = [f"x;{siren};50;2022" for siren in ("244400404", "244400552", "200000172")]

    reading, figures = read(text("EPCI;Identifiant;Taux;Année", *lines, "France;FE;59;2022"), "Taux=PE1")

    assert (reading.choices.level, reading.choices.code_column) == ("epci", "Identifiant")
    assert (len(figures), reading.ignored) == (3, 1)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["Commune;Foyers", "Abbaretz;12", "Nantes;13"], "donne des noms"),
        (["Code postal;Commune;Foyers", "44001;a;1", "44002;b;2"], "code postal"),
        (["Code quartier;Nom;Foyers", "QP044001;a;1", "QP044002;b;2"], "quartiers prioritaires"),
    ],
)
def test_a_table_without_codes_is_refused_and_says_which_to_add(text, lines, sentence):
    with pytest.raises(RefusedFile, match=rf"{sentence}.*Ajoutez la colonne du code Insee"):
        read(text(*lines), "Foyers=CAF1", **YEAR)


def test_postal_codes_are_never_taken_for_communes_even_if_somebody_insists(text):
    path = text("Code postal;Commune;Foyers", "44001;a;1", "44002;b;2")

    reading, figures = read(path, "Foyers=CAF1", code_column="Code postal", level="commune", **YEAR)

    assert (asked(reading), figures) == ([("code_column", ["Commune", "Foyers"])], [])


def test_epcis_of_ten_years_ago_are_taken_once_the_column_and_the_level_are_said(text):
    path = text("SIREN;A", "244400404;1", "244499991;2", "244499992;3")

    question, _ = read(path, "A=CAF1", **YEAR)
    reading, figures = read(path, "A=CAF1", code_column="SIREN", level="epci", **YEAR)

    assert [each.name for each in question.questions] == ["code_column"]
    assert "donnez aussi le niveau" in question.questions[0].text
    assert (len(figures), reading.rejected) == (1, 2)


def test_lines_that_a_spreadsheet_put_between_quotes_are_cut(text):
    path = text("Code Insee,Nom,A", '"44001,""Abbaretz"",1"', '"44002,""Le Bourg, x"",2"')

    _, figures = read(path, "A=CAF1", **YEAR)

    assert [figure[2] for figure in figures] == ["1", "2"]


def test_a_web_page_saved_as_a_workbook_says_what_to_do(text):
    with pytest.raises(RefusedFile, match="page web enregistrée sous le nom d’un tableur"):
        read(text("<html><body><table><tr><td>44001</td></tr></table></body></html>", name="export.xls"), **YEAR)


def test_a_filter_that_keeps_nothing_is_asked_again(text):
    reading, figures = read(text("CODGEO;AGE;A", "44001;0-2;1"), "A=CAF1", filters=(("AGE", "3-5"),), **YEAR)

    assert (asked(reading), figures) == ([("filters", ["0-2"])], [])


@pytest.mark.parametrize(
    ("value", "number", "sentence"),
    [("CAF1", '"7,617"', "sépare les milliers"), ("PE1", "0.125", "vont de 0 à 1"), ("CAF1", "12.0", "")],
)
def test_figures_that_betray_another_way_of_writing_are_told(text, value, number, sentence):
    reading, _ = read(text("codgeo,A", *(f"{code},{number}" for code in CODES)), f"A={value}", **YEAR)

    assert " ".join(reading.warnings).count(sentence or "décimales") == (1 if sentence else 0)


def test_a_first_line_of_data_that_says_com_is_not_a_line_of_codes(text):
    reading, figures = read(text("GEO;GEO_OBJECT;TIME_PERIOD;OBS_VALUE", "44001;COM;2022;12", "44;DEP;2022;90"))

    assert (reading.header_line, reading.columns_in_file[0], figures) == (1, "GEO", [])
    assert [each.name for each in reading.questions] == ["values"]


def test_the_departement_beside_the_code_is_not_taken_for_the_place(text):
    path = text("dep;com;A", "044;1;10", "44;002;20", "2A;4;30", "974;11;40", "01;999;50")

    reading, figures = read(path, "A=CAF1", **YEAR)

    assert reading.choices.level == "commune"
    assert [figure[0] for figure in figures] == ["44001", "44002", "2A004", "97411"]
    assert reading.unknown_codes == {"01999": 1}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_read(tmp_path, encoding):
    path = tmp_path / "unicode.txt"
    path.write_bytes("Code Insee\tNom\tA\n44001\tPlélan\t12\n".encode(encoding))

    reading, figures = read(path, "A=CAF1", **YEAR)

    assert (reading.encoding, figures[0][2]) == (encoding, "12")


def test_a_negative_count_and_a_comma_that_cuts_everything_are_told_in_words(text):
    negative, _ = read(text("codgeo;A", "44001;-5", "44002;1.000"), "A=CAF1", **YEAR)
    cut, _ = read(text("codgeo,nom,A", *(f"{code},x,12,5" for code in CODES), name="virgules.csv"), "A=PE1", **YEAR)

    assert negative.errors[0].reason == "un nombre d’unités n’est pas négatif"
    assert "1.000" in negative.warnings[0]
    assert cut.rejected == 3
    assert "points-virgules" in " ".join(cut.warnings)
