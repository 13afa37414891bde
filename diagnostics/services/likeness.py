"""Territories like mine: which EPCI resemble a territory, by criteria that anybody can see, weigh and check.

The distance of two places is the weighted quadratic mean of their gaps, each gap counted in steps: twice as many
inhabitants is one step, and so on (`Criterion.step`). A criterion without a figure on one side is not guessed:
it is left out for everybody when the territory lacks it, and the EPCI that lacks it is put aside, by name.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from math import log2, sqrt
from statistics import median
from typing import NamedTuple

from django.db.models import Q, QuerySet

from diagnostics.models import IndicatorValue, ValueStatus
from diagnostics.models.disclosure import NOTHING, Shown
from territories.models import Caf, Ctg, EpciMembership, Population
from territories.templatetags.french import WIDE, number, plural

CHILDREN = ("DEM4", "DEM4B", "DEM4C")
POPULATION, INCOME = "DEM1", "PAU2"
PLAIN = {ValueStatus.OK, ValueStatus.ROUNDED, ValueStatus.ESTIMATED}
FEWEST = 3  # below, a median says more of one EPCI than of several
SEVERAL = 5
FAR = 1.5
MOST_NAMES = 6


class Criterion(Enum):
    """What makes two territories alike: the name in the address, the words, and how much one step is."""

    POPULATION = ("population", "Population", "habitants", 0, "une population double")
    CHILDREN = ("enfants", "Part des moins de 12 ans", "%", 1, "2 points de plus")
    INCOME = ("revenu", "Niveau de vie médian", "€ par an", 0, "2\u202f000\u00a0€ de plus")
    URBANITY = ("urbanite", "Urbanité", "habitants", 0, "des communes deux fois plus peuplées")

    def __init__(self, key: str, label: str, unit: str, decimals: int, step: str) -> None:
        self.key, self.label, self.unit, self.decimals, self.step = key, label, unit, decimals, step

    def steps(self, here: float, there: float) -> float:
        """How many steps apart two figures are."""
        if self in {Criterion.POPULATION, Criterion.URBANITY}:
            return log2(there / here)
        return (there - here) / (2.0 if self is Criterion.CHILDREN else 2000.0)


class Area(Enum):
    """Where the likes are looked for."""

    DEPARTMENT = ("departement", "EPCI du département")
    REGION = ("region", "EPCI de la région")
    FRANCE = ("france", "EPCI de France")

    def __init__(self, key: str, label: str) -> None:
        self.key, self.label = key, label

    def communes(self, department: str) -> Q:
        if self is Area.DEPARTMENT:
            return Q(commune__department=department)
        if self is Area.REGION:
            return Q(commune__department__region__departments=department)
        return Q()


Facts = dict[Criterion, float]


@dataclass(frozen=True)
class Choices:
    """What a reader asks for; the address keeps it."""

    weights: Mapping[Criterion, int] = field(default_factory=lambda: dict.fromkeys(Criterion, 1))
    count: int = SEVERAL
    area: Area = Area.DEPARTMENT

    @property
    def used(self) -> list[Criterion]:
        return [each for each in Criterion if self.weights.get(each, 0) > 0]


@dataclass(frozen=True)
class Peer:
    """An EPCI beside the territory."""

    pk: int
    name: str
    distance: float
    facts: Facts

    @property
    def closeness(self) -> str:
        """The distance in a word: how many steps apart, on average."""
        bounds = ((0.5, "très proche"), (1.0, "proche"), (FAR, "assez différent"))
        return next((word for bound, word in bounds if self.distance < bound), "très différent")


@dataclass(frozen=True)
class Likeness:
    """The likes of a territory, the nearest first, and what was left out to find them."""

    facts: Facts
    peers: Sequence[Peer]
    used: Sequence[Criterion]
    missing: Sequence[Criterion]
    """Criteria that the reader asked for and that the territory has no figure for."""
    put_aside: Sequence[str]
    """EPCI that lack a criterion, by name."""
    area: Area

    @property
    def criteria(self) -> list[Criterion]:
        return list(Criterion)

    @property
    def sentence(self) -> str:
        names = ", ".join(f"{peer.name} ({peer.closeness})" for peer in self.peers)
        return f"Les plus proches parmi les {self.area.label}{WIDE}: {names}."

    @property
    def remarks(self) -> Iterator[str]:
        """What the reader must know before comparing, in whole sentences."""
        for criterion in self.missing:
            yield f"{criterion.label}{WIDE}: aucun chiffre publié pour ce territoire, ce critère n’a pas pu compter."
        if self.put_aside:
            yield f"Laissés de côté, faute d’un chiffre{WIDE}: {_listed(self.put_aside)}."
        if not self.used:
            yield f"Aucun critère ne compte{WIDE}: donnez du poids à l’un d’eux au moins."
        elif not self.peers:
            yield "Aucun autre EPCI n’a de chiffres à comparer ici."
        elif self.peers[0].distance >= FAR:
            yield f"Aucun ne lui ressemble vraiment{WIDE}: le plus proche est à {number(self.peers[0].distance, 1)}."

    @property
    def table(self) -> list["Comparison"]:
        """The territory, then its likes: each with the figures that made them likes."""
        own = Comparison("Ce territoire", _cells(self.facts), "")
        return [own, *(Comparison(peer.name, _cells(peer.facts), number(peer.distance, 2)) for peer in self.peers)]


class Comparison(NamedTuple):
    name: str
    cells: list[tuple[str, str]]
    distance: str


def _cells(facts: Facts) -> list[tuple[str, str]]:
    return [(each.label, _read(each, facts)) for each in Criterion]


def _read(criterion: Criterion, facts: Facts) -> str:
    return number(facts[criterion], criterion.decimals) if criterion in facts else "nd"


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" et {plural(rest, 'autre')}" if rest > 0 else "")


@dataclass
class Candidate:
    name: str
    populations: dict[int, int] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)
    has_figures: bool = False


def candidates(ctg: Ctg, area: Area) -> dict[int, Candidate]:
    """The EPCI of an area and the municipal populations of their communes, at the last vintage known of all."""
    today = EpciMembership.objects.filter(valid_to__isnull=True)
    inside = today.filter(area.communes(ctg.caf.department_id)).values("epci")
    members = today.filter(epci__in=inside) if area is not Area.FRANCE else today
    rows = list(
        members.values_list(
            "epci", "epci__name", "commune", "commune__populations__vintage", "commune__populations__municipal"
        )
    )
    known_of_all = Counter(vintage for *_, vintage, _ in rows)
    latest = max(known_of_all, key=lambda vintage: (known_of_all[vintage], vintage or 0), default=None)
    found: dict[int, Candidate] = {}
    for pk, name, commune, vintage, municipal in rows:
        candidate = found.setdefault(pk, Candidate(short_name(name)))
        if vintage == latest and municipal is not None:
            candidate.populations[commune] = municipal
    return found


def short_name(name: str) -> str:
    """« CC de Nozay »: what everybody says for « Communauté de communes de Nozay »."""
    kinds = {
        "Communauté de communes ": "CC ",
        "Communauté d’agglomération ": "CA ",
        "Communauté urbaine ": "CU ",
    }
    return next((short + name.removeprefix(full) for full, short in kinds.items() if name.startswith(full)), name)


def resemble(ctg: Ctg, communes: Iterable[int], known: dict[int, Candidate], choices: Choices) -> Likeness:
    """The EPCI that resemble the communes of a CTG most, by the criteria that the reader weighs."""
    communes = set(communes)
    epci = exact_epci(ctg, communes, known)
    add_facts(ctg.caf, known)
    own = known[epci].facts if epci else facts_of_communes(ctg.caf, communes)
    used = [each for each in choices.used if each in own]
    others = {pk: each for pk, each in known.items() if pk != epci and each.has_figures}
    complete = {pk: each for pk, each in others.items() if all(criterion in each.facts for criterion in used)}
    peers = [
        Peer(pk, each.name, distance(own, each.facts, choices.weights), each.facts) for pk, each in complete.items()
    ]
    return Likeness(
        facts=own,
        peers=sorted(peers, key=lambda peer: (peer.distance, peer.name))[: choices.count] if used else [],
        used=used,
        missing=[each for each in choices.used if each not in own],
        put_aside=sorted(each.name for pk, each in others.items() if pk not in complete),
        area=choices.area,
    )


def distance(here: Facts, there: Facts, weights: Mapping[Criterion, int]) -> float:
    """The weighted quadratic mean of the gaps, in steps; on the criteria that both have."""
    common = [each for each in here if each in there and weights.get(each, 0) > 0]
    total = sum(weights[each] for each in common)
    if not total:
        return 0.0
    return sqrt(sum(weights[each] * each.steps(here[each], there[each]) ** 2 for each in common) / total)


def exact_epci(ctg: Ctg, communes: Iterable[int], known: Mapping[int, Candidate]) -> int | None:
    """The territory's EPCI, when the perimeter of the CTG is exactly that."""
    epci = ctg.territory.epci_id
    if epci is None or epci not in known:
        return None
    return epci if set(known[epci].populations) == set(communes) else None


