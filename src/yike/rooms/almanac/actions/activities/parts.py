"""Acts, talks, zones and stalls: set as a whole list; stamps are given at zones, once for each card."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from yike.core.record.clock import now
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.activities.planning import LETTERS
from yike.rooms.almanac.actions.activities.standing import stand
from yike.rooms.almanac.actions.signups.seats import lock_seats
from yike.rooms.almanac.actions.signups.signing import digest
from yike.rooms.almanac.models.activities import COMING, OVER, Activity
from yike.rooms.almanac.models.parts import Part, PartKind, Stamp
from yike.rooms.almanac.rules import activities as rules
from yike.rooms.almanac.stands import directory

MOST = 60
TIMED = frozenset({PartKind.ACT, PartKind.TALK})
EARLY = timedelta(hours=12)


@dataclass(frozen=True)
class NewPart:
    """One act, talk, zone or stall: its name, who performs or stands there, and what is offered or told.

    ``item`` is the code, name or everyday word of a service item that is done at a stall;
    ``starts_at`` is when an act or a talk begins.
    """

    name: str
    who: str = ""
    what: str = ""
    item: str = ""
    name_en: str = ""
    starts_at: time | None = None


def set_parts(by: By, activity: Activity, kind: str, parts: Sequence[NewPart]) -> list[Part]:
    """Let an activity have exactly these parts of a kind, in this order. Raises ``Fault`` for too many.

    A zone keeps its code as long as it keeps its place on the route, so that signs that were printed stay true; one
    at which stamps were given is not taken out.
    """
    if len(parts) > MOST:
        raise Fault(
            f"有 {len(parts)} 项，最多 {MOST} 项",
            f"there are {len(parts)}, at most {MOST}",
            do_zh="请合并几项",
            do_en="Join some of them",
        )
    with deed(by, "almanac.activity.parts") as d:
        lock_seats(activity)  # first, as in every move
        row = d.lock(activity)
        rules.require_plan(by, row)
        if row.state in OVER:
            raise Fault(
                "活动已经归档或取消，不能再改",
                "it is archived or cancelled and cannot be changed",
                do_zh="要再办一次，请“照着再办”",
                do_en='To hold it again, use "hold it again"',
            )
        there = {one.order: one for one in Part.objects.filter(activity=row, kind=kind)}
        told = [_told(part, kind, at, list(there.values())) for at, part in enumerate(parts, 1)]
        made = [_set(d, row, kind, there.pop(at, None), at, said) for at, said in enumerate(told, 1)]
        for gone in there.values():
            _refuse_stamped(gone)
            d.remove(gone)
        stand(d, row)
        return made


def _told(part: NewPart, kind: str, at: int, before: Sequence[Part]) -> dict[str, Any]:
    """Return the fields of a part, the ``at``-th of its kind; ``before`` are those that were there."""
    item, item_name = _item(part, at, before) if kind == PartKind.STALL and part.item else ("", "")
    said: dict[str, Any] = {"name": part.name[:60], "who": part.who[:120], "what": part.what[:300]}
    said |= {"name_en": part.name_en[:120], "starts_at": part.starts_at if kind in TIMED else None}
    return said | {"item": item, "item_name": item_name}


def _set(d: Deed, row: Activity, kind: str, there: Part | None, at: int, said: dict[str, Any]) -> Part:
    if there is not None:
        return d.change(there, **said)
    code = "".join(secrets.choice(LETTERS) for _ in range(8)) if kind == PartKind.ZONE else ""
    return d.add(Part(activity=row, kind=PartKind(kind), order=at, code=code, **said))


def _item(part: NewPart, at: int, before: Sequence[Part]) -> tuple[str, str]:
    """Return code and name of the item of a stall. Raises ``Fault`` where the directory has none of that name.

    What was there may stay, whatever the directory calls it now: the stall's own first, then that at its place.
    """
    for one in sorted(before, key=lambda one: (one.name != part.name, one.order != at)):
        if part.item == one.item_name:
            return one.item, one.item_name
    kept = directory()
    found = kept.item(part.item.strip()) if kept else None
    if found is None:
        raise Fault(
            f"事项目录里没有“{part.item[:40]}”（摊位“{part.name[:20]}”）",
            f'the directory has no item "{part.item[:40]}" (stall "{part.name[:20]}")',
            do_zh="请写事项的名称或编码，或留空",
            do_en="Write the item's name or code, or leave it out",
        )
    return found


def _refuse_stamped(part: Part) -> None:
    if Stamp.objects.filter(part=part).exists():
        raise Fault(
            f"“{part}”已经有人集章，不能去掉",
            f'stamps were given at "{part}", it cannot be taken out',
            do_zh="可以改名称和内容",
            do_en="Its name and content can be changed",
        )


def stamps_now(activity: Activity) -> bool:
    """Return whether zones give their stamps: from half a day before it begins until it is over."""
    return activity.state in COMING and now() >= activity.starts_at - EARLY


def stamp(by: By, part: Part, *, card: str) -> Stamp:
    """Give the stamp of a zone to a card; pressed again, it is the same one. Raises ``Fault`` before the day."""
    if not stamps_now(part.activity):
        raise Fault(
            "现在不能集章",
            "no stamps are given now",
            do_zh="活动当天再来",
            do_en="Come on the day",
        )
    kept = digest(card)
    there: Stamp | None = Stamp.objects.filter(part=part, card=kept).first()
    if there is not None:
        return there
    with deed(by, "almanac.stamp") as d:
        try:
            with transaction.atomic():
                return d.add(Stamp(part=part, card=kept, at=d.at))
        except IntegrityError:  # pressed twice in this very moment
            return Stamp.objects.get(part=part, card=kept)
