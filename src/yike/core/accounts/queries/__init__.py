"""All that is read of units and accounts."""

from __future__ import annotations

from yike.core.accounts.queries.matrix import Row, matrix
from yike.core.accounts.queries.roles import (
    access_deputy,
    access_holding,
    access_proposal,
    deputies_of,
    ending_soon,
    held_on,
    open_proposals,
    proposals_waiting,
    standing_now,
)
from yike.core.accounts.queries.sessions import access_own_session, access_session, sessions_of
from yike.core.accounts.queries.units import access_unit, visible_units
from yike.core.accounts.queries.users import (
    State,
    access_user,
    anybody_yet,
    colleagues,
    endpoints_of,
    find_users,
    named,
    page_of,
    state_of,
    to_look_at,
    visible_users,
)

__all__ = [
    "Row",
    "State",
    "access_deputy",
    "access_holding",
    "access_own_session",
    "access_proposal",
    "access_session",
    "access_unit",
    "access_user",
    "anybody_yet",
    "colleagues",
    "deputies_of",
    "ending_soon",
    "endpoints_of",
    "find_users",
    "held_on",
    "matrix",
    "named",
    "open_proposals",
    "page_of",
    "proposals_waiting",
    "sessions_of",
    "standing_now",
    "state_of",
    "to_look_at",
    "visible_units",
    "visible_users",
]
