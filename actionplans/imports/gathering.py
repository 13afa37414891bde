"""From blocks to a proposed plan: headers are found, levels are followed down, each cell is understood or named."""

import re
from dataclasses import dataclass, field

from actionplans.imports import words
from actionplans.imports.contract import (
    ACTION,
    EXPENSE,
    NODE,
    RESOURCE,
    Block,
    Proposal,
    ProposedLine,
    ProposedMoney,
    RefusedPlan,
    Row,
)

HEADER_WITHIN = 40
MOST_LINES = 2_000
LONGEST_TITLE = 200
TEXTS = {
    words.DESCRIPTION: "description",
    words.RESULT: "expected_result",
    words.AUDIENCE: "audience",
    words.CONDITIONS: "conditions",
    words.RISKS: "risks",
}
LONGEST_TEXT = {"audience": 200}
IN_THOUSANDS = re.compile(r"k ?€|k ?euros|milliers d.euros", re.IGNORECASE)
NUMBERED = re.compile(
    r"^\s*(?:axe|orientation|objectif|obj\.?|action|fiche(?: action)?)?\s*(?:n ?°\s*)?"
    r"(\d+(?:\.\d+)*)\s*[.:)–—-]*\s+(?=\S)",
    re.IGNORECASE,
)
NO_PLAN = (
    "Aucun tableau de ce fichier ne ressemble à un plan d’actions : il faut une ligne de titres avec au moins une "
    "colonne « Action » (ou « Intitulé ») et une autre, par exemple « Axe », « Pilote » ou « 2026 »."
)


@dataclass(frozen=True)
class Column:
    kind: str
    name: str
    year: int = 0
    funder: str = ""


@dataclass
class Gathering:
    """The proposal in the making, and the elements already met, by their place."""

    proposal: Proposal = field(default_factory=Proposal)
    nodes: dict[tuple[int, str], ProposedLine] = field(default_factory=dict)

    def node(self, parent: int, depth: int, written: str, origin: str) -> ProposedLine:
        """The element of that title under `parent`, proposed once."""
        code, title = split_code(written)
        key = (parent, words.plain(title))
        if key not in self.nodes:
            self.nodes[key] = self.add(NODE, parent, depth, title, origin, code)
        return self.nodes[key]

    def add(self, kind: str, parent: int, depth: int, title: str, origin: str, code: str = "") -> ProposedLine:
        number = len(self.proposal.lines) + 1
        if number > MOST_LINES:
            raise RefusedPlan(f"Ce fichier contient plus de {MOST_LINES} lignes : découpez-le par axe.")
        line = ProposedLine(number, kind, parent, depth, title[:LONGEST_TITLE], origin, code)
        if len(title) > LONGEST_TITLE:
            line.remarks.append(f"l’intitulé dépasse {LONGEST_TITLE} caractères : il est coupé")
            if kind == ACTION:
                line.texts["description"] = title
        self.proposal.lines.append(line)
        return line

    def ignore(self, name: str) -> None:
        if name and name not in self.proposal.ignored_columns:
            self.proposal.ignored_columns.append(name)


def gather(blocks: list[Block], levels: tuple[str, ...]) -> Proposal:
    """The plan that the blocks tell; `levels` are the names that this CTG gives to its own."""
    gathering = Gathering()
    from_titles = TitledDocument(gathering)
    found = False
    for block in blocks:
        if block.level:
            from_titles.meet(block)
        elif header := find_header(block, levels):
            found = True
            SheetReading(gathering, block, *header).read()
        else:
            found = from_titles.meet_sheet(block) or found
    if not found or not any(line.is_action for line in gathering.proposal.lines):
        raise RefusedPlan(NO_PLAN)
    return gathering.proposal


def split_code(written: str) -> tuple[str, str]:
    """« Axe 1 – Accueillir » is « 1 » and « Accueillir »; a title without a number keeps all its words."""
    text = " ".join(written.split())
    found = NUMBERED.match(text)
    return (found[1], text[found.end() :].lstrip(" :–—-")) if found else ("", text)


def find_header(block: Block, levels: tuple[str, ...]) -> tuple[int, list[Column]] | None:
    """The place of the row of titles, and what its columns hold; none when the table is no list of actions."""
    best: tuple[int, int, list[Column]] | None = None
    for place, row in enumerate(block.rows[:HEADER_WITHIN]):
        columns = [_column(name, levels) for name in row.cells]
        known = sum(bool(column.kind) for column in columns)
        if known >= 2 and any(column.kind == words.TITLE for column in columns) and (not best or known > best[0]):
            best = known, place, columns
    return (best[1], best[2]) if best else None