def typical(figures: Iterable[Shown]) -> Shown:
    """The median of what the likes show; nothing when fewer than three of them show a plain figure."""
    plain = [each for each in figures if each.value is not None and each.status in PLAIN]
    if len(plain) < FEWEST:
        return NOTHING
    value = median(each.value for each in plain if each.value is not None)
    fictitious = any(each.is_fictitious for each in plain)
    return Shown(value, ValueStatus.OK, plain[0].year, None, f"médiane de {len(plain)} EPCI", fictitious)


def add_facts(caf: Caf, known: Mapping[int, Candidate]) -> None:
    """Give each EPCI the criteria that its stored figures allow; population and urbanity need none."""
    figures = _by_code(IndicatorValue.objects.filter(caf=caf, epci__in=list(known)), "epci")
    children_year = max((year for code, year in figures if code in CHILDREN), default=0)
    income_year = max((year for code, year in figures if code == INCOME), default=0)
    for pk, each in known.items():
        each.facts |= _size(each.populations.values())
        each.has_figures = any(pk in places for places in figures.values())
        income = figures.get((INCOME, income_year), {}).get(pk)
        if income is not None:
            each.facts[Criterion.INCOME] = float(income)
        parts = [figures.get((code, children_year), {}).get(pk) for code in CHILDREN]
        each.facts |= _share(parts, figures.get((POPULATION, children_year), {}).get(pk))


