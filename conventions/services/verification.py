"""What the public page may know: whether these very bytes left this platform."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True)
class KnownDocument:
    """A sealed document, as its own first page tells it."""

    reference: str
    number: int
    caf: str
    territory: str
    sealed_at: datetime
    is_latest: bool
    is_test_seal: bool


def find_sealed(digest_or_code: str) -> KnownDocument | None:
    """By SHA-256 or by verification code, in whatever Caf: the page has no tenant."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reference, number, caf, territory, sealed_at, latest, test_seal FROM sealed_document_by_hash(%s)",
            [digest_or_code],
        )
        row = cursor.fetchone()
    return KnownDocument(*row) if row else None