def _column(name: str, levels: tuple[str, ...]) -> Column:
    text = " ".join(name.split())
    if words.plain(text) in {words.plain(level) for level in levels}:
        return Column(words.LEVEL, text)
    kind, year, funder = words.meaning(text)
    return Column(kind, text, year, funder)


class SheetReading:
    """A table with one row for each action; merged or repeated titles of levels are followed down."""

    def __init__(self, gathering: Gathering, block: Block, header: int, columns: list[Column]) -> None:
        self.gathering, self.block, self.header, self.columns = gathering, block, header, columns
        above = [" ".join(filter(None, row.cells)) for row in block.rows[:header]]
        gathering.proposal.heading = gathering.proposal.heading or " ".join(above)[:500]
        names = " ".join(column.name for column in columns)
        self.factor = 1000 if IN_THOUSANDS.search(" ".join([*above, names])) else 1
        self.levels = [place for place, column in enumerate(columns) if column.kind == words.LEVEL]
        self.title = next(place for place, column in enumerate(columns) if column.kind == words.TITLE)
        self.code = next((place for place, column in enumerate(columns) if column.kind == words.CODE), None)
        self.current: list[str] = [""] * len(self.levels)
        self.by_depth: dict[int, ProposedLine] = {}

    def read(self) -> None:
        proposal = self.gathering.proposal
        names = [self.columns[place].name for place in self.levels]
        proposal.levels = names if len(names) > len(proposal.levels) else proposal.levels
        for column in self.columns:
            if column.kind in {"", words.TOTAL}:
                self.gathering.ignore(column.name)
        deepest = self._deepest_code() if not self.levels else 0
        for row in self.block.rows[self.header + 1 :]:
            if self._is_row(row):
                self._line(row, deepest)

    def _is_row(self, row: Row) -> bool:
        filled = [cell for cell in row.cells if cell.strip()]
        if not filled or words.plain(filled[0]).startswith(("total", "sous total")):
            return False
        return [words.plain(cell) for cell in row.cells] != [words.plain(column.name) for column in self.columns]

    def _cell(self, row: Row, place: int | None) -> str:
        return row.cells[place].strip() if place is not None and place < len(row.cells) else ""

    def _deepest_code(self) -> int:
        """Without columns of levels, the longest codes are those of the actions."""
        codes = [split_code(f"{self._cell(row, self.code)} x")[0] for row in self.block.rows[self.header + 1 :]]
        return max((code.count(".") + 1 for code in codes if code), default=0)

    def _line(self, row: Row, deepest: int) -> None:
        code, title = self._cell(row, self.code), self._cell(row, self.title)
        if self.levels:
            parent, depth = self._follow(row)
            if title:
                self._action(row, parent, depth + 1, code, title)
            return
        written, short = split_code(f"{code} {title}" if code else title)
        depth = written.count(".") + 1 if written else deepest
        if deepest > 1 and depth < deepest:
            parent = self.by_depth[depth - 1].number if depth > 1 and depth - 1 in self.by_depth else 0
            self.by_depth[depth] = self.gathering.node(parent, depth, f"{written} {short}", row.origin)
            self.by_depth = {each: line for each, line in self.by_depth.items() if each <= depth}
            return
        above = self.by_depth.get(max(self.by_depth, default=0))
        self._action(row, above.number if above else 0, deepest, written or code, short or title)

    def _follow(self, row: Row) -> tuple[int, int]:
        """The element under which this row stands: a title is said once, then left empty below (merged cells)."""
        written = [self._cell(row, place) for place in self.levels]
        for level, text in enumerate(written):
            if text:
                if words.plain(text) != words.plain(self.current[level]):
                    self.current[level + 1 :] = [""] * (len(self.levels) - level - 1)
                self.current[level] = text
        parent = depth = 0
        for text in self.current:
            if text:
                depth += 1
                parent = self.gathering.node(parent, depth, text, row.origin).number
        return parent, depth

    def _action(self, row: Row, parent: int, depth: int, code: str, written: str) -> None:
        own_code, title = split_code(written)
        line = self.gathering.add(ACTION, parent, depth, title or written, row.origin, code or own_code)
        if not parent:
            line.problems.append("on ne sait pas sous quel élément du plan la ranger")
        for place, column in enumerate(self.columns):
            if text := self._cell(row, place):
                fill(line, column, text, self.factor)


