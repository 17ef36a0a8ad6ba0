"""Who is told what about a whistle. What it is about stays on its page; the message says where and by when."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.outbox.actions import post
from yike.core.outbox.models import Urgency
from yike.core.record.deed import Deed
from yike.engines.worktime.moments import SHANGHAI
from yike.rooms.grid import rules
from yike.rooms.grid.models.whistles import Whistle, WhistleCall, WhistleKind, WhistleTask
from yike.rooms.grid.queries.people import with_deputies
from yike.rooms.grid.queries.whistles import comers, holders


def _post(
    d: Deed, whistle: Whistle, what: str, title: str, body: str, to: Iterable[Any], *, soon: bool = False
) -> None:
    people = [user for user in with_deputies(to) if d.by.user is None or user.pk != d.by.user.pk]
    if not people:
        return
    urgency = Urgency.AT_ONCE if soon else Urgency.NORMAL
    post(
        d,
        key=f"grid.whistle.{what}:{whistle.pk}:{d.key}",
        kind=f"grid.whistle.{what}",
        title=title,
        body=body,
        to=people,
        area=whistle.area_id,
        urgency=urgency,
        subject=whistle.recorded_subject(),
    )


def ask_approval(d: Deed, whistle: Whistle) -> None:
    """Tell whoever approves whistles there that one waits."""
    with translation.override("zh-hans"):
        title = _("有一个哨待审核：{address}").format(address=whistle.address)
        body = _("{kind} {number}，{caller}拟。请在 30 分钟内审核。").format(
            kind=whistle.get_kind_display(), number=whistle.number, caller=_name(whistle)
        )
        _post(d, whistle, "ask", title, body, holders(rules.APPROVE, whistle.area), soon=True)


def _name(whistle: Whistle) -> str:
    return whistle.caller.name if whistle.caller else _("系统")


def call_unit(d: Deed, call: WhistleCall) -> None:
    """Tell a unit that it is called: where to, by when. At once by night too, unless it is a demand."""
    whistle = call.whistle
    with translation.override("zh-hans"):
        title = _("吹哨：请到{address}").format(address=whistle.address)
        by = call.due_at.astimezone(SHANGHAI) if call.due_at else None
        body = _("{kind} {number}。请{unit}在 {time} 前到场，打开后先签收。").format(
            kind=whistle.get_kind_display(),
            number=whistle.number,
            unit=call.unit.name,
            time=f"{by:%m-%d %H:%M}" if by else "—",
        )
        key = f"grid.whistle.blown:{call.pk}"
        urgent = whistle.kind != WhistleKind.DEMAND
        post(
            d,
            key=key,
            kind="grid.whistle.blown",
            title=title,
            body=body,
            to=comers(call.unit),
            area=whistle.area_id,
            subject=whistle.recorded_subject(),
            urgency=Urgency.AT_ONCE if urgent else Urgency.NORMAL,
        )


def arrived(d: Deed, call: WhistleCall) -> None:
    """Tell the caller that a unit has come."""
    whistle = call.whistle
    with translation.override("zh-hans"):
        title = _("{unit}已到场").format(unit=call.unit.name)
        body = _("{number} {address}。").format(number=whistle.number, address=whistle.address)
        _post(d, whistle, "arrived", title, body, filter(None, [whistle.caller]))


def refused(d: Deed, call: WhistleCall) -> None:
    """Tell whoever rules on it, and the caller, that a unit says it cannot come."""
    whistle = call.whistle
    with translation.override("zh-hans"):
        title = _("{unit}说来不了，请裁定").format(unit=call.unit.name)
        body = _("{number} {address}。").format(number=whistle.number, address=whistle.address)
        people = [*holders(rules.APPROVE, whistle.area), *filter(None, [whistle.caller])]
        _post(d, whistle, "refused", title, body, dict.fromkeys(people), soon=True)


def spared(d: Deed, whistle: Whistle, calls: Iterable[WhistleCall]) -> None:
    """Tell the units that were still expected, in one message, that they need not come any more."""
    people = [user for call in calls for user in comers(call.unit)]
    with translation.override("zh-hans"):
        title = _("不用来了：{address}").format(address=whistle.address)
        body = _("{number} 已不再等各单位到场。").format(number=whistle.number)
        _post(d, whistle, "spared", title, body, dict.fromkeys(people), soon=True)


def ruled(d: Deed, call: WhistleCall) -> None:
    """Tell the unit and the caller what was ruled."""
    whistle = call.whistle
    with translation.override("zh-hans"):
        title = (
            _("裁定：{unit}要来").format(unit=call.unit.name)
            if call.must
            else _("裁定：{unit}可以不来").format(unit=call.unit.name)
        )
        body = _("{number} {address}。理由：{ruling}").format(
            number=whistle.number, address=whistle.address, ruling=call.ruling
        )
        people = [*comers(call.unit), *filter(None, [whistle.caller])]
        _post(d, whistle, "ruled", title, body, dict.fromkeys(people), soon=call.must)


def agreed(d: Deed, whistle: Whistle, tasks: list[WhistleTask]) -> None:
    """Tell each unit what it does by which day."""
    with translation.override("zh-hans"):
        for task in tasks:
            title = _("现场商定：{what}").format(what=task.what)
            body = _("{number} {address}，请在 {day} 前做完。").format(
                number=whistle.number, address=whistle.address, day=f"{task.due_on:%m-%d}"
            )
            key = f"grid.whistle.task:{task.pk}"
            post(
                d,
                key=key,
                kind="grid.whistle.task",
                title=title,
                body=body,
                to=comers(task.unit),
                area=whistle.area_id,
                subject=whistle.recorded_subject(),
            )


def ended(d: Deed, whistle: Whistle, title: str, people: Iterable[Any]) -> None:
    """Tell whoever works on what a whistle was blown for that it has ended."""
    with translation.override("zh-hans"):
        body = _("{number}：{result}").format(number=whistle.number, result=whistle.result or d.reason)
        _post(d, whistle, "ended", title, body[:300], people)


def state_changed(d: Deed, whistle: Whistle, title: str, people: Iterable[Any]) -> None:
    """Tell people, in one line, where a whistle has got to."""
    with translation.override("zh-hans"):
        body = _("{number} {address}。").format(number=whistle.number, address=whistle.address)
        _post(d, whistle, "moved", title, body, people)
