"""A page asks the database as many questions for ten rows as for one: the crawler opens every address twice."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from territories.scope import caf_scope
from tests import routes, world
from tests.world import World

pytestmark = pytest.mark.django_db

MORE = 9


@pytest.fixture
def lived(loire, maud) -> World:
    return world.build(loire, maud, "CANARI", ["44001"])


@pytest.fixture
def pages(lived) -> dict[str, str]:
    """Every page of the product about these rows, by the name of its view."""
    return {
        name: reverse(name, kwargs=routes.arguments(name, kwargs, lived))
        for name, kwargs in routes.tenant_routes()
        if name not in routes.NOT_PAGES
    }


def counts(client: Client, pages: dict[str, str]) -> dict[str, int]:
    """How many queries each page that opens has asked."""
    asked = {}
    for name, url in pages.items():
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url)
        if response.status_code == 200:
            asked[name] = len(queries)
    return asked


def test_ten_times_the_rows_ask_no_more_queries(as_user, maud, loire, lived, pages):
    client = as_user(maud)
    counts(client, pages)  # the first round fills the caches of the process
    before = counts(client, pages)

    with caf_scope(loire):
        first = dict(lived.rows)
        world.grow(lived, range(2, MORE + 2))
        world.deepen(lived, first, MORE)
    after = counts(client, pages)

    assert len(before) > 10
    assert {name: (before[name], after.get(name)) for name in before if after.get(name) != before[name]} == {}


def test_no_page_asks_more_than_its_budget(as_user, maud, pages):
    asked = counts(as_user(maud), pages)

    assert {name: count for name, count in asked.items() if count > routes.MOST_QUERIES} == {}


def test_a_get_writes_nothing(as_user, maud, pages):
    client, writers = as_user(maud), {}

    for name, url in pages.items():
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        writes = [query["sql"][:80] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        writes = [sql for sql in writes if "django_session" not in sql and "usersessions" not in sql]
        if writes:
            writers[name] = writes

    assert writers == {}
