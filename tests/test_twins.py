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
NOT_FOUND = {404, 405}  # 405 says nothing of the row: it is answered before the guard
OK, SERVER_ERROR = 200, 500
WRITERS = {Role.CAF_MANAGER, Role.COOPERATION_OFFICER}


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


def asked(client: Client, url: str, role: str, *, by_parts: bool = False) -> Iterator[tuple[str, int, str]]:
    """What an address answers to everybody's reading, to the writing of those who write, and to HTMX `by_parts`."""
    questions: list[tuple[str, dict[str, str]]] = [("get", {})]
    if role in WRITERS:
        questions.append(("post", {}))
    if by_parts:
        questions.append(("get", {"HX-Request": "true"}))
    for method, headers in questions:
        response = getattr(client, method)(url, headers=headers)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        told = body.decode("utf-8", "replace") + str(response.headers)
        yield f"{method.upper()}{' (htmx)' if headers else ''} {url}", response.status_code, told


def test_every_tenant_model_has_its_twin(worlds):
    models_of_tenants = {model._meta.label_lower for model in apps.get_models() if issubclass(model, CafModel)}

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
    missing = [
        name for name, kwargs in routes.all_routes() if routes.is_tenant(kwargs) and not routes.is_known(name, kwargs)
    ]

    assert missing == []


@pytest.mark.parametrize("role", list(Role))
def test_what_is_not_mine_does_not_exist(worlds, somebody, role):
    client = Client()
    client.force_login(somebody(role))

    assert intrusions(client, worlds, role) == []


@pytest.mark.parametrize("role", list(Role))
def test_what_is_mine_never_shows_what_is_not(worlds, somebody, role):
    client = Client()
    client.force_login(somebody(role))

    faults, opened = leaks(client, worlds, role)

    assert faults == []
    assert opened > 0


def test_a_planted_leak_is_caught(worlds, somebody, settings):
    """A view that forgot its scope, on a table whose policy was opened: both tests must go red."""
    client = Client()
    client.force_login(somebody(Role.COOPERATION_OFFICER))
    settings.ROOT_URLCONF = "tests.planted_leak"

    only = {"leak", "diagnostics:findings"}

    faults, _ = leaks(client, worlds, Role.COOPERATION_OFFICER, only)

    assert {what.split("/")[-2] for what, _ in faults} == {"fuite"}
    assert {what.split("/")[-2] for what, _ in intrusions(client, worlds, Role.COOPERATION_OFFICER, only)} == {"fuite"}


def intrusions(
    client: Client, worlds: dict[str, World], role: str, only: set[str] | None = None
) -> list[tuple[str, int]]:
    """What a stranger's address answers otherwise than by « no such page »."""
    return [
        (what, status)
        for name, kwargs in routes.tenant_routes()
        if only is None or name in only
        for other in strangers(role)
        for url, hidden in foreign_urls(name, kwargs, mine=worlds[MINE], other=worlds[other])
        for what, status, told in asked(client, url, role)
        if status not in hidden or other in told.replace(url, "").upper()
    ]


def leaks(
    client: Client, worlds: dict[str, World], role: str, only: set[str] | None = None
) -> tuple[list[tuple[str, int]], int]:
    """My own pages that fail or show a stranger's canary, and how many pages did open."""
    faults, opened = [], 0
    for name, kwargs in routes.tenant_routes():
        if only is not None and name not in only:
            continue
        url = reverse(name, kwargs=routes.arguments(name, kwargs, worlds[MINE]))
        for what, status, told in asked(client, url, role, by_parts=role == Role.COOPERATION_OFFICER):
            opened += status == OK
            if status >= SERVER_ERROR or any(other in told.upper() for other in strangers(role)):
                faults.append((what, status))
    return faults, opened


def foreign_urls(name: str, kwargs: list[str], *, mine: World, other: World) -> Iterator[tuple[str, set[int]]]:
    """The other's address, and my own address with the other's ids in it, with what each may answer."""
    own, theirs = routes.arguments(name, kwargs, mine), routes.arguments(name, kwargs, other)
    scope = {key: own[key] for key in kwargs if key in routes.SCOPE}
    ids = {key: theirs[key] for key in kwargs if key not in routes.SCOPE and theirs[key] != own[key]}
    if any(theirs[key] != value for key, value in scope.items()):
        yield reverse(name, kwargs=theirs), NOT_FOUND
    if ids and not routes.is_shared_by_the_caf(name, mine, other):
        yield reverse(name, kwargs={**own, **ids}), NOT_FOUND | {403}  # too low a role is told first
