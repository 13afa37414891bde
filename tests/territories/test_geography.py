"""The official geography, loaded whole: what must be true of it, and what a second load does."""

import hashlib
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.models import Sum

from territories.imports import geography, reference
from territories.models import (
    Commune,
    CommuneCode,
    CommunePoint,
    Contour,
    Department,
    Epci,
    EpciMembership,
    Population,
    Region,
    Succession,
)

pytestmark = pytest.mark.usefixtures("whole_country")

BEFORE, AFTER = date(2025, 6, 1), date(2026, 6, 1)


def commune_known_as(code: str, on: date) -> Commune:
    dated = CommuneCode.objects.select_related("commune").filter(insee_code=code, valid_from__lte=on)
    return (dated.filter(valid_to__isnull=True) | dated.filter(valid_to__gt=on)).get().commune


def epci_of(code: str, on: date) -> Epci:
    memberships = EpciMembership.objects.select_related("epci").filter(commune__insee_code=code, valid_from__lte=on)
    return (memberships.filter(valid_to__isnull=True) | memberships.filter(valid_to__gt=on)).get().epci


def municipal(vintage: int, department: str) -> int:
    populations = Population.objects.filter(vintage=vintage, commune__department=department)
    return populations.aggregate(total=Sum("municipal"))["total"]


@pytest.mark.parametrize(("model", "count"), [(Commune, 34_875), (Department, 109), (Region, 26), (Contour, 251)])
def test_everything_is_there(model, count):
    assert model.objects.count() == count


def test_the_epci_of_2026_are_there_and_those_that_ended_too():
    listed = Epci.objects.filter(memberships__valid_to__isnull=True).distinct()

    assert listed.count() == 1_253
    assert Epci.objects.filter(ended_on=date(2025, 12, 31)).count() == 4


@pytest.mark.parametrize(("kind", "count"), [("CC", 987), ("CA", 230), ("METRO", 21), ("CU", 14), ("MET69", 1)])
def test_each_kind_of_epci_is_counted(kind, count):
    listed = Epci.objects.filter(memberships__valid_to__isnull=True, kind=kind).distinct()

    assert listed.count() == count


def test_four_communes_have_no_epci():
    alone = Commune.objects.exclude(epci_memberships__valid_to__isnull=True, epci_memberships__isnull=False)

    assert set(alone.values_list("insee_code", flat=True)) == {"22016", "29083", "29155", "85113"}


@pytest.mark.parametrize(("vintage", "total"), [(2023, 1_487_570), (2022, 1_473_156)])
def test_the_populations_of_loire_atlantique_add_up(vintage, total):
    assert municipal(vintage, "44") == total


def test_seventeen_epci_touch_loire_atlantique():
    assert Epci.objects.of_department("44").count() == 17


def test_an_epci_keeps_its_members_beyond_the_departement():
    redon = Commune.objects.of_epci(Epci.objects.get(siren="243500741"), AFTER)

    assert redon.count() == 31
    assert redon.filter(department="44").count() == 8


@pytest.mark.parametrize(
    ("code", "on", "name"),
    [
        ("12076", date(2023, 6, 1), "Conques-en-Rouergue"),
        ("12218", date(2025, 1, 1), "Conques-en-Rouergue"),
        ("27058", date(2022, 3, 1), "Les Trois Lacs"),
        ("27676", date(2020, 3, 1), "Les Trois Lacs"),
        ("27676", date(2024, 3, 1), "Les Trois Lacs"),
        ("60054", date(2023, 12, 31), "Les Hauts-Talican"),
        ("60054", date(2024, 1, 1), "Beaumont-les-Nonains"),
    ],
)
def test_a_code_means_what_it_meant_that_day(code, on, name):
    assert commune_known_as(code, on).name == name


def test_a_code_that_was_dropped_means_nothing_afterwards():
    with pytest.raises(CommuneCode.DoesNotExist):
        commune_known_as("12076", date(2025, 1, 1))


