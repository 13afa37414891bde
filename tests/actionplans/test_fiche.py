"""One fiche: its short forms, what it lacks, its validation."""

from datetime import date

import pytest

from actionplans import services
from actionplans.models import ActionPartner, Step
from diagnostics.models import Issue
from partners.models import Contact, Organisation
from territories.models import Commune
from territories.scope import caf_scope


@pytest.fixture
def idea(make_action):
    """A fiche that says nothing but its name."""
    return make_action("Une idée")


@pytest.fixture
def paula(lutins):
    """Works for Les Lutins."""
    with caf_scope(lutins.caf):
        return Contact.objects.create(organisation=lutins, first_name="Paula", last_name="Rey")


@pytest.fixture
def saved(ctg):
    """saved(action) reads it again."""

    def read(row):
        with caf_scope(ctg.caf):
            row.refresh_from_db()
        return row

    return read


def fiche(client, ctg, action) -> str:
    return client.get(ctg.url("actionplans:action", pk=action.pk)).content.decode()


def test_a_bare_fiche_names_what_it_lacks_field_by_field(as_user, camille, ctg, idea):
    page = fiche(as_user(camille), ctg, idea)

    for words in ("Un enjeu auquel elle répond", "Une organisation pilote", "Une première date", "Une description"):
        assert words in page
    assert ctg.url("actionplans:edit_people", pk=idea.pk) + "#id_pilot" in page
    assert page.count("nécessaire à la validation") == 3


def test_a_complete_fiche_lacks_nothing(as_user, camille, ctg, action, issue, step, spend, saved, paula, nadia):
    with caf_scope(ctg.caf):
        action.expected_result, action.audience = "Vingt places ouvertes", "Familles"
        action.pilot_contact, action.elected_referent = paula, nadia
        action.save()
    spend(action, 2026, 10)
    spend(action, 2026, 10, "caf")

    page = fiche(as_user(camille), ctg, action)

    assert "Ce qui manque" not in page
    for word in ("Vingt places ouvertes", "Paula Rey", "Nadia Perrin, Maire", "Choisir le terrain", "E1 Le manque"):
        assert word in page


def test_an_incomplete_action_is_not_validated_and_the_list_says_why(as_user, camille, ctg, idea, spend, saved):
    spend(idea, 2027, "100.01")

    response = as_user(camille).post(ctg.url("actionplans:validate_action", pk=idea.pk), follow=True)

    page = response.content.decode()
    assert "Cette action ne peut pas encore être validée" in page
    for words in ("un enjeu", "une organisation pilote", "une première date", "l’équilibre du budget 2027"):
        assert words in page
    assert saved(idea).status == "proposed"


def test_a_complete_action_is_validated_once(as_user, camille, ctg, idea, lutins, make_issue, saved):
    with caf_scope(ctg.caf):
        idea.pilot, idea.starts_on = lutins, date(2026, 1, 1)
        idea.save()
        services.set_scope(idea, [make_issue(1, "Le manque")], [])
    client, url = as_user(camille), ctg.url("actionplans:validate_action", pk=idea.pk)

    first = client.post(url, follow=True).content.decode()
    second = client.post(url, follow=True).content.decode()

    assert "L’action est validée" in first
    assert "Cette action est déjà « validée »" in second
    assert saved(idea).status == "validated"


def test_a_step_is_a_first_date(ctg, idea, lutins, make_issue):
    with caf_scope(ctg.caf):
        idea.pilot = lutins
        idea.save()
        services.set_scope(idea, [make_issue(1, "Le manque")], [])
        Step.objects.create(action=idea, title="Se réunir", due_on=date(2026, 3, 1))

        lacks = services.lacks(idea, services.ledger_of(idea))

    assert not [lack for lack in lacks if lack.blocks_validation]


