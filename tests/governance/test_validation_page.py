"""Validating a phase from a browser: what will happen is read before it happens."""

from typing import Any

import pytest
from uuid_utils.compat import uuid7

from governance import services
from governance.models import Decision
from territories.models import Ctg, LegalStatus, Phase
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def ctg(valley, make_ctg) -> Ctg:
    return make_ctg(valley, "44001", phase=Phase.DIAGNOSIS)


@pytest.fixture
def url(ctg, meeting) -> str:
    return ctg.url("governance:record_validation", pk=meeting.pk)


def typed(**changes) -> dict[str, Any]:
    return {
        "new_id": str(uuid7()),
        "phase": "diagnosis",
        "outcome": "adopted",
        "text": "Le COPIL valide le diagnostic.",
    } | changes


def stored(ctg: Ctg) -> tuple[str, int]:
    with caf_scope(ctg.caf):
        ctg.refresh_from_db()
        return ctg.phase, Decision.objects.count()


def test_before_anything_is_written_a_summary_says_what_will_happen(as_user, camille, ctg, url):
    response = as_user(camille).post(url, typed())

    page = response.content.decode()
    assert "valide le diagnostic\u00a0: la CTG passe au plan d’actions." in page
    assert 'name="confirmer"' in page
    assert stored(ctg) == (Phase.DIAGNOSIS, 0)


def test_once_confirmed_the_ctg_moves(as_user, camille, ctg, url):
    response = as_user(camille).post(url, typed(confirmer="oui"), follow=True)

    assert "la CTG passe au plan d’actions" in response.content.decode()
    assert stored(ctg) == (Phase.ACTION_PLAN, 1)


@pytest.mark.parametrize(("outcome", "sentence"), [("postponed", "reporte la validation"), ("rejected", "refuse de")])
def test_what_is_not_adopted_moves_nothing(as_user, camille, ctg, url, outcome, sentence):
    client = as_user(camille)

    summary = client.post(url, typed(outcome=outcome)).content.decode()
    client.post(url, typed(outcome=outcome, confirmer="oui"))

    assert sentence in summary
    assert "la CTG reste au diagnostic partagé" in summary
    assert stored(ctg) == (Phase.DIAGNOSIS, 1)


def test_one_may_come_back_from_the_summary_with_everything_typed(as_user, camille, ctg, url):
    response = as_user(camille).post(url, typed(modifier="oui", text="Avec deux réserves."))

    assert "Avec deux réserves.</textarea>" in response.content.decode()
    assert stored(ctg) == (Phase.DIAGNOSIS, 0)


def test_confirming_twice_moves_the_ctg_once(as_user, camille, ctg, url):
    client, form = as_user(camille), typed(confirmer="oui")

    answers = [client.post(url, form).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert stored(ctg) == (Phase.ACTION_PLAN, 1)


def test_who_confirms_second_is_told_who_was_first(as_user, camille, antoine, ctg, url):
    """Both read « la CTG passe au plan d’actions »; it must not pass twice."""
    as_user(antoine).post(url, typed(confirmer="oui"))

    response = as_user(camille).post(url, typed(confirmer="oui", text="Le même diagnostic."))

    page = response.content.decode()
    assert "elle est déjà prise (décision n°\u00a01, réunion du 05/06/2026)" in page
    assert "Le même diagnostic.</textarea>" in page
    assert stored(ctg) == (Phase.ACTION_PLAN, 1)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": ""}, "Ce champ est obligatoire"),
        ({"text": "x" * 4001}, "au plus 4000 caractères"),
        ({"outcome": "perhaps"}, "Sélectionnez un choix valide"),
        ({"phase": "evaluation"}, "la CTG en est à la phase"),
        ({"phase": "holidays"}, "Sélectionnez un choix valide"),
    ],
)
def test_a_wrong_validation_is_refused_with_a_sentence(as_user, camille, ctg, url, changes, sentence):
    response = as_user(camille).post(url, typed(confirmer="oui", **changes))

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert stored(ctg) == (Phase.DIAGNOSIS, 0)


def test_a_working_group_is_told_that_it_validates_nothing(as_user, camille, ctg, working_group, make_meeting):
    meeting = make_meeting(working_group)

    response = as_user(camille).post(ctg.url("governance:record_validation", pk=meeting.pk), typed())

    assert "Seul un comité de pilotage valide une phase" in response.content.decode()


