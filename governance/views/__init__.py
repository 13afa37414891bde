from governance.views.agenda import add_item, delete_item, edit_item, move_item_down, move_item_up
from governance.views.bodies import add_seat, bodies, body, create_body, delete_body, edit_body, edit_seat, remove_seat
from governance.views.decisions import decision, decisions, follow_up_decision, record_decision, record_validation
from governance.views.meetings import (
    calendar_file,
    cancel_meeting,
    edit_meeting,
    edit_minutes,
    hold_meeting,
    meeting,
    plan_meeting,
    record_of_decisions,
    restore_meeting,
)

__all__ = [
    "add_item",
    "add_seat",
    "bodies",
    "body",
    "calendar_file",
    "cancel_meeting",
    "create_body",
    "decision",
    "decisions",
    "delete_body",
    "delete_item",
    "edit_body",
    "edit_item",
    "edit_meeting",
    "edit_minutes",
    "edit_seat",
    "follow_up_decision",
    "hold_meeting",
    "meeting",
    "move_item_down",
    "move_item_up",
    "plan_meeting",
    "record_decision",
    "record_of_decisions",
    "record_validation",
    "remove_seat",
    "restore_meeting",
]
