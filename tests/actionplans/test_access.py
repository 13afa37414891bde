"""Who may see which fiche, and who may write it."""

import pytest
from django.urls import reverse

from actionplans.models import Action, ActionPartner
from partners.models import Organisation
from territories.models import Role
from territories.scope import caf_scope

PAGES = ["plan", "timeline", "follow_up", "export"]
TEAM_PAGES = ["arrange", "create_node", "create_action"]
FICHE_FORMS = ["edit_text", "edit_calendar", "edit_scope", "add_step", "report"]
TEAM_FORMS = ["edit_people", "edit_budget", "add_partner", "place_action", "delete_action"]


@pytest.fixture
def consultant(person, enters, loire, valley):
    user = person("Nils", "Conseil")
    enters(user, loire, Role.CONSULTANT, valley)
    return user


@pytest.fixture
def secret(make_action):
    """A fiche that only the team may read."""
    return make_action("Une piste confidentielle", visibility=Action.Visibility.TEAM)


@pytest.mark.parametrize("name", PAGES)
def test_the_plan_does_not_exist_for_strangers(as_user, chloe, victor, ctg, action, name):
    assert as_user(chloe).get(ctg.url(f"actionplans:{name}")).status_code == 404
    assert as_user(victor).get(ctg.url(f"actionplans:{name}")).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_a_study_firm_does_not_open_the_plan(as_user, consultant, ctg, action, name):
    assert as_user(consultant).get(ctg.url(f"actionplans:{name}")).status_code == 403


@pytest.mark.parametrize("name", TEAM_PAGES)
def test_only_the_team_shapes_the_plan(as_user, elise, paul, rachid, ctg, action, name):
    for user in (elise, paul, rachid):
        assert as_user(user).get(ctg.url(f"actionplans:{name}")).status_code == 403


@pytest.mark.parametrize("name", FICHE_FORMS)
def test_the_pilot_s_people_write_their_fiche_and_nobody_else_does(
    as_user, paul, rival, elise, rachid, ctg, action, name
):
    url = ctg.url(f"actionplans:{name}", pk=action.pk)

    assert as_user(paul).get(url).status_code == 200
    for user in (rival, elise, rachid):
        assert as_user(user).get(url).status_code == 403
        assert as_user(user).post(url).status_code == 403


@pytest.mark.parametrize("name", TEAM_FORMS)
def test_who_pilots_and_who_pays_is_the_team_s_to_say(as_user, paul, ctg, action, name):
    assert as_user(paul).get(ctg.url(f"actionplans:{name}", pk=action.pk)).status_code == 403


def test_the_pilot_is_not_asked_for_what_only_the_team_decides(as_user, paul, ctg, action):
    client, url = as_user(paul), ctg.url("actionplans:edit_text", pk=action.pk)

    page = client.get(url).content.decode()
    client.post(url, {"title": "Ouvrir une crèche", "version": 1, "visibility": "public", "maturity": "ready"})

    assert 'name="visibility"' not in page
    with caf_scope(ctg.caf):
        action.refresh_from_db()
    assert (action.visibility, action.maturity) == ("partners", "project")


def test_the_team_s_own_fiches_are_hidden_from_the_others(as_user, camille, rachid, elise, rival, ctg, action, secret):
    for user in (rachid, elise, rival):
        client = as_user(user)
        assert client.get(ctg.url("actionplans:action", pk=secret.pk)).status_code == 404
        for name in PAGES:
            assert "confidentielle" not in client.get(ctg.url(f"actionplans:{name}")).content.decode()
    assert as_user(camille).get(ctg.url("actionplans:action", pk=secret.pk)).status_code == 200


def test_a_partner_reads_what_their_organisation_pilots_or_takes_part_in(
    as_user, paul, lutins, ctg, secret, make_action
):
    piloted = make_action("Pilotée", visibility=Action.Visibility.TEAM, pilot=lutins)
    with caf_scope(ctg.caf):
        ActionPartner.objects.create(action=secret, organisation=lutins)
    client = as_user(paul)

    assert client.get(ctg.url("actionplans:action", pk=piloted.pk)).status_code == 200
    assert client.get(ctg.url("actionplans:action", pk=secret.pk)).status_code == 200
    assert client.get(ctg.url("actionplans:edit_text", pk=secret.pk)).status_code == 403


def test_codes_are_the_same_for_everybody(as_user, rachid, ctg, secret, make_action):
    make_action("Publique")

    page = as_user(rachid).get(ctg.url("actionplans:plan")).content.decode()

    assert "1.1.2 Publique" in page


def test_an_archived_organisation_opens_nothing_any_more(as_user, paul, lutins, ctg, action):
    with caf_scope(ctg.caf):
        Organisation.objects.filter(pk=lutins.pk).update(is_archived=True)

    assert as_user(paul).get(ctg.url("actionplans:report", pk=action.pk)).status_code == 403


@pytest.mark.parametrize("name", [*FICHE_FORMS, *TEAM_FORMS, "action"])
def test_a_fiche_of_another_ctg_is_not_found_here(as_user, antoine, coast_ctg, action, name):
    url = reverse(f"actionplans:{name}", kwargs={**coast_ctg.route, "pk": action.pk})

    assert as_user(antoine).get(url).status_code == 404
    assert as_user(antoine).post(url).status_code == 404


def test_the_plan_shows_no_door_that_is_closed(as_user, elise, ctg, action, step):
    client = as_user(elise)

    pages = [client.get(ctg.url("actionplans:plan")), client.get(ctg.url("actionplans:action", pk=action.pk))]

    for page in pages:
        for door in ("modifier", "nouvelle", "organiser", "textes", "pilotage", "budget/", "Valider", "Supprimer"):
            assert f"/{door}/" not in page.content.decode()
        assert "Donner des nouvelles" not in page.content.decode()
