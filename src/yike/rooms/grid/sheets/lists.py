"""The lists of the room as sheets to give out: each holds the columns and the rows that its page shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from yike.core.deadlines.models import Deadline
from yike.core.look.choices import labelled
from yike.engines.sheets.columns import Sheet
from yike.rooms.grid.indicators import GROUPS, Indicator, Share
from yike.rooms.grid.models import (
    Campaign,
    CampaignState,
    Case,
    CaseLevel,
    CaseSource,
    CaseState,
    RequestPart,
    Whistle,
    WhistleCall,
    WhistleKind,
    WhistleState,
)
from yike.rooms.grid.queries.campaigns.coverage import covers
from yike.rooms.grid.queries.cases.finding import with_deadlines
from yike.rooms.grid.queries.duties import Posted
from yike.rooms.grid.queries.evidence import told as told_behind
from yike.rooms.grid.queries.indicators import Board
from yike.rooms.grid.queries.whistles import standing
from yike.rooms.grid.sheets.plain import as_is, plain, told, when

Cells = Iterator[dict[str, Any]]
BATCH = 500  # cases whose deadlines are read with one query


def _label(value: Any) -> str:
    return str(value) if value else ""


def _yes(value: object) -> str:
    return "√" if value else ""


CASES = Sheet(
    "cases",
    "案件",
    "cases",
    ("number",),
    (
        plain("number", "案件号", "case", width=16),
        plain("reported_at", "上报时间", "reported", when, 18),
        plain("source", "来源", "source", labelled(CaseSource)),
        plain("kind", "小类", "kind", width=18),
        plain("level", "紧急程度", "urgency", labelled(CaseLevel)),
        plain("area", "区域", "area", width=18),
        plain("address", "位置", "place", width=24),
        plain("text", "情况", "what", width=48),
        plain("unit", "责任单位", "unit", width=22),
        plain("state", "状态", "state", labelled(CaseState)),
        plain("limit", "什么时限", "limit", _label, 16),
        plain("due_at", "到期", "due", when, 18),
    ),
)
WHISTLES = Sheet(
    "whistles",
    "吹哨报到",
    "whistles",
    ("number",),
    (
        plain("number", "编号", "number", width=16),
        plain("kind", "哨的种类", "kind", labelled(WhistleKind)),
        plain("area", "所在区域", "area", width=18),
        plain("address", "在哪里", "place", width=24),
        plain("matter", "什么事", "matter", width=48),
        plain("state", "状态", "state", labelled(WhistleState)),
        plain("units", "单位", "units", "、".join, 30),
        plain("there", "到场", "there", as_is, 8),
        plain("called", "应到", "called", as_is, 8),
        plain("caller", "吹哨人", "caller"),
        plain("made_at", "拟哨时间", "written", when, 18),
        plain("blown_at", "吹响时间", "blown", when, 18),
        plain("ended_at", "销哨时间", "ended", when, 18),
    ),
)
STUCK = Sheet(
    "stuck",
    "卡住的",
    "stuck",
    ("name",),
    (
        plain("name", "编号", "number", width=18),
        plain("kind", "什么时限", "limit", _label, 16),
        plain("due_at", "到期", "due", when, 18),
        plain("stood_from", "停在哪天", "stands since", when, 18),
        plain("why", "为什么停", "why", width=24),
        plain("owner", "经办人", "with whom"),
        plain("owner_unit", "承办单位", "unit", width=22),
        plain("area", "区域", "area", width=18),
    ),
)
PARTS = Sheet(
    "parts",
    "等本单位协办的",
    "parts that wait",
    ("request",),
    (
        plain("request", "登记号", "number", width=16),
        plain("what", "请它做什么", "what", width=48),
        plain("due_on", "哪天前", "by"),
        plain("unit", "承办单位", "unit", width=22),
    ),
)
RATINGS = Sheet(
    "ratings",
    "差评转诉求",
    "bad ratings",
    ("number",),
    (
        plain("number", "编号", "number", width=16),
        plain("received_at", "收到时间", "received", when, 18),
        plain("point", "站点", "point", width=24),
        plain("grade", "评价", "grade"),
        plain("words", "说了什么", "words", width=60),
    ),
)
CAMPAIGNS = Sheet(
    "campaigns",
    "专项行动",
    "campaigns",
    ("name",),
    (
        plain("name", "名称", "name", width=30),
        plain("area", "范围", "area", width=18),
        plain("state", "状态", "state", labelled(CampaignState)),
        plain("since", "从", "from"),
        plain("until", "到", "until"),
        plain("points", "点", "points", as_is, 8),
        plain("walked", "走到", "walked", as_is, 8),
        plain("findings", "发现", "findings", as_is, 8),
    ),
)
NOTICES = Sheet(
    "notices",
    "网格公示",
    "posted of grids",
    ("code",),
    (
        plain("code", "网格编号", "code", width=18),
        plain("grid", "网格", "grid", width=18),
        plain("worker", "网格员", "worker"),
        plain("phone", "公布的电话", "telephone", width=16),
        plain("supervision", "监督电话", "supervision", width=16),
        plain("whole", "齐全", "complete", _yes, 8),
    ),
)
BOARD = Sheet(
    "board",
    "指标",
    "indicators",
    ("area", "indicator"),
    (
        plain("area", "区域", "area", width=18),
        plain("indicator", "指标", "indicator", width=20),
        plain("part", "件数", "part", as_is, 8),
        plain("whole", "总数", "of", as_is, 8),
        plain("rate", "比率 %", "rate %", as_is, 8),
        plain("rank", "名次", "rank", as_is, 8),
    ),
)


def _cells(row: Any, *roles: str) -> dict[str, Any]:
    return {role: getattr(row, role) for role in roles}


def case_rows(_user: Any, rows: Iterable[Case]) -> Cells:
    """Yield cases, each with the next of its deadlines."""
    plain_ = ("number", "reported_at", "source", "kind", "level", "area", "address", "text", "unit", "state")
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        for case, due in with_deadlines(batch):
            limit = {"limit": due and due.declared.label, "due_at": due and due.due_at}
            yield _cells(case, *plain_) | limit


def whistle_rows(_user: Any, rows: Iterable[Whistle]) -> Cells:
    """Yield whistles (with ``calls__unit``), each with the units it calls."""
    plain_ = ("number", "kind", "area", "address", "matter", "state", "made_at", "blown_at", "ended_at")
    for row in rows:
        calls = list(row.calls.all())
        who = {"caller": row.caller and row.caller.name, "units": [call.unit.name for call in calls]}
        yield _cells(row, *plain_) | who | standing(calls)


def stuck_rows(_user: Any, rows: Iterable[Deadline]) -> Cells:
    """Yield deadlines that have passed, or that stand (then with ``stood_from`` and ``why``)."""
    for row in rows:
        stands = {role: getattr(row, role, None) for role in ("stood_from", "why")}
        who = {"owner": row.owner and row.owner.name, "kind": row.declared.label}
        yield _cells(row, "name", "due_at", "owner_unit", "area") | stands | who


def part_rows(_user: Any, rows: Iterable[RequestPart]) -> Cells:
    """Yield parts that wait for a unit."""
    for row in rows:
        whose = {"request": row.request.number, "unit": row.request.owner_unit}
        yield _cells(row, "what", "due_on") | whose


def rating_rows(_user: Any, rows: Iterable[Any]) -> Cells:
    """Yield bad ratings."""
    for row in rows:
        yield _cells(row, "number", "received_at", "point", "words") | {"grade": row.get_grade_display()}


def campaign_rows(rows: Iterable[Campaign]) -> Cells:
    """Yield campaigns, each with how far it is."""
    found = list(rows)
    covered = covers(found)
    for row in found:
        far = _cells(covered[row.pk], "points", "walked", "findings")
        yield _cells(row, "name", "area", "state", "since", "until") | far


def notice_rows(rows: Iterable[Posted]) -> Cells:
    """Yield what is posted of grids."""
    for row in rows:
        said = _cells(row, "worker", "phone", "supervision", "whole")
        yield said | {"code": row.grid.code, "grid": row.grid.name}


BEHIND = Sheet(
    "behind",
    "指标依据",
    "behind a figure",
    ("record",),
    (
        plain("record", "哪一件", "record", width=24),
        plain("state", "状态", "state", _label, 14),
        plain("day", "日期", "day", width=14),
        plain("times", "算几次", "counts", as_is),
    ),
)
ARRIVALS = Sheet(
    "arrivals",
    "到场用时",
    "minutes until arrival",
    ("whistle",),
    (
        plain("whistle", "哨", "whistle", width=16),
        plain("unit", "单位", "unit", width=22),
        plain("arrived_at", "到场时间", "arrived", when, 18),
        plain("minutes", "分钟", "minutes", as_is),
    ),
)


def behind_rows(one: Indicator, rows: Iterable[dict[str, Any]]) -> Cells:
    """Yield the records behind a figure, which add up to it."""
    found = iter(rows)
    while batch := list(islice(found, BATCH)):
        for row in told_behind(one, batch):
            state = row.record.get_state_display() if hasattr(row.record, "get_state_display") else ""
            yield {"record": row.name, "state": state, "day": row.day, "times": row.times}


def arrival_rows(took: Iterable[tuple[float, int]]) -> Cells:
    """Yield how many minutes each unit took that came, the soonest first."""
    found = iter(took)
    while batch := list(islice(found, BATCH)):
        calls = WhistleCall.objects.select_related("whistle", "unit").in_bulk([pk for _one, pk in batch])
        for minutes, pk in batch:
            call = calls[pk]
            whose = {"whistle": call.whistle.number, "unit": call.unit, "arrived_at": call.arrived_at}
            yield whose | {"minutes": round(minutes)}


def board_rows(board: Board, shown: Iterable[Indicator]) -> Cells:
    """Yield all indicators of an area, then those ``shown`` of each area below it; no rate of fewer than ten."""
    for _name, group in GROUPS:
        for one in group:
            yield _share(board.area, board.shares[one.code], None)
    for line in board.lines:
        for one in shown:
            yield _share(line.area, line.shares[one.code], line.ranks.get(one.code))


def _share(area: Any, share: Share, rank: int | None) -> dict[str, Any]:
    rate = round(float(share.rate), 1) if share.enough and share.rate is not None else None
    numbers = {"part": share.part, "whole": share.whole, "rate": rate, "rank": rank}
    return {"area": told(area.name), "indicator": share.indicator.label} | numbers
