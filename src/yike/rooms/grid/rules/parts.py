"""Who may ask another unit to help with a request, and who answers for it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from yike.core.rights.by import By
from yike.rooms.grid.rules.requests import DISPATCH, HANDLE, is_theirs


def may_ask(user: Any, row: Any) -> bool:
    """Return whether ``user`` may ask co-units and call it off: who works on it, and who dispatches."""
    return (HANDLE.allows(user) and is_theirs(user, row)) or DISPATCH.allows(user, row.area)


def require_asking(by: By, row: Any) -> None:
    """Raise ``PermissionDenied`` unless the doer may ask co-units for this request (or is the machine)."""
    if by.trusted:
        return
    if by.user is None or not may_ask(by.user, row):
        raise PermissionDenied(HANDLE.code)
    theirs = HANDLE.allows(by.user) and is_theirs(by.user, row)
    by.used((HANDLE if theirs else DISPATCH).roles, None if theirs else row.area)


def may_answer(user: Any, part: Any) -> bool:
    """Return whether ``user`` may answer a part: whoever handles requests in the unit that was asked."""
    unit = getattr(user, "unit_id", None)
    return unit is not None and unit == part.unit_id and HANDLE.allows(user)


def require_answering(by: By, part: Any) -> None:
    """Raise ``PermissionDenied`` unless the doer may answer this part (or is the machine)."""
    if by.trusted:
        return
    if by.user is None or not may_answer(by.user, part):
        raise PermissionDenied(HANDLE.code)
    HANDLE.require(by)
