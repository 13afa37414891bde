"""Building the plan: elements and fiches are added, moved and removed; codes follow."""

import pytest

from actionplans import services
from actionplans.models import Action, Plan, PlanNode
from evaluation.models import Indicator
from territories.scope import caf_scope


def codes(ctg) -> dict[str, str]:
    """The code of each title of the plan."""
    with caf_scope(ctg.caf):
        tree = services.plan_tree(ctg)
        return {branch.node.title: branch.code for branch in tree.walk()} | {
            sheet.action.title: sheet.code for sheet in tree.sheets
        }


def test_an_empty_plan_leads_to_its_first_axe(as_user, camille, ctg):
    page = as_user(camille).get(ctg.url("actionplans:plan")).content.decode()

    assert "Ajouter le premier axe" in page
    assert ctg.url("actionplans:create_node") in page


def test_who_only_reads_is_not_invited_to_write(as_user, rachid, ctg):
    page = as_user(rachid).get(ctg.url("actionplans:plan")).content.decode()

    assert "Le plan est encore vide" in page
    assert ctg.url("actionplans:create_node") not in page


def test_opening_the_empty_plan_creates_nothing(as_user, camille, ctg):
    client = as_user(camille)
    for name in ("plan", "arrange", "create_node", "timeline"):
        client.get(ctg.url(f"actionplans:{name}"))

    with caf_scope(ctg.caf):
        assert not Plan.objects.exists()


def test_the_first_axe_makes_the_plan(as_user, camille, ctg, new_id):
    response = as_user(camille).post(ctg.url("actionplans:create_node"), {"title": "Grandir", "new_id": new_id()})

    assert response.status_code == 302
    assert codes(ctg) == {"Grandir": "1"}
    with caf_scope(ctg.caf):
        assert PlanNode.objects.get().updated_by == camille


def test_a_form_sent_twice_adds_one_element(as_user, camille, ctg, new_id):
    client, typed = as_user(camille), {"title": "Grandir", "new_id": new_id()}

    for _ in range(2):
        client.post(ctg.url("actionplans:create_node"), typed)

    assert codes(ctg) == {"Grandir": "1"}


def test_an_objectif_hangs_on_its_axe(as_user, camille, ctg, axis, new_id):
    as_user(camille).post(ctg.url("actionplans:create_child", pk=axis.pk), {"title": "Former", "new_id": new_id()})

    assert codes(ctg) == {"Accueillir les 0-3 ans": "1", "Former": "1.1"}


def test_the_plan_is_no_deeper_than_its_levels(as_user, camille, ctg, objective, new_id):
    response = as_user(camille).post(
        ctg.url("actionplans:create_child", pk=objective.pk), {"title": "Trop bas", "new_id": new_id()}
    )

    page = response.content.decode()
    assert "Le plan n’a pas de niveau plus bas" in page
    assert 'value="Trop bas"' in page
    assert "Trop bas" not in codes(ctg)


@pytest.mark.parametrize(
    ("title", "sentence"), [("", "obligatoire"), ("x" * 201, "au plus 200 caractères"), ("\x00", "caractère")]
)
def test_a_wrong_title_gets_a_sentence(as_user, camille, ctg, new_id, title, sentence):
    response = as_user(camille).post(ctg.url("actionplans:create_node"), {"title": title, "new_id": new_id()})

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert codes(ctg) == {}


def test_moving_an_axe_renumbers_everything_below(as_user, camille, ctg, make_node, objective, action):
    second = make_node("Grandir")

    as_user(camille).post(ctg.url("actionplans:move_node_up", pk=second.pk))

    assert codes(ctg) == {
        "Grandir": "1",
        "Accueillir les 0-3 ans": "2",
        "Maintenir l’offre": "2.1",
        "Ouvrir une crèche": "2.1.1",
    }


def test_the_first_cannot_go_higher_nor_the_last_lower(as_user, camille, ctg, axis, make_node):
    second, client = make_node("Grandir"), as_user(camille)

    client.post(ctg.url("actionplans:move_node_up", pk=axis.pk))
    client.post(ctg.url("actionplans:move_node_down", pk=second.pk))

    assert codes(ctg) == {"Accueillir les 0-3 ans": "1", "Grandir": "2"}


def test_fiches_change_places_within_their_objectif(as_user, camille, ctg, action, make_action):
    make_action("Former")

    as_user(camille).post(ctg.url("actionplans:move_action_down", pk=action.pk))

    found = codes(ctg)
    assert (found["Former"], found["Ouvrir une crèche"]) == ("1.1.1", "1.1.2")


def test_a_move_is_not_a_link(as_user, camille, ctg, axis):
    assert as_user(camille).get(ctg.url("actionplans:move_node_up", pk=axis.pk)).status_code == 405


def test_a_fiche_goes_last_in_its_new_objectif(as_user, camille, ctg, axis, action, make_node, make_action):
    other = make_node("Former", axis)
    make_action("Former les pros", node=other)

    response = as_user(camille).post(
        ctg.url("actionplans:place_action", pk=action.pk), {"node": other.pk, "version": 1}
    )

    assert response.status_code == 302
    assert codes(ctg)["Ouvrir une crèche"] == "1.2.2"


