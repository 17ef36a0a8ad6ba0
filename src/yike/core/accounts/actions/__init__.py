"""What can be done to units and accounts: the only door that writes them."""

from __future__ import annotations

from yike.core.accounts.actions.deputies import end_deputy, set_deputy
from yike.core.accounts.actions.entrance import (
    clear_second_factor,
    keep_second_factor,
    note_failure,
    note_lockout,
    note_login,
    note_logout,
    note_second_factor,
    reseal_second_factors,
    spend_code,
    unlock,
)
from yike.core.accounts.actions.entry import confirm_entry, entries_of, note_entry, note_spent
from yike.core.accounts.actions.leaving import hand_over
from yike.core.accounts.actions.portraits import keep_portrait, remove_portrait
from yike.core.accounts.actions.roles import (
    NewRole,
    end_role,
    give_role,
    give_roles,
    grant_proposal,
    propose_role,
    refuse_proposal,
    withdraw_proposal,
)
from yike.core.accounts.actions.sessions import end_other_sessions, end_session, end_sessions, rename_session
from yike.core.accounts.actions.units import add_unit, change_unit, close_unit, reopen_unit
from yike.core.accounts.actions.users import (
    NewUser,
    add_user,
    add_users,
    change_account,
    change_own,
    change_own_password,
    close_account,
    open_account,
    reopen_account,
    reset_password,
)

__all__ = [
    "NewRole",
    "NewUser",
    "add_unit",
    "add_user",
    "add_users",
    "change_account",
    "change_own",
    "change_own_password",
    "change_unit",
    "clear_second_factor",
    "close_account",
    "close_unit",
    "confirm_entry",
    "end_deputy",
    "end_other_sessions",
    "end_role",
    "end_session",
    "end_sessions",
    "entries_of",
    "give_role",
    "give_roles",
    "grant_proposal",
    "hand_over",
    "keep_portrait",
    "keep_second_factor",
    "note_entry",
    "note_failure",
    "note_lockout",
    "note_login",
    "note_logout",
    "note_second_factor",
    "note_spent",
    "open_account",
    "propose_role",
    "refuse_proposal",
    "remove_portrait",
    "rename_session",
    "reopen_account",
    "reopen_unit",
    "reseal_second_factors",
    "reset_password",
    "set_deputy",
    "spend_code",
    "unlock",
    "withdraw_proposal",
]
