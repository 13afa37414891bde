"""The whole product as `make run` starts it, and a real Chromium in front of it."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Browser, sync_playwright

from ctg.embedded import paths
from tests.browser.visitor import Visitor
from tests.databases import create, drop, kept

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),
]
FAILED = pytest.StashKey[bool]()
PASSWORD = "une-phrase-de-passe-pour-le-parcours"
SCREENSHOTS = Path(os.environ.get("CTG_SCREENSHOTS", settings.BASE_DIR / "var" / "captures"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site_database(django_db_setup, django_db_blocker) -> Iterator[str]:
    """The demonstration is told already: a copy of it, whose accounts take the password of the site."""
    with django_db_blocker.unblock():
        name = f"{connections['default'].settings_dict['NAME']}_site"
        create(name, template=kept("demonstration"))
        yield name
        drop(name)


@pytest.fixture(scope="session")
def site(site_database, tmp_path_factory) -> Iterator[str]:
    """The address of a running demonstration, with files and a broker of its own; everything stops at the end."""
    port = free_port()
    data = tmp_path_factory.mktemp("site")
    environment = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    environment |= {
        "DATABASE_URL": paths.database_url("ctg_app", site_database),
        "DATABASE_OWNER_URL": paths.database_url("ctg_owner", site_database),
        "CTG_VAR": str(data),
        "PORT": str(port),
        "CTG_DEMO_PASSWORD": PASSWORD,
        "DJANGO_SETTINGS_MODULE": "ctg.settings",
    }
    command = [sys.executable, "-m", "ctg.embedded.supervisor"]
    with subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("Prêt :"):
                break
        else:
            pytest.fail(f"the demonstration did not start:\n{''.join(said)}")
        try:
            os.environ["CTG_SITE_VAR"] = str(data)
            os.environ["CTG_SITE_DATABASE_URL"] = environment["DATABASE_URL"]
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.communicate(timeout=60)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Closed with its module: while Playwright runs, its event loop is in the way of every other test."""
    if CHROMIUM is None:
        pytest.skip("Chromium manque : « apt-get install chromium », puis relancez « make test ».")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium, site, request) -> Iterator[Visitor]:
    """A person at the site; what they meet is examined page by page."""
    with Visitor(chromium, site, SCREENSHOTS / request.node.name) as person:
        yield person
        if request.node.stash.get(FAILED, False):
            person.is_stuck()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Leave word for the fixture above: a failure deserves a picture."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report