def facts_of_communes(caf: Caf, communes: Iterable[int]) -> Facts:
    """A perimeter that is no EPCI: its size, and its children when all its communes show theirs; never its income."""
    communes = list(communes)
    sizes = Population.objects.filter(commune__in=communes).order_by("commune_id", "-vintage").distinct("commune_id")
    facts = _size(sizes.values_list("municipal", flat=True))
    figures = _by_code(IndicatorValue.objects.filter(caf=caf, commune__in=communes, status=ValueStatus.OK), "commune")
    year = max((year for code, year in figures if code in CHILDREN), default=0)
    totals = [_sum(figures.get((code, year), {}), len(communes)) for code in (*CHILDREN, POPULATION)]
    return facts | _share(totals[:-1], totals[-1])


def _by_code(values: QuerySet[IndicatorValue], place: str) -> dict[tuple[str, int], dict[int, Decimal]]:
    """Plain figures of the criteria, by code and year, then by place; a hidden one is simply not there."""
    wanted = values.filter(indicator__code__in=[*CHILDREN, POPULATION, INCOME], status__in=PLAIN)
    found: dict[tuple[str, int], dict[int, Decimal]] = defaultdict(dict)
    for code, year, where, value in wanted.values_list("indicator__code", "year", place, "value"):
        found[code, year][where] = value
    return found


def _sum(figures: Mapping[int, Decimal], expected: int) -> Decimal | None:
    return sum(figures.values(), Decimal(0)) if figures and len(figures) == expected else None


def _share(parts: Iterable[Decimal | None], whole: Decimal | None) -> Facts:
    known = [part for part in parts if part is not None]
    if not whole or len(known) < len(CHILDREN):
        return {}
    return {Criterion.CHILDREN: float(100 * sum(known) / whole)}


def _size(populations: Iterable[int]) -> Facts:
    """Inhabitants, and the size of the commune where the average inhabitant lives."""
    sizes = [size for size in populations if size > 0]
    total = sum(sizes)
    if not total:
        return {}
    return {Criterion.POPULATION: total, Criterion.URBANITY: sum(size * size for size in sizes) / total}
