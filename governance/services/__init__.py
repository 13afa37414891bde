"""Seats, meetings and decisions: the rules that hold whoever calls, and what a CTG should do next."""

from governance.services.decisions import (
    BodyMayNotValidate,
    DecisionRefused,
    MeetingNotHeld,
    PhaseIncomplete,
    PhaseNotOpen,
    announce,
    check_validation,
    record,
    record_validation,
)
from governance.services.guidance import NextStep, next_step
from governance.services.meetings import (
    MeetingRefused,
    add_to_agenda,
    cancel,
    hold,
    move_down,
    move_up,
    restore,
    who_attends,
)
from governance.services.seats import BodyHasMet, SeatRefused, check_mandate, delete_body, remove_seat

__all__ = [
    "BodyHasMet",
    "BodyMayNotValidate",
    "DecisionRefused",
    "MeetingNotHeld",
    "MeetingRefused",
    "NextStep",
    "PhaseIncomplete",
    "PhaseNotOpen",
    "SeatRefused",
    "add_to_agenda",
    "announce",
    "cancel",
    "check_mandate",
    "check_validation",
    "delete_body",
    "hold",
    "move_down",
    "move_up",
    "next_step",
    "record",
    "record_validation",
    "remove_seat",
    "restore",
    "who_attends",
]
