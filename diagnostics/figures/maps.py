"""What the map component draws: shapes, circles and their legend, without a colour.

Ratios and medians are classes of tone; counts are circles, since a large commune would look full of what is only
large. It receives `Shown` figures: nothing hidden can reach the drawing, its titles or its legend.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import sqrt

from diagnostics.figures.classes import Class, Method, classify, rank_of
from diagnostics.figures.ground import Box, Ground, Spot
from diagnostics.models import Indicator, ValueStatus
from diagnostics.models.disclosure import NOTHING, Shown
from territories.templatetags.french import number, plural

SECRET, MISSING, PLAIN = "secret", "missing", "plain"
SECRET_STATUSES = {ValueStatus.SUPPRESSED_PRIMARY, ValueStatus.SUPPRESSED_SECONDARY}
LARGEST_CIRCLE = 0.07  # of the longer side of the frame
PATTERNS = 55  # strokes of a pattern along the longer side
TEXTS = 38  # lines of text along the longer side
BAND = 2.6  # height of the band of the scale, in radii of the largest circle
SCALE = (Decimal(1), Decimal("0.25"))  # circles of the legend, of the largest


CIRCLES = "La surface du cercle, posé sur la mairie, dit le nombre\u202f; une commune sans cercle ni motif compte zéro."


@dataclass(frozen=True)
class Shape:
    """One commune; `tone` is a class of tone (`class-2`) or says why there is none."""

    path: str
    tone: str
    href: str
    title: str
    is_inside: bool = True


@dataclass(frozen=True)
class Mark:
    """A circle, with a word inside or beside it; its centre and its radius are texts, as SVG wants them."""

    x: str
    y: str
    radius: str
    title: str = ""
    href: str = ""
    tone: str = PLAIN
    text: str = ""
    text_size: str = ""
    label_x: str = ""


@dataclass(frozen=True)
class Entry:
    """One line of the legend."""

    tone: str
    label: str
    letter: str = ""
    """Of a mark; without it, the entry is a tone."""


@dataclass(frozen=True)
class CommuneMap:
    title: str
    summary: str
    box: Box
    shapes: Sequence[Shape]
    neighbours: Sequence[str]
    marks: Sequence[Mark] = ()
    legend: Sequence[Entry] = ()
    scale: Sequence[Mark] = ()
    strip: str = ""
    """The path of the blank band that holds the scale."""
    notes: Sequence[str] = ()

    @property
    def view_box(self) -> str:
        return self.box.view_box

    @property
    def length(self) -> float:
        return max(self.box.width, self.box.height)

    @property
    def stroke(self) -> str:
        """The step of the two patterns, in kilometres."""
        return f"{self.length / PATTERNS:.2f}"

    @property
    def half_stroke(self) -> str:
        return f"{self.length / PATTERNS / 2:.2f}"

    @property
    def fine_stroke(self) -> str:
        return f"{self.length / PATTERNS / 3.2:.2f}"

    @property
    def text_size(self) -> str:
        return f"{self.length / TEXTS:.2f}"

    @property
    def has_frame(self) -> bool:
        """Whether some communes lie outside the perimeter: then it is drawn."""
        return any(not shape.is_inside for shape in self.shapes)


def written(figure: Shown, indicator: Indicator) -> str:
    """A figure in words, or the mark and the reason that stand for it."""
    if figure.value is None:
        return figure.reason.lower()
    unit = "" if indicator.kind == Indicator.Kind.COUNT and not indicator.unit else f"\u00a0{indicator.unit}"
    return f"{figure.bound} {number(figure.value, indicator.decimals)}{unit}".strip()


def indicator_map(
    indicator: Indicator, year: int | None, ground: Ground, figures: Mapping[int, Shown], method: Method
) -> CommuneMap | None:
    """The map of one indicator and one year; none when no outline is known."""
    if ground.box is None:
        return None
    title = f"{indicator.label}, {year}" if year else indicator.label
    drawing = CommuneMap(
        title=title,
        summary=_summary(indicator, ground, figures),
        box=ground.box,
        shapes=(),
        neighbours=[neighbour.path for neighbour in ground.neighbours],
    )
    if indicator.kind in {Indicator.Kind.COUNT, Indicator.Kind.AMOUNT}:
        return _with_circles(drawing, indicator, ground, figures)
    return _with_classes(drawing, indicator, ground, figures, method)


def _summary(indicator: Indicator, ground: Ground, figures: Mapping[int, Shown]) -> str:
    """The map in one sentence."""
    values = sorted(figure.value for figure in figures.values() if figure.value is not None)
    words = f"{plural(len(ground.spots), 'commune')}"
    if values:
        low, high = (number(value, indicator.decimals) for value in (values[0], values[-1]))
        words += f", de {low} à {high} {indicator.unit}" if low != high else f", {low} {indicator.unit}"
    secret, missing = _hidden_counts(ground, figures)
    words += f"\u202f; {plural(secret, 'commune')} sous secret statistique" if secret else ""
    words += f"\u202f; {plural(missing, 'commune')} sans donnée" if missing else ""
    return f"{words}."


def _tone_of_hidden(figure: Shown) -> str:
    return SECRET if figure.status in SECRET_STATUSES else MISSING


def _hidden_counts(ground: Ground, figures: Mapping[int, Shown]) -> tuple[int, int]:
    hidden = [figure for spot in ground.spots if (figure := _figure(spot, figures)).value is None]
    secret = sum(_tone_of_hidden(figure) == SECRET for figure in hidden)
    return secret, len(hidden) - secret


def _figure(spot: Spot, figures: Mapping[int, Shown]) -> Shown:
    return figures.get(spot.commune.pk, NOTHING)


def _shape(spot: Spot, figure: Shown, indicator: Indicator, tone: str) -> Shape:
    title = f"{spot.commune.name}\u00a0: {written(figure, indicator)}"
    return Shape(spot.path, tone, f"#{spot.anchor}", title, spot.is_inside)


def _with_classes(
    drawing: CommuneMap, indicator: Indicator, ground: Ground, figures: Mapping[int, Shown], method: Method
) -> CommuneMap:
    classes = classify((figure.value for figure in figures.values() if figure.value is not None), method)
    shapes = []
    for spot in ground.spots:
        figure = _figure(spot, figures)
        tone = _tone_of_hidden(figure) if figure.value is None else f"class-{rank_of(figure.value, classes)}"
        shapes.append(_shape(spot, figure, indicator, tone))
    legend = [Entry(f"class-{each.rank}", _class_words(each, indicator, method)) for each in classes]
    return replace(drawing, shapes=_drawn(shapes), legend=[*legend, *_hidden_legend(ground, figures)])


def _class_words(each: Class, indicator: Indicator, method: Method) -> str:
    low, high = (number(value, indicator.decimals) for value in (each.low, each.high))
    words = low if low == high else f"{low} à {high}"
    if method is Method.EQUAL and each.rank > 1:
        words = f"plus de {low} à {high}"
    return f"{words} {indicator.unit} ({plural(each.count, 'commune')})"


def _hidden_legend(ground: Ground, figures: Mapping[int, Shown]) -> Iterator[Entry]:
    secret, missing = _hidden_counts(ground, figures)
    if secret:
        yield Entry(SECRET, f"s\u00a0: secret statistique ({plural(secret, 'commune')})")
    if missing:
        yield Entry(MISSING, f"nd\u00a0: non disponible ({plural(missing, 'commune')})")


def _with_circles(
    drawing: CommuneMap, indicator: Indicator, ground: Ground, figures: Mapping[int, Shown]
) -> CommuneMap:
    shapes = []
    for spot in ground.spots:
        figure = _figure(spot, figures)
        shapes.append(_shape(spot, figure, indicator, PLAIN if figure.value is not None else _tone_of_hidden(figure)))
    largest = max((figure.value for figure in figures.values() if figure.value is not None), default=Decimal(0))
    if largest <= 0:
        return replace(drawing, shapes=_drawn(shapes), legend=list(_hidden_legend(ground, figures)))
    unit = LARGEST_CIRCLE * drawing.length
    box = drawing.box
    return replace(
        drawing,
        shapes=_drawn(shapes),
        marks=list(_circles(ground, figures, largest, unit)),
        scale=list(_scale(box, largest, unit)),
        strip=f"M{box.left:.1f} {box.bottom:.1f}H{box.right:.1f}V{box.bottom + BAND * unit:.1f}H{box.left:.1f}Z",
        box=box._replace(bottom=box.bottom + BAND * unit),
        legend=list(_hidden_legend(ground, figures)),
        notes=[CIRCLES],
    )


def _circles(ground: Ground, figures: Mapping[int, Shown], largest: Decimal, unit: float) -> Iterator[Mark]:
    """The largest first, so that the small ones lie above them."""
    shown = [(spot, value) for spot in ground.spots if (value := _figure(spot, figures).value)]
    for spot, value in sorted(shown, key=lambda each: each[1], reverse=True):
        if value > 0 and spot.point:
            yield _mark(*spot.point, unit * sqrt(value / largest))


def _scale(box: Box, largest: Decimal, unit: float) -> Iterator[Mark]:
    """Round figures under the map, drawn on the same scale as its circles."""
    x = box.left + unit * 1.3
    for share in SCALE:
        value = _round_number(largest * share)
        if value <= 0:
            continue
        radius = unit * sqrt(value / largest)
        mark = _mark(x, box.bottom + unit * BAND / 2, radius)
        yield replace(mark, text=number(value), label_x=f"{x + radius + unit / 4:.2f}")
        x += unit * 6


def _mark(x: float, y: float, radius: float) -> Mark:
    return Mark(f"{x:.2f}", f"{y:.2f}", f"{radius:.2f}")


def _round_number(value: Decimal) -> Decimal:
    """The greatest of 1, 2 and 5 times a power of ten that is not above the figure."""
    power = Decimal(10) ** value.adjusted()
    return max(factor * power for factor in (1, 2, 5) if factor * power <= value)


def _drawn(shapes: Sequence[Shape]) -> list[Shape]:
    return [shape for shape in shapes if shape.path]
