"""Benchmarks need volume: the complete CTG copied onto other EPCI, whole and behind the same wall."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.models import User
from actionplans.models import BudgetLine
from ctg.demo import scale
from ctg.demo.complete import SIREN
from evaluation.models import Measure
from territories.models import Caf, Commune, Ctg, PerimeterCommune
from territories.scope import caf_scope
from tests.demonstration import PASSWORD, create, drop, inside


@pytest.fixture(scope="module")
def copied(demonstration_database, django_db_blocker) -> Iterator[dict[str, int]]:
    """Inside a demonstration of its own, two territories more."""
    name = f"{demonstration_database}_scale"
    with django_db_blocker.unblock():
        create(name, template=demonstration_database)
        with inside(name):
            yield scale.multiply(2, PASSWORD)
        drop(name)


@pytest.fixture
def copy(copied) -> Ctg:
    caf = Caf.objects.filter(slug__startswith="mesures-").earliest("slug")
    with caf_scope(caf):
        ctg = Ctg.objects.select_related("territory__epci").latest("effective_from")
    ctg.caf = ctg.territory.caf = caf
    return ctg


def money_of(ctg: Ctg) -> list[tuple[Any, ...]]:
    lines = BudgetLine.objects.filter(action__ctg=ctg).order_by("year", "side", "funder", "amount")
    return list(lines.values_list("year", "side", "funder", "amount"))


def test_a_copy_has_the_money_of_the_complete_ctg(copy):
    with caf_scope(copy.caf):
        copied_money = money_of(copy)
    with caf_scope(Caf.objects.get(slug="loire-atlantique")):
        original = Ctg.objects.get(territory__epci__siren=SIREN, slug=copy.slug)
        assert copied_money == money_of(original)


def test_a_copy_covers_the_communes_of_its_own_epci(copy):
    with caf_scope(copy.caf):
        covered = set(PerimeterCommune.objects.filter(ctg=copy).values_list("commune", flat=True))

    members = Commune.objects.of_epci(copy.territory.epci, timezone.localdate())
    assert covered == set(members.values_list("pk", flat=True))


def test_each_territory_has_thousands_of_measures(copy):
    with caf_scope(copy.caf):
        assert Measure.objects.filter(territory=copy.territory).count() > 2000


def test_its_manager_opens_it_and_sees_no_other_caf(copy):
    client = Client()
    client.force_login(User.objects.get(email__startswith=f"responsable.{copy.caf.slug}"))

    assert client.get(copy.url("actionplans:plan")).status_code == 200
    assert client.get(Caf.objects.get(slug="loire-atlantique").get_absolute_url()).status_code == 404


def test_the_same_number_twice_writes_nothing(copied):
    assert scale.multiply(2, PASSWORD) == {}


def test_the_history_listens_again(copied):
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname = 'history' AND tgenabled <> 'O'")
        assert cursor.fetchone() == (0,)


def test_more_territories_than_france_has_are_refused_in_words(copied):
    with pytest.raises(CommandError, match="La France n’a plus que"):
        call_command("demo", scale=5000, verbosity=0)
