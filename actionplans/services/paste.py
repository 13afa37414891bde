"""Amounts pasted for many actions at once: those that were seen in the preview, and nothing else, are written."""

from collections.abc import Mapping
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from accounts.models import User
from actionplans.models import BudgetLine
from actionplans.services.budget import Cells, stored_cells, write_budget
from territories.models import Ctg


class BudgetChanged(Exception):
    def __init__(self) -> None:
        super().__init__(
            "Le budget du plan a changé depuis l’aperçu. Rien n’est écrit : relisez ce qui sera remplacé, puis"
            " enregistrez."
        )


def fingerprint(ctg: Ctg) -> str:
    """The budget of the whole plan in a few letters: it changes with any line."""
    lines = BudgetLine.objects.filter(action__ctg=ctg).order_by("pk").values_list("pk", "amount")
    return sha256(repr(list(lines)).encode()).hexdigest()


@transaction.atomic
def write_pasted(ctg: Ctg, pasted: Mapping[UUID, Cells], *, seen: str, by: User) -> int:
    """Put the pasted amounts over those of the same lines and keep all the others; returns how many were written."""
    actions = list(ctg.actions.filter(pk__in=pasted).select_for_update(of=("self",)).order_by("pk"))
    if fingerprint(ctg) != seen:
        raise BudgetChanged
    for action in actions:
        stored = stored_cells(action)
        write_budget(action, {**stored, **pasted[action.pk]}, shown=stored, by=by)
    return sum(len(pasted[action.pk]) for action in actions)


def replaced(ctg: Ctg, pasted: Mapping[UUID, Cells]) -> int:
    """How many amounts of the plan would change."""
    return sum(
        cell in stored and stored[cell] != amount
        for action in ctg.actions.filter(pk__in=pasted)
        for stored in [stored_cells(action)]
        for cell, amount in pasted[action.pk].items()
    )
