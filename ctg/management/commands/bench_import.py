"""`manage.py bench_import`: half a million rows taken in, against COPY and INSERT alone; nothing is kept."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ctg import bench, bench_imports
from territories.models import Caf


class Command(BaseCommand):
    help = "Mesure l’import d’un grand fichier contre COPY et INSERT, et la mémoire du processus qui le lit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rows", type=int, default=bench_imports.ROWS, help="Lignes du fichier.")

    def handle(self, *args: Any, rows: int, **options: Any) -> None:
        caf = Caf.objects.filter(slug="loire-atlantique").first()
        if caf is None:
            raise CommandError("La base n’a pas la Caf de Loire-Atlantique : lancez d’abord « manage.py demo ».")
        ratio, reading = bench_imports.compare(caf, rows)
        self.stdout.write(bench.table([ratio]))
        self.stdout.write(f"Mémoire du processus qui lit : {reading.peak_mb} Mo ; {reading.rows_read} lignes lues.")
