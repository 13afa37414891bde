"""What the screening of free texts sees, measured on sentences written by hand; and what reading over means."""

import re
from pathlib import Path

import pytest

from diagnostics.models import SurveyAnswer
from diagnostics.services.surveys import counting
from diagnostics.services.surveys.screening import masked, pieces, screen
from territories.scope import caf_scope
from tests.diagnostics.surveys.conftest import HERE

SENTENCES = [
    line for line in Path(__file__).with_name("screening_set.txt").read_text("utf-8").splitlines() if line[0] != "#"
]


def expected(sentence: str) -> tuple[str, list[tuple[int, int]]]:
    """The plain sentence, and where something should be seen in it."""
    text, spans = "", []
    for piece in re.split(r"(\[[^\]]*\])", sentence):
        words = piece[1:-1] if piece.startswith("[") else piece
        if piece.startswith("["):
            spans.append((len(text), len(text) + len(words)))
        text += words
    return text, spans


def measured() -> tuple[float, float, list[str]]:
    """Precision and recall by thing to see, and the sentences where something was missed or seen for nothing."""
    right = seen = wanted = 0
    faults = []
    for sentence in SENTENCES:
        text, spans = expected(sentence)
        found = screen(text)
        good = [span for span in found if any(span.start < end and start < span.end for start, end in spans)]
        met = [pair for pair in spans if any(span.start < pair[1] and pair[0] < span.end for span in found)]
        right, seen, wanted = right + len(met), seen + len(found), wanted + len(spans)
        if len(good) < len(found) or len(met) < len(spans):
            faults.append(f"{sentence} → {[text[span.start : span.end] for span in found]}")
    return right / seen, right / wanted, faults


def test_names_telephones_and_addresses_are_seen_in_sentences_written_by_hand():
    precision, recall, faults = measured()

    assert recall >= 0.93, faults
    assert precision >= 0.93, faults


def test_what_is_seen_is_masked_by_a_word():
    said = "Mon fils Léo Martin, 06 12 34 56 78, 12 rue des Lilas, leo@exemple.fr"

    assert masked(said) == "Mon fils [nom], [téléphone], [adresse], [adresse électronique]"
    assert "".join(piece.text for piece in pieces(said)) == said
    assert screen(masked(said)) == []


@pytest.mark.django_db
class TestReadingOver:
    def url(self, survey) -> str:
        return f"{HERE}{survey.pk}/textes/"

    def test_nobody_else_reads_a_text_before_the_team(self, as_user, camille, rachid, loire, survey, answer):
        for _ in range(6):
            answer(child=1, idea="Mon fils Léo n’a pas de place")
        with caf_scope(loire):
            counting.close(survey, by=camille)

        page = as_user(camille).get(self.url(survey)).content.decode()

        assert "<mark" in page
        assert "Mon fils [nom] n’a pas de place" in page
        for path in (f"{HERE}{survey.pk}/resultats/", f"{HERE}{survey.pk}/resultats/donnees.csv"):
            assert "Léo" not in as_user(rachid).get(path).content.decode()
        assert as_user(rachid).get(self.url(survey)).status_code == 403

    def test_a_text_is_kept_masked_and_its_first_wording_vanishes(self, as_user, camille, loire, answer):
        answer(child=1, idea="Léo attend une place")
        with caf_scope(loire):
            text = SurveyAnswer.objects.get(text_status="held")

        as_user(camille).post(f"{HERE}textes/{text.pk}/", {"text": "[nom] attend une place"})

        with caf_scope(loire):
            kept = SurveyAnswer.objects.get(pk=text.pk)
            assert (kept.text, kept.text_status) == ("[nom] attend une place", "readable")

    def test_a_name_that_stays_must_be_confirmed(self, as_user, camille, loire, answer):
        answer(child=1, idea="Léo attend une place")
        with caf_scope(loire):
            text = SurveyAnswer.objects.get(text_status="held")
        url, data = f"{HERE}textes/{text.pk}/", {"text": "Léo attend une place"}

        refused = as_user(camille).post(url, data, follow=True).content.decode()
        as_user(camille).post(url, data | {"certain": "1"})

        assert "Ce texte contient encore « Léo »" in refused
        with caf_scope(loire):
            assert SurveyAnswer.objects.get(pk=text.pk).text_status == "readable"

    def test_a_text_may_be_erased_and_is_read_over_once(self, as_user, camille, loire, answer):
        answer(child=1, idea="Illisible")
        with caf_scope(loire):
            text = SurveyAnswer.objects.get(text_status="held")

        as_user(camille).post(f"{HERE}textes/{text.pk}/", {"discard": "1"})
        page = as_user(camille).post(f"{HERE}textes/{text.pk}/", {"text": "Autre"}, follow=True).content.decode()

        assert "vient de relire" in page
        with caf_scope(loire):
            assert SurveyAnswer.objects.get(pk=text.pk).text == ""

    def test_a_text_that_was_not_sent_is_read_by_nobody(self, as_user, camille, loire, survey, answer):
        answer(child=1, idea="Secret")
        with caf_scope(loire):
            survey.responses.update(submitted_on=None)
            text = SurveyAnswer.objects.get(text_status="held")

        assert "Secret" not in as_user(camille).get(self.url(survey)).content.decode()
        assert as_user(camille).post(f"{HERE}textes/{text.pk}/", {"discard": "1"}).status_code == 404
