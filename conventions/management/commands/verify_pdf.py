"""What the page « Vérifier un document » answers, as JSON on the standard output."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from conventions.documents.verify import verify_file
from conventions.services.verification import find_sealed


class Command(BaseCommand):
    help = "Dit si un PDF est un document scellé ici : authentic, modified, unknown ou unreadable."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="le fichier PDF à vérifier")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(f"Le fichier {file} n’existe pas.")
        try:
            verdict = verify_file(file, _is_known, _is_known)
        except OSError as error:
            raise CommandError(f"Le fichier {file} ne peut pas être lu : {error.strerror}.") from error
        self.stdout.write(verdict.as_json())


def _is_known(digest_or_code: str) -> bool:
    return find_sealed(digest_or_code) is not None
