"""Opening a CTG from the portfolio."""

from datetime import date

import pytest
from uuid_utils.compat import uuid7

from territories.models import Commune, Ctg, Epci, Phase
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def epci() -> Epci:
    return Epci.objects.get(name="CC Nozay")


@pytest.fixture
def typed() -> dict[str, object]:
    return {
        "name": "Pays de Nozay",
        "start": "2027-01-01",
        "end": "2031-12-31",
        "communes": [Commune.objects.get(insee_code="44001").pk],
        "new_id": str(uuid7()),
    }


def address(epci: Epci) -> str:
    return f"/caf/loire-atlantique/ctg/nouvelle/{epci.pk}/"


def test_an_adviser_opens_a_ctg_on_a_real_epci(as_user, antoine, loire, epci, typed):
    response = as_user(antoine).post(address(epci), typed)

    with caf_scope(loire):
        ctg = Ctg.objects.select_related("territory").get()
        communes = [str(commune) for commune in ctg.communes.all()]
    assert response.status_code == 302
    assert response.url == "/ctg/loire-atlantique/pays-de-nozay/2027-2031/"
    assert (ctg.phase, ctg.number, ctg.effective_to) == (Phase.PREPARATION, "CTG-2027-0001", date(2031, 12, 31))
    assert communes == ["Abbaretz"]


def test_the_same_form_sent_twice_opens_one_ctg(as_user, antoine, loire, epci, typed):
    client = as_user(antoine)

    answers = [client.post(address(epci), typed).url for _ in range(2)]

    with caf_scope(loire):
        assert Ctg.objects.count() == 1
    assert len(set(answers)) == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("end", "2032-01-01", "Une CTG dure cinq ans au plus"),
        ("end", "2026-12-31", "La date de fin doit suivre la date d’effet"),
        ("start", "32/13/2027", "Saisissez une date valide"),
        ("communes", [], "Choisissez au moins une commune"),
        ("communes", ["999999"], "Sélectionnez un choix valide"),
        ("name", "x" * 201, "au plus 200 caractères"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_keeps_the_rest(
    as_user, antoine, loire, epci, typed, field, value, sentence
):
    response = as_user(antoine).post(address(epci), {**typed, field: value})

    page = response.content.decode()
    assert response.status_code == 200
    assert sentence in page
    assert field == "name" or 'value="Pays de Nozay"' in page
    with caf_scope(loire):
        assert not Ctg.objects.exists()


def test_two_ctg_cannot_cover_the_same_commune_at_the_same_time(as_user, antoine, loire, epci, typed, valley, make_ctg):
    make_ctg(valley, "44001", start=2026)

    response = as_user(antoine).post(address(epci), typed)

    assert "Déjà couvertes par une autre CTG à ces dates : Abbaretz" in response.content.decode()
    with caf_scope(loire):
        assert Ctg.objects.count() == 1


def test_a_renewal_may_follow_on_the_same_communes(as_user, antoine, epci, typed, valley, make_ctg):
    make_ctg(valley, "44001", start=2022)

    response = as_user(antoine).post(address(epci), typed)

    assert response.status_code == 302


def test_only_the_caf_opens_a_ctg(as_user, camille, epci, typed):
    response = as_user(camille).post(address(epci), typed)

    assert response.status_code == 403


def test_an_epci_of_elsewhere_is_not_found(as_user, antoine, typed):
    elsewhere = Epci.objects.get(name="CC Vie et Boulogne")

    response = as_user(antoine).post(address(elsewhere), typed)

    assert response.status_code == 404
