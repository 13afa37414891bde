"""Secondary suppression of a whole département: its time, and what it hides beyond the small figures."""

import random
import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError

from diagnostics.models import Indicator
from diagnostics.services.secrecy.cells import build
from diagnostics.services.secrecy.lines import Geography, Line, Place, with_totals
from diagnostics.services.secrecy.suppression import suppress
from territories.models import Caf, Population

VINTAGE, POPULATION_YEAR, SEED = 2026, 2023, 44
THRESHOLD = 5
# For one inhabitant, from the rarest benefit to the most usual one.
RATES = (0.002, 0.003, 0.004, 0.006, 0.008, 0.010, 0.015, 0.020, 0.030)


class Command(BaseCommand):
    help = "Mesure la suppression secondaire sur la Loire-Atlantique, avec des effectifs tirés au sort."

    def handle(self, *args: Any, **options: Any) -> None:
        caf = Caf.objects.select_related("department__region").filter(slug="loire-atlantique").first()
        if caf is None:
            raise CommandError("La base n’a pas de démonstration : lancez d’abord « manage.py demo ».")
        geography = Geography(caf, VINTAGE)
        for title, is_linked in (("dix colonnes indépendantes", False), ("neuf classes et leur total", True)):
            lines = with_totals(list(drawn(geography, is_linked=is_linked)), geography)
            self.stdout.write(f"{title} : {measured(lines, geography)}")


def measured(lines: list[Line], geography: Geography) -> str:
    started = time.perf_counter()
    cells = build(lines, geography, {}, ())
    hidden = suppress(cells.table)
    seconds = time.perf_counter() - started
    primary = cells.table.hidden
    share = 100 * len(hidden - primary) / len(lines)
    return (
        f"{len(lines)} cases, {len(primary)} trop petites, {len(hidden - primary)} de plus "
        f"({share:.1f} % des cases) ; {seconds:.2f} s"
    )


def drawn(geography: Geography, *, is_linked: bool) -> Iterator[Line]:
    """Every commune of the département and of the EPCI that cross its border, in ten columns."""
    chance = random.Random(SEED)  # noqa: S311  # figures, not secrets
    own = geography.of_department[geography.department]
    epcis = {geography.epci_of[commune] for commune in own if commune in geography.epci_of}
    wanted = sorted(own | {commune for epci in epcis for commune in geography.of_epci[epci]})
    inhabitants = dict(
        Population.objects.filter(vintage=POPULATION_YEAR, commune__in=wanted).values_list("commune", "municipal")
    )
    total = column("TOTAL", parts_add_up=is_linked)
    parts = [column(f"P{number}", part_of=total if is_linked else None) for number in range(len(RATES))]
    dataset = uuid4()
    for commune in wanted:
        counts = [drawn_count(chance, inhabitants.get(commune, 0) * rate) for rate in RATES]
        everything = sum(counts) if is_linked else drawn_count(chance, inhabitants.get(commune, 0) * 0.05)
        for indicator, count in zip([*parts, total], [*counts, everything], strict=True):
            yield Line(indicator, Place("commune_id", commune), dataset, Decimal(count))


def drawn_count(chance: random.Random, expected: float) -> int:
    return max(0, round(chance.gauss(expected, expected**0.5)))


def column(code: str, **values: Any) -> Indicator:
    return Indicator(code=code, label=code, kind=Indicator.Kind.COUNT, secrecy_threshold=THRESHOLD, **values)
