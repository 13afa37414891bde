"""`manage.py demo`: two Cafs, their territories, their CTGs and the people who can try them."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ctg.demo import cast, scale, seeding
from ctg.embedded import paths
from territories.templatetags.french import number


class Command(BaseCommand):
    help = "Installe la démonstration (personnes et chiffres fictifs sur de vrais territoires)."
    requires_system_checks = []  # started beside other commands that check

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=44, help="La même graine donne les mêmes données.")
        parser.add_argument("--scale", type=int, default=0, metavar="N", help="Ajoute N territoires, pour les mesures.")
        parser.add_argument("--list-accounts", action="store_true", help="Libellé et adresse de chaque compte.")

    def handle(self, *args: Any, seed: int, list_accounts: bool, **options: Any) -> None:
        if list_accounts:
            for account in cast.LISTED:
                self.stdout.write(f"{account.label}\t{account.email}")
            return
        if not settings.IS_DEMONSTRATION:
            raise CommandError("La démonstration ne s’installe pas sur un site en production.")
        try:
            report = seeding.seed(seed, paths.demonstration_password())
        except seeding.NoGeography as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["verbosity"]:
            self.stdout.write(self._conclusion(report))
        if options["scale"]:
            self._multiply(options["scale"])

    def _multiply(self, territories: int) -> None:
        started = monotonic()
        try:
            written = scale.multiply(territories, paths.demonstration_password())
        except scale.TooMany as refusal:
            raise CommandError(str(refusal)) from refusal
        for table, rows in written.items():
            self.stdout.write(f"{table} : {number(rows)} lignes")
        total, seconds = number(sum(written.values())), number(round(monotonic() - started, 1), 1)
        self.stdout.write(f"{territories} territoires de mesure : {total} lignes écrites en {seconds} s.")

    def _conclusion(self, report: seeding.Report) -> str:
        seconds = number(round(report.seconds, 1), 1)
        if not report.is_new:
            return f"La démonstration est déjà installée : rien n’a changé ({seconds} s)."
        lines = [f"{name} : {number(rows)} lignes écrites" for name, rows in report.rows.items() if rows]
        return "\n".join([*lines, f"Démonstration installée en {seconds} s."])