def test_the_person_who_pilots_belongs_to_the_pilot(as_user, camille, ctg, idea, lutins, nadia, saved):
    response = as_user(camille).post(
        ctg.url("actionplans:edit_people", pk=idea.pk), {"pilot": lutins.pk, "pilot_contact": nadia.pk, "version": 1}
    )

    page = response.content.decode()
    assert "Nadia Perrin fait partie de « Commune de Saint-Aubin », pas de « Les Lutins »." in page
    assert f'<option value="{nadia.pk}" selected>' in page
    assert saved(idea).pilot is None


def test_a_person_without_pilot_is_sent_back_to_their_organisation(as_user, camille, ctg, idea, nadia):
    response = as_user(camille).post(
        ctg.url("actionplans:edit_people", pk=idea.pk), {"pilot_contact": nadia.pk, "version": 1}
    )

    assert "Choisissez l’organisation de Nadia Perrin : Commune de Saint-Aubin." in response.content.decode()


def test_the_pilot_and_the_elu_are_saved(as_user, camille, ctg, idea, lutins, paula, nadia, saved):
    as_user(camille).post(
        ctg.url("actionplans:edit_people", pk=idea.pk),
        {"pilot": lutins.pk, "pilot_contact": paula.pk, "elected_referent": nadia.pk, "version": 1},
    )

    found = saved(idea)
    assert (found.pilot_id, found.pilot_contact_id, found.elected_referent_id) == (lutins.pk, paula.pk, nadia.pk)
    assert (found.version, found.updated_by_id) == (2, camille.pk)


def test_an_archived_organisation_is_not_proposed(as_user, camille, ctg, idea):
    with caf_scope(ctg.caf):
        gone = Organisation.objects.create(caf=ctg.caf, name="Dissoute", kind="other", is_archived=True)
    client, url = as_user(camille), ctg.url("actionplans:edit_people", pk=idea.pk)

    refused = client.post(url, {"pilot": gone.pk, "version": 1})

    assert "Dissoute" not in client.get(url).content.decode()
    assert "Sélectionnez un choix valide" in refused.content.decode()


def test_only_the_communes_of_the_perimeter_are_proposed(as_user, camille, ctg, idea, saved):
    inside = Commune.objects.get(insee_code="44001")
    outside = Commune.objects.get(insee_code="44055")
    client, url = as_user(camille), ctg.url("actionplans:edit_scope", pk=idea.pk)

    refused = client.post(url, {"communes": [inside.pk, outside.pk], "version": 1})
    client.post(url, {"communes": [inside.pk], "version": 1})

    assert "Sélectionnez un choix valide" in refused.content.decode()
    with caf_scope(ctg.caf):
        assert [each.name for each in idea.communes.all()] == ["Abbaretz"]


def test_only_the_enjeux_of_this_ctg_are_proposed(as_user, antoine, ctg, coast_ctg, idea, make_issue):
    own = make_issue(1, "Le manque")
    with caf_scope(ctg.caf):
        other = Issue.objects.create(ctg=coast_ctg, number=1, title="La houle", theme="housing")
    client, url = as_user(antoine), ctg.url("actionplans:edit_scope", pk=idea.pk)

    refused = client.post(url, {"issues": [own.pk, other.pk], "version": 1})
    client.post(url, {"issues": [own.pk], "version": 1})
    client.post(url, {"issues": [own.pk], "version": 2})

    assert "Sélectionnez un choix valide" in refused.content.decode()
    with caf_scope(ctg.caf):
        assert list(idea.issues.all()) == [own]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("ends_on", "2025-12-31", "La fin de l’action doit suivre son début."),
        ("ends_on", "0202-01-01", "Vérifiez l’année : 202 est trop loin de la CTG"),
        ("starts_on", "32/01/2026", "Saisissez une date valide"),
        ("full_time_equivalent", "-1", "Les moyens humains ne peuvent pas être négatifs."),
        ("full_time_equivalent", "un mi-temps", "Écrivez un nombre, par exemple"),
    ],
)
def test_a_wrong_date_or_number_gets_a_sentence_and_keeps_the_rest(
    as_user, camille, ctg, idea, saved, field, typed, sentence
):
    sent = {"starts_on": "2026-01-01", "ends_on": "2027-12-31", "full_time_equivalent": "1,5", "version": 1}

    page = (
        as_user(camille).post(ctg.url("actionplans:edit_calendar", pk=idea.pk), {**sent, field: typed}).content.decode()
    )

    assert sentence in page
    assert f'value="{typed}"' in page
    assert saved(idea).starts_on is None


