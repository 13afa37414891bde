"""Around a fiche: alerts set aside, blockers, comments that name people, decisions, and the journal."""

from datetime import timedelta

import pytest
from django.utils import timezone

from actionplans.models import Action, AlertMute, Blocker, Comment, FollowUp, Mention
from governance.models import Body, Decision, Meeting
from partners.models import Contact
from territories.scope import caf_scope


@pytest.fixture
def late(ctg, action) -> Action:
    """The action should have finished."""
    with caf_scope(ctg.caf):
        Action.objects.filter(pk=action.pk).update(ends_on=timezone.localdate() - timedelta(days=3))
    return action


@pytest.fixture
def mute_url(ctg, action) -> str:
    return ctg.url("actionplans:mute_alert", pk=action.pk)


@pytest.fixture
def comment_url(ctg, action) -> str:
    return ctg.url("actionplans:add_comment", pk=action.pk)


@pytest.fixture
def decision(ctg) -> Decision:
    with caf_scope(ctg.caf):
        body = Body.objects.create(ctg=ctg, kind="steering", name="COPIL")
        meeting = Meeting.objects.create(body=body, ctg=ctg, held_on=timezone.localdate())
        return Decision.objects.create(meeting=meeting, number=7, text="On arrête la crèche.")


def test_an_alert_is_set_aside_with_a_reason_and_heard_again(as_user, camille, ctg, late, mute_url):
    team, fiche = as_user(camille), ctg.url("actionplans:action", pk=late.pk)
    until = timezone.localdate() + timedelta(30)

    team.post(mute_url, {"alert": "late", "reason": "Le chantier reprend en mars", "until": until})
    listed = team.get(ctg.url("actionplans:follow_up") + "?alert=late").context["lines"]
    page = team.get(fiche).content.decode()
    with caf_scope(ctg.caf):
        mute = AlertMute.objects.get()
    team.post(ctg.url("actionplans:unmute_alert", pk=mute.pk))
    after = team.get(ctg.url("actionplans:follow_up") + "?alert=late").context["lines"]

    assert (len(listed), len(after)) == (0, 1)
    assert "Le chantier reprend en mars" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": ""}, "obligatoire"),
        ({"until": ""}, "obligatoire"),
        ({"until": "2020-01-01"}, "déjà passée"),
        ({"alert": "unbalanced"}, "choix"),
    ],
)
def test_a_mute_without_reason_or_day_is_refused(as_user, camille, ctg, late, mute_url, typed, sentence):
    sent = {"alert": "late", "reason": "Été", "until": timezone.localdate() + timedelta(30)} | typed

    assert sentence in as_user(camille).post(mute_url, sent).content.decode()
    with caf_scope(ctg.caf):
        assert not AlertMute.objects.exists()


def test_the_fiche_explains_the_rule_of_its_alerts(as_user, camille, ctg, late):
    page = as_user(camille).get(ctg.url("actionplans:action", pk=late.pk)).content.decode()

    assert "La date de fin de l’action, ou l’échéance d’une étape" in page


def test_a_blocker_tells_who_can_lift_it_until_it_is_lifted(as_user, paul, ctg, action, nadia, new_id):
    client, fiche = as_user(paul), ctg.url("actionplans:action", pk=action.pk)
    sent = {"text": "Le terrain n’est pas vendu", "lifter": nadia.pk, "new_id": new_id()}

    for _ in range(2):
        client.post(ctg.url("actionplans:add_blocker", pk=action.pk), sent)
    blocked = client.get(fiche).content.decode()
    with caf_scope(ctg.caf):
        blocker = Blocker.objects.get()
    lift = ctg.url("actionplans:lift_blocker", pk=blocker.pk)
    client.post(lift)
    twice = client.post(lift, follow=True).content.decode()

    assert "Nadia Perrin" in blocked
    assert "a déjà levé ce blocage" in twice
    assert "C’est levé" not in twice


@pytest.mark.parametrize("who", ["elise", "rachid", "rival"])
def test_others_neither_block_nor_mute(as_user, request, ctg, action, mute_url, who):
    client = as_user(request.getfixturevalue(who))

    assert client.post(mute_url, {}).status_code == 403
    assert client.post(ctg.url("actionplans:add_blocker", pk=action.pk), {}).status_code == 403


