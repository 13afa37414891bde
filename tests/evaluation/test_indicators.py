"""Indicators: their baseline, their targets, their page."""

from decimal import Decimal

import pytest
from uuid_utils.compat import uuid7

from actionplans.models import Action, Plan, PlanNode
from evaluation.models import Indicator, Target
from territories.models import Role
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db


def typed(action: Action | None = None, **changes: object) -> dict[str, object]:
    return {
        "new_id": str(uuid7()),
        "action": action.pk if action else "",
        "label": "Enfants accueillis",
        "kind": "outcome",
        "unit": "enfants",
        "decimals": "0",
        "direction": "increase",
        "baseline_value": "1 234,5",
        "baseline_year": "2024",
        "source": "Bilan des structures",
        "target_2028": "1\u202f300",
        "target_2030": "1400",
    } | changes


def test_camille_promises_something_with_its_targets(as_user, camille, loire, ctg, action):
    response = as_user(camille).post(ctg.url("evaluation:create_indicator"), typed(action))

    with caf_scope(loire):
        indicator = Indicator.objects.get()
        targets = list(indicator.targets.values_list("year", "value"))
    assert response.url == ctg.url("evaluation:indicator", pk=indicator.pk)
    assert (indicator.action_id, indicator.baseline_value) == (action.pk, Decimal("1234.5"))
    assert targets == [(2028, Decimal(1300)), (2030, Decimal(1400))]


