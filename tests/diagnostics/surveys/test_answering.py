"""A family answers on a telephone, leaves, comes back, sends."""

from datetime import date

import pytest

from diagnostics.models import Survey, SurveyAnswer, SurveyQuestion, SurveyResponse
from diagnostics.services.surveys.paging import questions_of
from territories.models import HistoryEntry
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def fields(loire, survey) -> dict[str, str]:
    """The name of each field by the letters that its question contains."""
    with caf_scope(loire):
        return {each.text: f"q{each.pk.hex}" for each in questions_of(survey)}


def start(client, public: str) -> str:
    return str(client.post(public).headers["Location"])


def sent(loire) -> list[SurveyResponse]:
    with caf_scope(loire):
        return list(SurveyResponse.objects.exclude(submitted_on=None))


def test_the_first_page_says_who_asks_why_and_for_how_long(client, public):
    page = client.get(public).content.decode()

    for words in ("La vallée", "Décider ensemble.", "12 mois", "le service enfance", "cinq réponses", "CNIL"):
        assert words in page


def test_neither_a_session_nor_a_csrf_cookie_is_set(client, public):
    client.get(public)
    start(client, public)
    client.get(f"{public}page/1/")

    assert set(client.cookies) == {"questionnaire"}
    cookie = client.cookies["questionnaire"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (public, True, "Lax")


def test_a_whole_answer_is_sent_and_leaves_no_way_back(client, loire, public, fields):
    start(client, public)
    client.post(f"{public}page/1/", {fields["Avez-vous un enfant de moins de trois ans ?"]: 1})
    client.post(f"{public}page/3/", {fields["Que manque-t-il ?"]: [0, 2], fields["Êtes-vous aidé ?"]: 4})
    client.get(f"{public}page/4/")

    answer = client.post(f"{public}envoyer/")

    (response,) = sent(loire)
    assert answer.headers["Location"] == f"{public}merci/"
    assert client.cookies["questionnaire"].value == ""
    assert response.token_digest is None
    with caf_scope(loire):
        assert sorted(map(len, response.answers.values_list("choices", flat=True))) == [0, 1, 2]


def test_what_does_not_concern_the_family_is_skipped(client, public, fields):
    start(client, public)

    no = client.post(f"{public}page/1/", {fields["Avez-vous un enfant de moins de trois ans ?"]: 1})
    yes = client.post(f"{public}page/1/", {fields["Avez-vous un enfant de moins de trois ans ?"]: 0})

    assert no.headers["Location"] == f"{public}page/3/"
    assert yes.headers["Location"] == f"{public}page/2/"


def test_an_answer_that_is_no_longer_asked_is_forgotten(client, loire, public, fields):
    start(client, public)
    child = fields["Avez-vous un enfant de moins de trois ans ?"]
    client.post(f"{public}page/1/", {child: 0})
    client.post(f"{public}page/2/", {fields["Qui le garde ?"]: 2})
    client.post(f"{public}page/1/", {child: 1})

    client.post(f"{public}envoyer/")

    with caf_scope(loire):
        assert not SurveyAnswer.objects.filter(question__text="Qui le garde ?").exists()


def test_who_leaves_and_opens_the_link_again_goes_on(client, public, fields):
    start(client, public)
    client.post(f"{public}page/1/", {fields["Avez-vous un enfant de moins de trois ans ?"]: 1})

    assert "Reprendre où j’en étais" in client.get(public).content.decode()
    assert start(client, public) == f"{public}page/3/"
    assert "checked" in client.get(f"{public}page/1/").content.decode()


def test_another_device_goes_on_by_its_own_address(client, public, fields):
    start(client, public)
    client.post(f"{public}page/1/", {fields["Avez-vous un enfant de moins de trois ans ?"]: 1})
    token = client.cookies["questionnaire"].value
    client.cookies.clear()

    client.get(f"{public}reprendre/{token}/")

    assert start(client, public) == f"{public}page/3/"


def test_one_device_may_start_all_over(client, loire, public, fields):
    start(client, public)
    client.post(f"{public}page/1/", {fields["Avez-vous un enfant de moins de trois ans ?"]: 1})

    client.post(public, {"again": "1"})

    with caf_scope(loire):
        assert SurveyResponse.objects.count() == 1
        assert not SurveyAnswer.objects.exists()


def test_a_required_question_is_asked_again_in_place(client, loire, public):
    start(client, public)

    page = client.post(f"{public}page/1/", {}).content.decode()
    answer = client.post(f"{public}envoyer/")

    assert "obligatoire" in page
    assert answer.headers["Location"] == f"{public}page/1/"
    assert sent(loire) == []


@pytest.mark.parametrize(
    ("text", "typed"),
    [("Combien de minutes de route ?", "700"), ("Combien de minutes de route ?", "x"), ("Une idée ?", "a" * 1001),
     ("Que manque-t-il ?", ["9"]), ("Êtes-vous aidé ?", "12")],
)  # fmt: skip
def test_a_strange_answer_is_refused_in_place_and_nothing_is_lost(client, loire, public, fields, text, typed):
    start(client, public)

    page = client.post(f"{public}page/3/", {fields["Une idée ?"]: "Du temps", fields[text]: typed})

    assert page.status_code == 200
    assert fields[text] in page.context["form"].errors
    assert text == "Une idée ?" or "Du temps</textarea>" in page.content.decode()
    with caf_scope(loire):
        assert not SurveyAnswer.objects.exists()


def test_the_previous_page_keeps_what_was_typed(client, loire, public, fields):
    start(client, public)
    client.post(f"{public}page/1/", {fields["Avez-vous un enfant de moins de trois ans ?"]: 1})

    back = client.post(f"{public}page/3/", {fields["Êtes-vous aidé ?"]: 2, "back": "1"})

    assert back.headers["Location"] == f"{public}page/1/"
    with caf_scope(loire):
        assert SurveyAnswer.objects.filter(number=2).exists()


def test_sent_twice_it_counts_once(client, loire, public, fields):
    start(client, public)
    client.post(f"{public}page/1/", {fields["Avez-vous un enfant de moins de trois ans ?"]: 1})

    for _ in range(2):
        client.post(f"{public}envoyer/")

    assert len(sent(loire)) == 1


def test_a_robot_that_fills_the_hidden_field_is_thanked_and_forgotten(client, loire, public):
    answer = client.post(public, {"site_web": "https://casino.example"})

    assert answer.headers["Location"] == f"{public}merci/"
    with caf_scope(loire):
        assert not SurveyResponse.objects.exists()


def test_too_many_starts_from_one_place_wait(client, loire, public, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"survey_device": "2/m/key"}

    answers = []
    for _ in range(3):
        client.cookies.clear()
        answers.append(client.post(public).status_code)

    assert answers == [302, 302, 429]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"opens_on": date(2090, 1, 1)}, "pas encore ouvert"),
        ({"opens_on": None, "closes_on": date(2026, 1, 1)}, "terminé"),
    ],
)
def test_outside_its_dates_it_says_so(client, loire, public, values, sentence):
    with caf_scope(loire):
        Survey.objects.update(**values)

    for path in (public, f"{public}page/1/", f"{public}envoyer/"):
        assert sentence in client.get(path).content.decode()
        client.post(path)
    with caf_scope(loire):
        assert not SurveyResponse.objects.exists()


