"""A list of requests as a sheet: who asks is masked, what a secret report says is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from yike.core.look.choices import labelled
from yike.engines.sheets.columns import Sheet
from yike.rooms.grid import rules
from yike.rooms.grid.models import Request, RequestKind, RequestState, Result, Solved, Source
from yike.rooms.grid.sheets.plain import as_is, plain, when

SHEET = Sheet(
    "requests",
    "诉求",
    "requests",
    ("number",),
    (
        plain("number", "登记号", "number", width=16),
        plain("order", "热线工单号", "hotline order"),
        plain("received_at", "收到时间", "received", when, 18),
        plain("source", "来源", "source", labelled(Source)),
        plain("kind", "类型", "kind", labelled(RequestKind)),
        plain("category", "类别", "category", width=18),
        plain("area", "区域", "area", width=18),
        plain("address", "在哪里", "place", width=24),
        plain("words", "说了什么", "words", width=60),
        plain("name", "姓名", "name"),
        plain("phone", "电话", "telephone"),
        plain("state", "状态", "state", labelled(RequestState)),
        plain("owner_unit", "承办单位", "unit", width=22),
        plain("owner", "经办人", "with whom"),
        plain("due_at", "答复时限", "due", when, 18),
        plain("replied_at", "首次回应", "first reply", when, 18),
        plain("answered_at", "答复时间", "answered", when, 18),
        plain("result", "办理结果", "outcome", labelled(Result)),
        plain("solved", "是否解决", "solved", labelled(Solved)),
        plain("closed_at", "办结时间", "closed", when, 18),
        plain("echoes", "附议", "same trouble", as_is),
    ),
)
HIDDEN = ("words", "address", "name", "phone")


def rows_of(user: Any, rows: Iterable[Request]) -> Iterator[dict[str, Any]]:
    """Yield the cells of requests as ``user`` may know them."""
    for row in rows:
        cells = {column.role: getattr(row, column.role) for column in SHEET.columns}
        if not rules.may_read(user, row):
            cells |= dict.fromkeys(HIDDEN, "")
        elif not rules.may_know(user, row):
            cells |= {"name": "", "phone": ""}
        yield cells
