"""The database of the tests, and the cast.

Camille coordinates the valley and Rachid only reads it; Chloé belongs to the coast, in the same Caf, and must
see nothing of the valley. Victor serves another Caf. Tests run as the application's own database role: what
row-level security refuses in production is refused here.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils.text import slugify
from xdist.scheduler.loadfile import LoadFileScheduling

from accounts.models import User
from ctg import celery
from ctg.embedded import services
from partners.models import Contact, Organisation
from territories.models import Caf, Commune, Ctg, Membership, PerimeterCommune, Phase, Role, Territory
from territories.scope import caf_scope
from tests import reference
from tests.databases import create, drop, inside, kept
from tests.demonstration import (  # noqa: F401  # fixtures
    demonstration,
    demonstration_database,
    geography_database,
    whole_country,
)

PASSWORD = "un-mot-de-passe-long"
# Started first, each on a process of its own: the others fill what is left of the time.
LONGEST = ("tests/browser/", "tests/ctg/test_run.py", "tests/test_twins.py")


class TogetherInABrowser(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """File by file, and all the browser journeys on one process: they share one running site."""

    def _split_scope(self, nodeid: str) -> str:
        return "tests/browser/" if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> TogetherInABrowser:
    return TogetherInABrowser(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Once their order is drawn, the longest first."""
    ranks = {prefix: rank for rank, prefix in enumerate(LONGEST)}
    items.sort(key=lambda item: next((ranks[each] for each in LONGEST if item.nodeid.startswith(each)), len(LONGEST)))


@pytest.fixture(scope="session", autouse=True)
def embedded_services() -> Iterator[None]:
    with services.running(fast=True):
        yield


@pytest.fixture(scope="session", autouse=True)
def job_handlers(django_test_environment) -> None:
    """Import every tasks.py, as a worker does when it starts."""
    celery.app.loader.import_default_modules()


@pytest.fixture(scope="session")
def django_db_setup(embedded_services, request, django_test_environment, django_db_blocker) -> Iterator[None]:
    """A copy of the database that is kept with the tables and the reference data, for this process alone."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    name = f"test_ctg_{worker}"
    with django_db_blocker.unblock():
        create(name, template=kept("tables"))
        with inside(name):
            yield
        drop(name)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path, monkeypatch) -> None:
    """No test writes into the files or the mail of another."""
    storages: dict[str, Any] = dict(settings.STORAGES)
    storages["default"] = storages["default"] | {"OPTIONS": {"location": tmp_path / "files"}}
    monkeypatch.setattr(settings, "STORAGES", storages)


@pytest.fixture(autouse=True)
def _own_cache(settings) -> None:
    """No test counts with the attempts of another, even of another process: all share one Valkey, never emptied."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": str(uuid4())}}


@pytest.fixture
def person(db) -> Callable[..., User]:
    """person("Camille", "Le Goff") has an account and enters nowhere yet."""

    def make(first_name: str, last_name: str) -> User:
        email = f"{first_name}.{last_name}".lower().replace(" ", "-").replace("é", "e").replace("ë", "e")
        return User.objects.create_user(f"{email}@demo.example", PASSWORD, first_name=first_name, last_name=last_name)

    return make


@pytest.fixture
def enters() -> Callable[..., Membership]:
    """enters(camille, caf, Role.COOPERATION_OFFICER, valley) gives a role from 2020 on."""

    def make(user: User, caf: Caf, role: str, territory: Territory | None = None, **dates: date) -> Membership:
        with caf_scope(caf):
            return Membership.objects.create(
                user=user,
                caf=caf,
                role=role,
                territory=territory,
                starts_on=dates.pop("starts_on", date(2020, 1, 1)),
                **dates,
            )

    return make


@pytest.fixture
def loire(db) -> Caf:
    return Caf.objects.get(slug=reference.LOIRE_ATLANTIQUE)


@pytest.fixture
def vendee(db) -> Caf:
    return Caf.objects.get(slug=reference.VENDEE)


@pytest.fixture
def make_territory() -> Callable[[Caf, str], Territory]:
    def make(caf: Caf, name: str) -> Territory:
        with caf_scope(caf):
            return Territory.objects.create(caf=caf, name=name, slug=slugify(name))

    return make


