"""Who may give and take which role, and what was given and taken."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from territories.models import CAF_STAFF, HistoryEntry, Membership, Role

ENTRIES_SHOWN = 20


class LastManager(Exception):
    """Without a manager nobody could open the Caf's settings again."""


def grantable_roles(held: Collection[str]) -> list[Role]:
    """What somebody who holds these roles may give: nobody gives more than they have."""
    if Role.CAF_MANAGER in held:
        return list(Role)
    if Role.CAF_ADVISOR in held:
        return [role for role in Role if role != Role.CAF_MANAGER]
    if Role.COOPERATION_OFFICER in held:
        return [role for role in Role if role not in CAF_STAFF]
    return []


@transaction.atomic
def end_membership(membership: Membership) -> None:
    """Close the door from the next request on; what began today leaves no day behind, only its history."""
    today = timezone.localdate()
    if membership.role == Role.CAF_MANAGER:
        managers = Membership.objects.select_for_update().filter(caf=membership.caf, role=Role.CAF_MANAGER)
        if not any(each.pk != membership.pk for each in managers.active(today)):
            raise LastManager("C’est le dernier responsable de la Caf : donnez d’abord ce rôle à une autre personne.")
    if membership.starts_on >= today:
        membership.delete()
    else:
        membership.ends_on = today - timedelta(days=1)
        membership.save(update_fields=["ends_on"])


@dataclass(frozen=True)
class Change:
    """One line of the history of accesses."""

    at: datetime
    sentence: str


def history(entries: QuerySet[HistoryEntry]) -> list[Change]:
    """The last changes of memberships among `entries`, as sentences."""
    rows = list(entries.filter(table_name=Membership._meta.db_table).order_by("-at")[:ENTRIES_SHOWN])
    memberships = Membership.objects.in_bulk({row.row_id for row in rows})
    facts = [_facts(row, memberships.get(row.row_id)) for row in rows]
    people = User.objects.in_bulk(
        {UUID(str(fact["user_id"])) for fact in facts} | {row.user_id for row in rows} - {None}
    )
    return [
        Change(row.at, _sentence(row, fact, people)) for row, fact in zip(rows, facts, strict=True) if fact["user_id"]
    ]


def _facts(row: HistoryEntry, membership: Membership | None) -> dict[str, Any]:
    """Whose membership and which role: in the entry itself when the row was made or deleted, else on the row."""
    said = {name: before if after is None else after for name, (before, after) in row.changes.items()}
    if "user_id" in said or membership is None:
        return {"user_id": said.get("user_id"), "role": said.get("role", ""), "ends_on": said.get("ends_on")}
    return {"user_id": membership.user_id, "role": membership.role, "ends_on": said.get("ends_on")}


def _sentence(row: HistoryEntry, fact: dict[str, Any], people: dict[UUID, User]) -> str:
    person = people.get(UUID(str(fact["user_id"])))
    author = people.get(row.user_id) if row.user_id else None
    role = f"« {Role(fact['role']).label} »"
    if row.operation == "INSERT" and author == person:
        return f"{person} a rejoint l’espace sur invitation, avec le rôle {role}."
    who = str(author) if author else "L’application"
    if row.operation == "INSERT":
        return f"{who} a donné à {person} le rôle {role}."
    ends_on = date.fromisoformat(fact["ends_on"]) if fact["ends_on"] else None
    if row.operation == "DELETE" or (ends_on and ends_on < timezone.localdate(row.at)):
        return f"{who} a retiré à {person} le rôle {role}."
    if ends_on is None:
        return f"{who} a changé l’accès de {person}, avec le rôle {role}."
    return f"{who} a fixé au {ends_on:%d/%m/%Y} la fin de l’accès de {person}, avec le rôle {role}."
