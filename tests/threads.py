"""Work done beside the transaction of the test, on a connection of its own: what it writes is really committed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def in_thread(work: Callable[[], T]) -> T:
    """Its answer, or its exception; the test forgets the rows by itself, as the owner of the tables."""

    def closing() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(closing).result()
