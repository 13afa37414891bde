"""What becomes of the actions: reports of their pilots, and the alerts that the dates and the money raise."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from accounts.models import User
from actionplans.figures.health import Concern, Muted, health, hear
from actionplans.figures.money import Ledger
from actionplans.figures.reminders import Next
from actionplans.models import Action, ActionQuerySet, Blocker, FollowUp, Step
from actionplans.services.plan import Sheet, plan_tree
from actionplans.services.watching import upcoming
from territories.models import Ctg

AROUND = (
    Prefetch("steps", Step.objects.order_by("due_on", "id")),
    Prefetch("blockers", Blocker.objects.select_related("lifter").order_by("raised_on", "id")),
    "mutes",
)
# What a committee decides, and not only its pilot.
NEEDS_A_DECISION = frozenset({Action.Status.SUSPENDED, Action.Status.ABANDONED})


class NewsMeanwhile(Exception):
    """Somebody reported on the same action since the form was shown."""

    def __init__(self, latest: FollowUp) -> None:
        self.latest = latest
        super().__init__(
            f"{latest.said_by} a donné des nouvelles de cette action pendant que vous écriviez. Lisez-les : si les"
            " vôtres tiennent toujours, enregistrez à nouveau."
        )


class NoDecision(Exception):
    """An action is neither suspended nor given up by its pilot alone."""

    def __init__(self) -> None:
        super().__init__(
            "Choisissez la décision qui suspend ou arrête l’action. Si elle n’est pas encore prise, déclarez"
            " l’action « Bloquée » et dites pourquoi."
        )


@dataclass(frozen=True)
class Progress:
    """One line of the follow-up."""

    sheet: Sheet
    latest: FollowUp | None
    next_on: date | None
    concerns: list[Concern]
    upcoming: Next | None = None
    muted: list[Muted] = field(default_factory=list)

    @property
    def action(self) -> Action:
        return self.sheet.action


def progress_of(ctg: Ctg, actions: ActionQuerySet, *, today: date) -> list[Progress]:
    """The actions in the order of the plan, with their last news, their next date and their alerts."""
    tree = plan_tree(ctg, actions.prefetch_related(*AROUND))
    latest, reminders = latest_news(ctg), upcoming(ctg, today=today)
    return [
        _progress(sheet, latest.get(sheet.action.pk), reminders.get(sheet.action.pk), today) for sheet in tree.sheets
    ]


def latest_news(ctg: Ctg) -> dict[UUID, FollowUp]:
    """The last report on each action."""
    reports = FollowUp.objects.kept().filter(action__ctg=ctg).with_people()
    return {each.action_id: each for each in reports.order_by("action_id", "-created_at", "-id").distinct("action_id")}


def _progress(sheet: Sheet, latest: FollowUp | None, reminder: Next | None, today: date) -> Progress:
    steps = list(sheet.action.steps.all())
    concerns, muted = concerns_of(sheet.action, sheet.money, latest, today=today)
    return Progress(sheet, latest, next_date(sheet.action, steps, latest), concerns, reminder, muted)


def concerns_of(
    action: Action, money: Ledger, latest: FollowUp | None, *, today: date
) -> tuple[list[Concern], list[Muted]]:
    """The alerts of one action, and those in silence; `AROUND` already read, it asks the database for nothing."""
    prefetch_related_objects([action], *AROUND)
    concerns = health(
        action,
        steps=action.steps.all(),
        money=money,
        last_news_on=timezone.localdate(latest.created_at) if latest else None,
        today=today,
        blockers=action.blockers.all(),
    )
    return hear(concerns, action.mutes.all(), today)


def next_date(action: Action, steps: list[Step], latest: FollowUp | None) -> date | None:
    """The first thing expected: what the pilot announced, a step that is not done, or the end."""
    if action.status in {Action.Status.COMPLETED, Action.Status.ABANDONED}:
        return None
    expected = [step.due_on for step in steps if step.done_on is None]
    if latest and latest.next_on:
        expected.append(latest.next_on)
    return min(expected, default=action.ends_on)


def last_kept(action: Action) -> FollowUp | None:
    return action.follow_ups.kept().with_people().order_by("-created_at", "-id").first()


@transaction.atomic
def report(news: FollowUp, *, seen: UUID | None) -> FollowUp:
    """Keep the news of an action and change its status with them; sent twice, they are there once.

    `seen` is the last report that their author had before them: another one since is `NewsMeanwhile`.
    """
    if not news._state.adding:
        return news
    action = Action.objects.select_for_update(of=("self",)).get(pk=news.action_id)
    if already := action.follow_ups.filter(pk=news.pk).first():
        return already
    latest = last_kept(action)
    if latest is not None and latest.pk != seen:
        raise NewsMeanwhile(latest)
    refuse_undecided(news, action)
    news.save()
    follow(action, news, by=news.author)
    return news


def refuse_undecided(news: FollowUp, action: Action) -> None:
    """Said again of an action already stopped, it needs no second decision."""
    if news.status in NEEDS_A_DECISION and news.status != action.status and news.decision_id is None:
        raise NoDecision


def follow(action: Action, news: FollowUp, *, by: User | None) -> None:
    """The action is where its news say."""
    action.status, action.progress = news.status, news.progress
    action.touched_by(by).save(update_fields=["status", "progress", "version", "updated_by", "updated_at"])
