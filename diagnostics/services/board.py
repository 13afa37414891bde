"""The AFOM board: four quadrants, and what each finding rests on and feeds."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from diagnostics.models import Finding
from diagnostics.services.evidence import citations
from territories.models import Ctg

HINTS = {
    Finding.Quadrant.STRENGTH: "Ce qui marche ici",
    Finding.Quadrant.WEAKNESS: "Ce qui manque ici",
    Finding.Quadrant.OPPORTUNITY: "Ce qui vient et peut aider",
    Finding.Quadrant.THREAT: "Ce qui vient et peut nuire",
}
NAMES = {
    Finding.Quadrant.STRENGTH: "Atouts",
    Finding.Quadrant.WEAKNESS: "Faiblesses",
    Finding.Quadrant.OPPORTUNITY: "Opportunités",
    Finding.Quadrant.THREAT: "Menaces",
}
DENSE = 24


@dataclass
class Card:
    """One finding on the board, between its neighbours of the same quadrant as they are shown."""

    finding: Finding
    changed: int
    above: Finding | None = None
    below: Finding | None = None


@dataclass
class Quadrant:
    value: str
    name: str
    hint: str
    cards: list[Card] = field(default_factory=list)

    @property
    def others(self) -> list[tuple[str, str]]:
        """Where its findings may go."""
        return [(str(value), name) for value, name in NAMES.items() if value != self.value]


def board(ctg: Ctg, findings: Iterable[Finding]) -> list[Quadrant]:
    """These findings, already in order and with their evidence, each in its quadrant."""
    findings = list(findings)
    changed: dict[object, int] = {}
    for citation in citations(ctg, [each for finding in findings for each in finding.evidence.all()]):
        key = citation.evidence.finding_id
        changed[key] = changed.get(key, 0) + bool(citation.now)
    quadrants = {value: Quadrant(str(value), NAMES[value], HINTS[value]) for value in Finding.Quadrant}
    for finding in findings:
        cards = quadrants[Finding.Quadrant(finding.quadrant)].cards
        card = Card(finding, changed.get(finding.pk, 0))
        if cards:
            card.above, cards[-1].below = cards[-1].finding, finding
        cards.append(card)
    return list(quadrants.values())
