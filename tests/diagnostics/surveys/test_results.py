"""Results are counted once, and no subtraction gives back a count under five."""

import io
import itertools
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from diagnostics.exports.surveys import survey_csv
from diagnostics.models import Contribution, Survey, SurveyAnswer, SurveyResponse
from diagnostics.services.surveys import counting
from diagnostics.services.surveys.tables import FEWEST, cross, protect_exclusive, protect_options
from territories.scope import caf_scope
from tests.diagnostics.surveys.conftest import HERE, LONG_AFTER

COUNTS = st.lists(st.integers(0, 30), min_size=2, max_size=7)


def possible(counts: list[int | None], total: int) -> list[set[int]]:
    """What somebody who subtracts can still believe of each hidden count."""
    left = total - sum(count for count in counts if count is not None)
    hidden = sum(count is None for count in counts)
    believed: list[set[int]] = [set() for _ in range(hidden)]
    if not hidden:
        return believed
    for values in itertools.product(range(left + 1), repeat=hidden - 1):
        if sum(values) <= left:
            for rank, value in enumerate((*values, left - sum(values))):
                believed[rank].add(value)
    return believed


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=4))
def test_a_subtraction_never_tells_that_a_count_is_small(counts):
    shown = protect_exclusive(counts)

    if shown is None:
        assert sum(counts) < FEWEST
        return
    assert not any(count is not None and 0 < count < FEWEST for count in shown)
    for values in possible(shown, sum(counts)):
        assert {0, FEWEST} <= values


def test_a_total_of_twelve_with_one_small_class_hides_a_second():
    assert protect_exclusive([9, 3]) == [None, None]
    assert protect_exclusive([6, 3, 20]) == [None, None, 20]
    assert protect_exclusive([1, 1, 7, 30]) == [None, None, None, 30]
    assert protect_exclusive([12, 0]) == [12, 0]
    assert protect_exclusive([2, 1]) is None


def test_the_rest_of_an_option_that_may_be_ticked_is_protected_too():
    assert protect_options([9, 12, 6, 0], 12) == [None, 12, 6, 0]


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from("ABCDEF"), COUNTS.filter(lambda row: len(row) >= 3), min_size=1), st.booleans())
def test_a_crossing_shows_no_small_count_and_loses_nobody(rows, exclusive):
    places = {name: (sum(row[:3]) if exclusive else max(row[:3]) + 7, row[:3]) for name, row in rows.items()}

    shown = cross(places, list(places)[:4], exclusive=exclusive)

    for row in shown:
        assert row.total >= 10
        assert not any(0 < count < FEWEST for count in row.counts)
        assert exclusive or not any(0 < row.total - count < FEWEST for count in row.counts)
    if shown:
        assert sum(row.total for row in shown) == sum(total for total, _ in places.values())


def test_a_cell_of_a_file_is_never_a_formula():
    assert "\r\n'=1+1;" in survey_csv(("a", "b"), [("=1+1", 2)]).decode()


@pytest.fixture
def closed(loire, survey, answer, camille) -> Survey:
    """Twenty answers from one commune, six from another, three from a third."""
    for number in range(29):
        where = "44001" if number < 20 else "44002" if number < 26 else "44003"
        care = None if number % 2 else number % 3
        answer(
            where=where, child=number % 2, care=care, lack=[0] if number % 3 else [0, 1], help=1 + number % 5,
            road=number, idea="=cmd" if number == 0 else "",
        )  # fmt: skip
    with caf_scope(loire):
        SurveyResponse.objects.create(survey=survey)
        return counting.close(survey, by=camille)


def line(survey: Survey, words: str) -> dict[str, Any]:
    return next(each for each in survey.results["questions"] if words in each["text"])


pytestmark = pytest.mark.django_db


def test_small_communes_are_hidden_with_a_second_one(closed):
    where = line(closed, "habitez")

    assert closed.results["responses"] == 29
    assert sorted(where["counts"], key=str) == [20, None, None]


def test_a_question_whose_number_would_tell_a_hidden_one_is_hidden(loire, survey, answer, camille):
    for number in range(12):
        answer(child=0 if number < 9 else 1, care=0 if number < 9 else None)

    with caf_scope(loire):
        done = counting.close(survey, by=camille)

    assert line(done, "moins de trois ans")["counts"] == [None, None]
    assert line(done, "garde")["why"] == counting.FOLLOWS_HIDDEN
    assert line(done, "garde")["counts"] == []


