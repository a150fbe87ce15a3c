"""Everything that changes people, their rights, and what they may see."""

from khizana.access.actions.clearances import grant_clearance, withdraw_clearance
from khizana.access.actions.groups import add_member, create_group, end_membership
from khizana.access.actions.notes import (
    note_closed_read,
    note_failed_sign_in,
    note_refusal,
    note_sign_in,
)
from khizana.access.actions.offices import appoint, close_office, create_office, end_appointment
from khizana.access.actions.people import (
    IssuedPassword,
    change_person,
    create_person,
    disable_person,
    enable_person,
    end_sessions,
    password_changed,
    reset_password,
    reset_second_factor,
    set_language,
)
from khizana.access.actions.tokens import IssuedToken, create_token, revoke_token, use_token

__all__ = [
    "IssuedPassword",
    "IssuedToken",
    "add_member",
    "appoint",
    "change_person",
    "close_office",
    "create_group",
    "create_office",
    "create_person",
    "create_token",
    "disable_person",
    "enable_person",
    "end_appointment",
    "end_membership",
    "end_sessions",
    "grant_clearance",
    "note_closed_read",
    "note_failed_sign_in",
    "note_refusal",
    "note_sign_in",
    "password_changed",
    "reset_password",
    "reset_second_factor",
    "revoke_token",
    "set_language",
    "use_token",
    "withdraw_clearance",
]
