"""The page of the evaluation, its filters, its questions."""

import pytest
from uuid_utils.compat import uuid7

from actionplans.models import Action
from evaluation.models import Question
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db


def typed(**changes: object) -> dict[str, object]:
    return {
        "new_id": str(uuid7()),
        "criterion": "relevance",
        "text": "Les axes répondent-ils encore aux besoins ?",
        "judgement": "",
        "argument": "",
        "recommendation": "",
    } | changes


def test_an_empty_evaluation_says_what_to_do(page, camille, rachid, ctg):
    for_the_team = page(camille, ctg.url("evaluation:overview"))
    for_a_reader = page(rachid, ctg.url("evaluation:overview"))

    assert "Choisissez-en un ou deux par action" in for_the_team
    assert "L’équipe de la CTG les ajoutera ici" in for_a_reader
    assert ctg.url("evaluation:create_indicator") not in for_a_reader


def test_each_action_shows_its_indicators_or_that_it_has_none(page, camille, loire, ctg, node, action, make_indicator):
    make_indicator(action, {2026: 178, 2030: 192}, {2026: 182}, camille)
    with caf_scope(loire):
        Action.objects.create(ctg=ctg, node=node, title="Ouvrir un guichet unique", position=2)

    content = " ".join(page(camille, ctg.url("evaluation:overview")).split())

    assert "1.1.1 Agrandir le multi-accueil" in content
    assert "En avance</span> de 4 places" in content
    assert "1.1.2 Ouvrir un guichet unique" in content


def test_an_action_kept_by_the_team_is_not_evaluated_in_public(page, camille, rachid, loire, ctg, action, places):
    with caf_scope(loire):
        Action.objects.update(visibility=Action.Visibility.TEAM)

    pages = [page(user, ctg.url("evaluation:overview")) for user in (camille, rachid)]

    assert ["Places en accueil collectif" in each for each in pages] == [True, False]
    assert "Agrandir le multi-accueil" not in pages[1]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"Places", "Refus", "Heures"}),
        ("state=late", {"Refus"}),
        ("state=ahead", {"Places"}),
        ("state=to_measure", {"Heures"}),
        ("kind=output", {"Heures"}),
        ("q=multi-accueil", {"Places", "Refus"}),
        ("q=PLACES", {"Places"}),
        ("state=late&kind=output", set()),
        ("state=zzz", {"Places", "Refus", "Heures"}),
        ("q=%00", {"Places", "Refus", "Heures"}),
    ],
)
def test_filters_are_kept_in_the_address(page, camille, ctg, action, make_indicator, query, shown):
    make_indicator(action, {2026: 178}, {2026: 182}, camille, label="Places")
    make_indicator(action, {2026: 100}, {2026: 150}, camille, label="Refus", direction="decrease")
    make_indicator(None, {2030: 300}, label="Heures", kind="output")

    content = page(camille, f"{ctg.url('evaluation:overview')}?{query}")

    assert {label for label in ("Places", "Refus", "Heures") if f">{label}</a>" in content} == shown


def test_a_question_is_asked_then_answered(as_user, camille, loire, ctg):
    client = as_user(camille)
    client.post(ctg.url("evaluation:create_question"), typed())
    with caf_scope(loire):
        question = Question.objects.get()

    answer = typed(version="1", judgement="3", argument="Quatre axes sur cinq.", recommendation="Revoir l’axe 2.")
    client.post(ctg.url("evaluation:edit_question", pk=question.pk), answer)

    with caf_scope(loire):
        question.refresh_from_db()
    assert (question.judgement, question.recommendation) == (3, "Revoir l’axe 2.")


def test_a_judgement_needs_arguments(as_user, camille, loire, ctg):
    response = as_user(camille).post(
        ctg.url("evaluation:create_question"), typed(judgement="4", recommendation="Garder")
    )

    content = response.content.decode()
    assert 'id="id_argument_error"' in content
    assert content.count("Un jugement s’appuie sur des arguments.") == 2  # in the summary and beside the field
    assert "Garder" in content
    with caf_scope(loire):
        assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("text", "", "Ce champ est obligatoire"),
        ("text", "x" * 301, "au plus 300 caractères"),
        ("criterion", "beauty", "Sélectionnez un choix valide"),
        ("judgement", "9", "Sélectionnez un choix valide"),
        ("argument", "x" * 4001, "au plus 4000 caractères"),
    ],
)
def test_a_wrong_question_gets_a_sentence(as_user, camille, ctg, field, value, sentence):
    response = as_user(camille).post(ctg.url("evaluation:create_question"), typed(**{field: value}))

    assert sentence in response.content.decode()


def test_two_people_who_answer_the_same_question_see_both_versions(as_user, camille, antoine, loire, ctg):
    with caf_scope(loire):
        question = Question.objects.create(ctg=ctg, criterion="impact", text="Qu’est-ce qui a changé ?")
    url = ctg.url("evaluation:edit_question", pk=question.pk)
    as_user(antoine).post(url, typed(version="1", judgement="2", argument="Peu."))

    content = as_user(camille).post(url, typed(version="1", judgement="4", argument="Beaucoup.")).content.decode()

    assert "Antoine Brossard a modifié cette page" in content
    assert "Partiellement atteint" in content
    assert "Beaucoup." in content


def test_a_question_is_deleted_after_a_confirmation(as_user, camille, loire, ctg):
    with caf_scope(loire):
        question = Question.objects.create(ctg=ctg, criterion="impact", text="Qu’est-ce qui a changé ?")
    client, url = as_user(camille), ctg.url("evaluation:delete_question", pk=question.pk)

    asked = client.get(url).content.decode()
    client.post(url)

    assert "Supprimer cette question" in asked
    with caf_scope(loire):
        assert not Question.objects.exists()


def test_a_reader_and_a_partner_ask_nothing(as_user, rachid, paul, ctg):
    answers = [
        as_user(user).post(ctg.url("evaluation:create_question"), typed()).status_code for user in (rachid, paul)
    ]

    assert answers == [403, 403]
