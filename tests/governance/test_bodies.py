"""Bodies and seats, as Camille keeps them."""

from datetime import date
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from governance import services
from governance.models import Attendance, Body, Meeting, Seat
from partners.models import Contact, Organisation, Participation
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db


def typed(**changes) -> dict[str, Any]:
    return {
        "new_id": str(uuid7()),
        "kind": "steering",
        "name": "COPIL de la CTG",
        "meetings_per_year": "2",
        "mission": "Valider chaque phase.",
    } | changes


def mandate(person, **changes) -> dict[str, Any]:
    return {"new_id": str(uuid7()), "contact": person.pk, "part": "chair", "starts_on": "2026-01-01"} | changes


def test_an_empty_ctg_is_told_to_create_its_copil(page, camille, rachid, ctg):
    for_the_team = page(camille, ctg.url("governance:bodies"))
    for_a_reader = page(rachid, ctg.url("governance:bodies"))

    assert "Créez le comité de pilotage" in for_the_team
    assert ctg.url("governance:create_body") in for_the_team
    assert ctg.url("governance:create_body") not in for_a_reader
    assert "Aucune instance pour l’instant" in for_a_reader


def test_camille_creates_a_body_once_even_when_she_clicks_twice(as_user, camille, loire, ctg):
    client, form = as_user(camille), typed()

    answers = [client.post(ctg.url("governance:create_body"), form).status_code for _ in range(2)]

    with caf_scope(loire):
        body = Body.objects.get()
    assert answers == [302, 302]
    assert (body.name, body.ctg_id, body.updated_by) == ("COPIL de la CTG", ctg.pk, camille)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Ce champ est obligatoire"),
        ("name", "COPIL de la vallée", "Une instance porte déjà ce nom"),
        ("name", "x" * 201, "au plus 200 caractères"),
        ("kind", "senate", "Sélectionnez un choix valide"),
        ("meetings_per_year", "0", "supérieure ou égale à 1"),
        ("meetings_per_year", "99999", "inférieure ou égale à 52"),
        ("name", "a\0b", "Le caractère nul"),
    ],
)
def test_a_wrong_body_gets_a_sentence_and_keeps_the_rest(as_user, camille, ctg, copil, field, value, sentence):
    response = as_user(camille).post(ctg.url("governance:create_body"), typed(**{field: value}))

    page = response.content.decode()
    assert response.status_code == 200
    assert sentence in page
    assert "Valider chaque phase." in page


def test_two_people_who_edit_the_same_body_see_both_versions(as_user, camille, antoine, loire, ctg, copil):
    url = ctg.url("governance:edit_body", pk=copil.pk)
    as_user(antoine).post(url, typed(name="COPIL 2026", version="1"))

    response = as_user(camille).post(url, typed(name="Grand COPIL", version="1"))

    with caf_scope(loire):
        copil.refresh_from_db()
    assert response.status_code == 200
    assert "Antoine Brossard a modifié cette page" in response.content.decode()
    assert copil.name == "COPIL 2026"


def test_a_copil_that_decided_about_a_phase_stays_a_copil(as_user, camille, loire, ctg, copil, meeting, draft):
    with caf_scope(loire):
        services.record_validation(draft(meeting, ctg.phase, "postponed"), by=camille)

    response = as_user(camille).post(ctg.url("governance:edit_body", pk=copil.pk), typed(kind="technical", version="1"))

    assert "elle reste un COPIL" in response.content.decode()


def test_a_body_that_never_met_is_erased_after_a_confirmation(as_user, camille, loire, ctg, copil, seat):
    client, url = as_user(camille), ctg.url("governance:delete_body", pk=copil.pk)

    asked = client.get(url)
    client.post(url)

    assert "Supprimer l’instance" in asked.content.decode()
    with caf_scope(loire):
        assert not Body.objects.exists()
        assert not Seat.objects.exists()


def test_a_body_that_met_stays(as_user, camille, loire, ctg, copil, meeting):
    response = as_user(camille).post(ctg.url("governance:delete_body", pk=copil.pk), follow=True)

    assert "elle ne peut plus être supprimée" in response.content.decode()
    with caf_scope(loire):
        assert Body.objects.exists()


def test_a_seat_is_offered_to_partners_of_the_ctg_first(page, camille, paul, loire, ctg, copil, nadia):
    with caf_scope(loire):
        Participation.objects.create(ctg=ctg, organisation=nadia.organisation, part="partner")

    content = page(camille, ctg.url("governance:add_seat", pk=copil.pk))

    assert '<optgroup label="Partenaires de cette CTG">' in content
    assert "Perrin Nadia, Les Lutins" in content


