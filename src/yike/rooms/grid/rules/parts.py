"""Who may ask another unit to help with a request, and who answers for it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from yike.core.rights.by import By
from yike.rooms.grid.rules.requests import DISPATCH, HANDLE, acting_of, handling_for


def may_ask(user: Any, row: Any) -> bool:
    """Return whether ``user`` may ask co-units and call it off: who works on it, and who dispatches."""
    return bool(handling_for(user, row)) or DISPATCH.allows(user, row.area)


def require_asking(by: By, row: Any) -> None:
    """Raise ``PermissionDenied`` unless the doer may ask co-units for this request (or is the machine)."""
    if by.trusted:
        return
    if by.user is None or not may_ask(by.user, row):
        raise PermissionDenied(HANDLE.code)
    theirs = handling_for(by.user, row)
    if theirs:
        by.used(HANDLE.roles, among=theirs)
    else:
        by.used(DISPATCH.roles, row.area)


def may_answer(user: Any, part: Any) -> bool:
    """Return whether ``user`` may answer a part: who handles requests in the unit asked, or their deputy."""
    return bool(acting_of(user, HANDLE, part.unit_id))


def require_answering(by: By, part: Any) -> None:
    """Raise ``PermissionDenied`` unless the doer may answer this part (or is the machine)."""
    if by.trusted:
        return
    if by.user is None or not may_answer(by.user, part):
        raise PermissionDenied(HANDLE.code)
    by.used(HANDLE.roles, among=acting_of(by.user, HANDLE, part.unit_id))
