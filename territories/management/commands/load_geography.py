"""`manage.py load_geography`: the communes, EPCI, départements and régions of France, loaded or brought up to date."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connections

from territories.imports import geography
from territories.templatetags.french import number


class Command(BaseCommand):
    requires_system_checks = []  # started beside other commands that check; importing every page costs seconds
    help = "Charge la géographie officielle (communes, EPCI, départements, régions) ; un second passage n’écrit rien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Dit ce qui changerait, sans rien écrire.")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        report = geography.load(connections["owner"], dry_run=dry_run)
        self.stdout.write(f"{'':26}{'ajoutées':>10}{'modifiées':>11}{'inchangées':>12}")
        for outcome in report.outcomes:
            figures = number(outcome.inserted), number(outcome.updated), number(outcome.unchanged)
            self.stdout.write("{:26}{:>10}{:>11}{:>12}".format(outcome.label, *figures))
        for warning in report.warnings:
            self.stdout.write(self.style.WARNING(warning))
        self.stdout.write(self._conclusion(report, dry_run=dry_run))

    def _conclusion(self, report: geography.Report, *, dry_run: bool) -> str:
        seconds = number(round(report.seconds, 1), 1)
        if not report.written:
            return f"La géographie est à jour : aucune ligne écrite ({seconds} s)."
        verb = "seraient écrites, essai sans suite" if dry_run else "écrites"
        return f"Géographie de la France au 1er janvier 2026 : {number(report.written)} lignes {verb} ({seconds} s)."