def test_dates_outside_of_the_ctg_are_kept_with_a_warning(as_user, camille, ctg, idea, saved):
    response = as_user(camille).post(
        ctg.url("actionplans:edit_calendar", pk=idea.pk),
        {"starts_on": "2025-09-01", "ends_on": "2031-06-30", "full_time_equivalent": "0,5", "version": 1},
        follow=True,
    )

    page = response.content.decode()
    assert "cette période commence avant son début et finit après sa fin" in page
    found = saved(idea)
    assert (found.starts_on, found.ends_on, str(found.full_time_equivalent)) == (
        date(2025, 9, 1),
        date(2031, 6, 30),
        "0.50",
    )


def test_two_people_on_the_same_text_see_both(as_user, camille, antoine, ctg, idea, saved):
    url = ctg.url("actionplans:edit_text", pk=idea.pk)
    sent = {"title": "Une idée", "maturity": "project", "visibility": "partners", "version": 1}
    as_user(antoine).post(url, {**sent, "description": "Celle d’Antoine"})

    page = as_user(camille).post(url, {**sent, "description": "Celle de Camille"}).content.decode()

    assert "Celle d’Antoine" in page
    assert "Celle de Camille" in page
    assert saved(idea).description == "Celle d’Antoine"


def test_two_people_on_different_forms_do_not_disturb_each_other(as_user, camille, antoine, ctg, idea, saved):
    client, url = as_user(camille), ctg.url("actionplans:edit_text", pk=idea.pk)
    shown = client.get(url).context["form"]
    as_user(antoine).post(ctg.url("actionplans:edit_calendar", pk=idea.pk), {"starts_on": "2026-05-01", "version": 1})

    sent = {"title": "Une idée", "description": "Précisée", "maturity": "idea", "visibility": "partners"}
    client.post(url, {**sent, "version": 1, "as_seen": shown["as_seen"].value()})

    found = saved(idea)
    assert (found.starts_on, found.description, found.version) == (date(2026, 5, 1), "Précisée", 3)


def test_a_text_that_is_far_too_long_is_kept_and_refused(as_user, camille, ctg, idea, saved):
    response = as_user(camille).post(
        ctg.url("actionplans:edit_text", pk=idea.pk),
        {"title": "Une idée", "description": "é" * 10_001, "maturity": "idea", "visibility": "team", "version": 1},
    )

    assert "au plus 10000 caractères" in response.content.decode().replace("\u202f", "").replace("\xa0", "")
    assert "é" * 10_001 in response.content.decode()
    assert saved(idea).description == ""


def test_a_partner_is_named_once_with_its_part(as_user, camille, ctg, action, town, new_id):
    client, url = as_user(camille), ctg.url("actionplans:add_partner", pk=action.pk)

    client.post(url, {"organisation": town.pk, "part": "host", "new_id": new_id()})
    again = client.post(url, {"organisation": town.pk, "part": "relay", "new_id": new_id()})

    assert "Cette organisation figure déjà sur la fiche." in again.content.decode()
    assert "Commune de Saint-Aubin (Accueille)" in fiche(client, ctg, action)


def test_a_partner_leaves_the_fiche_after_a_question(as_user, camille, ctg, action, town):
    with caf_scope(ctg.caf):
        partner = ActionPartner.objects.create(action=action, organisation=town)
    client, url = as_user(camille), ctg.url("actionplans:remove_partner", pk=partner.pk)

    question = client.get(url).content.decode()
    client.post(url)

    assert "Retirer « Commune de Saint-Aubin » de la fiche" in question
    with caf_scope(ctg.caf):
        assert not ActionPartner.objects.exists()
