"""The bonus territoire and the trajectory bonus, estimated from units and rates: exact decimals, to the cent.

An estimate is never the truth: the notification of the Caf is. A year without rates has no estimate, not zero.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple
from uuid import UUID

from territories.templatetags.french import WIDE, euro, number, percent, plural

ZERO, CENT, MONTHS = Decimal(0), Decimal("0.01"), 12
REFERENCE_YEAR, TARGET_YEAR = 2023, 2027


class Tariff(NamedTuple):
    """What one unit is worth for a year; `cap_percent` limits new units to a share of the existing ones."""

    amount: Decimal
    unit: str = ""
    floor: Decimal | None = None
    cap_percent: Decimal | None = None


@dataclass(frozen=True)
class Scale:
    """The rates of one year: by kind of facility, existing and new apart, and the steps of the trajectory."""

    existing: Mapping[str, Tariff] = field(default_factory=dict)
    new: Mapping[str, Tariff] = field(default_factory=dict)
    steps: tuple[tuple[Decimal, Decimal], ...] = ()

    def step(self, growth: Decimal) -> Decimal:
        """What each place is worth after a growth in percent: the highest step that is reached."""
        return max((amount for threshold, amount in self.steps if growth >= threshold), default=ZERO)


class Units(NamedTuple):
    """What one facility counts in one year."""

    key: UUID
    kind: str
    existing: Decimal = ZERO
    new: Decimal = ZERO
    opening_month: int | None = None
    former: Decimal | None = None

    @property
    def months_open(self) -> int:
        return MONTHS + 1 - (self.opening_month or 1)

    def places_in(self, month: int) -> Decimal:
        return self.existing + (self.new if month >= (self.opening_month or 1) else ZERO)


class Estimate(NamedTuple):
    """The bonus of one facility and one year; `remarks` say what was cut, smoothed, or is missing."""

    existing: Decimal | None
    new: Decimal | None
    remarks: tuple[str, ...] = ()

    @property
    def total(self) -> Decimal | None:
        return None if self.existing is None or self.new is None else self.existing + self.new


def estimate(lines: Sequence[Units], scale: Scale | None) -> dict[UUID, Estimate]:
    """The estimates of one year of one territory: caps and smoothing look at all the facilities of a kind."""
    if scale is None:
        return {line.key: Estimate(None, None, ("Le barème de cette année manque.",)) for line in lines}
    kinds: dict[str, list[Units]] = defaultdict(list)
    for line in lines:
        kinds[line.kind].append(line)
    found: dict[UUID, Estimate] = {}
    for kind, group in kinds.items():
        found |= _estimate_kind(group, scale.existing.get(kind), scale.new.get(kind))
    return found


def _estimate_kind(lines: Sequence[Units], existing: Tariff | None, new: Tariff | None) -> dict[UUID, Estimate]:
    unit_rate, how = smoothed(lines, existing)
    retained = dict(zip((line.key for line in lines), retain(lines, new), strict=True))
    return {line.key: _estimate_line(line, retained[line.key], unit_rate, new, how) for line in lines}


def _estimate_line(line: Units, retained: Decimal, unit_rate: Decimal | None, new: Tariff | None, how: str) -> Estimate:
    remarks = [how] if how and line.existing else []
    old_part = _part(line.existing, unit_rate)
    new_part = _part(retained * line.months_open / MONTHS, new.amount if new else None)
    if old_part is None:
        remarks.append("Le barème ne dit rien de l’offre existante de cette nature.")
    if new_part is None:
        remarks.append("Le barème ne dit rien de l’offre nouvelle de cette nature.")
    if line.new and line.months_open < MONTHS:
        remarks.append(f"Ouverture en cours d’année{WIDE}: {plural(line.months_open, 'mois')} sur 12.")
    if retained < line.new:
        remarks.append(f"Plafond{WIDE}: {number(retained)} unités nouvelles retenues sur {number(line.new)}.")
    return Estimate(old_part, new_part, tuple(remarks))


def _part(units: Decimal, rate: Decimal | None) -> Decimal | None:
    """Nothing to pay is zero even without a rate; something to pay without a rate is unknown."""
    if not units:
        return ZERO
    return None if rate is None else (units * rate).quantize(CENT, rounding=ROUND_HALF_UP)


def smoothed(lines: Sequence[Units], tariff: Tariff | None) -> tuple[Decimal | None, str]:
    """The rate of the existing units of one kind, and in words how it was found.

    When the former contract of some facilities is known, its money is spread over all their units: the same
    amount for each unit of the territory, never under the floor. Otherwise the rate of the Caf is taken as it is.
    """
    known = [line for line in lines if line.former is not None and line.existing]
    units = sum((line.existing for line in known), ZERO)
    floor = tariff.floor if tariff and tariff.floor is not None else ZERO
    if units:
        rate = sum((line.former or ZERO for line in known), ZERO) / units
        words = f"Lissage{WIDE}: {euro(rate.quantize(CENT))} par unité sur le territoire."
    elif tariff:
        rate, words = tariff.amount, ""
    else:
        return None, ""
    if rate < floor:
        return floor, f"Plancher{WIDE}: {euro(floor)} par unité."
    return rate, words


def retain(lines: Sequence[Units], tariff: Tariff | None) -> list[Decimal]:
    """The new units that are paid: all of them, or as many as the cap allows, in proportion, exactly."""
    asked = [line.new for line in lines]
    if tariff is None or tariff.cap_percent is None:
        return asked
    cap = sum((line.existing for line in lines), ZERO) * tariff.cap_percent / 100
    return asked if sum(asked, ZERO) <= cap else shared_out(cap.quantize(CENT), asked)


def shared_out(whole: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """A whole cut in proportion to weights, in cents, whose parts sum exactly to it."""
    total = sum(weights, ZERO)
    if not total:
        weights, total = [Decimal(1)] * len(weights), Decimal(len(weights))
    parts: list[Decimal] = []
    reached = given = ZERO
    for weight in weights:
        reached += weight
        upto = (whole * reached / total).quantize(CENT, rounding=ROUND_HALF_UP)
        parts.append(upto - given)
        given = upto
    return parts


class Growth(NamedTuple):
    """The trajectory bonus of one year: the places of its last month, their growth since 2023, the amount."""

    year: int
    places: Decimal
    percent: Decimal
    rate: Decimal
    amount: Decimal | None

    @property
    def in_words(self) -> str:
        if self.amount is None:
            return "Le barème de cette année manque."
        change = f"{number(self.places)} places en décembre, {percent(self.percent, 1)} depuis {REFERENCE_YEAR}"
        if not self.rate:
            return f"{change}{WIDE}: aucun palier n’est atteint."
        return f"{change}{WIDE}: {euro(self.rate)} par place."


def trajectory(
    places: Mapping[int, Iterable[Units]], baseline: Decimal, scales: Mapping[int, Scale | None]
) -> dict[int, Growth]:
    """The bonus of each year, month by month: every place counts from the month when a step is reached.

    The growth is measured until the end of 2027; the level then reached is supposed to be kept.
    """
    monthly = {year: _monthly(list(lines)) for year, lines in places.items()}
    reached = _growth(monthly[TARGET_YEAR][-1], baseline) if TARGET_YEAR in monthly else None
    found = {}
    for year, counts in sorted(monthly.items()):
        kept = reached if year > TARGET_YEAR else None
        found[year] = _growth_of_year(year, counts, baseline, scales.get(year), kept)
    return found


def _growth_of_year(
    year: int, counts: Sequence[Decimal], baseline: Decimal, scale: Scale | None, kept: Decimal | None
) -> Growth:
    growths = [_growth(count, baseline) if kept is None else kept for count in counts]
    if scale is None:
        return Growth(year, counts[-1], growths[-1], ZERO, None)
    yearly = sum((count * scale.step(growth) for count, growth in zip(counts, growths, strict=True)), ZERO)
    amount = (yearly / MONTHS).quantize(CENT, rounding=ROUND_HALF_UP)
    return Growth(year, counts[-1], growths[-1], scale.step(growths[-1]), amount)


def _monthly(lines: Sequence[Units]) -> list[Decimal]:
    return [sum((line.places_in(month) for line in lines), ZERO) for month in range(1, MONTHS + 1)]


def _growth(count: Decimal, baseline: Decimal) -> Decimal:
    return (count - baseline) * 100 / baseline


def gap_in_words(estimated: Decimal | None, notified: Decimal | None, paid: Decimal | None) -> str:
    """The difference between the estimate, the notification and the payment, as a sentence; nothing when none."""
    said = [_compare(notified, estimated, "Notifié", "l’estimation"), _compare(paid, notified, "Versé", "le notifié")]
    return " ".join(filter(None, said))


def _compare(amount: Decimal | None, other: Decimal | None, name: str, other_name: str) -> str:
    if amount is None or other is None or amount == other:
        return ""
    gap = amount - other
    share = f" ({percent(abs(gap) * 100 / other, 1)})" if other else ""
    return f"{name}{WIDE}: {euro(abs(gap))} de {'plus' if gap > 0 else 'moins'} que {other_name}{share}."
