"""Second factors: paired, asked, lost, and demanded by a Caf of some roles."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.utils import timezone

from territories.models import Role
from territories.scope import caf_scope
from tests.accounts.conftest import PASSWORD, current_code

pytestmark = pytest.mark.django_db
SET_UP = "/compte/double-authentification/"


@pytest.fixture
def demanded(loire):
    """The Caf of the Loire demands a second factor of its readers."""
    with caf_scope(loire):
        loire.roles_with_mfa = [Role.READER]
        loire.save()


@pytest.fixture
def zoe_reads(zoe, enters, loire, valley, ctg):
    enters(zoe, loire, Role.READER, valley)
    return zoe


def pair(client) -> str:
    """Pair an application of codes through the page; the secret it shows."""
    page = client.get(f"{SET_UP}application/").content.decode()
    secret = re.findall(r"<code>(\w+)</code>", page)[0]
    client.post(f"{SET_UP}application/", {"code": current_code(secret)})
    return secret


def test_an_application_of_codes_is_paired_with_an_image_and_a_key(
    sign_in, prove_again, zoe, django_capture_on_commit_callbacks
):
    client = sign_in(zoe)
    prove_again(client)

    page = client.get(f"{SET_UP}application/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        pair(client)
    codes = client.get(f"{SET_UP}secours/").content.decode()

    assert 'src="data:image/svg+xml' in page
    assert codes.count("<li><code>") == 10
    assert {message.subject for message in mail.outbox} >= {"L’application de codes est activée"}


def test_the_secrets_are_sealed_in_the_database(zoe, secret_of_zoe):
    stored = Authenticator.objects.get(type="totp").data["secret"]

    assert secret_of_zoe not in stored
    assert stored.startswith("gAAAA")


def test_a_password_alone_does_not_open_any_more(sign_in, zoe, secret_of_zoe):
    client = sign_in(zoe)

    before = client.get("/compte/profil/").status_code
    client.post("/compte/connexion/double/", {"code": current_code(secret_of_zoe)})

    assert (before, client.get("/compte/profil/").status_code) == (302, 200)


def test_a_code_of_the_mail_does_not_replace_the_second_factor(client, zoe, secret_of_zoe, code_received):
    client.post("/compte/connexion/code/", {"email": zoe.email})
    client.post("/compte/connexion/code/saisie/", {"code": code_received()})

    assert client.get("/compte/profil/").status_code == 302
    assert client.get("/compte/connexion/double/").status_code == 200


def test_a_code_serves_once(sign_in, zoe, secret_of_zoe):
    code = current_code(secret_of_zoe)
    sign_in(zoe).post("/compte/connexion/double/", {"code": code})
    second = sign_in(zoe)

    response = second.post("/compte/connexion/double/", {"code": code})

    assert "il a déjà servi" in response.content.decode()
    assert second.get("/compte/profil/").status_code == 302


def test_a_recovery_code_opens_once(sign_in, prove_again, zoe):
    client = sign_in(zoe)
    prove_again(client)
    pair(client)
    code = re.findall(r"<li><code>(\d+)</code>", client.get(f"{SET_UP}secours/").content.decode())[0]

    first, second = sign_in(zoe), sign_in(zoe)
    for visitor in (first, second):
        visitor.post("/compte/connexion/double/", {"code": code})

    assert [visitor.get("/compte/profil/").status_code for visitor in (first, second)] == [200, 302]


def test_pairing_asks_who_is_there(sign_in, zoe):
    response = sign_in(zoe).get(f"{SET_UP}application/")

    assert response.headers["Location"].startswith("/compte/confirmation/")


def test_a_demanded_second_factor_comes_before_any_page(as_user, demanded, zoe_reads, ctg):
    client = as_user(zoe_reads)

    pages = [client.get(address) for address in (ctg.get_absolute_url(), "/", "/compte/profil/")]
    told = client.get(SET_UP).content.decode()

    assert {page.headers.get("Location") for page in pages} == {SET_UP}
    assert "Votre rôle demande une double authentification" in told


def test_once_paired_everything_opens(sign_in, prove_again, demanded, zoe_reads, ctg):
    client = sign_in(zoe_reads)
    prove_again(client)

    pair(client)

    assert client.get(ctg.get_absolute_url()).status_code == 200


def test_who_owes_nothing_is_not_asked(as_user, demanded, camille, ctg):
    assert as_user(camille).get(ctg.get_absolute_url()).status_code == 200


def test_a_role_that_has_ended_demands_nothing(as_user, demanded, person, enters, loire, valley):
    nils, yesterday = person("Nils", "Roy"), timezone.localdate() - timedelta(days=1)
    enters(nils, loire, Role.READER, valley, ends_on=yesterday)

    assert as_user(nils).get("/").status_code == 200


def test_a_demand_of_another_caf_is_not_mine(as_user, vendee, zoe_reads, ctg):
    with caf_scope(vendee):
        vendee.roles_with_mfa = [Role.READER]
        vendee.save()

    assert as_user(zoe_reads).get(ctg.get_absolute_url()).status_code == 200


def test_a_demanded_second_factor_is_not_removed(sign_in, demanded, zoe_reads, secret_of_zoe):
    client = sign_in(zoe_reads)
    client.post("/compte/connexion/double/", {"code": current_code(secret_of_zoe)})
    client.post("/compte/confirmation/", {"password": PASSWORD})

    response = client.post(f"{SET_UP}application/retirer/")

    assert "ajoutez d’abord un autre moyen" in response.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()


def test_one_that_nobody_demands_may_be_removed(sign_in, zoe, secret_of_zoe):
    client = sign_in(zoe)
    client.post("/compte/connexion/double/", {"code": current_code(secret_of_zoe)})
    client.post("/compte/confirmation/", {"password": PASSWORD})

    client.post(f"{SET_UP}application/retirer/")

    assert not Authenticator.objects.exists()


def test_whoever_owes_nothing_costs_no_query(as_user, zoe_reads, django_assert_num_queries):
    client = as_user(zoe_reads)
    client.get("/compte/adresse/")
    client.get("/compte/saisie-conservee/")

    with django_assert_num_queries(2):  # the session and the person
        client.get("/compte/saisie-conservee/")