def test_closing_forgets_what_was_not_sent_and_counts_once(loire, closed, camille):
    before = closed.closed_at

    with caf_scope(loire):
        assert SurveyResponse.objects.count() == 29
        SurveyResponse.objects.all().delete()
        assert counting.close(closed, by=camille).closed_at == before
        assert Survey.objects.get().results["responses"] == 29


def test_results_are_read_by_all_and_not_before_the_closing(as_user, rachid, survey, answer):
    assert as_user(rachid).get(f"{HERE}{survey.pk}/resultats/").status_code == 404


def test_the_page_shows_its_tables_marks_and_limits(as_user, rachid, closed):
    page = as_user(rachid).get(f"{HERE}{closed.pk}/resultats/").content.decode()

    for words in ("29", "Avant de lire", 'title="', ">s</abbr>", "Que manque-t-il", "Moins de cinq"):
        assert words in page
    assert "Citer ce résultat" not in page


def test_the_workbook_has_totals_and_no_person(as_user, rachid, closed):
    content = as_user(rachid).get(f"{HERE}{closed.pk}/resultats/donnees.xlsx").content

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]
    assert book.sheet_names == ["Résultats", "Par commune", "Textes relus", "À lire avant"]
    assert not any("cmd" in str(cell) for row in rows for cell in row)
    assert any(row[2] == "s" for row in rows if len(row) > 2)


def test_a_result_becomes_a_contribution_that_a_finding_cites(as_user, camille, loire, closed, question):
    target = question("manque")
    url = f"{HERE}questions/{target.pk}/citer/"
    start = as_user(camille).get(url).context["form"].initial

    answer = as_user(camille).post(url, start)
    as_user(camille).post(url, start)

    with caf_scope(loire):
        said = Contribution.objects.get()
        assert (said.kind, said.status, said.participants) == ("survey", "accepted", 29)
        assert "Des places" in said.text
        assert answer.headers["Location"].endswith(f"/constats/nouveau/?contribution={said.pk}")


def test_erasing_the_answers_leaves_totals_and_texts_that_were_read_over(as_user, camille, loire, closed):
    with caf_scope(loire):
        text = SurveyAnswer.objects.get(text_status="held").pk
    as_user(camille).post(f"{HERE}textes/{text}/", {"text": "Un bus le mercredi"})

    as_user(camille).post(f"{HERE}{closed.pk}/effacer-les-reponses/")

    with caf_scope(loire):
        assert not SurveyResponse.objects.exists()
    page = as_user(camille).get(f"{HERE}{closed.pk}/resultats/").content.decode()
    assert "Un bus le mercredi" in page


def test_what_was_promised_is_kept_every_night(loire, closed, draft, camille):
    with caf_scope(loire):
        counting.keep_promises(loire, counting.erasure_day(closed) - timedelta(days=1))
        kept = SurveyResponse.objects.count()
        counting.keep_promises(loire, counting.erasure_day(closed))

        assert kept == 29
        assert not SurveyResponse.objects.exists()
        assert Survey.objects.get().results["responses"] == 29


def test_a_questionnaire_that_nobody_closes_is_closed(loire, survey):
    with caf_scope(loire):
        counting.keep_promises(loire, LONG_AFTER + timedelta(days=8))

        assert Survey.objects.get().closed_at


def test_quotas_are_shown_with_the_same_secrecy(as_user, camille, loire, survey, answer):
    for number in range(9):
        answer(where="44001" if number < 6 else "44002", child=1)
    as_user(camille).post(f"{HERE}{survey.pk}/objectifs/", {f"c{survey_commune(loire, survey)}": 20})

    page = as_user(camille).get(f"{HERE}{survey.pk}/").context["collection"]

    assert page.responses == 9
    assert {each.count for each in page.communes} <= {None, 0}
    assert {each.goal for each in page.communes} == {None, 20}


def survey_commune(loire, survey: Survey) -> int:
    with caf_scope(loire):
        return survey.ctg.communes.get(insee_code="44001").pk