def test_a_fiche_hangs_on_the_lowest_level_only(as_user, camille, ctg, axis, action):
    response = as_user(camille).post(ctg.url("actionplans:place_action", pk=action.pk), {"node": axis.pk, "version": 1})

    assert "Sélectionnez un choix valide" in response.content.decode()
    assert codes(ctg)["Ouvrir une crèche"] == "1.1.1"


def test_a_new_fiche_asks_for_its_place_and_its_name(as_user, camille, ctg, objective, new_id):
    response = as_user(camille).post(
        ctg.url("actionplans:create_action"), {"node": objective.pk, "title": "Former", "new_id": new_id()}
    )

    with caf_scope(ctg.caf):
        created = Action.objects.get()
    assert response.url == ctg.url("actionplans:action", pk=created.pk)
    assert (created.status, created.visibility) == ("proposed", "partners")
    assert codes(ctg)["Former"] == "1.1.1"


def test_the_objectif_of_a_link_is_already_chosen(as_user, camille, ctg, objective):
    page = as_user(camille).get(ctg.url("actionplans:create_action") + f"?objectif={objective.pk}").content.decode()

    assert f'<option value="{objective.pk}" selected>1.1 Maintenir l’offre</option>' in page


def test_an_element_that_holds_something_is_not_deleted(as_user, camille, ctg, axis, objective, action):
    client = as_user(camille)

    response = client.post(ctg.url("actionplans:delete_node", pk=objective.pk), follow=True)

    assert "contient encore 1\u00a0fiche action" in response.content.decode()
    assert len(codes(ctg)) == 3


def test_an_empty_element_is_deleted_after_a_question(as_user, camille, ctg, axis, make_node):
    make_node("Grandir")
    client, url = as_user(camille), ctg.url("actionplans:delete_node", pk=axis.pk)

    question = client.get(url).content.decode()
    client.post(url)

    assert "Cet élément est vide" in question
    assert codes(ctg) == {"Grandir": "1"}


def test_a_fiche_that_nothing_refers_to_is_deleted(as_user, camille, ctg, make_action):
    idea = make_action("Une idée")

    as_user(camille).post(ctg.url("actionplans:delete_action", pk=idea.pk))

    assert "Une idée" not in codes(ctg)


def test_a_fiche_with_money_or_news_stays(as_user, camille, ctg, make_action, spend):
    funded = make_action("Financée")
    spend(funded, 2026, 100)

    response = as_user(camille).post(ctg.url("actionplans:delete_action", pk=funded.pk), follow=True)

    assert "Déclarez-la abandonnée" in response.content.decode()
    assert "Financée" in codes(ctg)


def test_a_fiche_with_an_indicator_stays(as_user, camille, ctg, make_action):
    measured = make_action("Mesurée")
    with caf_scope(ctg.caf):
        Indicator.objects.create(
            ctg=ctg, action=measured, label="Places", unit="places", baseline_value=1, baseline_year=2025, source="x"
        )

    response = as_user(camille).post(ctg.url("actionplans:delete_action", pk=measured.pk), follow=True)

    assert "Des indicateurs d’évaluation mesurent cette action" in response.content.decode()
    assert "Mesurée" in codes(ctg)


def test_two_people_who_rename_the_same_element_see_both_names(as_user, camille, antoine, ctg, axis):
    url = ctg.url("actionplans:edit_node", pk=axis.pk)
    as_user(antoine).post(url, {"title": "Accueillir", "version": 1})

    page = as_user(camille).post(url, {"title": "Garder", "version": 1}).content.decode()

    assert "Antoine Brossard" in page
    assert "Accueillir" in page
    assert "Garder" in page
    assert codes(ctg) == {"Accueillir": "1"}


def test_a_third_level_opens_below_the_second(as_user, camille, ctg, objective, new_id):
    client = as_user(camille)
    below = ctg.url("actionplans:create_child", pk=objective.pk)
    too_deep = client.post(below, {"title": "Recruter", "new_id": new_id()}).content.decode()
    levels = {"level-0": "Axe", "level-1": "Objectif", "level-2": "Objectif opérationnel", "level-3": ""}

    client.post(ctg.url("actionplans:edit_levels"), levels)
    client.post(below, {"title": "Recruter", "new_id": new_id()})

    assert "Le plan n’a pas de niveau plus bas" in too_deep
    assert codes(ctg)["Recruter"] == "1.1.1"


def test_a_level_that_is_used_is_not_taken_away(as_user, camille, ctg, objective, make_node):
    with caf_scope(ctg.caf):
        services.name_levels(ctg, ["Axe", "Objectif", "Moyen"])
    make_node("Recruter", objective)

    page = as_user(camille).post(ctg.url("actionplans:edit_levels"), {"level-0": "Axe", "level-1": "But"})

    assert "Des éléments du plan sont à ce niveau" in page.content.decode()
    with caf_scope(ctg.caf):
        assert services.levels_of(ctg) == ("Axe", "Objectif", "Moyen")


@pytest.mark.parametrize(
    ("levels", "sentence"),
    [
        (["Axe", "", "But", ""], "obligatoire"),
        (["Axe", "But", "", "Fin"], "sans en sauter"),
        (["Axe", "axe", "", ""], "le même nom"),
    ],
)
def test_levels_that_cannot_be_are_refused_in_words(as_user, camille, ctg, levels, sentence):
    typed = {f"level-{place}": name for place, name in enumerate(levels)}

    assert sentence in as_user(camille).post(ctg.url("actionplans:edit_levels"), typed).content.decode()
