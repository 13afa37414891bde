"""Held figures exist for the Caf that holds the file, and for nobody else."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.http import Http404

from diagnostics.models import Dataset, HeldValue, Indicator, IndicatorValue, ValueStatus
from diagnostics.models.disclosure import Shown
from diagnostics.services.secrecy import NotCafWide, publish
from territories.access import Address, enter
from territories.models import CAF_STAFF, EVERYONE, Commune, HistoryEntry, Role
from territories.scope import caf_scope, person_scope, territory_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def rsa(loire, ctg) -> Indicator:
    """Three foyers in the first commune of the valley, forty in the second."""
    with caf_scope(loire):
        indicator = Indicator.objects.create(
            caf=loire, code="RSA", theme="beneficiaries", label="RSA", unit="foyers", kind="count", source="Caf",
            finest_level="commune", secrecy_threshold=5,
        )  # fmt: skip
        dataset = Dataset.objects.create(
            caf=loire, name="Allocataires", producer="Caf", edition="2024", geography_vintage=2026
        )
        for code, value in {"44001": 3, "44002": 40}.items():
            commune = Commune.objects.get(insee_code=code)
            HeldValue.objects.create(
                indicator=indicator, dataset=dataset, commune=commune, year=2024, value=Decimal(value)
            )
    return indicator


@pytest.fixture
def held_rows_of(rsa, loire, ctg):
    """held_rows_of(user) counts what their requests can read, on the CTG of the valley or on the Caf."""

    def count(user, *, territory: str | None, slug: str | None) -> int:
        request = SimpleNamespace(user=user, headers={})
        with person_scope(user):
            enter(request, Address(loire.slug, territory, slug), EVERYONE)  # type: ignore[arg-type]
            return HeldValue.objects.count()

    return count


@pytest.mark.parametrize("role", sorted(EVERYONE - CAF_STAFF))
def test_whoever_enters_one_territory_reads_no_held_figure(role, person, enters, loire, valley, ctg, held_rows_of):
    user = person("Lou", role.replace("_", "-"))
    enters(user, loire, role, valley)

    assert held_rows_of(user, territory=valley.slug, slug=ctg.slug) == 0
    assert held_rows_of(user, territory=None, slug=None) == 0


def test_whoever_enters_every_territory_but_is_not_of_the_caf_reads_none(
    person, enters, loire, valley, coast, held_rows_of
):
    user = person("Lou", "Partout")
    for territory in (valley, coast):
        enters(user, loire, Role.CONSULTANT, territory)

    assert held_rows_of(user, territory=None, slug=None) == 0


@pytest.mark.parametrize("role", sorted(CAF_STAFF))
def test_the_staff_of_the_caf_read_them(role, person, enters, loire, held_rows_of):
    user = person("Lou", role.replace("_", "-"))
    enters(user, loire, role)

    assert held_rows_of(user, territory=None, slug=None) == 2


def test_the_staff_of_another_caf_does_not(victor, held_rows_of):
    with pytest.raises((Http404, PermissionDenied)):
        held_rows_of(victor, territory=None, slug=None)


def test_the_scope_of_one_territory_sees_none_and_writes_none(rsa, loire, valley):
    with caf_scope(loire):
        row = HeldValue.objects.first()
    assert row is not None
    row.pk, row.year = None, 2020

    with territory_scope(loire, [valley]):
        assert not HeldValue.objects.exists()
        assert HeldValue.objects.update(value=0) == 0
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            row.save(force_insert=True)


def test_the_national_role_may_not_even_ask():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege('ctg_national', 'diagnostics_heldvalue', 'SELECT'),"
            " has_any_column_privilege('ctg_national', 'diagnostics_heldvalue', 'SELECT')"
        )

        assert cursor.fetchone() == (False, False)


def test_held_figures_leave_no_trace_in_the_history(rsa, loire):
    with caf_scope(loire):
        HeldValue.objects.update(value=4)
        HeldValue.objects.all().delete()

        assert not HistoryEntry.objects.filter(table_name="diagnostics_heldvalue").exists()


def test_publishing_hides_the_small_figure_and_shows_the_other(rsa, loire):
    with caf_scope(loire):
        publish(loire, [rsa.pk], [2024])

        shown = dict(IndicatorValue.objects.values_list("commune__insee_code", "value"))
        small = IndicatorValue.objects.get(commune__insee_code="44001")
    assert shown == {"44001": None, "44002": 40}
    assert small.status == ValueStatus.SUPPRESSED_PRIMARY


def test_publishing_from_one_territory_is_refused_and_erases_nothing(rsa, loire, valley):
    with caf_scope(loire):
        publish(loire, [rsa.pk], [2024])

    with territory_scope(loire, [valley]):
        with pytest.raises(NotCafWide):
            publish(loire, [rsa.pk], [2024])
        assert IndicatorValue.objects.count() == 2


def test_figures_that_are_no_longer_held_are_no_longer_shown(rsa, loire):
    with caf_scope(loire):
        publish(loire, [rsa.pk], [2024])
        HeldValue.objects.all().delete()

        publish(loire, [rsa.pk], [2024])

        assert not IndicatorValue.objects.exists()


def test_the_staff_read_what_they_hold_beside_what_the_others_read(as_user, antoine, rsa, loire):
    with caf_scope(loire):
        publish(loire, [rsa.pk], [2024])

    response = as_user(antoine).get(f"/caf/loire-atlantique/indicateurs/{rsa.pk}/valeurs-detenues/")

    lines = {line.place: (line.row.value, line.is_shown) for line in response.context["page"]}
    assert lines == {"Abbaretz": (3, False), "Aigrefeuille-sur-Maine": (40, True)}
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("address", ["?annee=1815", "?annee=bientôt", "?page=99"])
def test_an_address_that_means_nothing_shows_the_last_year(as_user, maud, rsa, address):
    response = as_user(maud).get(f"/caf/loire-atlantique/indicateurs/{rsa.pk}/valeurs-detenues/{address}")

    assert len(response.context["page"]) == 2


@pytest.mark.parametrize("role", sorted(EVERYONE - CAF_STAFF))
def test_the_others_are_refused_the_page(role, as_user, person, enters, loire, valley, rsa):
    user = person("Lou", role.replace("_", "-"))
    enters(user, loire, role, valley)

    assert as_user(user).get(f"/caf/loire-atlantique/indicateurs/{rsa.pk}/valeurs-detenues/").status_code == 403


def test_nobody_tells_which_hidden_figures_are_the_small_ones():
    hidden = {Shown(None, status) for status in (ValueStatus.SUPPRESSED_PRIMARY, ValueStatus.SUPPRESSED_SECONDARY)}

    assert len(hidden) == 1
