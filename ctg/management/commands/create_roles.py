"""The roles of the application in a database that somebody else runs."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import BaseCommand, CommandError
from psycopg import sql

from ctg.embedded import paths

PASSWORDS = {
    "ctg_owner": "CTG_OWNER_PASSWORD",
    "ctg_app": "CTG_APP_PASSWORD",
    "ctg_national": "CTG_NATIONAL_PASSWORD",
    "ctg_backup": "CTG_BACKUP_PASSWORD",
}


class Command(BaseCommand):
    help = (
        "Crée les rôles ctg_owner, ctg_app, ctg_national et ctg_backup dans une base PostgreSQL existante. "
        "Leurs mots de passe sont lus dans CTG_OWNER_PASSWORD, CTG_APP_PASSWORD, CTG_NATIONAL_PASSWORD et "
        "CTG_BACKUP_PASSWORD ; un rôle sans mot de passe n’en reçoit pas."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--admin-url",
            default=os.environ.get("DATABASE_ADMIN_URL", ""),
            help="Adresse de la base avec un rôle super-utilisateur (par défaut, DATABASE_ADMIN_URL).",
        )

    def handle(self, *_args: Any, admin_url: str, **_options: Any) -> None:
        if not admin_url:
            raise CommandError("Donnez l’adresse de la base avec --admin-url ou DATABASE_ADMIN_URL.")
        try:
            with psycopg.connect(admin_url) as connection:
                create(connection, paths.ROLES_SCRIPT)
        except psycopg.Error as error:
            raise CommandError(f"PostgreSQL a refusé : {str(error).strip()}") from error
        self.stdout.write("Les quatre rôles sont prêts.")


def create(connection: psycopg.Connection[Any], script: Path) -> None:
    """All or nothing: the caller's transaction holds the roles, their passwords and the ownership."""
    connection.execute(script.read_bytes())
    for role, variable in PASSWORDS.items():
        if password := os.environ.get(variable):
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))
    connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO ctg_owner").format(sql.Identifier(connection.info.dbname)))
