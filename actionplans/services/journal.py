"""Everything that happened to a fiche, in one column, the last thing first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from actionplans.models import Action, BudgetLine, Step
from territories.models import HistoryEntry

MOST_TRACES = 400
# What the follow-up itself tells, and what nobody reads.
TOLD_ELSEWHERE = {"status", "progress", "position", "id", "caf_id", "territory_id", "ctg_id"}
WORDS = {"node_id": "objectif", "pilot_id": "pilote", "pilot_contact_id": "personne qui pilote"}


@dataclass(frozen=True)
class Event:
    at: datetime
    kind: str
    who: str
    text: str


def journal(action: Action, *, is_team: bool) -> list[Event]:
    """The team reads everything; the others neither what waits for it nor whom it asked."""
    events = [*_news(action, is_team), *_comments(action), *_blockers(action), *_traces(action)]
    if is_team:
        events += [*_reminders(action), *_mutes(action)]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _news(action: Action, is_team: bool) -> Iterator[Event]:
    rows = action.follow_ups.with_people()
    for each in rows if is_team else rows.kept():
        words = [f"{each.get_status_display()}, {each.progress} %.", each.note]
        if each.decision:
            words.append(f"{each.decision} du {each.decision.meeting.held_on:%d/%m/%Y}.")
        if each.merged_into:
            words.append(f"Fusionnée avec « {each.merged_into} ».")
        if each.standing != each.Standing.KEPT:
            words.append(f"{each.get_standing_display()}.")
        yield Event(each.created_at, "Nouvelles", each.said_by, " ".join(filter(None, words)))
        if each.answered_at:
            yield Event(each.answered_at, "Réponse", str(each.answered_by), each.answer or each.get_standing_display())


def _comments(action: Action) -> Iterator[Event]:
    for each in action.comments.select_related("author").prefetch_related("mentions__contact"):
        named = ", ".join(f"@{mention.contact}" for mention in each.mentions.all())
        yield Event(each.created_at, "Commentaire", str(each.author), f"{each.text} {named}".strip())


def _blockers(action: Action) -> Iterator[Event]:
    for each in action.blockers.select_related("raised_by", "lifted_by", "lifter"):
        who = f" Peut le lever : {each.lifter}." if each.lifter else ""
        yield Event(_noon(each.raised_on), "Blocage", str(each.raised_by), f"{each.text}.{who}")
        if each.lifted_on:
            yield Event(_noon(each.lifted_on), "Blocage levé", str(each.lifted_by), each.text)


def _reminders(action: Action) -> Iterator[Event]:
    for each in action.reminders.select_related("contact"):
        yield Event(
            _noon(each.sent_on), "Relance", "L’application", f"{each.contact}, {each.get_rank_display().lower()}."
        )


def _mutes(action: Action) -> Iterator[Event]:
    for each in action.mutes.select_related("muted_by"):
        text = f"« {each.get_alert_display()} » jusqu’au {each.until:%d/%m/%Y} : {each.reason}"
        yield Event(each.created_at, "Alerte en sourdine", str(each.muted_by), text)


def _noon(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _traces(action: Action) -> Iterator[Event]:
    """The fiche, its steps and its budget, one line for what was saved together; amounts stay in the budget."""
    key, tables = str(action.pk), [model._meta.db_table for model in (Action, Step, BudgetLine)]
    of_fiche = Q(table_name=tables[0], row_id=action.pk)
    of_children = Q(table_name__in=tables[1:]) & (
        Q(row_id__in=_children(action)) | Q(changes__action_id__contains=[key])
    )
    found = HistoryEntry.objects.filter(of_fiche | of_children, caf=action.caf_id).order_by("-at")[:MOST_TRACES]
    groups: dict[tuple[Any, ...], list[HistoryEntry]] = {}
    for each in found:
        moment = each.request_id or each.at.replace(second=0, microsecond=0)
        groups.setdefault((each.table_name, each.user_id, moment), []).append(each)
    people = User.objects.in_bulk({user for _, user, _ in groups if user})
    titles = dict(action.steps.values_list("pk", "title"))
    for (table, user, _), rows in groups.items():
        if text := _sentence(table, rows, titles):
            yield Event(rows[0].at, "Fiche", str(people.get(user, "L’application")), text)


def _children(action: Action) -> list[UUID]:
    steps = action.steps.values_list("pk", flat=True)
    return [*steps, *action.budget_lines.values_list("pk", flat=True)]


def _sentence(table: str, rows: list[HistoryEntry], titles: dict[UUID, str]) -> str:
    if table == BudgetLine._meta.db_table:
        return f"Budget modifié, {len(rows)} ligne{'s' if len(rows) > 1 else ''}."
    if table == Step._meta.db_table:
        return _of_steps(rows, titles)
    if any(row.operation == "INSERT" for row in rows):
        return "Fiche créée."
    names = {name for row in rows for name in row.changes} - TOLD_ELSEWHERE
    validated = any(row.changes.get("status", ["", ""])[1] == Action.Status.VALIDATED for row in rows)
    labels = sorted(WORDS.get(name) or _label(name) for name in names)
    words = ["Action validée."] if validated else []
    return " ".join([*words, *([f"Modifié : {', '.join(labels)}."] if labels else [])])


def _label(column: str) -> str:
    fields = {field.attname: field for field in Action._meta.concrete_fields}
    return str(fields[column].verbose_name) if column in fields else column


def _of_steps(rows: list[HistoryEntry], titles: dict[UUID, str]) -> str:
    verbs = {"INSERT": "ajoutée", "DELETE": "supprimée"}
    said = []
    for row in rows:
        title = titles.get(row.row_id) or next(filter(None, row.changes.get("title", [])), "")
        done = row.changes.get("done_on")
        verb = verbs.get(row.operation) or ("faite" if done and done[1] else "modifiée")
        said.append(f"étape « {title} » {verb}")
    words = " ; ".join(said)
    return f"{words[:1].upper()}{words[1:]}."
