"""What a load balancer and a monitor are told, without an account and without a secret."""

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready_answer(client):
    return lambda: client.get(reverse("ready"))


def test_a_living_process_says_so_without_a_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/sante/vivant")

    assert response.json() == {"status": "ok"}


def test_a_ready_product_says_what_it_checked(client):
    response = client.get("/sante/pret")

    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "checks": {"database": "ok", "migrations": "ok", "broker": "ok", "storage": "ok"},
        "oldest_queued_job_seconds": None,
    }
    assert "no-store" in response["Cache-Control"]


def test_a_pending_migration_is_not_ready(ready_answer):
    MigrationRecorder(connection).migration_qs.filter(app="accounts").delete()

    response = ready_answer()

    assert response.status_code == 503
    assert response.json()["checks"]["migrations"] == "pending"


def test_a_silent_broker_is_not_ready(ready_answer, settings, tmp_path):
    settings.REDIS_URL = f"redis+socket://{tmp_path}/nobody.sock"

    response = ready_answer()

    assert response.status_code == 503
    assert response.json()["checks"]["broker"] == "unreachable"


def test_a_folder_that_cannot_be_written_is_not_ready(ready_answer, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setattr(default_storage, "base_location", str(tmp_path / "file"), raising=False)
    monkeypatch.setattr(default_storage, "location", str(tmp_path / "file"), raising=False)

    response = ready_answer()

    assert response.status_code == 503
    assert response.json()["checks"]["storage"] == "read_only"


def test_a_database_that_does_not_answer_is_a_503_and_not_a_traceback(ready_answer, monkeypatch, tmp_path):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", str(tmp_path))

    response = ready_answer()

    assert response.status_code == 503
    assert response.json()["checks"]["database"] == "unreachable"
    assert response.json()["oldest_queued_job_seconds"] is None


@pytest.mark.parametrize("url", ["/sante/vivant", "/sante/pret"])
def test_a_monitor_only_reads(client, url):
    assert client.post(url).status_code == 405


@pytest.mark.parametrize("url", ["/sante/vivant", "/sante/pret"])
def test_no_session_is_opened_for_a_monitor(client, url):
    assert not client.get(url).cookies