def test_an_invented_link_opens_nothing(client, db):
    page = client.get("/questionnaire/nimporte-quoi/")

    assert page.status_code == 404
    assert "copiée en entier" in page.content.decode()


def test_the_token_of_one_questionnaire_opens_no_answer_of_another(client, loire, ctg, camille, public, survey, fields):
    start(client, public)
    token = client.cookies["questionnaire"].value
    with caf_scope(loire):
        SurveyResponse.objects.update(submitted_on=None)
        twin = Survey.objects.create(
            ctg=ctg, title="Autre", audience="a", purpose="p", controller="c", contact="k", token="autre",
            token_digest="x", opened_at=survey.opened_at,
        )  # fmt: skip
        SurveyResponse.objects.update(survey=twin)

    client.get(f"{public}reprendre/{token}/")

    assert client.get(f"{public}page/1/").status_code == 302


def test_an_answer_tells_neither_when_nor_from_where_it_came(client, loire, public, fields):
    start(client, public)
    client.post(f"{public}page/1/", {fields["Avez-vous un enfant de moins de trois ans ?"]: 1})
    client.post(f"{public}envoyer/")

    with caf_scope(loire):
        response = SurveyResponse.objects.get()
        kept = {field.name for model in (SurveyResponse, SurveyAnswer) for field in model._meta.get_fields()}
        assert response.pk.version == 4  # a UUIDv7 would say the millisecond
        assert not kept & {"ip", "user_agent", "created_at", "updated_at", "at"}
        assert not HistoryEntry.objects.filter(table_name__startswith="diagnostics_surveyanswer").exists()
        assert not HistoryEntry.objects.filter(table_name__startswith="diagnostics_surveyresponse").exists()
        assert SurveyQuestion.objects.exists()
