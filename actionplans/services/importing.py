"""An imported plan: proposed from a file, accepted line by line, written at once, taken out again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.models import User
from actionplans.imports.contract import Proposal, ProposedLine, RefusedPlan
from actionplans.imports.opening import propose
from actionplans.imports.words import plain
from actionplans.models import Action, ActionIssue, BudgetLine, Plan, PlanImport, PlanNode
from actionplans.services.plan import levels_of
from actionplans.services.tree import MOST_LEVELS, PlanRefused, add_action, add_node, lock_plan
from partners.models import Organisation
from territories.models import Ctg, Epci
from territories.templatetags.french import plural

__all__ = ["Choice", "Decided", "ProposedPlan", "RefusedPlan", "accept", "discard", "proposed", "receive", "undo"]

Choice = UUID | str
"""A pilot that was chosen for a name of the file: an organisation, `NEW` to create it, or an empty text."""
NEW = "new"


class Decided(Exception):
    """Somebody has already decided on this import."""


@dataclass(frozen=True)
class ProposedRow:
    """One line as it is read over; `is_present` when the plan holds it already, under the same title."""

    line: ProposedLine
    is_present: bool
    remarks: list[str]

    @property
    def period(self) -> tuple[date | None, date | None]:
        first, last = self.line.starts_on, self.line.ends_on
        return date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None

    @property
    def expenses(self) -> Decimal:
        return sum((Decimal(each.amount) for each in self.line.money if not each.funder), Decimal(0))

    @property
    def resources(self) -> Decimal:
        return sum((Decimal(each.amount) for each in self.line.money if each.funder), Decimal(0))

    @property
    def needs_a_look(self) -> bool:
        return bool(self.remarks or self.line.problems or (self.line.is_action and self.is_present))


@dataclass(frozen=True)
class ProposedPlan:
    """A proposal beside the plan of the CTG: what exists there already, and which pilots are known."""

    ctg: Ctg
    proposal: Proposal
    known_nodes: Mapping[int, UUID]
    known_actions: frozenset[int]
    pilots: Mapping[str, UUID]

    @cached_property
    def by_number(self) -> dict[int, ProposedLine]:
        return {line.number: line for line in self.proposal.lines}

    @cached_property
    def unknown_pilots(self) -> list[str]:
        names = {line.pilot: None for line in self.proposal.lines if line.pilot and line.pilot not in self.pilots}
        return list(names)

    def with_those_above(self, accepted: set[int]) -> list[ProposedLine]:
        """The accepted lines and the elements that hold them, in the order of the file."""
        kept = set(accepted)
        for number in accepted:
            parent = self.by_number[number].parent
            while parent and parent not in kept:
                kept.add(parent)
                parent = self.by_number[parent].parent
        return [line for line in self.proposal.lines if line.number in kept]

    @cached_property
    def rows(self) -> list[ProposedRow]:
        return [
            ProposedRow(line, line.number in self.known_actions or line.number in self.known_nodes, self._remarks(line))
            for line in self.proposal.lines
        ]

    @cached_property
    def to_look_at(self) -> list[ProposedRow]:
        return [row for row in self.rows if row.needs_a_look]

    @cached_property
    def actions(self) -> list[ProposedLine]:
        return [line for line in self.proposal.lines if line.is_action]

    @cached_property
    def other_territory(self) -> str:
        """The name of another territory, or of another EPCI, that the heading of the file bears instead of ours."""
        heading = f" {plain(self.proposal.heading)} "
        if not heading.strip() or f" {plain(self.ctg.territory.name)} " in heading:
            return ""
        others = self.ctg.caf.territories.exclude(pk=self.ctg.territory_id).values_list("name", flat=True)
        epcis = Epci.objects.exclude(pk=self.ctg.territory.epci_id or 0).values_list("name", flat=True)
        return next((name for name in (*others, *epcis) if f" {plain(name)} " in heading), "")

    def _remarks(self, line: ProposedLine) -> list[str]:
        """What the reading said, and what this CTG adds: years outside of it, issues that it has not."""
        remarks = list(line.remarks)
        if outside := sorted({money.year for money in line.money} - set(self.ctg.years)):
            years = " et ".join(map(str, outside))
            remarks.append(f"la CTG ne couvre pas {years} : ces montants sont laissés de côté")
        if unknown := [code for code in line.issues if code.replace(" ", "") not in self._issue_codes]:
            remarks.append(f"aucun enjeu {', '.join(unknown)} dans le diagnostic : le lien n’est pas fait")
        return remarks

    @cached_property
    def _issue_codes(self) -> set[str]:
        return {issue.code for issue in self.ctg.issues.all()}


@transaction.atomic
def receive(ctg: Ctg, path: Path, *, name: str, by: User) -> PlanImport:
    """Keep what a file proposes; `RefusedPlan` says why there is nothing to propose. Nothing of the plan changes."""
    proposal = propose(path, levels_of(ctg))
    return PlanImport.objects.create(ctg=ctg, file_name=name[:255], proposal=proposal.as_json(), created_by=by)


def proposed(received: PlanImport) -> ProposedPlan:
    """The proposal, compared with the plan as it is now."""
    ctg, proposal = received.ctg, Proposal.from_json(received.proposal)
    nodes = {(node.parent_id, plain(node.title)): node.pk for node in ctg.plan_nodes.all()}
    actions = {(node, plain(title)) for node, title in ctg.actions.values_list("node_id", "title")}
    known: dict[int, UUID] = {}
    present: set[int] = set()
    for line in proposal.lines:
        above = known.get(line.parent)
        if line.parent and above is None:
            continue
        if line.is_action:
            present |= {line.number} if above and (above, plain(line.title)) in actions else set()
        elif found := nodes.get((above, plain(line.title))):
            known[line.number] = found
    return ProposedPlan(ctg, proposal, known, frozenset(present), _pilots(ctg, proposal))


def _pilots(ctg: Ctg, proposal: Proposal) -> dict[str, UUID]:
    """The organisations of the Caf that the names of the file mean, capitals and accents aside."""
    organisations = {plain(each.name): each.pk for each in Organisation.objects.filter(caf=ctg.caf).active()}
    named = {line.pilot for line in proposal.lines if line.pilot}
    return {name: organisations[plain(name)] for name in named if plain(name) in organisations}


@transaction.atomic
def accept(received: PlanImport, numbers: set[int], pilots: Mapping[str, Choice], *, by: User) -> PlanImport:
    """Write the accepted lines, all or none; `PlanRefused` when the plan has no room for their levels."""
    plan = lock_plan(received.ctg)
    held = _hold(received, PlanImport.Status.WAITING)
    held.ctg = received.ctg
    found = proposed(held)
    valid = {line.number for line in found.proposal.lines if not line.problems} & numbers
    lines = found.with_those_above(valid)
    if not any(line.is_action for line in lines):
        raise PlanRefused("Choisissez au moins une action.")
    _make_room(plan, found, lines)
    writer = _Writer(found, _chosen(found, lines, pilots), by)
    for line in lines:
        writer.write(line)
    held.made = writer.made
    return _decide(held, PlanImport.Status.DONE, by)


def _hold(received: PlanImport, status: str) -> PlanImport:
    held = PlanImport.objects.select_for_update(of=("self",)).get(pk=received.pk)
    if held.status != status:
        raise Decided(f"Cet import est déjà « {held.get_status_display().lower()} ».")
    return held


def _decide(held: PlanImport, status: str, by: User) -> PlanImport:
    held.status, held.decided_at, held.decided_by = status, timezone.now(), by
    held.save(update_fields=["status", "decided_at", "decided_by", "made"])
    return held


def _make_room(plan: Plan, found: ProposedPlan, lines: list[ProposedLine]) -> None:
    """An empty plan takes the levels of the file; a plan already written keeps its own."""
    deepest = max(line.depth - line.is_action for line in lines)
    if deepest > MOST_LEVELS:
        raise PlanRefused(f"Ce fichier a {deepest} niveaux au-dessus des actions : un plan en a {MOST_LEVELS} au plus.")
    if deepest <= len(plan.level_labels):
        return
    if found.ctg.plan_nodes.exists():
        raise PlanRefused(
            f"Ce fichier a {plural(deepest, 'niveau')} au-dessus des actions et le plan "
            f"{plural(len(plan.level_labels), 'niveau')} : ajoutez d’abord un niveau au plan, depuis « Organiser »."
        )
    plan.level_labels = [label[:40] for label in found.proposal.levels[:deepest]]
    plan.save(update_fields=["level_labels"])


def _chosen(found: ProposedPlan, lines: list[ProposedLine], choices: Mapping[str, Choice]) -> dict[str, UUID]:
    """The organisation of each name; those to be created are, once each."""
    chosen = dict(found.pilots)
    for name in {line.pilot for line in lines if line.pilot} - chosen.keys():
        choice = choices.get(name, "")
        if choice == NEW:
            made, _ = Organisation.objects.get_or_create(
                caf=found.ctg.caf, name=name, defaults={"kind": Organisation.Kind.OTHER}
            )
            chosen[name] = made.pk
        elif choice:
            chosen[name] = UUID(str(choice))
    return chosen


class _Writer:
    """Writes line after line, and remembers what it made."""

    def __init__(self, found: ProposedPlan, pilots: Mapping[str, UUID], by: User) -> None:
        self.found, self.pilots, self.by = found, pilots, by
        self.places: dict[int, UUID] = dict(found.known_nodes)
        self.issues = {issue.code: issue for issue in found.ctg.issues.all()}
        self.made: dict[str, list[str]] = {"nodes": [], "actions": []}

    def write(self, line: ProposedLine) -> None:
        if line.is_action:
            self._action(line)
        elif line.number not in self.places:
            node = PlanNode(ctg=self.found.ctg, parent_id=self.places.get(line.parent), title=line.title)
            node.updated_by = self.by
            self.places[line.number] = add_node(node).pk
            self.made["nodes"].append(str(node.pk))

    def _action(self, line: ProposedLine) -> None:
        action = Action(
            ctg=self.found.ctg,
            node_id=self.places[line.parent],
            title=line.title,
            pilot_id=self.pilots.get(line.pilot),
            starts_on=date.fromisoformat(line.starts_on) if line.starts_on else None,
            ends_on=date.fromisoformat(line.ends_on) if line.ends_on else None,
            full_time_equivalent=Decimal(line.staff) if line.staff else None,
            updated_by=self.by,
            **line.texts,
        )
        add_action(action)
        known = {self.issues[code.replace(" ", "")].pk for code in line.issues if code.replace(" ", "") in self.issues}
        ActionIssue.objects.bulk_create(ActionIssue(action=action, issue_id=issue) for issue in known)
        BudgetLine.objects.bulk_create(self._money(action, line))
        self.made["actions"].append(str(action.pk))

    def _money(self, action: Action, line: ProposedLine) -> list[BudgetLine]:
        """One line a year, a side and a funder: amounts of two columns with the same meaning are added."""
        sums: dict[tuple[int, str, str], Decimal] = {}
        for money in line.money:
            if money.year in self.found.ctg.years:
                key = money.year, money.side, money.funder
                sums[key] = sums.get(key, Decimal(0)) + Decimal(money.amount)
        return [
            BudgetLine(action=action, year=year, side=side, funder=funder, amount=amount)
            for (year, side, funder), amount in sums.items()
        ]


@transaction.atomic
def discard(received: PlanImport) -> None:
    """Forget a proposal; nothing was written."""
    _hold(received, PlanImport.Status.WAITING).delete()


@transaction.atomic
def undo(received: PlanImport, *, by: User) -> PlanImport:
    """Take out what an import made, unless somebody has worked on it since; elements that hold more stay."""
    lock_plan(received.ctg)
    held = _hold(received, PlanImport.Status.DONE)
    actions = received.ctg.actions.filter(pk__in=held.made["actions"])
    worked_on = [each for each in actions if each.version > 1 or each.status != Action.Status.PROPOSED]
    if worked_on:
        names = " ; ".join(f"« {each} »" for each in worked_on[:5])
        count = plural(len(worked_on), "fiche")
        raise PlanRefused(f"On a travaillé depuis sur {count} de cet import ({names}) : il ne s’annule plus.")
    try:
        with transaction.atomic():
            actions.delete()
    except ProtectedError:
        raise PlanRefused("Ces fiches ont déjà des indicateurs ou des suites : cet import ne s’annule plus.") from None
    for pk in reversed(held.made["nodes"]):
        node = received.ctg.plan_nodes.filter(pk=pk, children=None, actions=None)
        node.delete()
    return _decide(held, PlanImport.Status.UNDONE, by)
