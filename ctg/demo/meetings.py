"""Bodies, meetings and decisions of a story, and the rows that they become."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from operator import attrgetter

from ctg.demo import TODAY
from ctg.demo.stage import Stage
from governance import services
from governance.models import AgendaItem, Attendance, Body, Decision, Meeting, Seat
from partners.models import Contact
from territories.models import Ctg

ITEM = AgendaItem.Kind


@dataclass(frozen=True)
class Mandate:
    contact: Contact
    part: str
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True)
class Ruling:
    """A decision of a meeting; `phase` is the one that it validates, if it does."""

    text: str
    phase: str = ""
    kind: str = Decision.Kind.ARBITRATION
    owner: Contact | None = None
    due_on: date | None = None
    status: str = Decision.Status.DONE


@dataclass(frozen=True)
class Gathering:
    body: str
    held_on: date
    place: str
    agenda: Sequence[tuple[str, str]]
    rulings: Sequence[Ruling] = ()
    minutes: str = ""


class Governance:
    """The bodies of one CTG; decisions wait until the meetings are written, since services number them."""

    def __init__(self, stage: Stage, ctg: Ctg) -> None:
        self.stage, self.ctg = stage, ctg
        self.bodies: dict[str, Body] = {}
        self.seats: dict[str, list[Seat]] = {}
        self._waiting: list[tuple[Meeting, Ruling]] = []

    def body(self, kind: str, name: str, meetings_per_year: int, mission: str, mandates: Sequence[Mandate]) -> Body:
        body = self.stage.rows.add(
            Body,
            ctg=self.ctg,
            kind=kind,
            name=name,
            meetings_per_year=meetings_per_year,
            mission=mission,
            updated_by=self.stage.author,
        )
        self.bodies[name] = body
        self.seats[name] = [
            self.stage.rows.add(
                Seat,
                body=body,
                contact=mandate.contact,
                part=mandate.part,
                starts_on=mandate.starts_on,
                ends_on=mandate.ends_on,
            )
            for mandate in mandates
        ]
        return body

    def gather(self, gathering: Gathering) -> None:
        is_held = gathering.held_on <= TODAY
        meeting = self.stage.rows.add(
            Meeting,
            ctg=self.ctg,
            body=self.bodies[gathering.body],
            held_on=gathering.held_on,
            starts_at=time(self.stage.draw.pick((9, 14, 17, 18)), self.stage.draw.pick((0, 30))),
            place=gathering.place,
            status=Meeting.Status.HELD if is_held else Meeting.Status.PLANNED,
            minutes=gathering.minutes if is_held else "",
            updated_by=self.stage.author,
        )
        for position, (title, kind) in enumerate(gathering.agenda, start=1):
            self.stage.rows.add(AgendaItem, meeting=meeting, position=position, title=title, kind=kind)
        if is_held:
            self._write_attendance(meeting, self.seats[gathering.body])
            self._waiting += [(meeting, ruling) for ruling in gathering.rulings]

    def _write_attendance(self, meeting: Meeting, seats: Sequence[Seat]) -> None:
        likely = [Attendance.Status.PRESENT] * 7 + [Attendance.Status.EXCUSED, Attendance.Status.REPRESENTED]
        for seat in seats:
            if seat.starts_on <= meeting.held_on and (seat.ends_on is None or seat.ends_on >= meeting.held_on):
                is_chair = seat.part in {Seat.Part.CHAIR, Seat.Part.CO_CHAIR}
                status = Attendance.Status.PRESENT if is_chair else self.stage.draw.pick(likely)
                self.stage.rows.add(Attendance, meeting=meeting, seat=seat, status=status)

    def decide(self) -> None:
        """Record the decisions in the order of the meetings; validations move the CTG from phase to phase."""
        for meeting, ruling in sorted(self._waiting, key=lambda pair: attrgetter("held_on")(pair[0])):
            decision = Decision(
                pk=self.stage.rows.draw.new_id(),
                ctg=self.ctg,
                meeting=meeting,
                kind=Decision.Kind.VALIDATION if ruling.phase else ruling.kind,
                text=ruling.text,
                validated_phase=ruling.phase,
                owner=ruling.owner,
                due_on=ruling.due_on,
                status=ruling.status,
                updated_by=self.stage.author,
            )
            if ruling.phase:
                services.record_validation(decision, by=self.stage.author)
            else:
                services.record(decision)
        self._waiting = []
        self.ctg.refresh_from_db(fields=["phase", "legal_status", "version"])
