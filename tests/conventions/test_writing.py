"""From the Caf's template to the articles of one CTG."""

import pytest

from conventions.models import Article, Convention
from territories.models import Ctg, LegalStatus
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(ctg) -> str:
    return "/ctg/loire-atlantique/vallee/2026-2030/convention/"


def test_writing_starts_from_the_template_of_the_caf(as_user, camille, loire, here, template):
    as_user(camille).post(f"{here}commencer/")

    page = as_user(camille).get(here).content.decode()
    assert "Article 1 – Objet" in page
    assert "verrouillé par la Caf" in page


def test_starting_twice_copies_the_template_once(as_user, camille, loire, here, template):
    for _ in range(2):
        as_user(camille).post(f"{here}commencer/")

    with caf_scope(loire):
        assert (Convention.objects.count(), Article.objects.count()) == (1, 2)


def test_without_a_template_the_page_says_what_is_missing(as_user, camille, here):
    page = as_user(camille).post(f"{here}commencer/", follow=True).content.decode()

    assert "La Caf n’a pas encore de modèle de convention" in page


def test_an_unknown_merge_field_is_named_beside_the_text(as_user, camille, here, article):
    typed = {"title": "Objet", "body": "Bonjour {{ nom_du_maire }}, {{ territoire_nom }}.", "version": article.version}

    page = as_user(camille).post(f"{here}articles/{article.pk}/", typed).content.decode()

    assert "nom_du_maire" in page.split("<textarea")[0]
    assert "Bonjour {{ nom_du_maire }}" in page


@pytest.mark.parametrize("text", ["{{ ''.__class__ }}", "{{ 7*7 }}", "{{", "{{ territoire_nom|upper }}"])
def test_nothing_but_a_field_can_stand_between_braces(as_user, camille, loire, here, article, text):
    typed = {"title": "Objet", "body": text, "version": article.version}

    response = as_user(camille).post(f"{here}articles/{article.pk}/", typed)

    with caf_scope(loire):
        article.refresh_from_db()
    assert response.status_code == 200
    assert article.body == "Le territoire {{ territoire_nom }}."


def test_the_second_writer_sees_both_versions(as_user, camille, antoine, loire, here, article):
    address, version = f"{here}articles/{article.pk}/", article.version
    as_user(antoine).post(address, {"title": "But", "body": "Le territoire {{ territoire_nom }}.", "version": version})

    response = as_user(camille).post(address, {"title": "Objectif", "body": article.body, "version": version})

    page = response.content.decode()
    assert "Antoine Brossard a modifié" in page
    with caf_scope(loire):
        article.refresh_from_db()
    assert article.title == "But"
    assert {(each.theirs, each.yours) for each in response.context["form"].differences} == {("But", "Objectif")}


def test_the_second_writer_may_insist(as_user, camille, antoine, loire, here, article):
    address, version = f"{here}articles/{article.pk}/", article.version
    as_user(antoine).post(address, {"title": "But", "body": article.body, "version": version})
    refused = as_user(camille).post(address, {"title": "Objectif", "body": article.body, "version": version})

    newest = refused.context["form"]["version"].value()
    as_user(camille).post(address, {"title": "Objectif", "body": article.body, "version": newest})

    with caf_scope(loire):
        article.refresh_from_db()
    assert article.title == "Objectif"


def test_a_locked_article_cannot_be_rewritten(as_user, camille, loire, here, convention):
    with caf_scope(loire):
        locked = convention.articles.get(is_locked=True)

    as_user(camille).post(f"{here}articles/{locked.pk}/", {"title": "Sans fin", "body": "…", "version": 1})

    with caf_scope(loire):
        locked.refresh_from_db()
    assert locked.title == "Durée"


def test_a_rewritten_article_takes_the_words_of_the_template_back(as_user, camille, loire, here, article):
    with caf_scope(loire):
        Article.objects.filter(pk=article.pk).update(title="Autre chose")

    as_user(camille).post(f"{here}articles/{article.pk}/retablir/")

    with caf_scope(loire):
        article.refresh_from_db()
    assert article.title == "Objet"


def test_once_signed_the_text_does_not_change(as_user, camille, loire, here, ctg, article):
    with caf_scope(loire):
        Ctg.objects.filter(pk=ctg.pk).update(legal_status=LegalStatus.SIGNED, signed_on="2026-01-05")

    typed = {"title": "But", "body": article.body, "version": article.version}
    page = as_user(camille).post(f"{here}articles/{article.pk}/", typed).content.decode()

    assert "ne change plus que par un avenant" in page
    with caf_scope(loire):
        article.refresh_from_db()
    assert article.title == "Objet"


def test_a_reader_reads_and_changes_nothing(as_user, rachid, here, article):
    client = as_user(rachid)

    assert client.get(here).status_code == 200
    assert client.post(f"{here}articles/{article.pk}/", {}).status_code == 403
    assert client.post(f"{here}produire/").status_code == 403