def test_moving_to_follow_up_without_signature_is_said_aloud(as_user, camille, loire, ctg, url):
    with caf_scope(loire):
        Ctg.objects.update(phase=Phase.AGREEMENT, legal_status=LegalStatus.APPROVED)

    page = as_user(camille).post(url, typed(phase="agreement")).content.decode()

    assert "La convention n’est pas encore signée" in page


def test_who_only_reads_validates_nothing(as_user, elise, rachid, ctg, url):
    answers = [as_user(user).post(url, typed(confirmer="oui")).status_code for user in (elise, rachid)]

    assert answers == [403, 403]
    assert stored(ctg) == (Phase.DIAGNOSIS, 0)


def test_a_stranger_validates_nothing(as_user, chloe, victor, ctg, url):
    answers = [as_user(user).post(url, typed(confirmer="oui")).status_code for user in (chloe, victor)]

    assert answers == [404, 404]
    assert stored(ctg) == (Phase.DIAGNOSIS, 0)


def test_an_arbitration_is_recorded_with_its_follow_up(as_user, camille, loire, ctg, meeting, nadia):
    form = {
        "new_id": str(uuid7()),
        "kind": "request",
        "text": "Chercher un local à Bréval.",
        "outcome": "adopted",
        "owner": nadia.pk,
        "due_on": "2026-09-30",
    }

    as_user(camille).post(ctg.url("governance:record_decision", pk=meeting.pk), form)

    with caf_scope(loire):
        decision = Decision.objects.get()
        assert (decision.number, decision.owner, decision.status) == (1, nadia, Decision.Status.OPEN)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": "validation"}, "Sélectionnez un choix valide"),
        ({"due_on": "2026-06-01"}, "L’échéance doit suivre la réunion du 05/06/2026"),
        ({"due_on": "bientôt"}, "Saisissez une date valide"),
    ],
)
def test_a_validation_is_not_recorded_by_the_other_form(as_user, camille, ctg, meeting, changes, sentence):
    form = {"new_id": str(uuid7()), "kind": "request", "text": "Chercher.", "outcome": "adopted"} | changes

    response = as_user(camille).post(ctg.url("governance:record_decision", pk=meeting.pk), form)

    assert sentence in response.content.decode()
    assert stored(ctg)[1] == 0


def test_the_follow_up_of_a_decision_changes_but_not_its_text(as_user, camille, antoine, loire, ctg, meeting, draft):
    with caf_scope(loire):
        decision = services.record(draft(meeting))
    url = ctg.url("governance:follow_up_decision", pk=decision.pk)

    as_user(camille).post(url, {"version": "1", "status": "done", "text": "Autre chose"})
    late = as_user(antoine).post(url, {"version": "1", "status": "dropped"})

    with caf_scope(loire):
        decision.refresh_from_db()
    assert (decision.status, decision.text) == (Decision.Status.DONE, "Le COPIL décide.")
    assert "Camille Rouault a modifié cette page" in late.content.decode()


def test_a_decision_made_in_error_says_how_to_correct_it(page, rachid, loire, camille, ctg, meeting, draft):
    with caf_scope(loire):
        decision = services.record_validation(draft(meeting, Phase.DIAGNOSIS), by=camille)

    content = page(rachid, ctg.url("governance:decision", pk=decision.pk))

    assert "Annule et remplace la décision n°" in content
    assert "La CTG est passée à la phase" in content


def test_the_list_of_decisions_keeps_its_filters_in_the_address(page, rachid, loire, ctg, meeting, draft):
    with caf_scope(loire):
        for text, due_on in [("Chercher un local", "2026-07-01"), ("Écrire aux maires", None)]:
            decision = draft(meeting)
            decision.text, decision.due_on = text, due_on
            services.record(decision)
    url = ctg.url("governance:decisions")

    by_word, late, none = (page(rachid, f"{url}?{query}") for query in ("q=maires", "late=on", "status=done"))

    assert "Écrire aux maires" in by_word
    assert "Chercher un local" not in by_word
    assert "Chercher un local" in late
    assert "Aucune décision ne répond à ces filtres" in none


@pytest.mark.parametrize("query", ["body=n’importe", "kind=xxx", "page=-3", "page=zzz", "q=%00", "status=&late=9"])
def test_an_odd_address_is_never_an_error(as_user, rachid, ctg, meeting, query):
    assert as_user(rachid).get(f"{ctg.url('governance:decisions')}?{query}").status_code == 200
