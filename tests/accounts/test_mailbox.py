"""The mailbox of the demonstration: every letter, on this machine only."""

from datetime import timedelta

import pytest
from django.conf import settings as product
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.services import mail as post
from accounts.services import mailbox

pytestmark = pytest.mark.django_db
LINK = "http://localhost:8000/compte/mot-de-passe/nouveau/abc-def/"


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


@pytest.fixture
def letter(folder):
    post.send("account/email/password_reset_key", "zoe@demo.example", {"password_reset_url": LINK})


def first_letter(client) -> str:
    page = client.get("/_messagerie/").content.decode()
    return page.split('href="/_messagerie/')[2].split('"')[0]


def test_an_empty_mailbox_says_what_will_come(client, folder):
    assert "Aucun message pour l’instant" in client.get("/_messagerie/").content.decode()


def test_a_letter_is_listed_read_and_its_links_work(client, letter):
    page = client.get("/_messagerie/").content.decode()
    read = client.get(f"/_messagerie/{first_letter(client)}").content.decode()

    assert "Choisir un nouveau mot de passe" in page
    assert "zoe@demo.example" in page
    assert f'href="{LINK}"' in read


def test_a_letter_says_when_it_left(letter):
    assert timedelta() <= timezone.now() - mailbox.letters()[0].sent_at < timedelta(minutes=1)


def test_its_layout_runs_no_script_and_belongs_to_no_site(client, letter):
    response = client.get(f"/_messagerie/{first_letter(client)}page/")

    policy = response.headers["Content-Security-Policy"]
    assert LINK in response.content.decode()
    assert "sandbox" in policy
    assert "script-src 'none'" in policy


@pytest.mark.parametrize("name", ["inconnu", "..", "20200101-000000-1-0"])
def test_a_letter_that_does_not_exist_is_not_found(client, letter, name):
    assert client.get(f"/_messagerie/{name}/").status_code == 404


def test_what_is_not_a_letter_is_passed_over(client, letter, folder):
    (folder / "broken.log").write_bytes(b"\xff\xfe rien")

    assert client.get("/_messagerie/").status_code == 200


def test_outside_a_demonstration_there_is_no_mailbox(client, letter, settings):
    settings.IS_DEMONSTRATION = False

    assert client.get("/_messagerie/").status_code == 404


def test_from_another_machine_there_is_no_mailbox(client, letter):
    assert client.get("/_messagerie/", REMOTE_ADDR="192.0.2.1").status_code == 404


def test_the_banner_leads_to_it(client):
    assert reverse("accounts:mailbox") in client.get("/compte/connexion/").content.decode()


def test_a_name_cannot_add_a_header():
    post.send("account/email/login_code", "zoe@demo.example", {"code": "X", "subject": "a\r\nBcc: b@demo.example"})

    letter = mail.outbox[-1].message()
    assert letter["Bcc"] is None
    assert len(mail.outbox[-1].recipients()) == 1
    assert letter["From"] == product.DEFAULT_FROM_EMAIL