@pytest.fixture
def valley(loire, make_territory) -> Territory:
    return make_territory(loire, "Vallée")


@pytest.fixture
def coast(loire, make_territory) -> Territory:
    return make_territory(loire, "Côte")


@pytest.fixture
def marsh(vendee, make_territory) -> Territory:
    return make_territory(vendee, "Marais")


@pytest.fixture
def make_ctg() -> Callable[..., Ctg]:
    """make_ctg(valley, "44001", "44002") covers these communes from 2026 to 2030, in the follow-up phase."""

    def make(
        territory: Territory, *insee_codes: str, start: int = 2026, years: int = 5, phase: str = Phase.FOLLOW_UP
    ) -> Ctg:
        with caf_scope(territory.caf):
            ctg = Ctg.objects.create(
                territory=territory,
                slug=f"{start}-{start + years - 1}",
                number=f"CTG-{start}-{territory.slug}",
                phase=phase,
                effective_from=date(start, 1, 1),
                effective_to=date(start + years - 1, 12, 31),
            )
            PerimeterCommune.objects.bulk_create(
                PerimeterCommune(
                    ctg=ctg, commune=commune, valid_from=ctg.effective_from, valid_to=date(start + years, 1, 1)
                )
                for commune in Commune.objects.filter(insee_code__in=insee_codes)
            )
        return ctg

    return make


@pytest.fixture
def ctg(valley, make_ctg) -> Ctg:
    """The valley's CTG."""
    return make_ctg(valley, "44001", "44002", "44003")


@pytest.fixture
def coast_ctg(coast, make_ctg) -> Ctg:
    return make_ctg(coast, "44055", "44049")


@pytest.fixture
def marsh_ctg(marsh, make_ctg) -> Ctg:
    return make_ctg(marsh, "85001", "85003")


@pytest.fixture
def lutins(loire) -> Organisation:
    """An association that runs actions in the valley."""
    with caf_scope(loire):
        return Organisation.objects.create(caf=loire, name="Les Lutins", kind=Organisation.Kind.ASSOCIATION)


@pytest.fixture
def maud(person, enters, loire) -> User:
    """Manages the Caf of the Loire."""
    user = person("Maud", "Kerven")
    enters(user, loire, Role.CAF_MANAGER)
    return user


@pytest.fixture
def antoine(person, enters, loire) -> User:
    """Advises all the territories of the Caf."""
    user = person("Antoine", "Brossard")
    enters(user, loire, Role.CAF_ADVISOR)
    return user


@pytest.fixture
def camille(person, enters, loire, valley) -> User:
    """Coordinates the valley."""
    user = person("Camille", "Rouault")
    enters(user, loire, Role.COOPERATION_OFFICER, valley)
    return user


@pytest.fixture
def elise(person, enters, loire, valley) -> User:
    """Is an élue of the valley."""
    user = person("Élise", "Moreau")
    enters(user, loire, Role.ELECTED_OFFICIAL, valley)
    return user


@pytest.fixture
def paul(person, enters, loire, valley, lutins) -> User:
    """Is a partner of the valley, for Les Lutins."""
    user = person("Paul", "Tessier")
    enters(user, loire, Role.PARTNER, valley)
    with caf_scope(loire):
        Contact.objects.create(organisation=lutins, user=user, first_name="Paul", last_name="Tessier", email=user.email)
    return user


@pytest.fixture
def rachid(person, enters, loire, valley) -> User:
    """Only reads the valley."""
    user = person("Rachid", "Benali")
    enters(user, loire, Role.READER, valley)
    return user


@pytest.fixture
def chloe(person, enters, loire, coast) -> User:
    """Coordinates the coast: a stranger to the valley, inside the same Caf."""
    user = person("Chloé", "Guérin")
    enters(user, loire, Role.COOPERATION_OFFICER, coast)
    return user


@pytest.fixture
def victor(person, enters, vendee) -> User:
    """Manages another Caf: a stranger to everything here."""
    user = person("Victor", "Arnaud")
    enters(user, vendee, Role.CAF_MANAGER)
    return user


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """as_user(camille).get(…) asks as Camille."""

    def make(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return make
