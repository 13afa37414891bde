"""The held figures beside what is shown of them: for the one page that the Caf's staff may open."""

from dataclasses import dataclass

from django.db.models import F

from diagnostics.models import HeldValue, Indicator, IndicatorValue, ValueStatus
from diagnostics.services.secrecy.lines import Place, place_of


@dataclass(frozen=True)
class HeldLine:
    row: HeldValue
    status: str
    """Of what is shown; empty when nothing was published of it."""

    @property
    def place(self) -> str:
        return str(self.row.commune or self.row.epci or self.row.department or self.row.region)

    @property
    def is_shown(self) -> bool:
        return bool(self.status) and self.status not in ValueStatus.hidden()

    @property
    def outcome(self) -> str:
        """What became of the figure, and why."""
        if self.status == ValueStatus.SUPPRESSED_PRIMARY:
            return "Caché : trop petit, ou caché par son producteur"
        if self.status == ValueStatus.SUPPRESSED_SECONDARY:
            return "Caché pour en protéger d’autres"
        return ValueStatus(self.status).label if self.status else "Pas encore publié"


def held_years(indicator: Indicator) -> list[int]:
    """The last one first."""
    return list(indicator.held_values.order_by("-year").values_list("year", flat=True).distinct())


def held_page(indicator: Indicator, year: int) -> list[HeldLine]:
    """The whole département first, then EPCI and communes by their names."""
    shown: dict[Place, str] = {
        place_of(row): row.status for row in IndicatorValue.objects.filter(indicator=indicator, year=year)
    }
    rows = indicator.held_values.filter(year=year).select_related("commune", "epci", "department", "region", "dataset")
    ordered = rows.order_by(F("region").asc(nulls_last=True), "department", "epci__name", "commune__name")
    return [HeldLine(row, shown.get(place_of(row), "")) for row in ordered]
