"""Blow a whistle: write it, have it approved (an emergency after it sounded), let it sound, or take it back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.accounts.models import Unit
from yike.core.areas.models import Area
from yike.core.look import words
from yike.core.record.clock import now
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.grid import measures, rules
from yike.rooms.grid.actions.numbers import one_by_one, take_number
from yike.rooms.grid.actions.whistles import causes, limits, telling
from yike.rooms.grid.actions.whistles.counting import take_back
from yike.rooms.grid.actions.whistles.forgetting import forget_at_end
from yike.rooms.grid.flows.whistles import CALL, EXPECTED, WHISTLE
from yike.rooms.grid.models import Case, Request
from yike.rooms.grid.models.numbers import Series
from yike.rooms.grid.models.whistles import Whistle, WhistleCall, WhistleKind, WhistleState
from yike.rooms.grid.places import in_china
from yike.rooms.grid.queries.whistles import (
    blown_after,
    blown_before,
    callable_units,
    comers,
    moment_to_sound,
)
from yike.rooms.grid.queries.whistles import calls as calls_of

MATTER, ASKED, ADDRESS, MOST_UNITS = 500, 200, 120, 12
LATEST = timedelta(days=30)
ADD = "请补上", "Please add it"


def make_whistle(
    by: By,
    *,
    kind: str,
    area: Area,
    address: str,
    matter: str,
    units: Sequence[Unit],
    asked: str = "",
    lon: float | None = None,
    lat: float | None = None,
    agreed_for: datetime | None = None,
    caller: Any = None,
    cause: Request | Case | None = None,
) -> Whistle:
    """Write a whistle and send it on its way: an emergency sounds at once, another when it is approved.

    Whoever may approve whistles need not ask. In order: right, checks, cause, number, row, calls, then as ``ask``
    or ``blow``. Raises as ``caused`` for a ``cause``, and ``Fault`` for missing words, no units, units nobody can
    answer for, an agreed moment in the past or over a month away, and a year without calendar.
    """
    values = _checked(kind, address, matter, asked, agreed_for) | _place(lon, lat)
    called = _called(area, units)
    with deed(by, "grid.whistle.make") as d:
        rules.CALL.require(by, area)
        values |= causes.caused(d, by, cause)
        whistle = Whistle(
            number=take_number(d, Series.WHISTLE),
            area=area,
            caller=caller or by.user,
            made_at=now(),
            code=f"{secrets.randbelow(10**6):06d}",
            **values,
        )
        d.add(whistle)
        d.add_many([WhistleCall(whistle=whistle, unit=unit) for unit in called])
        _send(d, by, whistle)
        causes.name_it(d, whistle)
        return whistle


def _send(d: Deed, by: By, whistle: Whistle) -> None:
    """Let it sound where that may be, else ask for approval."""
    if _may_approve(by, whistle):
        _sound(d, whistle, approver=by.user, approved_at=now())
    elif whistle.kind == WhistleKind.EMERGENCY:
        _sound(d, whistle, after=True)
        limits.expect_approval(d, whistle)
        telling.ask_approval(d, whistle)
    else:
        _ask(d, whistle)


def _may_approve(by: By, whistle: Whistle) -> bool:
    return by.user is not None and rules.APPROVE.allows(by.user, whistle.area)


def _ask(d: Deed, whistle: Whistle) -> None:
    d.change(whistle, state=WHISTLE.step("ask", whistle.state).to)
    limits.expect_approval(d, whistle)
    telling.ask_approval(d, whistle)


def _sound(d: Deed, whistle: Whistle, verb: str = "blow", **values: Any) -> None:
    """Let it sound. Raises ``Fault`` where what it was written for is over: it may have waited for days."""
    causes.require_worked_on(d, whistle)
    one_by_one(d, Series.WHISTLE)  # else two for one place would not see each other
    before = blown_before(whistle)
    to = WHISTLE.step(verb, whistle.state).to
    d.change(whistle, state=to, blown_at=moment_to_sound(before), **values)
    d.fact(measures.WHISTLES.code, 1, area=whistle.area_id, source=whistle)
    if before:
        d.fact(measures.WHISTLES_AGAIN.code, 1, area=whistle.area_id, source=whistle)
    for call in calls_of(whistle):
        d.change(call, due_at=limits.expect_arrival(d, call))
        d.fact(measures.UNITS_CALLED.code, 1, area=whistle.area_id, source=call)
        telling.call_unit(d, call)


def change_whistle(by: By, whistle: Whistle, *, units: Sequence[Unit], **values: Any) -> Whistle:
    """Write a returned whistle anew and send it again. All of its fields are given. Raises ``Fault``."""
    words = [values.pop(name) for name in ("kind", "address", "matter", "asked", "agreed_for")]
    checked = _checked(*words) | values | _place(values.get("lon"), values.get("lat"))
    called = _called(values["area"], units)
    with deed(by, "grid.whistle.change") as d:
        row = _own(d, by, whistle)
        WHISTLE.step("ask", row.state)
        d.change(row, **checked)
        there = {call.unit_id: call for call in calls_of(row)}
        for unit_id, call in there.items():
            if unit_id not in {unit.pk for unit in called}:
                d.remove(call)
        d.add_many([WhistleCall(whistle=row, unit=unit) for unit in called if unit.pk not in there])
        _send(d, by, row)
        return row


def _own(d: Deed, by: By, whistle: Whistle) -> Whistle:
    row = d.lock(whistle)
    rules.require_own(by, row)
    return row


def ask_whistle(by: By, whistle: Whistle) -> Whistle:
    """Send a draft for approval. Raises ``Fault`` where it is none."""
    with deed(by, "grid.whistle.ask") as d:
        row = _own(d, by, whistle)
        _ask(d, row)
        return row


def blow_whistle(by: By, whistle: Whistle) -> Whistle:
    """Let a draft of an emergency sound at once; it is approved after. Raises ``Fault`` for another kind."""
    with deed(by, "grid.whistle.blow") as d:
        row = _own(d, by, whistle)
        if row.kind != WhistleKind.EMERGENCY and not _may_approve(by, row):
            raise Fault(
                "只有应急哨可以先吹后补审核",
                "only an emergency may be blown first and approved after",
                do_zh="请先送审",
                do_en="Send it for approval first",
            )
        _send(d, by, row)
        return row


def approve_whistle(by: By, whistle: Whistle) -> Whistle:
    """Approve: let it sound, or approve after what has sounded already. Raises ``Fault`` where nothing waits."""
    with deed(by, "grid.whistle.approve") as d:
        row = d.lock(whistle)
        rules.APPROVE.require(by, row.area)
        limits.met(d, row.recorded_subject(), limits.APPROVE)
        if row.after and row.approved_at is None and row.state != WhistleState.WITHDRAWN:
            return d.change(row, approver=by.user, approved_at=now())
        _sound(d, row, "approve", approver=by.user, approved_at=now())
        return row


def return_whistle(by: By, whistle: Whistle, *, reason: str) -> Whistle:
    """Give it back to its caller to be written better, with the reason. Raises ``Fault``."""
    with deed(by, "grid.whistle.return", reason=needed(reason)) as d:
        row = d.lock(whistle)
        rules.APPROVE.require(by, row.area)
        d.change(row, state=WHISTLE.step("return", row.state).to)
        limits.met(d, row.recorded_subject(), limits.APPROVE)
        with translation.override("zh-hans"):
            title = _("哨退回修改：{reason}").format(reason=reason.strip())
        telling.state_changed(d, row, title, filter(None, [row.caller]))
        return row


def withdraw_whistle(by: By, whistle: Whistle, *, reason: str) -> Whistle:
    """Take it back before anybody has come; whoever was called is told. What was counted is counted back.

    Raises ``Fault`` where somebody is at the place already.
    """
    with deed(by, "grid.whistle.withdraw", reason=needed(reason)) as d:
        row = _own(d, by, whistle)
        blown = row.state == WhistleState.BLOWN
        d.change(row, state=WHISTLE.step("withdraw", row.state).to, ended_at=now())
        limits.dropped(d, row.recorded_subject())
        if blown:
            _count_back(d, row)
        forget_at_end(d, row)
        if blown:
            _silence(d, row, reason.strip())
        causes.name_it(d, row)
        return row


def _count_back(d: Deed, whistle: Whistle) -> None:
    take_back(d, measures.WHISTLES, whistle, whistle.area_id)
    take_back(d, measures.WHISTLES_AGAIN, whistle, whistle.area_id)
    for later in blown_after(whistle):
        if not blown_before(later):
            take_back(d, measures.WHISTLES_AGAIN, later, later.area_id)


def _silence(d: Deed, whistle: Whistle, reason: str) -> None:
    calls = [call for call in calls_of(whistle) if call.state in EXPECTED]
    for call in calls:
        d.change(call, state=CALL.step("spare", call.state).to)
        limits.freed(d, call)
    with translation.override("zh-hans"):
        title = _("哨已撤回，不用来了：{reason}").format(reason=reason)
    people = [user for call in calls for user in comers(call.unit)]
    telling.state_changed(d, whistle, title, dict.fromkeys(people))


def needed(text: str) -> str:
    """Return a reason made plain. Raises ``Fault`` where there is none."""
    plain = " ".join(text.split())
    if not plain:
        raise Fault(
            "没有写理由",
            "there is no reason",
            do_zh="请写一句为什么，大家看得到",
            do_en="Say why in a sentence; everybody concerned reads it",
        )
    return plain[:300]


def _checked(kind: str, address: str, matter: str, asked: str, agreed_for: datetime | None) -> dict[str, Any]:
    """Return the fields of a whistle, made plain. Raises ``Fault`` naming what is missing or cannot be."""
    if kind not in WhistleKind.values:
        raise Fault("没有选哨的种类", "no kind was chosen", do_zh="请选一种", do_en="Choose one")
    return {
        "kind": kind,
        "address": words.said(address, ADDRESS, what=("在哪里", "the place"), do=ADD),
        "matter": words.said(matter, MATTER, what=("什么事", "the matter"), do=ADD),
        "asked": words.plain(asked, ASKED, what=("请来做什么", "what is asked")),
        "agreed_for": _moment(agreed_for),
    }


def _place(lon: float | None, lat: float | None) -> dict[str, float | None]:
    """Return the place, whole or none. Raises ``Fault`` for half a place, and for one outside of China."""
    if (lon is None) != (lat is None) or not (lon is None or lat is None or in_china(lon, lat)):
        raise Fault(
            "位置不对：经度和纬度要一起给，并且在国内",
            "the position is wrong: longitude and latitude go together, and lie in China",
            do_zh="请重新取位置，或不填位置",
            do_en="Take the position again, or leave it out",
        )
    return {"lon": lon, "lat": lat}


def _moment(agreed_for: datetime | None) -> datetime | None:
    if agreed_for is not None and not now() < agreed_for <= now() + LATEST:
        raise Fault(
            "约定到场的时间不对：已经过去，或在一个月以后",
            "the agreed moment has passed, or is over a month away",
            do_zh="请重选，或者不填，按种类的时限算",
            do_en="Choose again, or leave it out: the kind has its own limit",
        )
    return agreed_for


def _called(area: Area, units: Sequence[Unit]) -> list[Unit]:
    """Return the units to call, each once. Raises ``Fault`` for none, too many, or one nobody answers for."""
    wanted = list(dict.fromkeys(units))
    if not 1 <= len(wanted) <= MOST_UNITS:
        raise Fault(
            "没有选单位，或选了太多单位",
            "no units were chosen, or too many",
            do_zh=f"请选 1 到 {MOST_UNITS} 个",
            do_en=f"Choose 1 to {MOST_UNITS}",
        )
    known = set(callable_units(area).values_list("pk", flat=True))
    mute = [unit.name for unit in wanted if unit.pk not in known]
    if mute:
        raise Fault(
            f"这些单位还没有能应哨的账号：{'、'.join(mute)}",
            f"nobody can answer for: {', '.join(mute)}",
            do_zh="请打电话，并请系统管理员给它们的联络员开账号",
            do_en="Call them by telephone, and have accounts made for their liaisons",
        )
    return wanted
