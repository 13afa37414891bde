"""What is open to families on the territory, and around it for those who may know."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from diagnostics.figures.ground import Ground
from partners.models import Facility
from territories.models import Ctg

SORTS = ("nature", "-nature", "nom", "-nom", "commune", "-commune", "capacite", "-capacite")


@dataclass(frozen=True)
class Offer:
    """The facilities of the territory that are open today, and those of its neighbours."""

    ctg: Ctg
    own: list[Facility]
    around: list[Facility]

    def chosen(self, kind: str, words: str, *, with_neighbours: bool) -> list[Facility]:
        facilities = self.own + (self.around if with_neighbours else [])
        wanted = words.casefold()
        return [
            each
            for each in facilities
            if (not kind or each.kind == kind)
            and (wanted in each.name.casefold() or wanted in each.commune.name.casefold())
        ]

    @property
    def kinds(self) -> list[Facility.Kind]:
        found = {each.kind for each in self.own + self.around}
        return [kind for kind in Facility.Kind if kind in found]


def offer(ctg: Ctg, ground: Ground, today: date) -> Offer:
    own = ctg.territory.facilities.open_on(today)
    return Offer(ctg, list(_read(own)), list(_read(_of_neighbours(ctg, ground, today))))


def _of_neighbours(ctg: Ctg, ground: Ground, today: date) -> QuerySet[Facility]:
    """Those that the scope shows to this person: the Caf's staff see them all, others what they may enter."""
    facilities = Facility.objects.filter(caf=ctg.caf).exclude(territory=ctg.territory).open_on(today)
    return facilities.filter(commune__in=list(ground.points))


def _read(facilities: QuerySet[Facility]) -> QuerySet[Facility]:
    return facilities.select_related("commune", "operator", "territory").order_by("kind", "name")


def ordered(facilities: Sequence[Facility], sort: str) -> list[Facility]:
    """An unknown capacity is last, whatever the order."""
    key, is_descending = sort.removeprefix("-"), sort.startswith("-")
    if key == "capacite":
        known = [each for each in facilities if each.capacity is not None]
        known.sort(key=lambda each: each.capacity or 0, reverse=is_descending)
        return known + [each for each in facilities if each.capacity is None]
    return sorted(facilities, key=lambda each: _sort_key(each, key), reverse=is_descending)


def _sort_key(facility: Facility, key: str) -> tuple[object, ...]:
    rank = Facility.Kind.values.index(facility.kind)
    return {
        "nom": (facility.name.casefold(),),
        "commune": (facility.commune.name, rank, facility.name),
        "nature": (rank, facility.commune.name, facility.name),
    }[key]


def table(facilities: Sequence[Facility]) -> Iterator[tuple[object, ...]]:
    """The list as a spreadsheet reads it."""
    for each in facilities:
        yield (
            each.name,
            each.get_kind_display(),
            each.commune.name,
            each.commune.insee_code,
            each.capacity,
            each.unit if each.capacity is not None else "",
            each.operator.name,
            each.territory.name,
        )
