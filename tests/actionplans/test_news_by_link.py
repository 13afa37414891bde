"""News from a personal link, without an account: what is written, what is proposed, what is refused in words."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from actionplans import services
from actionplans.models import Action, FollowUp, FollowUpLink
from governance.models import Body, Decision, Meeting
from partners.models import Contact
from territories.models import Ctg
from territories.scope import caf_scope


@pytest.fixture
def jeanne(lutins) -> Contact:
    """Runs Les Lutins, without an account."""
    with caf_scope(lutins.caf):
        return Contact.objects.create(
            organisation=lutins, first_name="Jeanne", last_name="Morel", email="jeanne.morel@demo.example"
        )


@pytest.fixture
def send(ctg, action):
    """send(jeanne) is the address of a fresh link on the action."""

    def make(contact: Contact) -> str:
        with caf_scope(ctg.caf):
            action.ctg = ctg
            _, token = services.issue_link(action, contact)
        return f"/nouvelles/{token}/"

    return make


@pytest.fixture
def typed(new_id):
    return lambda **values: {"status": "delayed", "note": "Le permis tarde.", "new_id": new_id()} | values


@pytest.fixture
def stored(ctg):
    def read() -> list[FollowUp]:
        with caf_scope(ctg.caf):
            return list(FollowUp.objects.select_related("author", "contact"))

    return read


@pytest.fixture
def decision(ctg) -> Decision:
    with caf_scope(ctg.caf):
        body = Body.objects.create(ctg=ctg, kind="steering", name="COPIL")
        meeting = Meeting.objects.create(body=body, ctg=ctg, held_on=timezone.localdate())
        return Decision.objects.create(meeting=meeting, number=7, text="On arrête la crèche.")


def answer_url(ctg: Ctg, proposal: FollowUp) -> str:
    return ctg.url("actionplans:answer_proposal", pk=proposal.pk)


def test_without_account_the_news_are_proposed_once_and_change_nothing(
    client, ctg, action, jeanne, send, typed, stored
):
    url, sent = send(jeanne), typed(next_on=timezone.localdate() + timedelta(20))

    answers = [client.post(url, sent).status_code for _ in range(2)]
    page = client.get(url).content.decode()

    assert answers == [302, 302]
    assert [(each.standing, each.status, each.contact) for each in stored()] == [("proposed", "delayed", jeanne)]
    with caf_scope(ctg.caf):
        action.refresh_from_db()
        assert services.latest_news(ctg) == {}
    assert action.status == Action.Status.IN_PROGRESS
    assert "Pas encore lu par l’équipe" in page


def test_the_page_needs_no_cookie_and_downloads_nothing_secret(action, jeanne, send, typed, stored):
    url = send(jeanne)

    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(url, typed())

    assert answer.status_code == 302
    assert len(stored()) == 1


def test_the_digest_alone_is_stored(ctg, jeanne, send):
    token = send(jeanne).split("/")[2]

    with caf_scope(ctg.caf):
        link = FollowUpLink.objects.get()

    assert token not in str(vars(link))
    assert len(link.token_digest) == 64


def test_the_team_accepts_and_the_author_reads_it(client, as_user, camille, ctg, action, jeanne, send, typed, stored):
    url = send(jeanne)
    client.post(url, typed())
    team = as_user(camille)

    counted = team.get(ctg.url("actionplans:follow_up")).content.decode()
    listed = team.get(ctg.url("actionplans:proposals")).content.decode()
    team.post(answer_url(ctg, stored()[0]), {"answer": "Merci, on appelle la mairie."})
    page = client.get(url).content.decode()

    assert "1 nouvelle" in counted.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Le permis tarde." in listed
    assert "Jeanne Morel" in listed
    with caf_scope(ctg.caf):
        action.refresh_from_db()
    assert (action.status, action.updated_by) == (Action.Status.DELAYED, camille)
    assert "Retenu par l’équipe" in page
    assert "Merci, on appelle la mairie." in page


def test_setting_aside_needs_a_word(client, as_user, camille, ctg, action, jeanne, send, typed, stored):
    url = send(jeanne)
    client.post(url, typed())
    team, answer = as_user(camille), answer_url(ctg, stored()[0])

    refused = team.post(answer, {"decline": "1", "answer": " "}).content.decode()
    still = stored()[0].standing
    team.post(answer, {"decline": "1", "answer": "Le permis est accordé."})
    twice = team.post(answer, {"answer": "Si."}, follow=True).content.decode()

    assert "leur auteur le lira" in refused
    assert still == "proposed"
    assert stored()[0].standing == "declined"
    assert "a déjà répondu" in twice
    assert "Non retenu" in client.get(url).content.decode()


def test_older_than_the_last_news_it_joins_the_file_and_changes_no_status(
    client, as_user, camille, ctg, action, jeanne, send, typed, stored, new_id
):
    client.post(send(jeanne), typed())
    proposal = stored()[0]
    report = {"status": "completed", "progress": "100", "note": "Fini.", "new_id": new_id()}
    as_user(camille).post(ctg.url("actionplans:report", pk=action.pk), report)

    as_user(camille).post(answer_url(ctg, proposal), {})

    with caf_scope(ctg.caf):
        action.refresh_from_db()
    assert action.status == Action.Status.COMPLETED


def test_who_may_write_writes_at_once(client, ctg, action, paul, lutins, send, typed, stored):
    with caf_scope(ctg.caf):
        contact = Contact.objects.get(organisation=lutins, user=paul)

    client.post(send(contact), typed())

    with caf_scope(ctg.caf):
        action.refresh_from_db()
    assert [(each.standing, each.author) for each in stored()] == [("kept", paul)]
    assert (action.status, action.updated_by) == (Action.Status.DELAYED, paul)


def test_to_give_up_is_always_proposed_and_accepted_with_a_decision(
    client, as_user, camille, ctg, action, paul, lutins, send, typed, stored, decision
):
    with caf_scope(ctg.caf):
        contact = Contact.objects.get(organisation=lutins, user=paul)
    client.post(send(contact), typed(status="abandoned"))
    team, answer = as_user(camille), answer_url(ctg, stored()[0])

    without = team.post(answer, {"answer": "Dommage."}).content.decode()
    between = stored()[0].standing
    team.post(answer, {"answer": "Dommage.", "decision": decision.pk})

    assert "Choisissez la décision qui suspend ou arrête" in without
    assert between == "proposed"
    with caf_scope(ctg.caf):
        action.refresh_from_db()
    assert action.status == Action.Status.ABANDONED
    assert stored()[0].decision_id == decision.pk


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"status": "abandoned"}, "a été abandonnée"),
        ({"status": "completed"}, "est terminée"),
        ({"link": "revoked"}, "Ce lien a été annulé"),
        ({"link": "old"}, "il est trop ancien"),
        ({"ctg": "archived"}, "est close"),
        ({"action": "deleted"}, "a été supprimée du plan"),
        ({"token": "wrong"}, "copié en entier"),
    ],
)
def test_a_closed_link_says_why_and_gives_the_text_back(
    client, ctg, action, jeanne, send, typed, stored, change, sentence
):
    url = send(jeanne)
    if "token" in change:
        url = "/nouvelles/autre-chose/"
    with caf_scope(ctg.caf):
        if "status" in change:
            Action.objects.filter(pk=action.pk).update(status=change["status"])
        elif "link" in change:
            day = timezone.localdate() - timedelta(1)
            values = {"expires_on": day} if change["link"] == "old" else {"revoked_at": timezone.now()}
            FollowUpLink.objects.update(**values)
        elif "ctg" in change:
            Ctg.objects.filter(pk=ctg.pk).update(is_archived=True)
        elif "action" in change:
            action.delete()

    shown = client.get(url)
    refused = client.post(url, typed())

    assert (shown.status_code, refused.status_code) == (410, 410)
    assert sentence in refused.content.decode()
    assert "Le permis tarde." in refused.content.decode()
    assert stored() == []


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("status", "", "obligatoire"),
        ("status", "validated", "choix"),
        ("next_on", "2020-01-01", "ne peut pas être déjà passée"),
        ("note", "x" * 501, "au plus"),
        ("new_id", "", "Rechargez la page"),
    ],
)
def test_a_wrong_answer_is_said_beside_the_field_and_nothing_is_lost(
    client, jeanne, send, typed, stored, field, value, sentence
):
    page = client.post(send(jeanne), typed(**{field: value})).content.decode()

    assert sentence in page
    assert field == "note" or "Le permis tarde." in page
    assert stored() == []


def test_too_many_requests_wait_and_keep_the_text(client, settings, jeanne, send, typed, stored):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"follow_up": "2/h/key"}
    url = send(jeanne)
    for _ in range(2):
        client.post(url, typed(status=""))

    answer = client.post(url, typed())

    assert answer.status_code == 429
    assert "Le permis tarde." in answer.content.decode()
    assert stored() == []


@pytest.mark.parametrize("who", ["elise", "rachid", "paul"])
def test_the_team_alone_answers(client, as_user, request, ctg, jeanne, send, typed, stored, who):
    client.post(send(jeanne), typed())
    other = as_user(request.getfixturevalue(who))

    assert other.get(ctg.url("actionplans:proposals")).status_code == 403
    assert other.post(answer_url(ctg, stored()[0]), {}).status_code == 403
    assert stored()[0].standing == "proposed"
