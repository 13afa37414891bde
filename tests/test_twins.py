"""The generated twin test: every address × every role × a stranger.

Three worlds have the same shape: mine, the neighbour's (another territory of the same Caf) and one of another
Caf. Every text of a world bears its canary. Whatever I ask, I must never read another's canary, and what is
not mine must look as if it did not exist. A new address without parameters in `tests/routes.py` is a failure.
"""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partners.models import Contact
from territories.models import CAF_STAFF, CafModel, Role
from territories.scope import caf_scope
from tests import routes, world
from tests.world import World

pytestmark = pytest.mark.django_db

MINE, NEIGHBOUR, FOREIGN = "CANARIMINE", "CANARINEIGHBOUR", "CANARIFOREIGN"
HIDDEN = {302, 403, 404, 405}  # 403 only where the role is too low for anybody's page


@pytest.fixture
def worlds(loire, vendee, person) -> dict[str, World]:
    writer = person("Iris", "Témoin")
    return {
        MINE: world.build(loire, writer, MINE, ["44001", "44002"]),
        NEIGHBOUR: world.build(loire, writer, NEIGHBOUR, ["44003"]),
        FOREIGN: world.build(vendee, writer, FOREIGN, ["85001"]),
    }


@pytest.fixture
def somebody(worlds, person, enters):
    """somebody(role) enters my world with that role; a partner does so for the organisation of that world."""

    def make(role: str) -> User:
        mine = worlds[MINE]
        user = person(role.replace("_", "-"), "Twin")
        enters(user, mine.caf, role, None if role in CAF_STAFF else mine.territory)
        if role == Role.PARTNER:
            with caf_scope(mine.caf):
                Contact.objects.create(
                    organisation=mine.rows["partners.organisation"], user=user, first_name="Pia", last_name="Twin"
                )
        return user

    return make


def strangers(role: str) -> list[str]:
    """Caf staff enter every territory of their Caf: only the other Caf is foreign to them."""
    return [FOREIGN] if role in CAF_STAFF else [FOREIGN, NEIGHBOUR]


def asked(client: Client, url: str) -> Iterator[tuple[str, int, str]]:
    for method, headers in [("get", {}), ("post", {}), ("get", {"HX-Request": "true"})]:
        response = getattr(client, method)(url, headers=headers)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        told = body.decode("utf-8", "replace") + str(response.headers)
        yield f"{method.upper()}{' (htmx)' if headers else ''} {url}", response.status_code, told


def test_every_tenant_model_has_its_twin(worlds):
    models_of_tenants = {
        model._meta.label_lower for model in apps.get_models() if issubclass(model, CafModel)
    }

    without_twin = models_of_tenants - set(worlds[MINE].rows)

    assert without_twin == {"territories.membership", "territories.historyentry"}  # made by the cast and by triggers


def test_every_free_text_of_the_twins_bears_the_canary(worlds):
    unmarked = [
        f"{label}.{field.name}"
        for label, row in worlds[MINE].rows.items()
        for field in row._meta.local_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.editable
        and getattr(row, field.name)
        and "CANARI" not in str(getattr(row, field.name)).upper()
    ]

    assert set(unmarked) <= routes.TEXTS_WITHOUT_CANARY


def test_every_address_is_known_to_this_test():
    missing = [name for name, kwargs in routes.all_routes() if routes.is_tenant(kwargs) and not routes.is_known(name, kwargs)]

    assert missing == []


@pytest.mark.parametrize("role", list(Role))
def test_what_is_not_mine_does_not_exist(worlds, somebody, role):
    client = Client()
    client.force_login(somebody(role))
    faults = []

    for name, kwargs in routes.tenant_routes():
        for other in strangers(role):
            for url in foreign_urls(name, kwargs, mine=worlds[MINE], other=worlds[other]):
                faults += [
                    (what, status)
                    for what, status, told in asked(client, url)
                    if status not in HIDDEN - {302} or other in told.replace(url, "").upper()
                ]

    assert faults == []


@pytest.mark.parametrize("role", list(Role))
def test_what_is_mine_never_shows_what_is_not(worlds, somebody, role):
    client = Client()
    client.force_login(somebody(role))
    faults, opened = [], 0

    for name, kwargs in routes.tenant_routes():
        url = reverse(name, kwargs=routes.arguments(name, kwargs, worlds[MINE]))
        for what, status, told in asked(client, url):
            opened += status == 200
            if status >= 500 or any(other in told.upper() for other in strangers(role)):
                faults.append((what, status))

    assert faults == []
    assert opened > 0


def foreign_urls(name: str, kwargs: list[str], *, mine: World, other: World) -> Iterator[str]:
    """The other's address, and my own address with the other's ids in it."""
    theirs = routes.arguments(name, kwargs, other)
    yield reverse(name, kwargs=theirs)
    own = routes.arguments(name, kwargs, mine)
    ids = [key for key in kwargs if key not in routes.SCOPE and theirs[key] != own[key]]
    if ids and not routes.is_shared_by_the_caf(name, mine, other):
        yield reverse(name, kwargs={**own, **{key: theirs[key] for key in ids}})
