"""The table of numbers behind the lines: what each line shows, and every sum by which a reader may go further.

A number is a concept in a place. Two lines that name the same concept (the denominator of one is the count of
the other, « foyers de revenu connu ») speak of one number, as long as their figures agree.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from math import log10
from typing import Any
from uuid import UUID

from diagnostics.models import Indicator
from diagnostics.services.secrecy import rules
from diagnostics.services.secrecy.lines import Geography, Line, Place
from diagnostics.services.secrecy.suppression import Entry, Need, Table

LEVEL_WEIGHTS = {"commune_id": 1.0, "epci_id": 30.0, "department_id": 300.0, "region_id": 1000.0}
OF_A_TOTAL, OF_A_ZERO = 3.0, 6.0
Key = tuple[UUID, Place]
Number = Decimal | float


@dataclass
class Cells:
    """Builds the table of one year; `number` gives each concept of each place its cell."""

    geography: Geography
    public: Mapping[str, Mapping[Place, Number]]
    """What readers know whatever we hide: figures of indicators without secrecy, by concept."""
    table: Table = field(default_factory=Table)
    numbers: dict[str, dict[Place, int]] = field(default_factory=lambda: defaultdict(dict))
    keys: list[Key] = field(default_factory=list)

    def number(self, concept: str, place: Place, value: Number) -> int:
        cells = self.numbers[concept]
        if place not in cells:
            cells[place] = len(self.table.values)
            self.table.values.append(float(value))
            if place in self.public.get(concept, {}):
                self.table.fixed.add(cells[place])
        return cells[place]

    def value(self, cell: int) -> float:
        return self.table.values[cell]

    def need(self, cell: int, threshold: float) -> None:
        """Neither zero nor the threshold may be excluded by a reader."""
        if cell not in self.table.fixed:
            self.table.needs.append(Need(cell, self.value(cell), max(0.0, threshold - self.value(cell))))

    def widen(self, cell: int, up: float = 0.0) -> None:
        """The number must stay unknown by the width of the rule on both sides."""
        if cell not in self.table.fixed and self.value(cell):
            width = float(rules.WIDTH) * self.value(cell)
            self.table.needs.append(Need(cell, width, max(width, up)))

    def link(self, relation: Mapping[int, float]) -> None:
        if not self.table.fixed.issuperset(relation):
            self.table.relations.append(dict(relation))


def build(
    lines: Collection[Line],
    geography: Geography,
    public: Mapping[str, Mapping[Place, Number]],
    shown_before: Collection[Key],
) -> Cells:
    """`shown_before` are the lines that readers know from an earlier publication, with the same figure."""
    cells = Cells(geography, public)
    concepts = name_concepts(lines, public)
    guesses = _guesses(lines, concepts, geography)
    for line in lines:
        if line.value is not None or line.is_hidden_by_producer:
            _add(cells, line, concepts, guesses)
            if line.key in shown_before:
                cells.table.known.add(len(cells.keys) - 1)
    _link_parts(cells, {line.indicator.pk: line.indicator for line in lines}, concepts)
    for concept in sorted(set(concepts.values()) & cells.numbers.keys()):
        _link_places(cells, concept)
    cells.table.is_counted = all(line.indicator.kind != Indicator.Kind.AMOUNT for line in lines)
    return cells


def parts_of(line: Line) -> dict[str, Number | None]:
    """The numbers that a line is made of, by the name of their part."""
    if line.indicator.kind in {Indicator.Kind.COUNT, Indicator.Kind.AMOUNT}:
        return {"count": line.value}
    if line.indicator.kind == Indicator.Kind.RATIO and (line.has_parts or line.value is None):
        return {"numerator": line.numerator, "denominator": line.denominator}
    return {}


def label_of(indicator: Indicator, part: str) -> str:
    label = {
        "count": indicator.label,
        "numerator": indicator.numerator_label,
        "denominator": indicator.denominator_label,
    }[part]
    return label.strip().casefold() or f"{part} {indicator.pk}"


def name_concepts(lines: Iterable[Line], public: Mapping[str, Mapping[Place, Number]]) -> dict[tuple[UUID, str], str]:
    """The concept of each part of each indicator: its label, unless figures under this label already disagree."""
    found: dict[tuple[UUID, str], dict[Place, Number]] = defaultdict(dict)
    labels: dict[tuple[UUID, str], str] = {}
    for line in lines:
        for part, number in parts_of(line).items():
            labels[line.indicator.pk, part] = label_of(line.indicator, part)
            if number is not None:
                found[line.indicator.pk, part][line.place] = number
    names: dict[tuple[UUID, str], str] = {}
    agreed: dict[str, dict[Place, Number]] = {concept: dict(numbers) for concept, numbers in public.items()}
    for source, label in labels.items():
        known = agreed.setdefault(label, {})
        agrees = all(known.get(place, number) == number for place, number in found[source].items())
        names[source] = label if agrees else f"{label} {source[0]}"
        agreed.setdefault(names[source], {}).update(found[source])
    return names


def _add(
    cells: Cells,
    line: Line,
    concepts: Mapping[tuple[UUID, str], str],
    guesses: Mapping[tuple[str, Place], int],
) -> None:
    numbers: dict[str, int] = {}
    for part, number in parts_of(line).items():
        concept = concepts[line.indicator.pk, part]
        guess = guesses.get((concept, line.place), 0)
        numbers[part] = cells.number(concept, line.place, guess if number is None else number)
    if rules.is_share(line.indicator) and numbers:
        rest = cells.value(numbers["denominator"]) - cells.value(numbers["numerator"])
        if rest >= 0:
            numbers["rest"] = cells.number(f"rest {line.indicator.pk}", line.place, rest)
            cells.link({numbers["numerator"]: 1, numbers["rest"]: 1, numbers["denominator"]: -1})
    shown = () if rules.is_censored(line) else tuple(numbers.values())
    if rules.is_primary(line):
        cells.table.hidden.add(len(cells.table.entries))
        _add_needs(cells, line, numbers)
    cells.table.entries.append(Entry(_weight(line), shown))
    cells.keys.append(line.key)


def _add_needs(cells: Cells, line: Line, numbers: Mapping[str, int]) -> None:
    threshold = line.indicator.secrecy_threshold
    if line.value is None:
        for part in ("count", "numerator"):
            if part in numbers:
                cells.need(numbers[part], threshold)
        return
    if line.indicator.kind == Indicator.Kind.AMOUNT:
        percent = line.indicator.dominance_percent or 100
        up = float(100 * (line.largest or Decimal(0)) / percent - line.value)
        cells.widen(numbers["count"], up)
        return
    small = [cell for cell in numbers.values() if rules.is_small(cells.value(cell), threshold)]
    for cell in small:
        cells.need(cell, threshold)
    if numbers and not small:  # too few units, too thin a denominator: the figure itself may be large
        cells.widen(numbers.get("numerator", numbers.get("count", 0)))


def _weight(line: Line) -> float:
    """What readers lose with the line: its level first, then its size; a zero protects badly and is kept."""
    size = line.numerator if line.numerator is not None else line.value
    weight = LEVEL_WEIGHTS[line.place.level] * (1 + log10(1 + float(abs(size or Decimal(0)))))
    return weight * (OF_A_TOTAL if line.indicator.parts_add_up else 1) * (1 if size else OF_A_ZERO)


def _guesses(
    lines: Iterable[Line], concepts: Mapping[tuple[UUID, str], str], geography: Geography
) -> dict[tuple[str, Place], int]:
    """What a number that its producer hid may be: its share of what is missing in its EPCI, and one at least."""
    known: dict[str, dict[Place, float]] = defaultdict(dict)
    unknown: dict[str, set[Place]] = defaultdict(set)
    for line in lines:
        for part, number in parts_of(line).items():
            concept = concepts[line.indicator.pk, part]
            if number is not None:
                known[concept][line.place] = float(number)
            elif line.is_hidden_by_producer:
                unknown[concept].add(line.place)
    guesses: dict[tuple[str, Place], int] = {}
    for concept, places in unknown.items():
        for whole in sorted(place for place in known[concept] if place.level == "epci_id"):
            members = geography.members(whole)
            missing = sorted(places & members)
            if missing:
                told = sum(number for place, number in known[concept].items() if place in members)
                left = known[concept][whole] - told
                guesses |= {(concept, place): max(1, int(left) // len(missing)) for place in missing}
        for place in places:
            guesses.setdefault((concept, place), 1)
    return guesses


def _link_parts(cells: Cells, indicators: Mapping[UUID, Indicator], concepts: Mapping[tuple[UUID, str], str]) -> None:
    """Counts that are parts of another: they add up to it, or each leaves a rest."""
    children: dict[UUID, list[Indicator]] = defaultdict(list)
    for indicator in indicators.values():
        if indicator.part_of_id and (indicator.pk, "count") in concepts:
            children[indicator.part_of_id].append(indicator)
    for parts in children.values():
        parent: Any = parts[0].part_of  # never none: this is how they were grouped
        concept = concepts.get((parent.pk, "count"), label_of(parent, "count"))
        for place, total in cells.public.get(concept, {}).items():
            cells.number(concept, place, total)
        whole = cells.numbers.get(concept, {})
        own = [(cells.numbers[concepts[part.pk, "count"]], part.secrecy_threshold) for part in parts]
        for place, cell in sorted(whole.items()):
            here = {numbers[place]: threshold for numbers, threshold in own if place in numbers}
            _link_parts_here(cells, place, cell, here, adds_up=parent.parts_add_up)


def _link_parts_here(cells: Cells, place: Place, total: int, parts: Mapping[int, int], *, adds_up: bool) -> None:
    """`parts` are the cells of one place, with the threshold under which what they leave is a small count too."""
    if adds_up and parts and sum(map(cells.value, parts)) <= cells.value(total):
        cells.link({total: -1.0} | dict.fromkeys(parts, 1.0))
        return
    for part, threshold in parts.items():
        left = cells.value(total) - cells.value(part)
        if left >= 0:
            rest = cells.number(f"rest of {part}", place, left)
            cells.link({total: -1, part: 1, rest: 1})
            if rules.is_small(left, threshold):
                cells.need(rest, threshold)


def _link_places(cells: Cells, concept: str) -> None:
    """What adds up from one level to the next."""
    numbers = cells.numbers[concept]
    for place, whole in sorted(numbers.items()):
        members = cells.geography.members(place)
        known = {member: numbers[member] for member in members if member in numbers}
        if place.level == "region_id" and len(known) < len(members):
            continue  # the other départements are not ours to tell
        if place.level == "department_id" and not known:
            _link_department(cells, concept, place, whole)
        elif known:
            relation = {whole: -1.0} | dict.fromkeys(known.values(), 1.0)
            missing = members - known.keys()
            if missing and all(map(cells.geography.is_ours, missing)):
                _add_rest(cells, concept, place, relation)
            cells.link(relation)


def _link_department(cells: Cells, concept: str, place: Place, whole: int) -> None:
    """Without communes, a département is still the sum of its EPCI, but for what those that cross its border hold."""
    numbers = cells.numbers[concept]
    inside, across = cells.geography.parts_of_department(place.key)
    known = [numbers[epci] for epci in sorted(inside) if epci in numbers]
    if known:
        relation = {whole: -1.0} | dict.fromkeys(known, 1.0)
        if across:
            _add_rest(cells, concept, place, relation)
        cells.link(relation)


def _add_rest(cells: Cells, concept: str, place: Place, relation: dict[int, float]) -> None:
    """What no line of ours tells, when there is something left to tell: a reader cannot take it away."""
    left = -sum(coefficient * cells.value(cell) for cell, coefficient in relation.items())
    if left > 0:
        relation[cells.number(f"rest of {concept}", place, left)] = 1.0
