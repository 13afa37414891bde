"""The communes of a map and the figures that may be shown on it, in a constant number of queries."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from diagnostics.figures.ground import Box, Ground, Neighbour, Spot, frame
from diagnostics.models import Indicator, Theme
from diagnostics.models.disclosure import NOTHING, Shown, shown
from territories.models import Caf, Commune, Contour, Ctg, EpciMembership

FICTITIOUS = "Démonstration (fictif)"
HEAVY = ("contour__geometry",)  # and the path says the same


def mappable(caf: Caf) -> list[Indicator]:
    """The indicators in use whose finest level is the commune, in the order of the themes."""
    indicators = caf.indicators.filter(is_active=True, finest_level=Indicator.Level.COMMUNE)
    themes = Theme.values
    return sorted(indicators, key=lambda each: (themes.index(each.theme), each.code))


def ground(ctg: Ctg, *, whole_epci: bool = False) -> Ground:
    """The perimeter of the CTG, or all the communes of its EPCI, also those of another département."""
    members = list(_communes(ctg))
    outside = [commune for commune in members if not commune.is_inside]
    chosen = members if whole_epci else [commune for commune in members if commune.is_inside]
    spots = [_spot(commune) for commune in chosen]
    box = frame(spot.box for spot in spots if spot.box)
    return Ground(spots, box, list(_neighbours(box, chosen)) if box else [], is_extensible=bool(outside))


def _communes(ctg: Ctg) -> QuerySet[Any]:
    perimeter = ctg.perimeter.values("commune")
    open_memberships = EpciMembership.objects.filter(valid_to__isnull=True)
    epcis = open_memberships.filter(commune__in=perimeter).values("epci")
    return (
        Commune.objects.filter(
            Q(pk__in=perimeter) | Q(pk__in=open_memberships.filter(epci__in=epcis).values("commune"))
        )
        .annotate(
            is_inside=Exists(ctg.perimeter.filter(commune=OuterRef("pk"))),
            epci_name=open_memberships.filter(commune=OuterRef("pk")).values("epci__name")[:1],
        )
        .select_related("contour", "point", "department")
        .defer(*HEAVY)
        .order_by("name")
    )


def _spot(commune: Any) -> Spot:
    contour, point = getattr(commune, "contour", None), getattr(commune, "point", None)
    return Spot(
        commune=commune,
        epci=commune.epci_name or "",
        is_inside=commune.is_inside,
        path=contour.svg_path if contour else "",
        box=Box(contour.left, contour.top, contour.right, contour.bottom) if contour else None,
        point=(point.x, point.y) if point else None,
    )


def _neighbours(box: Box, chosen: Iterable[Commune]) -> Iterable[Neighbour]:
    """Every other outline that touches the frame."""
    touching = Contour.objects.filter(
        commune__isnull=False, left__lt=box.right, right__gt=box.left, top__lt=box.bottom, bottom__gt=box.top
    ).exclude(commune__in=[commune.pk for commune in chosen])
    columns = ("commune", "svg_path", "commune__point__x", "commune__point__y")
    for commune, path, x, y in touching.order_by("commune__insee_code").values_list(*columns):
        yield Neighbour(commune, path, None if x is None else (x, y))


@dataclass(frozen=True)
class Reading:
    """One indicator on one map: one year for all its communes, since two years are never compared by their tone."""

    indicator: Indicator
    year: int | None
    years: list[int]
    ground: Ground
    figures: dict[int, Shown]

    @property
    def sources(self) -> list[str]:
        known = {
            FICTITIOUS if figure.is_fictitious else figure.source for figure in self.figures.values() if figure.source
        }
        return sorted(known) or [self.indicator.source]

    @property
    def has_classes(self) -> bool:
        """A count is drawn as circles, never as a tone."""
        return self.indicator.kind in {Indicator.Kind.RATIO, Indicator.Kind.MEDIAN}

    def table(self, sort: str) -> Iterator[tuple[object, ...]]:
        """The list as a spreadsheet reads it."""
        for line in self.lines(sort):
            commune, figure = line.spot.commune, line.figure
            source = FICTITIOUS if figure.is_fictitious else figure.source
            place = (commune.name, commune.insee_code, line.spot.epci)
            yield *place, self.indicator.label, self.indicator.unit, self.year, figure, figure.reason, source

    def lines(self, sort: str) -> list["Line"]:
        """The list beside the map; a figure that may not be shown is last, whatever the order."""
        lines = [Line(spot, self.figures.get(spot.commune.pk, NOTHING)) for spot in self.ground.spots]
        key, is_descending = sort.removeprefix("-"), sort.startswith("-")
        if key == "commune":
            return lines[::-1] if is_descending else lines
        known = [line for line in lines if line.figure.value is not None]
        known.sort(key=lambda line: line.figure.value or 0, reverse=is_descending)
        return known + [line for line in lines if line.figure.value is None]


@dataclass(frozen=True)
class Line:
    spot: Spot
    figure: Shown


def reading(ctg: Ctg, indicator: Indicator, year: int | None, *, whole_epci: bool = False) -> Reading:
    """The figures of one year, or of the last one when that year is unknown."""
    paper = ground(ctg, whole_epci=whole_epci)
    values = indicator.values.filter(commune__in=paper.communes)
    years = sorted(set(values.values_list("year", flat=True).distinct()), reverse=True)
    chosen = year if year in years else next(iter(years), None)
    rows = values.filter(year=chosen).select_related("dataset") if chosen else ()
    figures = {row.commune_id: shown(row) for row in rows if row.commune_id}
    return Reading(indicator, chosen, years, paper, figures)