def fill(line: ProposedLine, column: Column, text: str, factor: int = 1) -> None:
    """Understand one cell, or say on the line that it was left aside."""
    if column.kind in TEXTS:
        _text(line, TEXTS[column.kind], text)
    elif column.kind == words.MONEY:
        _money(line, column, text, factor)
    elif column.kind in {words.STARTS, words.ENDS}:
        found = words.read_date(text, is_end=column.kind == words.ENDS)
        _date(line, column, text, found.isoformat() if found else "")
    elif column.kind == words.PERIOD:
        first, last = words.read_period(text)
        _date(line, column, text, first.isoformat() if first else "", last.isoformat() if last else "")
    elif column.kind == words.PILOT:
        line.pilot = " ".join(text.split())[:200]
    elif column.kind == words.ISSUES:
        line.issues = re.findall(r"\bE ?\d+\b", text.upper().replace(" ", " "))
        if not line.issues:
            _text(line, "description", f"{column.name} : {text}")
    elif column.kind == words.STAFF:
        _staff(line, text)


def _text(line: ProposedLine, name: str, text: str) -> None:
    before = line.texts.get(name, "")
    whole = f"{before}\n\n{text}" if before else text
    longest = LONGEST_TEXT.get(name)
    if longest and len(whole) > longest:
        line.remarks.append(
            f"{words.quoted(whole)} dépasse {longest} caractères : le texte entier est dans la description"
        )
        line.texts["description"] = "\n\n".join(filter(None, [line.texts.get("description", ""), whole]))
        whole = whole[:longest]
    line.texts[name] = whole


def _money(line: ProposedLine, column: Column, text: str, factor: int) -> None:
    try:
        amount = words.read_amount(text, scale=factor)
    except ValueError as error:
        line.remarks.append(f"colonne {words.quoted(column.name)} : {words.quoted(text)} est laissé de côté, {error}")
        return
    if amount:
        side = RESOURCE if column.funder else EXPENSE
        line.money.append(ProposedMoney(column.year, side, str(amount), column.funder))


def _date(line: ProposedLine, column: Column, text: str, first: str, last: str = "") -> None:
    if not first:
        line.remarks.append(
            f"colonne {words.quoted(column.name)} : {words.quoted(text)} n’est pas une date, elle est laissée de côté"
        )
    elif column.kind == words.ENDS:
        line.ends_on = first
    else:
        line.starts_on, line.ends_on = first, last or line.ends_on
    if line.starts_on and line.ends_on and line.ends_on < line.starts_on:
        line.remarks.append("la fin précède le début : les deux dates sont laissées de côté")
        line.starts_on = line.ends_on = ""


def _staff(line: ProposedLine, text: str) -> None:
    found = re.search(r"\d{1,3}(?:[.,]\d{1,2})?", text)
    if found:
        line.staff = found[0].replace(",", ".")
    else:
        line.remarks.append(f"moyens humains : {words.quoted(text)} n’est pas un nombre d’ETP, il est laissé de côté")


class TitledDocument:
    """A text with titles: axes, then objectifs, then a table of two columns (name, text) for each fiche."""

    def __init__(self, gathering: Gathering) -> None:
        self.gathering = gathering
        self.open: list[tuple[int, Block]] = []

    def meet(self, block: Block) -> None:
        self.open = [(level, title) for level, title in self.open if level < block.level]
        self.open.append((block.level, block))

    def meet_sheet(self, block: Block) -> bool:
        """A fiche under the titles that are open, when the table is one."""
        pairs = [(_column(row.cells[0], ()), row) for row in block.rows if len(row.cells) >= 2 and row.cells[0].strip()]
        known = [(column, row) for column, row in pairs if column.kind]
        if len(known) < 3 or len(known) * 2 < len(pairs):
            return False
        titles = [(column, row) for column, row in known if column.kind == words.TITLE]
        above = self.open if titles else self.open[:-1]
        written = titles[0][1].cells[1] if titles else (self.open[-1][1].title if self.open else "")
        parent, depth = self._place(above, [row.cells[1] for column, row in known if column.kind == words.LEVEL])
        code, title = split_code(written)
        line = self.gathering.add(ACTION, parent, depth + 1, title, block.rows[0].origin, code)
        if not title:
            line.problems.append("la fiche n’a pas d’intitulé")
        if not parent:
            line.problems.append("on ne sait pas sous quel élément du plan la ranger")
        for column, row in known:
            fill(line, column, " ".join(filter(None, row.cells[1:])))
        for column, _ in pairs:
            if not column.kind:
                self.gathering.ignore(column.name)
        return True

    def _place(self, titles: list[tuple[int, Block]], named: list[str]) -> tuple[int, int]:
        parent = depth = 0
        proposal = self.gathering.proposal
        places = [(text, "") for text in named if text] or [(block.title, block.origin) for _, block in titles]
        for text, origin in places:
            depth += 1
            parent = self.gathering.node(parent, depth, text, origin or "titre de la fiche").number
        if depth > len(proposal.levels):
            proposal.levels = [f"Niveau {each}" for each in range(1, depth + 1)]
        return parent, depth
