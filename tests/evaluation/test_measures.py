"""One figure a year, by those who know it."""

from decimal import Decimal

import pytest
from uuid_utils.compat import uuid7

from evaluation.models import Indicator, Measure
from territories.models import Ctg, Role
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db


def typed(**changes: object) -> dict[str, object]:
    return {"new_id": str(uuid7()), "year": "2026", "value": "178,5", "note": "Provisoire"} | changes


def test_camille_measures_a_year(as_user, camille, loire, ctg, places):
    response = as_user(camille).post(ctg.url("evaluation:add_measure", pk=places.pk), typed())

    with caf_scope(loire):
        measure = Measure.objects.get()
    assert response.url == ctg.url("evaluation:indicator", pk=places.pk)
    assert (measure.year, float(measure.value), measure.reported_by) == (2026, 178.5, camille)


def test_a_partner_measures_what_their_organisation_pilots(as_user, paul, loire, ctg, places):
    response = as_user(paul).post(ctg.url("evaluation:add_measure", pk=places.pk), typed())

    with caf_scope(loire):
        assert Measure.objects.get().reported_by == paul
    assert response.status_code == 302


def test_a_partner_does_not_measure_the_action_of_another(as_user, page, paul, loire, ctg, action, places):
    with caf_scope(loire):
        type(action).objects.update(pilot=None)

    response = as_user(paul).post(ctg.url("evaluation:add_measure", pk=places.pk), typed())
    content = page(paul, ctg.url("evaluation:indicator", pk=places.pk))

    assert response.status_code == 403
    assert "Ajouter une mesure" not in content
    with caf_scope(loire):
        assert not Measure.objects.exists()


def test_a_partner_does_not_measure_the_whole_demarche(as_user, paul, ctg, action, make_indicator):
    indicator = make_indicator(None)

    assert as_user(paul).get(ctg.url("evaluation:add_measure", pk=indicator.pk)).status_code == 403


def test_a_consultant_measures_and_a_reader_does_not(
    as_user, person, enters, loire, valley, rachid, elise, ctg, places
):
    consultant = person("Inès", "Cabinet")
    enters(consultant, loire, Role.CONSULTANT, valley)
    url = ctg.url("evaluation:add_measure", pk=places.pk)

    answers = [as_user(user).post(url, typed()).status_code for user in (rachid, elise, consultant)]

    assert answers == [403, 403, 302]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("year", "2025", "La CTG va de 2026 à 2030 : l’année 2025 n’en fait pas partie"),
        ("year", "2031", "l’année 2031 n’en fait pas partie"),
        ("year", "2030", "L’année 2030 n’a pas commencé"),
        ("year", "-1", "n’en fait pas partie"),
        ("year", "vingt", "Saisissez un nombre entier"),
        ("year", "", "Ce champ est obligatoire"),
        ("value", "-5", "Une valeur ne peut pas être négative"),
        ("value", "cent", "Saisissez un nombre"),
        ("value", "Infinity", "Saisissez un nombre"),
        ("value", "123456789012345", "chiffres"),
        ("note", "x" * 301, "au plus 300 caractères"),
    ],
)
def test_a_wrong_measure_gets_a_sentence(as_user, camille, loire, ctg, places, field, value, sentence):
    response = as_user(camille).post(ctg.url("evaluation:add_measure", pk=places.pk), typed(**{field: value}))

    content = response.content.decode().replace("\u00a0", " ")
    assert response.status_code == 200
    assert f'id="id_{field}_error"' in content
    assert sentence in content
    with caf_scope(loire):
        assert not Measure.objects.exists()


def test_a_year_is_measured_once_then_corrected(as_user, camille, antoine, loire, ctg, action, make_indicator):
    indicator = make_indicator(action, {}, {2026: 178}, antoine)
    with caf_scope(loire):
        measure = Measure.objects.get()
    client = as_user(camille)

    twice = client.post(ctg.url("evaluation:add_measure", pk=indicator.pk), typed()).content.decode()
    client.post(
        ctg.url("evaluation:correct_measure", pk=measure.pk), {"version": "1", "value": "180", "note": "Définitif"}
    )

    with caf_scope(loire):
        corrected = Measure.objects.get()
    assert "Une mesure existe déjà pour cette année" in twice
    assert (corrected.value, corrected.year) == (Decimal(180), 2026)
    assert (corrected.reported_by, corrected.updated_by) == (antoine, camille)


def test_two_people_who_correct_the_same_measure_see_both_versions(
    as_user, camille, paul, loire, ctg, action, make_indicator
):
    make_indicator(action, {}, {2026: 178}, camille)
    with caf_scope(loire):
        measure = Measure.objects.get()
    url = ctg.url("evaluation:correct_measure", pk=measure.pk)
    as_user(paul).post(url, {"version": "1", "value": "181", "note": ""})

    content = as_user(camille).post(url, {"version": "1", "value": "179", "note": ""}).content.decode()

    assert "Paul Tessier a modifié cette page" in content
    with caf_scope(loire):
        assert Measure.objects.get().value == 181


def test_the_same_measure_sent_twice_is_one_measure(as_user, camille, loire, ctg, places):
    client, form, url = as_user(camille), typed(), ctg.url("evaluation:add_measure", pk=places.pk)

    answers = [client.post(url, form).status_code for _ in range(2)]

    assert answers == [302, 302]
    with caf_scope(loire):
        assert Measure.objects.count() == 1


def test_a_ctg_that_has_not_begun_says_so(page, camille, valley, make_ctg, loire):
    later = make_ctg(valley, "44001", start=2028)
    with caf_scope(loire):
        indicator = Indicator.objects.create(
            ctg=later, label="Places", unit="places", baseline_value=1, baseline_year=2026, source="Caf"
        )

    content = page(camille, later.url("evaluation:add_measure", pk=indicator.pk))

    assert "La CTG n’a pas encore commencé" in content


def test_a_measure_of_another_ctg_is_not_found(as_user, camille, antoine, loire, ctg, coast_ctg: Ctg, action):
    with caf_scope(loire):
        theirs = Indicator.objects.create(
            ctg=coast_ctg, label="Places", unit="places", baseline_value=1, baseline_year=2025, source="Caf"
        )
        measure = Measure.objects.create(indicator=theirs, year=2026, value=1, reported_by=antoine)

    for user in (camille, antoine):
        assert as_user(user).get(ctg.url("evaluation:correct_measure", pk=measure.pk)).status_code == 404
