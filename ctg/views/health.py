"""Two questions of a machine: does the process live, can it serve? No session, no tenant, no secret."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ctg.embedded import paths


class NotReady(Exception):
    """One word for the machine that asked; the reason itself is in the logs, not on a public page."""


@login_not_required
@require_safe
@never_cache
def alive(_request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    checks = {name: _outcome(check) for name, check in CHECKS.items()}
    is_ready = set(checks.values()) == {"ok"}
    answer = {
        "status": "ok" if is_ready else "unavailable",
        "checks": checks,
        "oldest_queued_job_seconds": _seconds_waited() if is_ready else None,
    }
    return JsonResponse(answer, status=200 if is_ready else 503)


def _outcome(check: Callable[[], None]) -> str:
    try:
        check()
    except NotReady as refusal:
        return str(refusal)
    return "ok"


def _check_database() -> None:
    with _answering(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _check_migrations() -> None:
    with _answering():
        applied = set(MigrationRecorder(connection).applied_migrations())
    if not set(MigrationLoader(None).disk_migrations) <= applied:
        raise NotReady("pending")


def _check_broker() -> None:
    url = paths.cache_url(settings.REDIS_URL)
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1) as client:
            client.ping()
    except redis.RedisError as error:
        raise NotReady("unreachable") from error


def _check_storage() -> None:
    try:
        name = default_storage.save("sante/essai", ContentFile(b"essai"))
        default_storage.delete(name)
    except OSError as error:
        raise NotReady("read_only") from error


CHECKS = {
    "database": _check_database,
    "migrations": _check_migrations,
    "broker": _check_broker,
    "storage": _check_storage,
}


def _seconds_waited() -> int | None:
    """How long the oldest queued job has been waiting; None when the queue is empty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oldest_queued_job()")
        (since,) = cursor.fetchone()
    return int((timezone.now() - since).total_seconds()) if isinstance(since, datetime) else None


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        raise NotReady("unreachable") from error
    except ImproperlyConfigured as error:
        raise NotReady("refused") from error
