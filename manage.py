#!/usr/bin/env python
"""Django's command line, beside a running `make run` or alone."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ctg.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as refusal:
        sys.exit(str(refusal))
    except OperationalError as error:
        if not _is_about_connecting(error):
            raise
        sys.exit(
            "La base de données ne répond pas : lancez « make run » dans un autre terminal et laissez-le ouvert "
            "(avec le même CTG_VAR), ou vérifiez DATABASE_URL."
        )


def _is_about_connecting(error: OperationalError) -> bool:
    """A server that answers gives each of its errors a code; only a missing one has none."""
    return getattr(error.__cause__, "sqlstate", None) is None


if __name__ == "__main__":
    main()