def test_a_comment_names_people_by_choice_or_by_writing_once(as_user, elise, ctg, action, lutins, comment_url, new_id):
    with caf_scope(ctg.caf):
        for first_name in ("Jeanne", "Léon"):
            Contact.objects.create(
                organisation=lutins, first_name=first_name, last_name="Morel", email="m@demo.example"
            )
        leon = Contact.objects.get(first_name="Léon")
    sent = {"text": "@jeanne morel, le devis est-il signé ?", "people": [leon.pk], "new_id": new_id()}

    for _ in range(2):
        as_user(elise).post(comment_url, sent)
    page = as_user(elise).get(ctg.url("actionplans:action", pk=action.pk)).content.decode()

    with caf_scope(ctg.caf):
        assert Comment.objects.count() == 1
        assert {str(each.contact) for each in Mention.objects.select_related("contact")} == {
            "Jeanne Morel",
            "Léon Morel",
        }
    assert "@Jeanne Morel" in page


def test_an_empty_comment_is_refused_and_a_reader_has_no_voice(as_user, elise, rachid, comment_url):
    refused = as_user(elise).post(comment_url, {"text": "  "}).content.decode()

    assert "obligatoire" in refused
    assert as_user(rachid).get(comment_url).status_code == 403


def test_somebody_outside_the_ctg_cannot_be_named(as_user, camille, ctg, comment_url, town, nadia, new_id):
    page = as_user(camille).post(comment_url, {"text": "Bonjour", "people": [nadia.pk], "new_id": new_id()})

    assert "choix" in page.content.decode()


def test_suspending_needs_a_decision_beside_the_reason(as_user, paul, ctg, action, decision, new_id):
    url, sent = ctg.url("actionplans:report", pk=action.pk), {"status": "suspended", "progress": "10", "note": "Gel."}
    client = as_user(paul)

    refused = client.post(url, sent | {"new_id": new_id()}).content.decode()
    client.post(url, sent | {"new_id": new_id(), "decision": decision.pk})

    assert "Choisissez la décision qui suspend ou arrête" in refused
    with caf_scope(ctg.caf):
        assert [each.decision_id for each in FollowUp.objects.all()] == [decision.pk]


def test_merging_gives_up_one_action_for_another(as_user, camille, ctg, action, make_action, decision, new_id):
    other = make_action("La crèche intercommunale", status="in_progress")
    url = ctg.url("actionplans:report", pk=action.pk)
    sent = {"progress": "10", "note": "Une seule suffit.", "decision": decision.pk, "merged_into": other.pk}
    team = as_user(camille)

    refused = team.post(url, sent | {"status": "in_progress", "new_id": new_id()}).content.decode()
    team.post(url, sent | {"status": "abandoned", "new_id": new_id()})
    page = team.get(ctg.url("actionplans:action", pk=action.pk)).content.decode()

    assert "Une action fusionnée avec une autre est abandonnée" in refused
    assert "La crèche intercommunale" in page


def test_the_journal_tells_everything_in_one_column(as_user, camille, rachid, ctg, action, comment_url, new_id):
    team = as_user(camille)
    team.post(comment_url, {"text": "À relire", "new_id": new_id()})
    team.post(
        ctg.url("actionplans:report", pk=action.pk),
        {"status": "delayed", "progress": "20", "note": "Un mois de retard.", "new_id": new_id()},
    )
    team.post(ctg.url("actionplans:add_blocker", pk=action.pk), {"text": "Le devis", "new_id": new_id()})
    team.post(
        ctg.url("actionplans:add_step", pk=action.pk),
        {"title": "Signer le devis", "due_on": "2026-12-31", "new_id": new_id()},
    )

    page = team.get(ctg.url("actionplans:journal", pk=action.pk)).content.decode()

    for words in ("À relire", "Un mois de retard.", "Le devis", "Signer le devis", "Fiche créée", "Camille Rouault"):
        assert words in page
    assert as_user(rachid).get(ctg.url("actionplans:journal", pk=action.pk)).status_code == 200


def test_what_waits_for_the_team_is_not_in_the_journal_of_others(as_user, camille, rachid, ctg, action, nadia):
    with caf_scope(ctg.caf):
        FollowUp.objects.create(
            action=action, status="blocked", progress=0, note="Confidence.", contact=nadia, standing="proposed"
        )
    url = ctg.url("actionplans:journal", pk=action.pk)

    assert "Confidence." in as_user(camille).get(url).content.decode()
    assert "Confidence." not in as_user(rachid).get(url).content.decode()


def test_a_fresh_comment_form_complains_of_nothing(as_user, elise, comment_url):
    assert "à corriger" not in as_user(elise).get(comment_url).content.decode()
