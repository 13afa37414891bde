"""One fiche action: what it lacks, what it answers, and its validation."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from accounts.models import User
from actionplans.figures.health import gap_in_words
from actionplans.figures.money import Ledger
from actionplans.models import Action, ActionCommune, ActionIssue, Step
from actionplans.services.plan import ledger_of
from actionplans.services.tree import sign
from diagnostics.models import Issue
from territories.models import Commune, Ctg
from territories.templatetags.french import day


class IncompleteAction(Exception):
    """The action cannot be validated yet; the text lists what it lacks."""


@dataclass(frozen=True)
class Lack:
    """Something that the fiche does not say yet, and the form and field where it is typed."""

    words: str
    view_name: str
    field: str = ""
    blocks_validation: bool = False

    @property
    def is_for_team(self) -> bool:
        """Typed in a form that the partners do not open."""
        return self.view_name in {"actionplans:edit_people", "actionplans:edit_budget"}


def lacks(action: Action, money: Ledger) -> list[Lack]:
    """What is missing, what blocks the validation first."""
    found = [*_blocking(action, money), *_useful(action, money)]
    return sorted(found, key=lambda lack: not lack.blocks_validation)


def _blocking(action: Action, money: Ledger) -> Iterator[Lack]:
    if not action.issues.all():
        yield Lack("un enjeu auquel elle répond", "actionplans:edit_scope", "issues", blocks_validation=True)
    if action.pilot_id is None:
        yield Lack("une organisation pilote", "actionplans:edit_people", "pilot", blocks_validation=True)
    if action.starts_on is None and not action.steps.all():
        yield Lack("une première date", "actionplans:edit_calendar", "starts_on", blocks_validation=True)
    for year, gap in money.gaps.items():
        words = f"l’équilibre du budget {year} ({gap_in_words(gap)})"
        yield Lack(words, "actionplans:edit_budget", blocks_validation=True)


def _useful(action: Action, money: Ledger) -> Iterator[Lack]:
    texts = {
        "description": "une description",
        "expected_result": "le résultat attendu",
        "audience": "le public visé",
    }
    for name, words in texts.items():
        if not getattr(action, name):
            yield Lack(words, "actionplans:edit_text", name)
    if action.pilot_id and action.pilot_contact_id is None:
        yield Lack("la personne qui pilote", "actionplans:edit_people", "pilot_contact")
    if action.elected_referent_id is None:
        yield Lack("un élu référent", "actionplans:edit_people", "elected_referent")
    if action.ends_on is None:
        yield Lack("une date de fin", "actionplans:edit_calendar", "ends_on")
    if not action.steps.all():
        yield Lack("une étape au moins", "actionplans:add_step")
    if not money.entries:
        yield Lack("un budget", "actionplans:edit_budget")


@transaction.atomic
def validate(action: Action, *, by: User) -> None:
    """Mark a complete action as validated; an incomplete one is refused with the list of what it lacks."""
    locked = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if locked.status != Action.Status.PROPOSED:
        raise IncompleteAction(f"Cette action est déjà « {locked.get_status_display().lower()} ».")
    missing = [lack.words for lack in _blocking(locked, ledger_of(locked))]
    if missing:
        raise IncompleteAction(f"Cette action ne peut pas encore être validée. Il manque : {' ; '.join(missing)}.")
    locked.status = Action.Status.VALIDATED
    locked.touched_by(by).save()
    action.status, action.version = locked.status, locked.version


@transaction.atomic
def set_scope(action: Action, issues: Iterable[Issue], communes: Iterable[Commune]) -> None:
    """Keep the issues that the action answers and the communes that it concerns; the caller saves the action."""
    issues, communes = list(issues), list(communes)
    known_issues = _kept(ActionIssue.objects.filter(action=action), "issue", {issue.pk for issue in issues})
    known_communes = _kept(ActionCommune.objects.filter(action=action), "commune", {each.pk for each in communes})
    ActionIssue.objects.bulk_create(
        ActionIssue(action=action, issue=issue) for issue in issues if issue.pk not in known_issues
    )
    ActionCommune.objects.bulk_create(
        ActionCommune(action=action, commune=commune) for commune in communes if commune.pk not in known_communes
    )


def _kept(links: object, name: str, wanted: set[UUID] | set[int]) -> set[object]:
    """Erase the links to what is not wanted any more; returns those that stay."""
    links.exclude(**{f"{name}__in": wanted}).delete()  # type: ignore[attr-defined]
    return set(links.values_list(f"{name}_id", flat=True))  # type: ignore[attr-defined]


@transaction.atomic
def finish(step: Step, *, on: date, by: User) -> None:
    """Say that a step is done, today unless it was said before."""
    step.done_on = step.done_on or on
    step.touched_by(by).save()
    sign(step.action, by)


@transaction.atomic
def reopen(step: Step, *, by: User) -> None:
    step.done_on = None
    step.touched_by(by).save()
    sign(step.action, by)


def outside(ctg: Ctg, first: date | None, last: date | None) -> str:
    """A warning when dates leave the period of the CTG, else an empty text."""
    before = first is not None and first < ctg.effective_from
    after = last is not None and last > ctg.effective_to
    if not before and not after:
        return ""
    sides = " et ".join(["commence avant son début"] * before + ["finit après sa fin"] * after)
    return f"La CTG va du {day(ctg.effective_from)} au {day(ctg.effective_to)} : cette période {sides}."
