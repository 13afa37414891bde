"""The maps of a document, drawn from what a version says: no figure of today comes in."""

from collections.abc import Iterator

from diagnostics.documents.content import Content, Figure, Line
from diagnostics.documents.edition import mapped
from diagnostics.figures.classes import Method
from diagnostics.figures.ground import Ground
from diagnostics.figures.maps import CommuneMap, indicator_map
from diagnostics.models import Indicator
from diagnostics.models.disclosure import Shown
from diagnostics.services import maps
from territories.models import Ctg


def drawings(ctg: Ctg, content: Content) -> dict[str, CommuneMap]:
    """One map a theme, when the outlines of the communes are known."""
    return dict(_drawn(maps.ground(ctg), content))


def _drawn(paper: Ground, content: Content) -> Iterator[tuple[str, CommuneMap]]:
    for table in content.tables:
        line = mapped(table)
        drawing = _draw(paper, line) if line else None
        if drawing:
            yield table.code, drawing


def _draw(paper: Ground, line: Line) -> CommuneMap | None:
    """Two years are never compared by their tone: a commune of another year has no figure on the map."""
    year = max((place.figure.year for place in line.communes if place.figure.year), default=None)
    by_code = {place.code: place.figure for place in line.communes if place.figure.year == year}
    indicator = Indicator(label=line.label, unit=line.unit, kind=line.kind, decimals=line.decimals)
    figures = {
        spot.commune.pk: _shown(by_code[spot.commune.insee_code])
        for spot in paper.spots
        if spot.commune.insee_code in by_code
    }
    return indicator_map(indicator, year, paper, figures, Method.QUANTILES)


def _shown(figure: Figure) -> Shown:
    return Shown(figure.value, figure.status, figure.year, None, figure.source, figure.is_fictitious)