def test_camille_seats_somebody(as_user, camille, loire, ctg, copil, nadia):
    response = as_user(camille).post(ctg.url("governance:add_seat", pk=copil.pk), mandate(nadia))

    with caf_scope(loire):
        seat = Seat.objects.get()
        assert (seat.contact, seat.territory_id, seat.part) == (nadia, ctg.territory_id, "chair")
    assert response.url == ctg.url("governance:body", pk=copil.pk)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"starts_on": "2026-06-01"}, "siège déjà dans cette instance depuis le 01/01/2025"),
        ({"starts_on": "2024-01-01", "ends_on": "2023-01-01"}, "La fin du mandat doit suivre son début"),
        ({"starts_on": "demain"}, "Saisissez une date valide"),
        ({"contact": "019ab000-0000-7000-8000-000000000000"}, "Sélectionnez un choix valide"),
        ({"contact": "n’importe quoi"}, "n’est pas un UUID valide"),
    ],
)
def test_a_wrong_mandate_gets_a_sentence(as_user, camille, loire, ctg, copil, nadia, seat, changes, sentence):
    response = as_user(camille).post(ctg.url("governance:add_seat", pk=copil.pk), mandate(nadia, **changes))

    assert sentence in response.content.decode()
    with caf_scope(loire):
        assert Seat.objects.count() == 1


def test_somebody_may_come_back_after_their_mandate(as_user, camille, loire, ctg, copil, nadia, seat):
    with caf_scope(loire):
        Seat.objects.update(ends_on=date(2025, 12, 31))

    response = as_user(camille).post(ctg.url("governance:add_seat", pk=copil.pk), mandate(nadia))

    assert response.status_code == 302


def test_a_contact_of_another_caf_cannot_sit_here(as_user, camille, ctg, copil, vendee, marsh_ctg):
    with caf_scope(vendee):
        elsewhere = Organisation.objects.create(caf=vendee, name="Ailleurs", kind="other")
        stranger = Contact.objects.create(organisation=elsewhere, first_name="Ugo", last_name="Loin")

    response = as_user(camille).post(ctg.url("governance:add_seat", pk=copil.pk), mandate(stranger))

    assert "Sélectionnez un choix valide" in response.content.decode()


def test_a_seat_that_attended_nothing_is_erased(as_user, camille, loire, ctg, seat):
    client, url = as_user(camille), ctg.url("governance:remove_seat", pk=seat.pk)

    asked = client.get(url).content.decode()
    client.post(url)

    assert "son siège sera supprimé" in asked
    with caf_scope(loire):
        assert not Seat.objects.exists()


def test_a_seat_that_attended_a_meeting_ends_and_stays(as_user, camille, loire, ctg, seat, meeting):
    with caf_scope(loire):
        Attendance.objects.create(meeting=meeting, seat=seat, status="present")

    as_user(camille).post(ctg.url("governance:remove_seat", pk=seat.pk), {"on": "2026-06-30"})

    with caf_scope(loire):
        seat.refresh_from_db()
    assert seat.ends_on == date(2026, 6, 30)


def test_a_mandate_cannot_end_before_a_meeting_already_attended(as_user, camille, loire, ctg, seat, meeting):
    with caf_scope(loire):
        Attendance.objects.create(meeting=meeting, seat=seat, status="present")
    client = as_user(camille)

    ended = client.post(ctg.url("governance:remove_seat", pk=seat.pk), {"on": "2026-06-01"})
    edited = client.post(
        ctg.url("governance:edit_seat", pk=seat.pk),
        {"part": "chair", "starts_on": "2026-06-10", "ends_on": ""},
    )

    assert "réunion du 05/06/2026, après cette fin" in ended.content.decode()
    assert "réunion du 05/06/2026, avant ce début" in edited.content.decode()
    with caf_scope(loire):
        seat.refresh_from_db()
    assert (seat.starts_on, seat.ends_on) == (date(2025, 1, 1), None)


def test_a_body_shows_its_last_and_next_meetings(page, camille, loire, ctg, copil, seat, meeting, make_meeting):
    soon = make_meeting(copil, date(2099, 1, 1), Meeting.Status.PLANNED)

    content = page(camille, ctg.url("governance:bodies"))

    assert "1 membre" in content.replace("\u00a0", " ")
    assert ctg.url("governance:meeting", pk=meeting.pk) in content
    assert ctg.url("governance:meeting", pk=soon.pk) in content


@pytest.mark.parametrize("who", ["rachid", "elise", "paul"])
def test_who_only_reads_creates_nothing(as_user, request, ctg, copil, seat, who):
    client = as_user(request.getfixturevalue(who))

    assert client.get(ctg.url("governance:bodies")).status_code == 200
    assert client.post(ctg.url("governance:create_body"), typed()).status_code == 403
    assert client.post(ctg.url("governance:remove_seat", pk=seat.pk)).status_code == 403


def test_strangers_and_consultants_see_no_body(as_user, person, enters, chloe, victor, loire, valley, ctg, copil):
    consultant = person("Inès", "Cabinet")
    enters(consultant, loire, "consultant", valley)
    url = ctg.url("governance:body", pk=copil.pk)

    answers = [as_user(user).get(url).status_code for user in (chloe, victor, consultant)]

    assert answers == [404, 404, 403]
