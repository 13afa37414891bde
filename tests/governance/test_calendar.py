"""A planned meeting as a calendar reads it (RFC 5545)."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import exports
from governance.models import AgendaItem, Body, Meeting
from territories.models import Ctg, Territory
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def planned(copil, make_meeting) -> Meeting:
    return make_meeting(copil, date(2027, 6, 5), Meeting.Status.PLANNED)


def lines(file: bytes) -> list[str]:
    return file.decode().replace("\r\n ", "").split("\r\n")


def test_a_planned_meeting_is_downloaded_with_its_agenda(as_user, elise, loire, ctg, planned):
    with caf_scope(loire):
        Meeting.objects.update(starts_at=time(14, 30), place="Mairie ; salle B, 1er étage")
        AgendaItem.objects.create(meeting=planned, title="Valider le diagnostic")

    response = as_user(elise).get(ctg.url("governance:calendar_file", pk=planned.pk))

    read = lines(response.content)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert 'filename="reunion-2027-06-05.ics"' in response["Content-Disposition"]
    assert "DTSTART:20270605T123000Z" in read  # 14 h 30 in Paris, in summer
    assert "DTEND:20270605T143000Z" in read
    assert "LOCATION:Mairie \\; salle B\\, 1er étage" in read
    assert any(line.startswith("DESCRIPTION:Valider le diagnostic\\nhttp://testserver/ctg/") for line in read)


def test_without_an_hour_the_meeting_fills_its_day(as_user, elise, ctg, planned):
    response = as_user(elise).get(ctg.url("governance:calendar_file", pk=planned.pk))

    assert "DTSTART;VALUE=DATE:20270605" in lines(response.content)
    assert "DTEND;VALUE=DATE:20270606" in lines(response.content)


def test_a_meeting_that_took_place_has_no_calendar_file(as_user, elise, ctg, meeting):
    assert as_user(elise).get(ctg.url("governance:calendar_file", pk=meeting.pk)).status_code == 404


@given(text=st.text(max_size=300))
def test_whatever_is_typed_the_file_keeps_its_shape(text):
    territory = Territory(name=text)
    ctg = Ctg(territory=territory, effective_from=date(2026, 1, 1), effective_to=date(2030, 12, 31))
    meeting = Meeting(ctg=ctg, body=Body(name=text), held_on=date(2027, 6, 5), place=text)

    file = exports.icalendar(meeting, [text], url="https://ctg.example/reunions/1/", now=NOW)

    physical = file.split(b"\r\n")
    assert file.endswith(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in physical)
    assert [line.decode().split(":")[0] for line in physical if line[:1] not in {b" ", b""}].count("END") == 2
    assert lines(file)[0] == "BEGIN:VCALENDAR"
    assert lines(file)[-2] == "END:VCALENDAR"
