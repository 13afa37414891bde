from collections.abc import Callable

import psycopg
import pytest
from django.db import connection


@pytest.fixture
def as_superuser() -> Callable[[str], None]:
    """as_superuser("GRANT …") is executed by the role that made the embedded cluster."""

    def execute(statement: str) -> None:
        settings = connection.settings_dict
        with psycopg.connect(
            host=settings["HOST"], port=settings["PORT"], dbname=settings["NAME"], user="postgres", autocommit=True
        ) as superuser:
            superuser.execute(statement.encode())

    return execute
