"""Requests that belong together: linked, never deleted. Of one matter one is worked on, the others told of it."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.grid import rules
from yike.rooms.grid.actions.requests.dispatching import divert
from yike.rooms.grid.models import Channel, Link, LinkKind, Request


def link_similar(by: By, request: Request, other: Request) -> Link:
    """Note that two requests are of the same kind and place. Raises ``Fault`` for one with itself."""
    return _linked(by, request, other, LinkKind.SIMILAR)


def link_duplicate(by: By, request: Request, other: Request) -> Link:
    """Note that a request is the same matter as ``other``, which is worked on; it is closed and its page tells.

    Raises ``Fault`` where it is under way already, or where ``other`` is itself a duplicate or closed.
    """
    with deed(by, "grid.request.link") as d:
        _require_worked_on(d.lock(other))
        made = _linked(by, request, other, LinkKind.DUPLICATE)
        with translation.override("zh-hans"):
            words = _("有人先说了同一件事，正在一起办。办到哪一步，这一页会告诉您。")
        divert(by, request, channel=Channel.DUPLICATE, words=words)
        return made


def _require_worked_on(other: Request) -> None:
    if other.channel == Channel.DUPLICATE:
        raise Fault(
            f"{other.number} 本身也是重复的",
            f"{other.number} is a duplicate itself",
            do_zh="请关联到正在办的那一件",
            do_en="Link it with the one that is worked on",
        )
    if not other.open:
        raise Fault(
            f"{other.number} 已经不在办了",
            f"{other.number} is not worked on any more",
            do_zh="这一件请照常派单；要看前后情况，可以关联为同类的事",
            do_en="Dispatch this one as usual; to keep them together, link them as similar",
        )


def _linked(by: By, request: Request, other: Request, kind: str) -> Link:
    if request.pk == other.pk:
        raise Fault(
            "不能和自己关联",
            "a request cannot be linked with itself",
            do_zh="请选另一件",
            do_en="Choose another one",
        )
    with deed(by, "grid.request.link") as d:
        row = d.lock(request)
        rules.DISPATCH.require(by, row.area)
        there = Link.objects.filter(request=row, other=other).first()
        if there is not None:
            return d.change(there, kind=kind)
        return d.add(Link(request=row, other=other, kind=kind, by=by.user, at=d.at))
