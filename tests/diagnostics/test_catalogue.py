"""The catalogue: the forty-five indicators, and what stays readable when one is defined otherwise."""

import re
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from uuid_utils.compat import uuid7

from diagnostics.imports.catalogue import read_catalogue
from diagnostics.models import Dataset, FormerDefinition, HeldValue, Indicator, IndicatorValue, ValueStatus
from diagnostics.models.catalogue import LEAST_THRESHOLDS, SecrecyRule
from diagnostics.services.catalogue import definition_at, install_catalogue, loadings
from territories.models import Commune
from territories.scope import caf_scope

pytestmark = pytest.mark.django_db

HERE = "/caf/loire-atlantique/indicateurs/"
# Code of the dossier → kind and finest level that it gives; a letter after the digits is a part of the same indicator.
EXPECTED = {
    "DEM1": "count commune", "DEM2": "ratio commune", "DEM3": "count commune", "DEM4": "count commune",
    "DEM5": "ratio commune", "FAM1": "ratio commune", "FAM2": "ratio commune", "CAF1": "count commune",
    "CAF2": "ratio commune", "CAF3": "ratio commune", "CAF4": "ratio commune", "CAF5": "ratio commune",
    "CAF6": "count commune", "PE1": "ratio epci", "PE2": "ratio epci", "PE3": "count commune", "PE4": "ratio facility",
    "PE5": "ratio facility", "PE6": "count commune", "PE7": "ratio commune", "PE8": "ratio commune",
    "ENF1": "count commune", "ENF2": "count commune", "ENF3": "ratio commune", "ENF4": "ratio facility",
    "JEU1": "ratio commune", "JEU2": "count commune", "JEU3": "ratio facility", "PAR1": "count facility",
    "PAR2": "count epci", "PAR3": "count commune", "AVS1": "count epci", "AVS2": "count facility",
    "AD1": "ratio epci", "AD2": "count commune", "NUM1": "count epci", "LOG1": "count commune", "LOG2": "ratio epci",
    "LOG3": "ratio commune", "HAN1": "count commune", "HAN2": "count facility", "MOB1": "ratio commune",
    "INS1": "ratio commune", "PAU1": "ratio commune", "PAU2": "median commune",
}  # fmt: skip
ENTRIES = {entry.code: entry for entry in read_catalogue()}
# Of persons, families or children, by whoever counts them: never shown when they are few.
OF_PEOPLE = re.compile(r"^(DEM[345]|FAM|CAF|PAR1$|PAR2|PAR3|HAN1|HAN2$|JEU|AVS2|ENF1|ENF4|PE[678]|LOG|INS|MOB|PAU)")
# A Caf may loosen these two by itself: their producers publish such figures.
THRESHOLDS = LEAST_THRESHOLDS | {SecrecyRule.CENSUS: 5, SecrecyRule.FILOSOFI: 11}


def test_the_forty_five_indicators_are_those_of_the_dossier():
    assert {re.sub(r"[B-E]$", "", code) for code in ENTRIES} == set(EXPECTED)
    assert {code: f"{ENTRIES[code].kind} {ENTRIES[code].finest_level}" for code in EXPECTED} == EXPECTED


def faults(entry: Indicator) -> list[str]:
    """What an entry does not say, or says against its kind or its rule."""
    has_parts = entry.kind == "ratio" and entry.code != "DEM2"  # a compound rate has no two terms
    rules = {
        "it is described": all([entry.definition, entry.unit, entry.source, entry.sentence]),
        "it names its numerator": bool(entry.numerator_label) == has_parts,
        "it names its denominator": bool(entry.denominator_label) == has_parts,
        "only a ratio is multiplied": (entry.multiplier == 1) == (entry.kind != "ratio"),
        "its threshold is that of its rule": entry.secrecy_threshold
        == (20 if entry.code == "PE6C" else THRESHOLDS.get(SecrecyRule(entry.secrecy_rule), 0)),  # places, not people
        "a rate of the census needs fifty": (entry.secrecy_rule == "census" and entry.kind == "ratio")
        == (entry.minimum_denominator == 50),
        "few people are never shown": (entry.secrecy_threshold >= 5) == bool(OF_PEOPLE.match(entry.code)),
    }
    return [f"{entry.code}: {rule}" for rule, holds in rules.items() if not holds]


def test_each_entry_says_what_it_counts_and_how_it_may_be_shown():
    for entry in ENTRIES.values():
        entry.clean_fields(exclude=["caf", "part_of"])

    assert [fault for entry in ENTRIES.values() for fault in faults(entry)] == []


@pytest.fixture
def births(loire) -> Indicator:
    """As a Caf shows them that has decided to hide none."""
    with caf_scope(loire):
        births = install_catalogue(loire)["DEM3"]
        births.secrecy_rule, births.secrecy_threshold = SecrecyRule.PUBLIC, 0
        births.save()
        return births


@pytest.fixture
def in_2024(loire, births) -> IndicatorValue:
    """Twelve births in one commune."""
    with caf_scope(loire):
        source = Dataset.objects.create(
            caf=loire, name="État civil", producer="Insee", edition="2024", geography_vintage=2025
        )
        commune = Commune.objects.get(insee_code="44001")
        return IndicatorValue.objects.create(
            indicator=births, dataset=source, commune=commune, year=2024, value=Decimal(12)
        )


def typed(indicator: Indicator, **changes: object) -> dict[str, object]:
    names = [
        "code", "theme", "label", "definition", "unit", "kind", "numerator_label", "denominator_label", "multiplier",
        "decimals", "source", "finest_level", "direction", "secrecy_rule", "secrecy_threshold", "sentence",
        "related_to", "version",
    ]  # fmt: skip
    return {name: getattr(indicator, name) for name in names} | {"is_active": "on"} | changes


