"""A whistle blown for a request or a case: what it takes over, and what the cause hears of it."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.record.deed import Deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.grid import rules
from yike.rooms.grid.actions.cases.telling import handlers
from yike.rooms.grid.actions.whistles import telling
from yike.rooms.grid.flows.requests import BECOMES_A_CASE
from yike.rooms.grid.models import Case, Request, Whistle
from yike.rooms.grid.models.cases import OPEN
from yike.rooms.grid.queries.causes import unended_for
from yike.rooms.grid.queries.people import dispatchers, those_of, with_deputies


def caused(d: Deed, by: By, cause: Request | Case | None) -> dict[str, Any]:
    """Return the fields that tie a whistle to its cause, which is locked; nothing without one.

    Raises ``PermissionDenied`` for who may not whistle for it, ``Fault`` where nobody works on it any more, and
    while another whistle blown for it has not ended.
    """
    if cause is None:
        return {}
    row = d.lock(cause)
    rules.require_whistle_for(by, row)
    _require_worked_on(row)
    there = unended_for(row)
    if there is not None:
        raise Fault(
            f"已经为 {row} 吹过哨，还没有销：{there}",
            f"a whistle was blown for {row} and has not ended: {there}",
            do_zh="打开那个哨接着办；等它销了可以再吹",
            do_en="Go on with that one; when it has ended there can be another",
        )
    return {"request" if isinstance(row, Request) else "case": row}


def require_worked_on(d: Deed, whistle: Whistle) -> None:
    """Lock the cause of a whistle. Raises ``Fault`` where nobody works on it any more."""
    if whistle.cause is not None:
        _require_worked_on(d.lock(whistle.cause))


def _require_worked_on(row: Request | Case) -> None:
    if row.state not in (BECOMES_A_CASE if isinstance(row, Request) else OPEN):
        raise Fault(
            f"{row} 现在不在办，不能为它吹哨",
            f"{row} is not being worked on: no whistle can be blown for it",
            do_zh="请看它现在的状态；没有解决的先重新办理",
            do_en="Look at its present state; what is not solved is taken up again first",
        )


def name_it(d: Deed, whistle: Whistle) -> None:
    """Let the timeline of the cause name the whistle, and what was done with it.

    Not that of a secret report: more people see the timeline than may learn where it was.
    """
    cause = whistle.cause
    if cause is not None and not _secret(cause):
        d.note(cause, named=str(whistle))


def _secret(cause: Request | Case) -> bool:
    return isinstance(cause, Request) and cause.secret


def tell_end(d: Deed, whistle: Whistle) -> None:
    """Let the cause hear how its whistle ended: in its timeline, and by a message to whoever works on it."""
    name_it(d, whistle)
    cause = whistle.cause
    if cause is None or not cause.open:
        return
    with translation.override("zh-hans"):
        ends = {True: _("{cause} 吹的哨解决了：{address}"), False: _("{cause} 吹的哨没有解决：{address}")}
        named = _("您办的事") if _secret(cause) else cause  # many read messages; the tie is for few
        title = ends[bool(whistle.solved)].format(cause=named, address=whistle.address)
    telling.ended(d, whistle, title, _workers(cause))


def _workers(cause: Request | Case) -> list[Any]:
    """Return who goes on with a cause; of a secret report only who may read it."""
    if isinstance(cause, Request):
        people = with_deputies(those_of(cause)) or dispatchers(cause.area)
        return [one for one in people if rules.may_read(one, cause)]
    return handlers(cause)
