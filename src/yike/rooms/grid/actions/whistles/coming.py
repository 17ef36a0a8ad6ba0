"""A called unit answers: it signs, sets out, arrives, or says why it cannot come and is ruled upon."""

from __future__ import annotations

import secrets
from math import ceil
from typing import Any

from yike.core.deadlines.actions import pause_deadline, resume_deadline
from yike.core.deadlines.queries import open_deadline
from yike.core.record.clock import now
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.grid import measures, rules
from yike.rooms.grid.actions.whistles import limits, telling
from yike.rooms.grid.actions.whistles.calling import needed
from yike.rooms.grid.flows.whistles import CALL, COMING, WHISTLE
from yike.rooms.grid.models.whistles import SOUNDING, CallState, Proof, Whistle, WhistleCall, WhistleState
from yike.rooms.grid.places import metres
from yike.rooms.grid.queries.whistles import calls as calls_of

WITHIN = (
    200.0  # metres from the place at which somebody has arrived: phones are wrong by 100 among high houses
)


def read_call(by: By, call: WhistleCall) -> WhistleCall:
    """Keep that the unit has read it; done by opening the page. Read before, nothing happens."""
    if call.state != CallState.CALLED or not rules.is_called(by.user, call):
        return call
    with deed(by, "grid.whistle.read") as d:
        row = _locked(d, call)
        if row.state == CallState.CALLED and row.whistle.state in SOUNDING:
            d.change(row, state=CallState.READ, read_at=now())
        return row


def _locked(d: Deed, call: WhistleCall) -> WhistleCall:
    """Return a call and its whistle, both locked; the whistle first, always in this order."""
    whistle = d.lock(call.whistle)
    row = d.lock(call)
    row.whistle = whistle
    return row


def _step(d: Deed, by: By, call: WhistleCall, verb: str) -> tuple[WhistleCall, str]:
    """Return the locked call and the state an arrow of the called unit leads to. Raises ``Fault``."""
    row = _locked(d, call)
    rules.require_called(by, row)
    _require_sounding(row.whistle)
    return row, CALL.step(verb, row.state).to


def _require_sounding(whistle: Whistle) -> None:
    if whistle.state not in SOUNDING:
        raise Fault(
            "这个哨已经不用再到场了",
            "nobody has to come any more",
            do_zh="请刷新页面，看看现在到哪一步",
            do_en="Reload the page and see where it has got to",
        )


def sign(by: By, call: WhistleCall) -> WhistleCall:
    """Sign: the unit takes it on. Raises ``Fault`` for an illegal move."""
    with deed(by, "grid.whistle.sign") as d:
        row, to = _step(d, by, call, "sign")
        return d.change(row, state=to, signed_at=now(), read_at=row.read_at or now())


def leave(by: By, call: WhistleCall) -> WhistleCall:
    """Set out; signed with it where that was forgotten. Raises ``Fault`` for an illegal move."""
    with deed(by, "grid.whistle.leave") as d:
        row, to = _step(d, by, call, "leave")
        return d.change(row, state=to, left_at=now(), signed_at=row.signed_at or now())


def arrive(
    by: By,
    call: WhistleCall,
    *,
    lon: float | None = None,
    lat: float | None = None,
    code: str = "",
) -> WhistleCall:
    """Arrive, shown by the code told at the place, or by the phone's position (WGS-84 degrees).

    Only how far the phone was is kept, not where. The first unit turns the whistle into a meeting. Raises ``Fault``
    for a wrong code, a position over 200 m away, none at all, and an illegal move.
    """
    with deed(by, "grid.whistle.arrive") as d:
        row, _to = _step(d, by, call, "arrive")
        shown = _by_code(row.whistle, code) if code.strip() else _by_position(row.whistle, lon, lat)
        return _there(d, by, row, **shown)


def _by_code(whistle: Whistle, code: str) -> dict[str, Any]:
    if not secrets.compare_digest(code.strip().encode(), whistle.code.encode()):
        raise Fault(
            "到场码不对",
            "this is not the code of the place",
            do_zh="请再问一遍现场的吹哨人，六位数字",
            do_en="Ask the caller at the place again: six digits",
        )
    return {"proof": Proof.CODE}