@pytest.mark.parametrize(
    ("old_code", "kind", "name"),
    [
        ("12076", Succession.Kind.CODE_CHANGE, "Conques-en-Rouergue"),
        ("44060", None, None),
        ("44225", Succession.Kind.DELEGATED, "Vallons-de-l’Erdre"),
        ("16351", Succession.Kind.MERGER, "Mosnac-Saint-Simeux"),
        ("15031", Succession.Kind.RESTORATION, "Celles"),
        ("44160", Succession.Kind.MERGER, "Ancenis-Saint-Géréon"),
    ],
)
def test_an_old_code_leads_to_the_commune_of_today(old_code, kind, name):
    found = Succession.objects.filter(old_code=old_code).select_related("commune").first()

    assert (found and (found.kind, found.commune.name)) == (kind and (kind, name))


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("12001", "241200658", "994579670"),
        ("57672", "245701362", "992367730"),
        ("14062", "200069516", "241400860"),
        ("31075", "200068641", "243100781"),
    ],
)
def test_a_commune_changes_epci_on_the_day_that_it_did(code, before, after):
    assert epci_of(code, BEFORE).siren == before
    assert epci_of(code, AFTER).siren == after


def test_names_bear_the_french_apostrophe():
    assert not Commune.objects.filter(name__contains="'").exists()
    assert Commune.objects.get(insee_code="44080").name == "Lavau-sur-Loire"


def test_contours_are_drawn_in_kilometres_from_one_origin():
    nantes = Contour.objects.get(commune__insee_code="44109")
    numbers = [float(number) for number in nantes.svg_path.strip("MZ").replace("Z", "").replace("M", "L")
               .replace("L", " ").split()]  # fmt: skip

    assert nantes.geometry["type"] == "Polygon"
    assert 275 < min(numbers[::2]) < max(numbers[::2]) < 315
    assert 455 < min(numbers[1::2]) < max(numbers[1::2]) < 490


def test_loading_again_writes_nothing_and_says_so(capsys):
    report = geography.load(connections["owner"])

    assert report.written == 0
    assert {outcome.unchanged for outcome in report.outcomes if outcome.label == "communes"} == {34_875}
    call_command("load_geography")
    assert "aucune ligne écrite" in capsys.readouterr().out


def test_what_was_changed_by_hand_is_put_right():
    Commune.objects.using("owner").filter(insee_code="44109").update(name="Naoned")

    report = geography.load(connections["owner"])

    assert report.written == 1
    assert Commune.objects.using("owner").get(insee_code="44109").name == "Nantes"


def test_a_dry_run_tells_and_writes_nothing():
    Commune.objects.using("owner").filter(insee_code="44109").update(name="Naoned")

    report = geography.load(connections["owner"], dry_run=True)

    assert report.written == 1
    assert Commune.objects.using("owner").get(insee_code="44109").name == "Naoned"


def test_communes_without_known_successor_are_left_to_a_person():
    report = geography.load(connections["owner"], dry_run=True)

    assert any("Le Jardin (19092)" in warning for warning in report.warnings)


def test_a_bare_copy_of_the_same_rows_can_be_timed():
    assert geography.plain_copy(connections["owner"]) > 0


def test_the_files_are_those_that_were_checked():
    listed = (reference.REFERENCE / "SHA256SUMS").read_text().splitlines()

    for line in listed:
        digest, name = line.split()
        assert hashlib.sha256((reference.REFERENCE / name).read_bytes()).hexdigest() == digest, name
    names = {line.split()[1] for line in listed}
    files = {str(file.relative_to(reference.REFERENCE)) for file in reference.REFERENCE.rglob("*.*")}
    assert files - {"SOURCES.md"} == names


def test_every_commune_with_an_outline_has_a_point_in_the_box_around_it():
    points = CommunePoint.objects.select_related("commune__contour")

    assert points.count() == Contour.objects.exclude(commune=None).count() == 234
    assert [
        point.commune.name
        for point in points
        if not point.commune.contour.left <= point.x <= point.commune.contour.right
        or not point.commune.contour.top <= point.y <= point.commune.contour.bottom
    ] == []


def test_a_town_hall_that_the_list_puts_outside_its_commune_is_not_believed():
    saint_ganton = CommunePoint.objects.get(commune__insee_code="35268")  # 283 km away in the list

    assert not saint_ganton.is_town_hall
    assert CommunePoint.objects.get(commune__insee_code="44109").is_town_hall
    assert CommunePoint.objects.filter(is_town_hall=True).count() > 200
