"""Put right what was taken down wrong: kind, category, place; and take out of the words what is somebody else's."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from yike.core.deadlines.queries import running
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.grid import rules
from yike.rooms.grid.actions.requests.saying import line, said
from yike.rooms.grid.actions.requests.tally import move_tally
from yike.rooms.grid.models import Category, Photo, Request, RequestKind
from yike.rooms.grid.queries.places import Place


def correct(
    by: By,
    request: Request,
    *,
    place: Place,
    words: str,
    kind: str,
    category: Category | None,
    urgent: bool,
    reason: str,
) -> Request:
    """Put a request right, for a reason. Its deadlines and facts move to the new area; limits stay as they run.

    History keeps that the words were changed, never the words: what is taken out is gone. Needs the right to
    dispatch where it was and where it is put; of a secret report that to read it too, and for another kind of it
    the right to secrets. What is secret stays so, whatever its kind. Raises ``Fault`` for no words and no reason.
    """
    why = said(line(reason, 200))
    with deed(by, "grid.request.correct", reason=why) as d:
        row = d.lock(request)
        for area in (row.area, place.area):
            rules.DISPATCH.require(by, area)
        _keep_secret(by, row, kind)
        area_before = row.area_id
        values: dict[str, Any] = {"words": said(words), "kind": RequestKind(kind), "category": category}
        values |= {"area": place.area, "address": line(place.address, 120), "urgent": urgent}
        d.change(row, **values)
        if area_before != row.area_id:
            for one in running(row.of):
                d.change(one, area=row.area)
            for photo in Photo.objects.filter(of=row.of):
                d.change(photo, area=row.area)
            move_tally(d, row)
        return row


def _keep_secret(by: By, row: Request, kind: str) -> None:
    """Raise ``PermissionDenied`` for who may not read a secret report, ``Fault`` where its kind may not change."""
    if not row.secret or by.trusted:
        return
    if by.user is None or not rules.may_read(by.user, row):
        raise PermissionDenied(rules.SECRET.code)
    if RequestKind(kind) != row.kind and not rules.SECRET.allows(by.user, row.area):
        raise Fault(
            "这是保密举报，您不能改类型",
            "this is a secret report: you may not change its kind",
            do_zh="别的可以更正；类型请有保密授权的人改",
            do_en="Put the rest right; whoever may see who reported changes the kind",
        )