def _by_position(whistle: Whistle, lon: float | None, lat: float | None) -> dict[str, Any]:
    if lon is None or lat is None or whistle.lon is None:
        raise Fault(
            "没有位置，也没有到场码",
            "there is neither a position nor a code",
            do_zh="请打开定位，或者问现场的吹哨人要六位到场码",
            do_en="Allow the position, or ask the caller at the place for the six digits",
        )
    away = metres(whistle, lon, lat)
    if away > WITHIN:
        raise Fault(
            f"手机显示您离现场还有约 {round(away, -1):,.0f} 米",
            f"your phone shows that you are still about {round(away, -1):,.0f} m away",
            do_zh="到了再按；定位不准就问现场要到场码",
            do_en="Press again once there; where the position is wrong, ask for the code",
        )
    return {"proof": Proof.POSITION, "metres": ceil(away)}


def see_arrived(by: By, call: WhistleCall) -> WhistleCall:
    """Keep that the caller has seen another unit arrive; for whoever comes without a phone. Raises ``Fault``."""
    with deed(by, "grid.whistle.see") as d:
        row = _locked(d, call)
        rules.require_witness(by, row)
        CALL.step("see", row.state)
        if row.whistle.state not in SOUNDING:
            WHISTLE.step("gather", row.whistle.state)
        return _there(d, by, row, proof=Proof.SEEN)


def _there(d: Deed, by: By, row: WhistleCall, **shown: Any) -> WhistleCall:
    moment = now()
    whistle = row.whistle
    late = row.late_at(moment)
    who = None if shown["proof"] == Proof.SEEN else by.user
    d.change(row, state=CallState.ARRIVED, arrived_at=moment, arrived_by=who, on_time=not late, **shown)
    limits.met(d, limits.of_call(row))
    d.fact(measures.ARRIVALS.code, 1, area=whistle.area_id, source=row)
    if not late:
        d.fact(measures.ARRIVED_IN_TIME.code, 1, area=whistle.area_id, source=row)
    if whistle.state == WhistleState.BLOWN:
        d.change(whistle, state=WHISTLE.step("gather", whistle.state).to)
    telling.arrived(d, row)
    return row


def refuse(by: By, call: WhistleCall, *, reason: str) -> WhistleCall:
    """Say why the unit cannot come; the clock stands until it is ruled upon.

    Raises ``Fault`` without a reason, where it was ruled that they have to, and for an illegal move.
    """
    why = needed(reason)
    with deed(by, "grid.whistle.refuse", reason=why) as d:
        row, to = _step(d, by, call, "refuse")
        if row.must:
            raise Fault(
                "已经裁定要来，不能再推",
                "it was ruled that you come; there is no second refusal",
                do_zh="请尽快到场，有困难请打电话给吹哨人",
                do_en="Please come soon; call the caller where there is a difficulty",
            )
        d.change(row, state=to, refusal=why)
        deadline = open_deadline(limits.of_call(row), limits.ARRIVE)
        if deadline is not None:
            pause_deadline(d, deadline, reason=why[:200])
        telling.refused(d, row)
        return row


def rule(by: By, call: WhistleCall, *, come: bool, reason: str) -> WhistleCall:
    """Rule on a refusal: they come after all, with the time that was left, or are excused and not counted.

    Nobody rules on the refusal of their own unit. Raises ``Fault`` without a reason, once nobody has to come any
    more, and for an illegal move.
    """
    why = needed(reason)
    with deed(by, "grid.whistle.rule", reason=why) as d:
        row = _locked(d, call)
        rules.require_ruling(by, row)
        _require_sounding(row.whistle)
        to = CALL.step("insist" if come else "excuse", row.state).to
        d.change(row, state=to, ruling=why, ruled_by=by.user, must=come)
        (_insisted if come else limits.freed)(d, row)
        telling.ruled(d, row)
        return row


def _insisted(d: Deed, row: WhistleCall) -> None:
    deadline = open_deadline(limits.of_call(row), limits.ARRIVE)
    if deadline is not None:
        d.change(row, due_at=resume_deadline(d, deadline).due_at)


def stop_waiting(d: Deed, whistle: Whistle) -> None:
    """Wait for nobody any more: who is late by now has not come; who still had time is spared, and told so.

    Spared too, and not counted, is who said that they cannot come and was not ruled upon: their clock stood.
    """
    spared = []
    for call in calls_of(whistle):
        if call.state in COMING and call.late_at(now()):
            d.change(call, state=CALL.step("miss", call.state).to, on_time=False)
            limits.met(d, limits.of_call(call))
        elif call.state in COMING | {CallState.REFUSED}:
            d.change(call, state=CALL.step("spare", call.state).to)
            limits.freed(d, call)
            spared.append(call)
    telling.spared(d, whistle, spared)
