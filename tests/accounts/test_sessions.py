"""Sessions end by themselves, are listed, and are closed from anywhere."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession

from accounts.access.sessions import SEEN_AT, STARTED_AT

pytestmark = pytest.mark.django_db


def age(client, **seconds: float) -> None:
    """Make the session of this client older."""
    session = client.session
    for key, older in seconds.items():
        session[{"started": STARTED_AT, "seen": SEEN_AT}[key]] -= older
    session.save()


def is_in(client) -> bool:
    return client.get("/compte/profil/").status_code == 200


def test_a_session_that_rests_too_long_ends(as_user, zoe, settings):
    settings.SESSION_LONGEST_IDLE = timedelta(minutes=30)
    client = as_user(zoe)
    client.get("/compte/profil/")

    age(client, seen=29 * 60)
    before = is_in(client)
    age(client, seen=31 * 60)

    assert before
    assert not is_in(client)


def test_a_session_never_outlives_half_a_day(as_user, zoe):
    client = as_user(zoe)
    client.get("/compte/profil/")

    age(client, started=12 * 3600 + 60)

    assert not is_in(client)


def test_visits_in_a_row_are_noted_once(as_user, zoe, django_assert_num_queries):
    client = as_user(zoe)
    client.get("/compte/saisie-conservee/")

    seen = UserSession.objects.get().last_seen_at
    client.get("/compte/saisie-conservee/")

    assert UserSession.objects.get().last_seen_at == seen


def test_the_other_sessions_are_closed_from_the_list(sign_in, zoe):
    here, elsewhere = sign_in(zoe), sign_in(zoe)
    listed = here.get("/compte/connexions/").content.decode()

    here.post("/compte/connexions/")

    assert "2 connexions ouvertes" in listed.replace("\u202f", " ").replace("\xa0", " ")
    assert is_in(here)
    assert not is_in(elsewhere)
