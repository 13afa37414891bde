"""The follow-up of the complete CTG: the reminders of its first year, what waits for the team, what blocks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from actionplans.figures.reminders import Person, Watched, plan, week_of
from actionplans.models import (
    Action,
    AlertMute,
    Blocker,
    Comment,
    Digest,
    FollowUp,
    Mention,
    Reminder,
    ReminderPause,
)
from ctg.demo.complete.plan import FICHES
from ctg.demo.fiches import Casting
from ctg.demo.stage import Stage, moment
from partners.models import Contact
from territories.models import Ctg

FIRST_TUESDAY, TODAY = date(2026, 1, 6), date(2026, 11, 24)
SUMMER = (date(2026, 7, 13), date(2026, 8, 23))
STATUS = Action.Status
# Code of the fiche, day, status, what was said, and the answer of the team.
PROPOSALS = (
    ("2.2.1", date(2026, 11, 20), STATUS.IN_PROGRESS, "Première matinée à Paulx : onze familles.", ""),
    (
        "2.1.2",
        date(2026, 10, 6),
        STATUS.DELAYED,
        "La navette n’a pas trouvé de transporteur.",
        "Un transporteur vient de répondre : on garde la date.",
    ),
)


@dataclass
class FollowedYear:
    """`actions` and the fiches that they come from bear the same codes."""

    stage: Stage
    ctg: Ctg
    actions: Mapping[str, Action]
    casting: Casting
    officer: Contact
    signed_on: date

    def tell(self) -> None:
        self._pause()
        self._remind()
        self._propose()
        self._block()
        self._talk()

    def _pause(self) -> None:
        start, until = SUMMER
        pause = self.stage.rows.add(
            ReminderPause,
            ctg=self.ctg,
            reason="Congés d’été : les équipes sont sur le terrain",
            starts_on=start,
            until=until,
            set_by=self.casting.reporter,
        )
        self.stage.rows.dated(pause, "created_at", moment(date(2026, 7, 6)))

    def _remind(self) -> None:
        """Week after week, what the product itself would have sent, knowing the news of that day."""
        asked: dict[str, tuple[date, ...]] = {}
        day = FIRST_TUESDAY
        while day < TODAY:
            watched = [self._watched(code, day, asked.get(code, ())) for code in self.actions]
            for letter in plan(watched, snoozes={}, written_this_week=(), today=day):
                digest = self.stage.rows.add(
                    Digest, caf=self.stage.caf, email=letter.email, week_of=week_of(day), sent_on=day
                )
                for each, upcoming in letter.asks:
                    self.stage.rows.add(
                        Reminder,
                        digest=digest,
                        action=self.actions[each.action],
                        contact=upcoming.person.contact,
                        rank=upcoming.rank,
                        sent_on=day,
                    )
                    asked[each.action] = (*asked.get(each.action, ()), day)
            day += timedelta(days=7)

    def _watched(self, code: str, day: date, asked: tuple[date, ...]) -> Watched:
        fiche = FICHES[code]
        known = [news for news in fiche.news if news.on <= day]
        referent = self.casting.pilots[fiche.pilot_position]
        return Watched(
            action=code,
            status=known[-1].status if known else STATUS.VALIDATED,
            starts_on=fiche.starts_on,
            signed_on=self.signed_on,
            referent=Person(referent, referent.email, str(referent)),
            deputy=Person(self.officer, self.officer.email, str(self.officer)),
            last_news_on=known[-1].on if known else None,
            announced_on=known[-1].next_on if known else None,
            asked_on=asked,
            pauses=(SUMMER,),
        )

    def _propose(self) -> None:
        """One answer to a link that the team has not read yet, and one that it has set aside."""
        for code, day, status, note, answer in PROPOSALS:
            action, is_answered = self.actions[code], bool(answer)
            row = self.stage.rows.add(
                FollowUp,
                action=action,
                status=status,
                progress=FICHES[code].news[-1].progress,
                note=note,
                contact=self.casting.pilots[FICHES[code].pilot_position],
                standing=FollowUp.Standing.DECLINED if is_answered else FollowUp.Standing.PROPOSED,
                answer=answer,
                answered_by=self.casting.reporter if is_answered else None,
                answered_at=moment(day, 16) if is_answered else None,
                answer_told_on=day if is_answered else None,
            )
            self.stage.rows.dated(row, "created_at", moment(day))

    def _block(self) -> None:
        add, by = self.stage.rows.add, self.casting.reporter
        add(
            Blocker,
            action=self.actions["2.1.2"],
            text="Deux communes n’ont pas délibéré sur la navette",
            lifter=self.casting.elected,
            raised_on=date(2026, 9, 15),
            raised_by=by,
            updated_by=by,
        )
        add(
            Blocker,
            action=self.actions["1.1.1"],
            text="Le permis attend l’avis sur le raccordement des eaux",
            lifter=self.casting.pilots[FICHES["1.1.1"].pilot_position],
            raised_on=date(2026, 9, 10),
            raised_by=by,
            lifted_on=date(2026, 10, 27),
            lifted_by=by,
            updated_by=by,
        )
        mute = add(
            AlertMute,
            action=self.actions["1.1.1"],
            alert="late",
            reason="Nouveau calendrier présenté au comité de pilotage de janvier",
            until=date(2027, 1, 31),
            muted_by=by,
        )
        self.stage.rows.dated(mute, "created_at", moment(date(2026, 11, 6)))

    def _talk(self) -> None:
        comment = self.stage.rows.add(
            Comment,
            action=self.actions["2.1.2"],
            text="Peut-on mutualiser le véhicule de l’équipe jeunesse le mercredi ?",
            author=self.casting.reporter,
        )
        self.stage.rows.dated(comment, "created_at", moment(date(2026, 10, 8)))
        pilot = self.casting.pilots[FICHES["2.1.1"].pilot_position]
        self.stage.rows.add(Mention, comment=comment, contact=pilot, told_on=date(2026, 10, 13))
