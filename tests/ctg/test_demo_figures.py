"""The figures of the demonstration add up, say where they come from, and keep their secrets."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections
from django.db.models import Model, Q, Sum

from ctg.demo import seeding
from ctg.demo.complete import SIREN
from ctg.demo.rows import ORDER
from ctg.demo.statistics.secrecy import PRIMARY, SECONDARY, hidden_cells
from ctg.demo.tales import VENDEE
from diagnostics.imports.catalogue import read_catalogue
from diagnostics.models import Evidence, HeldValue, Indicator, IndicatorValue, ValueStatus
from territories.models import Caf, Commune, Epci
from territories.scope import caf_scope
from tests.demonstration import PASSWORD, SEED, create, drop, inside
from tests.diagnostics.attacker import Attacker, discloses


@pytest.fixture
def loire_atlantique(demonstration):
    caf = Caf.objects.select_related("department").get(slug="loire-atlantique")
    with caf_scope(caf):
        yield caf


def figures(code: str, year: int):
    return IndicatorValue.objects.filter(indicator__code=code, year=year)


def test_the_catalogue_has_the_forty_five_indicators(loire_atlantique):
    codes = {entry.code for entry in read_catalogue()}

    assert len({code.rstrip("BCDE") if code[-1] in "BCDE" else code for code in codes}) == 45
    assert set(loire_atlantique.indicators.values_list("code", flat=True)) == codes
    assert not loire_atlantique.indicators.filter(definition="").exists()
    assert not loire_atlantique.indicators.filter(kind="ratio", values=None).exists()


@pytest.mark.parametrize(("code", "year"), [("DEM1", 2023), ("PE3", 2024), ("ENF2", 2024)])
def test_a_count_of_an_epci_is_the_sum_of_its_communes(loire_atlantique, code, year):
    for epci in Epci.objects.of_department("44"):
        members = Commune.objects.filter(epci_memberships__epci=epci, epci_memberships__valid_to__isnull=True)
        communes = figures(code, year).filter(commune__in=members)

        assert communes.exclude(status=ValueStatus.OK).count() == 0
        assert communes.aggregate(total=Sum("value"))["total"] == figures(code, year).get(epci=epci).value


def test_only_the_populations_are_real_and_everything_else_says_that_it_is_not(loire_atlantique):
    real = IndicatorValue.objects.filter(dataset__is_fictitious=False)
    invented = IndicatorValue.objects.filter(dataset__is_fictitious=True)

    assert set(real.values_list("indicator__code", flat=True)) == {"DEM1"}
    assert set(invented.values_list("dataset__producer", flat=True)) == {"Démonstration (fictif)"}
    assert real.get(department="44", year=2023).value == 1_487_570
    assert real.get(department="44", year=2022).value == 1_473_156


def test_a_ratio_is_made_of_its_two_parts(loire_atlantique):
    ratios = IndicatorValue.objects.filter(indicator__kind="ratio", numerator__isnull=False)

    for value in ratios.select_related("indicator")[:3000]:
        assert value.value is not None
        assert value.numerator is not None
        assert value.denominator
        expected = value.indicator.multiplier * value.numerator / value.denominator
        assert abs(value.value - expected) < Decimal("0.001")


def test_every_status_can_be_seen(loire_atlantique):
    statuses = set(IndicatorValue.objects.values_list("status", flat=True))

    assert statuses >= {
        ValueStatus.OK,
        ValueStatus.ROUNDED,
        ValueStatus.LOCAL,
        ValueStatus.CENSORED_LOW,
        ValueStatus.SUPPRESSED_PRIMARY,
        ValueStatus.SUPPRESSED_SECONDARY,
        ValueStatus.NOT_AVAILABLE,
    }


def epci_of() -> dict[Any, Any]:
    members = Commune.objects.filter(epci_memberships__valid_to__isnull=True)
    return dict(members.values_list("pk", "epci_memberships__epci"))


def test_no_small_count_is_published_and_none_can_be_found_by_subtraction(loire_atlantique):
    secret = Indicator.objects.filter(secrecy_threshold__gt=0, finest_level="commune", kind="count")
    members = epci_of()

    hidden: dict[Any, int] = defaultdict(int)
    values = IndicatorValue.objects.filter(indicator__in=secret, commune__isnull=False).select_related("indicator")
    for value in values:
        if value.value is None:
            hidden[value.indicator_id, value.year, members[value.commune_id]] += 1
        else:
            assert value.value == 0 or value.value >= 5
    assert hidden
    assert 1 not in hidden.values()


def test_who_adds_up_communes_of_two_departements_finds_no_small_count_either(loire_atlantique):
    """One commune hidden on each side of the border of an EPCI: its total and that of the département are shown."""
    members, attacker = epci_of(), Attacker()
    held = HeldValue.objects.filter(indicator__code="PE6C", year=2024, commune__isnull=False)
    truths = {key: float(value) for key, value in held.values_list("commune", "value") if value is not None}
    wholes: dict[Any, list[Any]] = defaultdict(list)
    for row in figures("PE6C", 2024).filter(region=None).select_related("commune"):
        value = None if row.value is None else float(row.value)
        attacker.reads(row.commune_id or (row.epci_id, row.department_id), value)
        if row.commune:
            wholes[members[row.commune_id], None].append(row.commune_id)
            wholes[None, row.commune.department_id].append(row.commune_id)
    for whole in attacker.shown.keys() & wholes.keys():
        attacker.adds_up(wholes[whole], whole)

    assert len(attacker.hidden) > 2
    assert discloses(attacker, truths, 20) == {}


def test_rounded_counts_are_multiples_of_five(loire_atlantique):
    rounded = IndicatorValue.objects.filter(status=ValueStatus.ROUNDED)

    assert rounded.exists()
    assert {value and value % 5 for value in rounded.values_list("value", flat=True)} == {0}


def test_coverage_is_published_for_large_communes_only(loire_atlantique):
    published = figures("PE1", 2024).filter(commune__isnull=False, value__isnull=False)

    assert published
    assert not published.filter(commune__populations__vintage=2023, commune__populations__municipal__lte=10_000)


def test_the_complete_diagnosis_quotes_the_figures_that_are_stored(loire_atlantique):
    epci = Epci.objects.get(siren=SIREN)
    evidence = Evidence.objects.filter(finding__ctg__territory__epci=epci, finding__ctg__effective_from__year=2026)

    assert round(figures("PE1", 2024).get(epci=epci).value, 1) == Decimal("67.1")
    assert figures("CAF6", 2024).get(epci=epci).value == 201
    assert evidence.filter(indicator__code="PE1").get().quote == (
        "Taux de couverture global\u00a0: 67,1\u202fplaces pour 100 enfants, 2024"
    )
    assert not evidence.filter(quote="").exists()


def test_one_small_commune_of_the_complete_ctg_is_hidden_and_another_protects_it(loire_atlantique):
    hidden = figures("CAF6", 2024).filter(
        Q(commune__epci_memberships__epci__siren=SIREN), commune__epci_memberships__valid_to__isnull=True, value=None
    )

    assert dict(hidden.values_list("commune__name", "status")) == {
        "La Marne": ValueStatus.SUPPRESSED_PRIMARY,
        "Touvois": ValueStatus.SUPPRESSED_SECONDARY,
    }


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"a": 40, "b": 30, "c": 20}, {}),
        ({"a": 40, "b": 30, "c": 3}, {"c": PRIMARY, "b": SECONDARY}),
        ({"a": 40, "b": 30, "c": 3, "d": 2}, {"c": PRIMARY, "d": PRIMARY, "b": SECONDARY}),
        ({"a": 40, "b": 0, "c": 3}, {"c": PRIMARY, "a": SECONDARY}),
        ({"a": 40, "b": 4, "c": 4, "d": 4}, {"b": PRIMARY, "c": PRIMARY, "d": PRIMARY}),
    ],
)
def test_a_hidden_cell_is_never_alone(counts, hidden):
    assert hidden_cells(counts, [list(counts)], 5) == hidden


def test_the_same_seed_tells_the_same_story(demonstration_database, geography_database, django_db_blocker):
    with django_db_blocker.unblock():
        twin = f"{geography_database}_twin"
        create(twin, template=geography_database)
        with inside(demonstration_database):
            first = content()
        with inside(twin):
            seeding.seed(SEED, PASSWORD, [VENDEE])
            second = content()
        drop(twin)

    assert len(first) > 1_000
    assert first == second


def content() -> dict[object, object]:
    """Everything that the second Caf was told, but the moments at which it was written."""
    caf = Caf.objects.get(slug="vendee")
    told: dict[object, object] = {}
    with caf_scope(caf):
        models: list[type[Model]] = [*ORDER, IndicatorValue]
        for model in models:
            fields = [
                field.attname
                for field in model._meta.concrete_fields
                if not field.is_relation and field.get_internal_type() != "DateTimeField"
            ]
            told |= {(model, row[0]): row[1:] for row in model._default_manager.values_list("pk", *fields)}
    assert connections["default"].in_atomic_block is False
    return told
