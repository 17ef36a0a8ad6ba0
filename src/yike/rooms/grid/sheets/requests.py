"""A list of requests as a sheet: who asks is masked, what a secret report says is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from yike.core.look.choices import labelled
from yike.engines.faults import Language
from yike.engines.sheets.columns import Column, Sheet
from yike.engines.sheets.readers import text
from yike.rooms.grid import rules
from yike.rooms.grid.models import Request, RequestKind, RequestState, Result, Solved, Source

MOST = 20_000  # rows of one sheet


def _told(value: Any) -> str:
    return "" if value is None else str(value)


def _when(value: datetime | None) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


def _plain(role: str, zh: str, en: str, write: Any = _told, width: int = 14) -> Column:
    return Column(role, (zh,), en, text(200), write, width=width)


SHEET = Sheet(
    "requests",
    "诉求",
    "requests",
    ("number",),
    (
        _plain("number", "登记号", "number", width=16),
        _plain("order", "热线工单号", "hotline order"),
        _plain("received_at", "收到时间", "received", _when, 18),
        _plain("source", "来源", "source", labelled(Source)),
        _plain("kind", "类型", "kind", labelled(RequestKind)),
        _plain("category", "类别", "category", width=18),
        _plain("area", "区域", "area", width=18),
        _plain("address", "在哪里", "place", width=24),
        _plain("words", "说了什么", "words", width=60),
        _plain("name", "姓名", "name"),
        _plain("phone", "电话", "telephone"),
        _plain("state", "状态", "state", labelled(RequestState)),
        _plain("owner_unit", "承办单位", "unit", width=22),
        _plain("owner", "经办人", "with whom"),
        _plain("due_at", "答复时限", "due", _when, 18),
        _plain("replied_at", "首次回应", "first reply", _when, 18),
        _plain("answered_at", "答复时间", "answered", _when, 18),
        _plain("result", "办理结果", "outcome", labelled(Result)),
        _plain("solved", "是否解决", "solved", labelled(Solved)),
        _plain("closed_at", "办结时间", "closed", _when, 18),
        _plain("echoes", "附议", "same trouble", lambda n: n),
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


def watermark(name: str, reason: str, at: datetime, language: Language) -> str:
    """Return who took the list out, when and why."""
    when = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
    if language == "zh":
        return f"{name} 于 {when} 导出 · 事由：{reason} · 仅限本事由使用，用后删除"
    return f"exported by {name} at {when} · for: {reason} · use for nothing else, then delete"
