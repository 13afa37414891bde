"""A questionnaire is written with buttons and forms, then frozen."""

import pytest
from uuid_utils.compat import uuid7

from diagnostics.models import Survey, SurveyQuestion
from diagnostics.services.surveys import building
from diagnostics.services.surveys.paging import cut, questions_of
from diagnostics.services.surveys.wording import why_identifying
from territories.scope import caf_scope
from tests.diagnostics.surveys.conftest import HERE

pytestmark = pytest.mark.django_db


def typed(**changes: object) -> dict[str, object]:
    return {
        "new_id": uuid7(), "title": "Familles", "audience": "Parents", "purpose": "Savoir.", "theme": "families",
        "controller": "La vallée", "contact": "la mairie", "kept_months": 12, "closes_on": "2099-01-01", "start": "",
    } | changes  # fmt: skip


def order(loire, survey: Survey) -> list[str]:
    with caf_scope(loire):
        return [each.text for each in questions_of(survey)]


@pytest.mark.parametrize("model", ["familles", "jeunes"])
def test_a_shipped_model_can_be_opened_as_it_is(as_user, camille, loire, ctg, model):
    as_user(camille).post(f"{HERE}nouveau/", typed(start=f"modele:{model}"))

    with caf_scope(loire):
        survey = Survey.objects.get()
        assert len(questions_of(survey)) >= 8
        assert building.lacks(survey) == []


def test_another_questionnaire_can_be_copied_with_its_conditions(as_user, camille, loire, survey):
    as_user(camille).post(f"{HERE}{survey.pk}/copier/")

    with caf_scope(loire):
        copied = Survey.objects.get(copied_from=survey)
        care = next(each for each in questions_of(copied) if each.shown_if)
        assert not copied.is_frozen
        assert care.shown_if
        assert care.shown_if.section.survey_id == copied.pk


@pytest.mark.parametrize(
    "wording",
    [
        "Quel est votre nom ?", "Votre prénom", "Prénom de l'enfant", "Votre adresse électronique ?", "E-mail",
        "Votre numéro de téléphone", "À quelle adresse habitez-vous ? L’adresse exacte", "Dans quelle rue vivez-vous ?",
        "Date de naissance de votre enfant", "Quel est votre numéro allocataire ?", "Comment vous appelez-vous ?",
        "Nom et prénom", "Laissez vos coordonnées", "Quelle est votre entreprise ?",
    ],
)  # fmt: skip
def test_a_question_that_would_tell_who_answers_is_refused_in_place(as_user, camille, loire, draft, wording):
    with caf_scope(loire):
        section = draft.sections.first()

    page = as_user(camille).post(
        f"{HERE}sections/{section.pk}/question/?kind=text", {"new_id": uuid7(), "text": wording}
    )

    assert why_identifying(wording) in page.context["form"].errors["text"]
    assert wording not in order(loire, draft)


@pytest.mark.parametrize(
    "wording",
    [
        "Quel âge ont vos enfants ?", "Savez-vous à qui vous adresser ?", "Préférez-vous un e-mail ou un courrier ?",
        "Utilisez-vous votre téléphone pour vos démarches ?", "Dans quelle commune habitez-vous ?",
        "Combien de nombre d’heures ?", "Le nombre de places suffit-il ?", "Votre enfant est-il né ici ?",
    ],
)  # fmt: skip
def test_an_ordinary_question_is_not_refused(wording):
    assert why_identifying(wording) == ""


def test_a_question_is_added_moved_duplicated_and_deleted_by_plain_forms(as_user, camille, loire, draft, question):
    client = as_user(camille)
    with caf_scope(loire):
        section = draft.sections.last()

    client.post(
        f"{HERE}sections/{section.pk}/question/?kind=one",
        {"new_id": uuid7(), "text": "Venez-vous au marché ?", "lines": "Souvent\nParfois\nJamais"},
    )
    added = question("marché")
    client.post(f"{HERE}questions/{added.pk}/haut/")
    client.post(f"{HERE}questions/{added.pk}/dupliquer/")

    assert order(loire, draft)[-3:] == ["Venez-vous au marché ?", "Venez-vous au marché ? (copie)", "Une idée ?"]
    assert added.choices == ["Souvent", "Parfois", "Jamais"]
    client.post(f"{HERE}questions/{added.pk}/supprimer/")
    assert "Venez-vous au marché ?" not in order(loire, draft)