def test_a_new_definition_keeps_the_former_one_with_its_dates_and_its_reason(as_user, antoine, loire, births, in_2024):
    change = typed(births, definition="Naissances vivantes, par an.", reason="Précision de l’Insee")

    as_user(antoine).post(f"{HERE}{births.pk}/modifier/", change)

    page = as_user(antoine).get(f"{HERE}{births.pk}/").content.decode()
    assert "Naissances vivantes, par an." in page
    assert "comptées dans la commune où vit la mère" in page
    assert "Précision de l’Insee" in page
    assert "ancienne, jusqu’au" in page  # the figures loaded before


def test_a_figure_is_under_the_definition_in_force_when_it_was_loaded(as_user, antoine, loire, births, in_2024):
    for text in ("Première réécriture.", "Seconde réécriture."):
        with caf_scope(loire):
            births.refresh_from_db()
        as_user(antoine).post(f"{HERE}{births.pk}/modifier/", typed(births, definition=text))

    with caf_scope(loire):
        births.refresh_from_db()
        (loaded,) = loadings(births)
        second, first = births.former_definitions.all()
        assert loaded.definition == first
        assert loaded.is_under_former_definition
        assert definition_at(births, second.valid_to) == births
        assert (first.valid_from, second.valid_from) == (None, first.valid_to)


def test_a_change_that_is_not_of_the_wording_writes_no_former_definition(as_user, antoine, loire, births):
    as_user(antoine).post(f"{HERE}{births.pk}/modifier/", typed(births, decimals=1))

    with caf_scope(loire):
        assert not FormerDefinition.objects.exists()


def test_a_former_definition_is_never_rewritten(as_user, antoine, loire, births):
    as_user(antoine).post(f"{HERE}{births.pk}/modifier/", typed(births, label="Naissances"))

    with caf_scope(loire), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        FormerDefinition.objects.update(label="Autre chose")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"unit": "pour 1 000"}, "Des chiffres sont déjà chargés ainsi"),
        ({"kind": "median"}, "Des chiffres sont déjà chargés ainsi"),
        ({"numerator_label": "naissances"}, "Nommez les deux termes"),
        ({"numerator_label": "a", "denominator_label": "b"}, "Seule une part ou un taux"),
        ({"secrecy_rule": "caf"}, "ne peut pas être plus bas"),
        ({"sentence": "Des naissances"}, "Écrivez {valeur} une fois"),
        ({"code": "DEM1"}, "Ce code est déjà pris"),
    ],
)
def test_a_wrong_entry_gets_a_sentence_and_keeps_the_rest(as_user, antoine, births, in_2024, changes, sentence):
    answer = as_user(antoine).post(f"{HERE}{births.pk}/modifier/", typed(births, source="À garder") | changes)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert "À garder" in page


def test_only_the_manager_may_lower_a_threshold_and_the_figures_follow(as_user, antoine, maud, loire, births, in_2024):
    hidden = typed(births, secrecy_threshold=20)
    as_user(antoine).post(f"{HERE}{births.pk}/modifier/", hidden)
    with caf_scope(loire):
        births.refresh_from_db()
        assert births.values.get().status == ValueStatus.SUPPRESSED_PRIMARY
        assert births.held_values.get().value == 12

    lower = typed(births, secrecy_threshold=0)
    refused = as_user(antoine).post(f"{HERE}{births.pk}/modifier/", lower).content.decode()
    as_user(maud).post(f"{HERE}{births.pk}/modifier/", lower)

    assert "Seul un responsable" in refused
    with caf_scope(loire):
        assert births.values.get().value == 12
        assert not HeldValue.objects.filter(indicator=births).exists()


def test_the_database_refuses_a_threshold_below_its_rule(loire, births):
    with caf_scope(loire), pytest.raises(IntegrityError, match="indicator_as_secret_as_its_rule"), transaction.atomic():
        Indicator.objects.filter(pk=births.pk).update(secrecy_rule="tax", secrecy_threshold=10)


def test_the_caf_adds_its_own_indicator_once(as_user, antoine, loire, births):
    own = typed(births, code="LOC1", label="Logements communaux", new_id=uuid7())

    answers = [as_user(antoine).post(f"{HERE}nouveau/", own).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert "Logements communaux" in as_user(antoine).get(f"{HERE}?q=loc1").content.decode()


def test_what_the_caf_wrote_stays_when_the_catalogue_is_completed(as_user, antoine, loire, births):
    with caf_scope(loire):
        Indicator.objects.filter(code__in=["LOG1B", "LOG1C"]).delete()  # parts before their whole
        Indicator.objects.filter(code__startswith="LOG").delete()
        Indicator.objects.filter(pk=births.pk).update(label="Nos naissances")
    assert "6\u00a0indicateurs du catalogue" in as_user(antoine).get(HERE).content.decode().replace("\u202f", "\u00a0")

    as_user(antoine).post(f"{HERE}completer/")

    with caf_scope(loire):
        assert set(loire.indicators.values_list("code", flat=True)) == set(ENTRIES)
        assert loire.indicators.get(code="DEM3").label == "Nos naissances"
        assert loire.indicators.get(code="LOG1B").part_of == loire.indicators.get(code="LOG1", parts_add_up=True)


def test_the_team_of_a_territory_does_not_edit_the_catalogue(as_user, camille, births):
    assert as_user(camille).get(f"{HERE}{births.pk}/modifier/").status_code == 403
    assert as_user(camille).post(f"{HERE}completer/").status_code == 403
