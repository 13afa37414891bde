"""One edition of the diagnosis: its content, which version it is, and the tables of its communes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from diagnostics.documents.content import Content, Finding, Issue, Line, Place, Table
from diagnostics.models.diagnosis import Finding as FindingRow

MOST_COLUMNS = 5
QUADRANTS = {
    FindingRow.Quadrant.STRENGTH: "Atouts",
    FindingRow.Quadrant.WEAKNESS: "Faiblesses",
    FindingRow.Quadrant.OPPORTUNITY: "Opportunités",
    FindingRow.Quadrant.THREAT: "Menaces",
}
# How to read a figure that is not a plain one: the same words in every document.
LEGEND = (
    ("s", "Secret statistique : le chiffre existe, et permettrait de reconnaître une personne. Ce n’est pas un zéro."),
    ("s", "Secret induit : caché seulement parce qu’il permettrait d’en retrouver un autre par soustraction."),
    ("nd", "Non disponible : le producteur ne donne pas ce chiffre, ou il n’est pas chargé. Ce n’est pas un zéro."),
    ("≥", "Partiel : une partie manque ou est cachée ; le vrai total vaut au moins autant."),
    ("≤", "Au plus : le producteur ne descend pas plus bas ; le vrai chiffre vaut au plus autant."),
)


@dataclass(frozen=True)
class Grid:
    """The communes in rows, a few indicators of one theme in columns."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Edition:
    """`number` and `sha256` are those of the frozen version; a draft has neither."""

    content: Content
    issued_at: datetime
    number: int = 0
    sha256: str = ""

    @property
    def is_draft(self) -> bool:
        return not self.number

    @property
    def label(self) -> str:
        return f"Version {self.number}" if self.number else "Projet"

    @property
    def running(self) -> str:
        """What every foot of page repeats."""
        content = self.content
        notice = " · Démonstration (fictif)" if content.is_fictitious else ""
        if self.is_draft:
            return f"{content.reference} · diagnostic partagé · projet, non validé{notice}"
        return f"{content.reference} · diagnostic partagé, version {self.number}{notice} · SHA-256 {self.sha256}"

    @property
    def title(self) -> str:
        return f"Diagnostic partagé {self.content.period}"

    @property
    def quadrants(self) -> tuple[tuple[str, tuple[Finding, ...]], ...]:
        """The four cells of the AFOM, empty ones too."""
        return tuple(
            (label, tuple(each for each in self.content.findings if each.quadrant == quadrant))
            for quadrant, label in QUADRANTS.items()
        )

    @property
    def priorities(self) -> tuple[tuple[str, tuple[Issue, ...]], ...]:
        found: dict[str, list[Issue]] = {}
        for issue in self.content.issues:
            found.setdefault(issue.priority, []).append(issue)
        return tuple((priority, tuple(issues)) for priority, issues in found.items())

    @property
    def themes_with_communes(self) -> tuple[Table, ...]:
        return tuple(table for table in self.content.tables if any(line.has_communes for line in table.lines))


def mapped(table: Table) -> Line | None:
    """The indicator of a theme that is worth a map: a ratio first, known in most of its communes."""
    lines = [line for line in table.lines if sum(place.figure.value is not None for place in line.communes) > 1]
    ratios = [line for line in lines if line.kind in {"ratio", "median"}]
    return next(iter(ratios or lines), None)


def grids(table: Table) -> Iterator[Grid]:
    """All the figures of the communes for one theme, a few columns at a time."""
    lines = [line for line in table.lines if line.has_communes]
    for start in range(0, len(lines), MOST_COLUMNS):
        chosen = lines[start : start + MOST_COLUMNS]
        names = [place.name for place in chosen[0].communes]
        yield Grid(
            title=f"{table.label}, par commune" + (" (suite)" if start else ""),
            columns=tuple(_head(line) for line in chosen),
            rows=tuple(
                (name, tuple(_cell(line, line.communes[rank]) for line in chosen)) for rank, name in enumerate(names)
            ),
        )


def _main_year(line: Line) -> int | None:
    return max((place.figure.year for place in line.communes if place.figure.year), default=None)


def _head(line: Line) -> str:
    year = _main_year(line)
    return f"{line.label} ({line.unit}{f', {year}' if year else ''})"


def _cell(line: Line, place: Place) -> str:
    """The figure, with its year when it is not that of its column."""
    year = place.figure.year
    return place.written if year in (None, _main_year(line)) else f"{place.written} ({year})"