def test_a_question_never_goes_before_the_one_on_which_it_depends(as_user, camille, loire, draft, question):
    before = order(loire, draft)

    page = as_user(camille).post(f"{HERE}questions/{question('garde').pk}/haut/", follow=True).content.decode()

    assert "doit rester avant elle" in page
    assert order(loire, draft) == before


def test_a_condition_is_ticked_among_earlier_answers(as_user, camille, loire, draft, question):
    target, child = question("manque"), question("moins de trois ans")
    data = {"text": target.text, "lines": "Places\nBus", "conditions": [f"{child.pk}:1"]}

    as_user(camille).post(f"{HERE}questions/{target.pk}/", data)

    assert question("manque").condition == "Avez-vous un enfant de moins de trois ans ? : Non"


def test_a_question_that_depends_on_its_page_begins_another_page(loire, draft):
    with caf_scope(loire):
        pages = cut(questions_of(draft))

    assert [page.questions[0].text for page in pages] == [
        "Où habitez-vous ?", "Qui le garde ?", "Que manque-t-il ?",
    ]  # fmt: skip


@pytest.mark.parametrize("words", [{"lines": "Un seul"}, {"lines": "Oui\nOui"}, {"text": ""}])
def test_a_poor_question_is_refused_in_place(as_user, camille, loire, draft, words):
    with caf_scope(loire):
        section = draft.sections.last()

    data = {"new_id": uuid7(), "text": "Question", "lines": "A\nB"} | words
    page = as_user(camille).post(f"{HERE}sections/{section.pk}/question/?kind=one", data)

    assert page.context["form"].errors
    assert len(order(loire, draft)) == 7


def test_once_opened_nothing_of_the_questions_changes(as_user, camille, loire, survey, question):
    client, target, before = as_user(camille), question("manque"), order(loire, survey)
    with caf_scope(loire):
        section = survey.sections.first()

    for path, data in [
        (f"questions/{target.pk}/", {"text": "Autre", "lines": "A\nB"}),
        (f"questions/{target.pk}/dupliquer/", {}),
        (f"questions/{target.pk}/bas/", {}),
        (f"questions/{target.pk}/supprimer/", {}),
        (f"sections/{section.pk}/bas/", {}),
        (f"sections/{section.pk}/", {"title": "Autre"}),
        (f"{survey.pk}/supprimer/", {}),
    ]:
        page = client.post(f"{HERE}{path}", data, follow=True).content.decode()
        assert "ne changent plus" in page, path

    assert order(loire, survey) == before


def test_the_presentation_that_families_read_is_frozen_too(as_user, camille, loire, survey):
    page = as_user(camille).get(f"{HERE}{survey.pk}/modifier/")

    assert {each.name for each in page.context["form"].visible_fields()} == {"closes_on", "collection", "bias_note"}


def test_a_draft_with_a_lack_does_not_open(as_user, camille, loire, draft, question):
    with caf_scope(loire):
        SurveyQuestion.objects.filter(pk=question("manque").pk).update(choices=["Seul"])

    page = as_user(camille).post(f"{HERE}{draft.pk}/ouvrir/", follow=True).content.decode()

    assert "n’a pas deux choix" in page
    with caf_scope(loire):
        assert not Survey.objects.get().is_frozen


def test_readers_neither_write_nor_see_drafts(as_user, rachid, draft):
    client = as_user(rachid)

    assert draft.title not in client.get(HERE).content.decode()
    assert client.get(f"{HERE}{draft.pk}/").status_code == 403
    assert client.post(f"{HERE}{draft.pk}/ouvrir/").status_code == 403


def test_the_poster_has_a_code_and_the_address(as_user, camille, survey, public):
    page = as_user(camille).get(f"{HERE}{survey.pk}/affiche/").content.decode()

    assert "data:image/svg+xml" in page
    assert public in page
