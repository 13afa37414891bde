"""What is computed about an action, apart from what its pilot declares: each alert says its reason in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from actionplans.figures.money import Ledger
from actionplans.models import Action, Alert, AlertMute, Blocker, Step
from territories.templatetags.french import WIDE, day, euro

SILENCE_DAYS = 90
STOPPED = frozenset({Action.Status.COMPLETED, Action.Status.ABANDONED})


RULES = {
    Alert.LATE: "La date de fin de l’action, ou l’échéance d’une étape qui n’est pas faite, est passée.",
    Alert.SILENT: f"Aucune nouvelle depuis {SILENCE_DAYS} jours, comptés depuis les dernières ou depuis le début.",
    Alert.NO_PILOT: "Aucune organisation n’est inscrite comme pilote.",
    Alert.UNBALANCED: "Une année au moins, les dépenses ne sont pas égales aux ressources.",
    Alert.BLOCKED: "Son pilote la déclare bloquée, ou un blocage signalé n’est pas levé.",
}


@dataclass(frozen=True)
class Concern:
    """One alert and why it is there; it disappears when its cause does."""

    alert: Alert
    reason: str

    @property
    def rule(self) -> str:
        return RULES[self.alert]


@dataclass(frozen=True)
class Muted:
    """An alert whose cause is there and which somebody set aside until a date."""

    concern: Concern
    mute: AlertMute


def hear(concerns: Iterable[Concern], mutes: Iterable[AlertMute], today: date) -> tuple[list[Concern], list[Muted]]:
    """The alerts that speak, and those in silence: a mute without its cause says nothing, one past its day neither."""
    muted = {mute.alert: mute for mute in mutes if mute.until >= today}
    heard = [each for each in concerns if each.alert not in muted]
    return heard, [Muted(each, muted[each.alert]) for each in concerns if each.alert in muted]


def health(
    action: Action,
    *,
    steps: Iterable[Step],
    money: Ledger,
    last_news_on: date | None,
    today: date,
    blockers: Iterable[Blocker] = (),
) -> list[Concern]:
    """The alerts of one action; one that is finished or given up has none."""
    if action.status in STOPPED:
        return []
    concerns = [Concern(Alert.LATE, reason) for reason in _late(action, steps, today)]
    if reason := _silent(action, last_news_on, today):
        concerns.append(Concern(Alert.SILENT, reason))
    concerns += [Concern(Alert.BLOCKED, reason) for reason in _blocked(action, blockers)]
    if action.pilot_id is None:
        concerns.append(Concern(Alert.NO_PILOT, "Aucune organisation ne pilote cette action."))
    concerns += [Concern(Alert.UNBALANCED, f"{year}{WIDE}: {gap_in_words(gap)}.") for year, gap in money.gaps.items()]
    return concerns


def _late(action: Action, steps: Iterable[Step], today: date) -> Iterator[str]:
    if action.ends_on and action.ends_on < today:
        yield f"L’action devait finir le {day(action.ends_on)}."
    for step in steps:
        if step.done_on is None and step.due_on < today:
            yield f"L’étape « {step.title} » était attendue le {day(step.due_on)}."


def _blocked(action: Action, blockers: Iterable[Blocker]) -> Iterator[str]:
    open_ones = [each for each in blockers if each.lifted_on is None]
    if action.status == Action.Status.BLOCKED and not open_ones:
        yield "Son pilote la déclare bloquée."
    for each in open_ones:
        who = f"{each.lifter} peut le lever" if each.lifter else "personne n’est désigné pour le lever"
        yield f"« {each.text} », depuis le {day(each.raised_on)} ; {who}."


def _silent(action: Action, last_news_on: date | None, today: date) -> str:
    """Silence is counted from the last news, else from the day when the action began."""
    since = last_news_on or action.starts_on
    if since is None or (today - since).days < SILENCE_DAYS:
        return ""
    if last_news_on is None:
        return f"Aucune nouvelle depuis son début, le {day(since)}."
    return f"Dernières nouvelles le {day(since)}, il y a {(today - since).days} jours."


def gap_in_words(gap: Decimal) -> str:
    """`gap` is expenses minus resources."""
    return f"il manque {euro(gap)} de ressources" if gap > 0 else f"les ressources dépassent de {euro(-gap)}"
