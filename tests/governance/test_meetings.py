"""From the agenda to the record of decisions."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone
from uuid_utils.compat import uuid7

from governance import services
from governance.models import AgendaItem, Attendance, Meeting, Seat
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(copil, make_meeting) -> Meeting:
    """A COPIL of yesterday, whose attendance nobody has noted."""
    return make_meeting(copil, timezone.localdate() - timedelta(days=1), Meeting.Status.PLANNED)


@pytest.fixture
def agenda(loire, planned) -> list[AgendaItem]:
    with caf_scope(loire):
        return [
            AgendaItem.objects.create(meeting=planned, title=title, position=1) for title in ("Un", "Deux", "Trois")
        ]


def titles(meeting: Meeting) -> list[str]:
    with caf_scope(meeting.caf):
        return [item.title for item in meeting.agenda.all()]


def test_camille_plans_a_meeting(as_user, camille, loire, ctg, copil):
    typed = {"new_id": str(uuid7()), "held_on": "2027-01-15", "starts_at": "14:30", "place": "Salle du conseil"}

    response = as_user(camille).post(ctg.url("governance:plan_meeting", pk=copil.pk), typed)

    with caf_scope(loire):
        meeting = Meeting.objects.get()
        assert (meeting.ctg_id, meeting.body, meeting.starts_at) == (ctg.pk, copil, time(14, 30))
    assert response.url == ctg.url("governance:meeting", pk=meeting.pk)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("held_on", "", "Ce champ est obligatoire"),
        ("held_on", "2027-02-30", "Saisissez une date valide"),
        ("held_on", "0202-01-01", "hors de la vie de la CTG 2026-2030"),
        ("held_on", "20270-01-01", "Saisissez une date valide"),
        ("held_on", "2040-01-01", "hors de la vie de la CTG 2026-2030"),
        ("starts_at", "25:00", "Saisissez une heure valide"),
        ("place", "x" * 201, "au plus 200 caractères"),
    ],
)
def test_a_wrong_meeting_gets_a_sentence(as_user, camille, loire, ctg, copil, field, value, sentence):
    typed = {"new_id": str(uuid7()), "held_on": "2027-01-15", "starts_at": "14:30", "place": "Mairie", field: value}

    response = as_user(camille).post(ctg.url("governance:plan_meeting", pk=copil.pk), typed)

    assert sentence in response.content.decode()
    with caf_scope(loire):
        assert not Meeting.objects.exists()


def test_a_new_item_is_put_last(as_user, camille, ctg, planned, agenda):
    typed = {"new_id": str(uuid7()), "title": "Valider le diagnostic", "kind": "decision"}

    as_user(camille).post(ctg.url("governance:add_item", pk=planned.pk), typed)

    assert titles(planned)[-1] == "Valider le diagnostic"


def test_items_move_up_and_down_and_stop_at_the_ends(as_user, camille, ctg, planned, agenda):
    client, (first, second, third) = as_user(camille), agenda

    client.post(ctg.url("governance:move_item_up", pk=third.pk))
    client.post(ctg.url("governance:move_item_down", pk=first.pk))
    client.post(ctg.url("governance:move_item_down", pk=second.pk))
    client.post(ctg.url("governance:move_item_up", pk=third.pk))

    assert titles(planned) == ["Trois", "Un", "Deux"]


def test_an_item_is_edited_then_removed(as_user, camille, ctg, planned, agenda):
    client, item = as_user(camille), agenda[0]

    client.post(ctg.url("governance:edit_item", pk=item.pk), {"title": "Bilan de l’année", "kind": "debate"})
    edited = titles(planned)
    client.post(ctg.url("governance:delete_item", pk=item.pk))

    assert edited == ["Bilan de l’année", "Deux", "Trois"]
    assert titles(planned) == ["Deux", "Trois"]


def test_holding_a_meeting_notes_each_seat_of_that_day(as_user, camille, loire, ctg, copil, nadia, seat, planned):
    with caf_scope(loire):
        gone = Seat.objects.create(body=copil, contact=nadia, starts_on=date(2023, 1, 1), ends_on=date(2023, 12, 31))
    client, url = as_user(camille), ctg.url("governance:hold_meeting", pk=planned.pk)

    form = client.get(url).content.decode()
    client.post(url, {"version": "1", f"seat-{seat.pk}": "excused"})

    with caf_scope(loire):
        planned.refresh_from_db()
        noted = list(planned.attendances.values_list("seat", "status"))
    assert (planned.status, noted) == (Meeting.Status.HELD, [(seat.pk, "excused")])
    assert str(gone.pk) not in form


def test_attendance_may_be_corrected(as_user, camille, loire, ctg, seat, planned):
    client, url = as_user(camille), ctg.url("governance:hold_meeting", pk=planned.pk)
    client.post(url, {"version": "1", f"seat-{seat.pk}": "absent"})

    client.post(url, {"version": "2", f"seat-{seat.pk}": "represented"})

    with caf_scope(loire):
        assert list(planned.attendances.values_list("status", flat=True)) == ["represented"]


def test_two_people_who_note_the_same_attendance_see_both_versions(
    as_user, camille, antoine, loire, ctg, seat, planned
):
    url = ctg.url("governance:hold_meeting", pk=planned.pk)
    as_user(antoine).post(url, {"version": "1", f"seat-{seat.pk}": "absent"})

    response = as_user(camille).post(url, {"version": "1", f"seat-{seat.pk}": "present"})
    taken = as_user(camille).post(url, {"version": "2", f"seat-{seat.pk}": "present", f"theirs-seat-{seat.pk}": "on"})

    assert "Antoine Brossard a modifié cette page" in response.content.decode()
    assert taken.status_code == 302
    with caf_scope(loire):
        assert Attendance.objects.get().status == "absent"


@pytest.mark.parametrize("answer", ["perhaps", ""])
def test_an_unknown_attendance_is_refused(as_user, camille, loire, ctg, seat, planned, answer):
    response = as_user(camille).post(
        ctg.url("governance:hold_meeting", pk=planned.pk), {"version": "1", f"seat-{seat.pk}": answer}
    )

    assert response.status_code == 200
    with caf_scope(loire):
        planned.refresh_from_db()
        assert not Attendance.objects.exists()
    assert planned.is_planned


def test_a_meeting_to_come_is_not_held(as_user, camille, loire, ctg, copil, seat, make_meeting):
    soon = make_meeting(copil, timezone.localdate() + timedelta(days=1), Meeting.Status.PLANNED)

    response = as_user(camille).post(
        ctg.url("governance:hold_meeting", pk=soon.pk), {"version": "1", f"seat-{seat.pk}": "present"}
    )

    assert "les présences se relèvent à partir de ce jour" in response.content.decode()
    with caf_scope(loire):
        soon.refresh_from_db()
    assert soon.is_planned


def test_a_held_meeting_is_not_moved_to_the_future(as_user, camille, ctg, meeting):
    response = as_user(camille).post(
        ctg.url("governance:edit_meeting", pk=meeting.pk), {"version": "1", "held_on": "2029-01-01"}
    )

    assert "sa date ne peut pas être à venir" in response.content.decode()


def test_a_meeting_is_cancelled_and_restored(as_user, camille, loire, ctg, planned):
    client = as_user(camille)

    cancelled = client.post(ctg.url("governance:cancel_meeting", pk=planned.pk), follow=True).content.decode()
    refused = client.post(ctg.url("governance:hold_meeting", pk=planned.pk), {"version": "2"}).content.decode()
    restored = client.post(ctg.url("governance:restore_meeting", pk=planned.pk), follow=True).content.decode()

    assert "Rétablir la réunion" in cancelled
    assert "Cette réunion est annulée" in refused
    assert "Annuler la réunion" in restored


def test_a_held_meeting_is_not_cancelled(as_user, camille, loire, ctg, meeting):
    response = as_user(camille).post(ctg.url("governance:cancel_meeting", pk=meeting.pk), follow=True)

    assert "ne peut plus être annulée" in response.content.decode()
    with caf_scope(loire):
        meeting.refresh_from_db()
    assert meeting.is_held


def test_minutes_keep_what_two_people_wrote(as_user, camille, antoine, ctg, meeting):
    url = ctg.url("governance:edit_minutes", pk=meeting.pk)
    as_user(antoine).post(url, {"version": "1", "minutes": "Version d’Antoine"})

    content = as_user(camille).post(url, {"version": "1", "minutes": "Version de Camille"}).content.decode()

    assert "Version de Camille" in content
    assert "Antoine Brossard a modifié cette page" in content


def test_minutes_have_a_limit_and_lose_nothing(as_user, camille, ctg, meeting):
    text = "Compte rendu. " * 2000

    response = as_user(camille).post(
        ctg.url("governance:edit_minutes", pk=meeting.pk), {"version": "1", "minutes": text}
    )

    assert "au plus 20000 caractères" in response.content.decode()
    assert text.strip() in response.content.decode()


def test_the_record_of_decisions_says_who_was_there_and_what_was_decided(
    page, rachid, loire, ctg, seat, meeting, draft
):
    with caf_scope(loire):
        Attendance.objects.create(meeting=meeting, seat=seat, status="excused")
        services.record(draft(meeting))

    content = page(rachid, ctg.url("governance:record_of_decisions", pk=meeting.pk))

    assert all(each in content for each in ["Excusé", "Nadia Perrin, Directrice", "Décision n°", "Le COPIL décide."])


def test_a_reader_changes_no_meeting(as_user, page, rachid, ctg, planned):
    content = page(rachid, ctg.url("governance:meeting", pk=planned.pk))

    refused = as_user(rachid).post(ctg.url("governance:cancel_meeting", pk=planned.pk))

    assert "Annuler la réunion" not in content
    assert "Relever les présences" not in content
    assert refused.status_code == 403
