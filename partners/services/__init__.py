from partners.services.invitations import (
    InvitationClosed,
    InvitationForAnother,
    accept,
    invite,
    join,
    opened,
    refuse_closed,
    resend,
    revoke,
)
from partners.services.memberships import LastManager, end_membership, grantable_roles, history
from partners.services.organisations import archive, organisations_of, restore

__all__ = [
    "InvitationClosed",
    "InvitationForAnother",
    "LastManager",
    "accept",
    "archive",
    "end_membership",
    "grantable_roles",
    "history",
    "invite",
    "join",
    "opened",
    "organisations_of",
    "refuse_closed",
    "resend",
    "restore",
    "revoke",
]
