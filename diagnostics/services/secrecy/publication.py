"""From the held figures to those that everybody may read."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from diagnostics.models import Dataset, FormerFigure, HeldValue, Indicator, IndicatorValue, ValueStatus
from diagnostics.services.secrecy import rules, writing
from diagnostics.services.secrecy.cells import Key, Number, build, label_of
from diagnostics.services.secrecy.lines import LEVELS, Geography, Line, Place, held_lines, place_of, with_totals
from diagnostics.services.secrecy.suppression import suppress
from territories.models import Caf
from territories.scope import sees_whole_caf

SECRET = (ValueStatus.SUPPRESSED_PRIMARY, ValueStatus.SUPPRESSED_SECONDARY)
COPIED = (
    "caf_id", "indicator_id", "dataset_id", "commune_id", "epci_id", "department_id", "region_id",
    "year", "value", "numerator", "denominator", "status",
)  # fmt: skip
NUMBERS = ("value", "numerator", "denominator")
Public = dict[str, dict[Place, Number]]
Figure = tuple[UUID, Place, Decimal, Decimal | None, Decimal | None]


class NotCafWide(Exception):
    """Publishing from a narrower scope would read no held figure, and erase everything."""

    def __init__(self) -> None:
        super().__init__("La publication se fait pour toute la Caf.")


@dataclass(frozen=True)
class Published:
    """How many figures are shown, and how many are hidden for themselves or for others."""

    shown: int = 0
    primary: int = 0
    secondary: int = 0

    def __add__(self, other: "Published") -> "Published":
        return Published(self.shown + other.shown, self.primary + other.primary, self.secondary + other.secondary)


@transaction.atomic
def publish(caf: Caf, indicator_ids: Iterable[UUID], years: Collection[int]) -> Published:
    """Rewrite what may be shown of these indicators and years, from everything that the Caf holds of them.

    Those whose figures bind them to the others are published again with them. The same held figures give the
    same hidden lines, and a line that readers remember is not counted on to protect another. To be called in the
    transaction that changes the held figures, in the scope of the whole Caf; no held figure, nothing shown.
    """
    if not sees_whole_caf(caf):
        raise NotCafWide
    asked = set(indicator_ids)
    catalogue = {each.pk: each for each in caf.indicators.select_related("part_of").order_by("pk")}
    secret = {pk for pk, indicator in catalogue.items() if indicator.is_secret}
    bound = _bound_to(asked, catalogue)
    locked = list(caf.indicators.filter(pk__in=bound).order_by("pk").select_for_update().values_list("pk", flat=True))
    lines = held_lines(caf, {pk: catalogue[pk] for pk in locked}, years)
    geographies: dict[int, Geography] = {}
    outcome = Published()
    for year in sorted(set(years)):
        here = lines.get(year, [])
        vintage = _vintage(here)
        if vintage not in geographies:
            geographies[vintage] = Geography(caf, vintage)
        rewritten = {line.indicator.pk for line in here} | (asked & secret)
        public = _public(caf, catalogue, year, besides=rewritten)
        outcome += _publish_year(caf, year, rewritten, here, geographies[vintage], public)
    return outcome


def _publish_year(
    caf: Caf, year: int, indicators: Collection[UUID], held: list[Line], geography: Geography, public: Public
) -> Published:
    before = IndicatorValue.objects.filter(caf=caf, indicator__in=indicators, year=year)
    figures_before = _figures(before)
    former = _figures(FormerFigure.objects.filter(caf=caf, indicator__in=indicators, year=year))
    lines = with_totals(held, geography)
    completed = [_completed(line, public) for line in lines]
    cells = build(completed, geography, public, _remembered(figures_before | former, lines))
    hidden = {cells.keys[number] for number in suppress(cells.table)}
    primary = {line.key for line in completed if rules.is_primary(line)}
    held_keys = {line.key for line in held}  # a total of ours that cannot be shown is simply not made
    written = [line for line in lines if line.key in held_keys or line.key not in hidden]
    figures = [(line, writing.shown(line, hidden, primary)) for line in written]
    before.delete()
    writing.write(caf, year, figures)
    _remember(caf, year, figures_before - former - {(*line.key, *figure[:3]) for line, figure in figures})
    statuses = [status for _, (*_, status) in figures]
    return Published(sum(value is not None for _, (value, *_) in figures), *map(statuses.count, SECRET))


def _completed(line: Line, public: Public) -> Line:
    """A rate that came without its parts has them all the same, when anybody can read its denominator."""
    if line.indicator.kind != Indicator.Kind.RATIO or line.has_parts or line.value is None:
        return line
    base = public.get(label_of(line.indicator, "denominator"), {}).get(line.place)
    if base is None:
        return line
    base = Decimal(base)
    return replace(line, numerator=round(line.value * base / line.indicator.multiplier, 0), denominator=base)


def _figures(rows: QuerySet[IndicatorValue] | QuerySet[FormerFigure]) -> set[Figure]:
    """What these rows let everybody read."""
    columns = rows.filter(value__isnull=False).values_list("indicator_id", *LEVELS, *NUMBERS, named=True)
    return {(row.indicator_id, place_of(row), row.value, row.numerator, row.denominator) for row in columns}


def _remembered(figures: Collection[Figure], lines: Iterable[Line]) -> set[Key]:
    """The lines that some publication showed with the figure that they still have."""
    return {line.key for line in lines if (*line.key, line.value, line.numerator, line.denominator) in figures}


def _remember(caf: Caf, year: int, figures: Iterable[Figure]) -> None:
    """Keep what is shown no longer: whoever read it, and the versions that froze it, still know it."""
    FormerFigure.objects.bulk_create(
        (
            FormerFigure(
                caf=caf,
                indicator_id=indicator,
                year=year,
                value=value,
                numerator=numerator,
                denominator=denominator,
                **{place.level: place.key},
            )
            for indicator, place, value, numerator, denominator in figures
        ),
        batch_size=2000,
    )


def _bound_to(asked: Collection[UUID], catalogue: Mapping[UUID, Indicator]) -> set[UUID]:
    """The asked indicators and the secret ones that share a number with them, from one to the next."""
    by_label: dict[str, set[UUID]] = defaultdict(set)
    for indicator in catalogue.values():
        if indicator.is_secret or indicator.pk in asked:
            for label in _labels(indicator):
                by_label[label].add(indicator.pk)
    bound, waiting = set(), [pk for pk in asked if pk in catalogue]
    while waiting:
        pk = waiting.pop()
        if pk not in bound:
            bound.add(pk)
            waiting += [other for label in _labels(catalogue[pk]) for other in by_label[label]]
    return bound


def _labels(indicator: Indicator) -> Iterator[str]:
    """What the indicator counts, and what it is a part of."""
    if indicator.kind in {Indicator.Kind.COUNT, Indicator.Kind.AMOUNT}:
        yield label_of(indicator, "count")
    elif indicator.kind == Indicator.Kind.RATIO:
        yield label_of(indicator, "numerator")
        yield label_of(indicator, "denominator")
    if indicator.part_of is not None:
        yield label_of(indicator.part_of, "count")


def _public(caf: Caf, catalogue: Mapping[UUID, Indicator], year: int, *, besides: Collection[UUID]) -> Public:
    """The numbers of that year that readers know whatever is hidden here, by concept."""
    wanted = {label for pk in besides if pk in catalogue for label in _labels(catalogue[pk])}
    sources = [pk for pk, each in catalogue.items() if pk not in besides and not wanted.isdisjoint(_labels(each))]
    public: Public = defaultdict(dict)
    for row in IndicatorValue.objects.filter(caf=caf, indicator__in=sources, year=year, value__isnull=False):
        indicator = catalogue[row.indicator_id]
        numbers = {"numerator": row.numerator, "denominator": row.denominator}
        if indicator.kind != Indicator.Kind.RATIO:
            numbers = {"count": row.value}
        for part, number in numbers.items():
            if number is not None:
                public[label_of(indicator, part)].setdefault(place_of(row), number)
    return dict(public)


def _vintage(lines: Iterable[Line]) -> int:
    """The geography of the newest figures; any will do when there is none."""
    vintages = Dataset.objects.filter(pk__in={line.dataset for line in lines})
    return max(vintages.values_list("geography_vintage", flat=True), default=2000)


def enforce(caf: Caf, indicator: Indicator) -> Published:
    """After a change of its rule: hold what was shown as it came, or show everything that no rule hides any more."""
    if not sees_whole_caf(caf):
        raise NotCafWide
    if indicator.is_secret:
        hold(indicator, set(indicator.values.values_list("year", flat=True)))
    rows = HeldValue.objects.filter(caf=caf, indicator=indicator)
    outcome = publish(caf, [indicator.pk], set(rows.values_list("year", flat=True)))
    if not indicator.is_secret:
        rows.delete()
    return outcome


def hold(indicator: Indicator, years: Iterable[int]) -> None:
    """Take the figures of these years that were shown without a rule for what they are: those that the Caf holds.

    A year of which the Caf holds something is left alone: what is shown of it was published from there.
    """
    shown = indicator.values.filter(year__in=years).exclude(year__in=indicator.held_values.values("year"))
    HeldValue.objects.bulk_create(
        [HeldValue(**{name: getattr(row, name) for name in COPIED}) for row in shown], batch_size=2000
    )