def test_the_same_form_sent_twice_makes_one_indicator(as_user, camille, loire, ctg):
    client, form = as_user(camille), typed()

    answers = [client.post(ctg.url("evaluation:create_indicator"), form).status_code for _ in range(2)]

    with caf_scope(loire):
        assert Indicator.objects.count() == 1
        assert Target.objects.count() == 2
    assert answers == [302, 302]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("label", "", "Ce champ est obligatoire"),
        ("source", "", "Ce champ est obligatoire"),
        ("baseline_value", "", "Ce champ est obligatoire"),
        ("baseline_value", "beaucoup", "Saisissez un nombre"),
        ("baseline_value", "NaN", "Saisissez un nombre"),
        ("baseline_value", "-1", "Une valeur ne peut pas être négative"),
        ("baseline_value", "1e20", "14 chiffre"),
        ("baseline_year", "1990", "entre 2011 et 2030"),
        ("target_2028", "-3", "Une valeur ne peut pas être négative"),
        ("target_2028", "douze", "Saisissez un nombre"),
        ("target_2028", "1,2345", "3 chiffres après la virgule"),
        ("decimals", "9", "inférieure ou égale à 3"),
        ("action", "019ab000-0000-7000-8000-000000000000", "Sélectionnez un choix valide"),
        ("kind", "magic", "Sélectionnez un choix valide"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_beside_its_field(as_user, camille, loire, ctg, field, value, sentence):
    response = as_user(camille).post(ctg.url("evaluation:create_indicator"), typed() | {field: value})

    content = response.content.decode()
    assert response.status_code == 200
    assert f'id="id_{field}_error"' in content
    assert sentence in content.replace("\u00a0", " ")
    assert 'value="1400"' in content
    with caf_scope(loire):
        assert not Indicator.objects.exists()
        assert not Target.objects.exists()


def test_a_target_comes_after_the_baseline(as_user, camille, ctg):
    response = as_user(camille).post(ctg.url("evaluation:create_indicator"), typed(baseline_year="2028"))

    assert "Une cible vient après l’année de départ (2028)" in response.content.decode()


def test_an_action_has_an_indicator_of_that_name_only_once(as_user, camille, ctg, action, places):
    response = as_user(camille).post(
        ctg.url("evaluation:create_indicator"), typed(action, label="Places en accueil collectif")
    )

    assert "Cet indicateur existe déjà pour cette action" in response.content.decode()


def test_an_action_of_another_ctg_is_no_choice(as_user, camille, loire, ctg, coast_ctg, node):
    with caf_scope(loire):
        plan = Plan.objects.create(ctg=coast_ctg)
        elsewhere = PlanNode.objects.create(plan=plan, title="Ailleurs")
        theirs = Action.objects.create(ctg=coast_ctg, node=elsewhere, title="Ailleurs")

    response = as_user(camille).post(ctg.url("evaluation:create_indicator"), typed(theirs))

    assert "Sélectionnez un choix valide" in response.content.decode()


def test_targets_are_changed_added_and_removed_together(as_user, camille, loire, ctg, action, places):
    changes = {"version": "1", "target_2026": "176", "target_2028": "", "target_2030": "200"}

    as_user(camille).post(ctg.url("evaluation:edit_indicator", pk=places.pk), typed(action, **changes))

    with caf_scope(loire):
        assert list(places.targets.values_list("year", "value")) == [(2026, 176), (2030, 200)]


def test_two_people_who_change_the_same_target_see_both_versions(as_user, camille, antoine, loire, ctg, action, places):
    url = ctg.url("evaluation:edit_indicator", pk=places.pk)
    same = {"version": "1", "label": places.label, "target_2028": "183"}
    as_user(antoine).post(url, typed(action, **same, target_2030="195"))

    refused = as_user(camille).post(url, typed(action, **same, target_2030="200")).content.decode()
    as_user(camille).post(
        url, typed(action, **same | {"version": "2"}, target_2030="200", **{"theirs-target_2030": "on"})
    )

    assert "Antoine Brossard a modifié cette page" in refused
    assert "Version de Antoine Brossard" in refused
    assert ">195</td>" in refused
    assert ">200</td>" in refused
    with caf_scope(loire):
        assert places.targets.get(year=2030).value == 195


def test_the_form_proposes_the_action_of_the_link(page, camille, ctg, action):
    chosen = page(camille, f"{ctg.url('evaluation:create_indicator')}?action={action.pk}")
    garbage = page(camille, f"{ctg.url('evaluation:create_indicator')}?action=n’importe")

    assert f'<option value="{action.pk}" selected>1.1.1 Agrandir le multi-accueil</option>' in chosen
    assert "selected>1.1.1" not in garbage


def test_an_indicator_without_measure_may_be_erased(as_user, camille, loire, ctg, places):
    client, url = as_user(camille), ctg.url("evaluation:delete_indicator", pk=places.pk)

    asked = client.get(url).content.decode()
    client.post(url)

    assert "Supprimer cet indicateur" in asked
    with caf_scope(loire):
        assert not Indicator.objects.exists()
        assert not Target.objects.exists()


def test_an_indicator_that_was_measured_stays(as_user, camille, loire, ctg, action, make_indicator):
    indicator = make_indicator(action, {2030: 192}, {2026: 178}, camille)

    response = as_user(camille).post(ctg.url("evaluation:delete_indicator", pk=indicator.pk), follow=True)

    assert "il ne peut plus être supprimé" in response.content.decode()
    with caf_scope(loire):
        assert Indicator.objects.exists()


def test_the_page_tells_the_gap_in_words_and_in_a_table(page, rachid, camille, ctg, action, make_indicator):
    indicator = make_indicator(action, {2026: 178, 2030: 192}, {2026: 175}, camille)

    content = " ".join(page(rachid, ctg.url("evaluation:indicator", pk=indicator.pk)).split())

    assert "En retard</span> de 3 places" in content
    assert '"symbol": "diamond-open"' in content
    assert (
        '<th scope="row">2026</th> <td class="num">178</td> <td class="num">178</td> <td class="num">175</td>'
        in content
    )
    assert "Ajouter une mesure" not in content


def test_the_csv_says_the_same_numbers_to_a_french_spreadsheet(as_user, rachid, camille, ctg, action, make_indicator):
    indicator = make_indicator(
        action, {2026: 178, 2030: 192}, {2026: 175.5}, camille, label="=1+1", source="Caf ; État", decimals=1
    )

    response = as_user(rachid).get(ctg.url("evaluation:indicator_csv", pk=indicator.pk))

    lines = response.content.decode().split("\r\n")
    assert lines[0] == "\ufeffIndicateur;Unité;Source;Année;Cible;Attendu;Mesure;Commentaire"
    assert lines[1] == '\'=1+1;places;"Caf ; État";2024;;;174;Valeur de départ'
    assert lines[2] == '\'=1+1;places;"Caf ; État";2026;178;178;175,5;'


def test_a_consultant_promises_but_a_reader_and_a_partner_do_not(
    as_user, person, enters, rachid, paul, elise, loire, valley, ctg, action
):
    consultant = person("Inès", "Cabinet")
    enters(consultant, loire, Role.CONSULTANT, valley)
    url = ctg.url("evaluation:create_indicator")

    answers = [as_user(user).post(url, typed()).status_code for user in (consultant, rachid, paul, elise)]

    assert answers == [302, 403, 403, 403]


def test_a_stranger_finds_no_indicator(as_user, chloe, victor, ctg, places):
    url = ctg.url("evaluation:indicator", pk=places.pk)

    assert [as_user(user).get(url).status_code for user in (chloe, victor)] == [404, 404]


def test_the_indicator_of_a_private_action_is_not_found_by_a_reader(as_user, loire, rachid, camille, ctg, places):
    with caf_scope(loire):
        Action.objects.update(visibility=Action.Visibility.TEAM)
    url = ctg.url("evaluation:indicator", pk=places.pk)

    assert [as_user(user).get(url).status_code for user in (rachid, camille)] == [404, 200]
