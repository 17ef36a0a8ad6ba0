"""Orders of the hotline as a sheet: what its columns may be called, what taking them in would do; the replies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from yike.core.areas.models import Area, AreaLevel
from yike.core.look.choices import labelled, words
from yike.core.record.clock import now
from yike.core.residents.phones import read_phone
from yike.engines.faults import Fault
from yike.engines.sheets import readers
from yike.engines.sheets.columns import Column, Sheet
from yike.engines.sheets.headers import normal
from yike.rooms.grid.models import Category, ColumnName, Request, RequestKind, Result
from yike.rooms.grid.models.requests import WORDS
from yike.rooms.grid.queries.places import Place, place_at
from yike.rooms.grid.sheets.planning import Change, Plan
from yike.rooms.grid.sheets.reading import Drafts, Row

HOTLINE = "hotline"
NOBODY = {"匿名", "保密", "无", "不详", "-"}
FORMS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M")
YEARS = range(2000, 2100)  # of orders and their limits
LONGEST = timedelta(days=69)  # from receiving an order to its limit


def _said(cell: object) -> date | datetime | None:
    """Return the day, or the moment, that stands in a cell; None in an empty one. Raises ``Fault``."""
    if isinstance(cell, datetime):  # a sheet's own cell with a day alone tells midnight
        return cell if cell.time() > time.min else cell.date()
    if isinstance(cell, date):
        return cell
    said = readers.plain(cell).replace("/", "-").replace("T", " ")
    with suppress(ValueError):
        return datetime.strptime(said, "%Y-%m-%d").date()
    for form in FORMS if said else ():
        with suppress(ValueError):
            return datetime.strptime(said, form)
    if said:
        do = "请写成 2026-11-30 09:30 这样", "Write it like 2026-11-30 09:30"
        raise readers.wrong(said, "不是时间", "is no moment", *do)
    return None


def _moment(cell: object, of_a_day: time) -> datetime | None:
    found = _said(cell)
    if found is None:
        return None
    if found.year not in YEARS:
        do = "请核对年份，要在 2000 到 2099 年之间", "Check the year: 2000 to 2099"
        raise readers.wrong(str(found), "年份不对", "has a year that cannot be", *do)
    exact = found if isinstance(found, datetime) else datetime.combine(found, of_a_day)
    return timezone.make_aware(exact) if timezone.is_naive(exact) else exact


def moment(cell: object) -> datetime | None:
    """Return the moment in a cell, in the office's time; a day alone begins then. Raises ``Fault``."""
    return _moment(cell, time.min)


def limit(cell: object) -> datetime | None:
    """Return by when something is due, in the office's time; a day alone lasts until 24:00. Raises ``Fault``."""
    return _moment(cell, time(23, 59))  # the last minute counts whole


def phone(cell: object) -> str:
    """Return the telephone number in a cell, empty where nobody gave one. Raises ``Fault``."""
    said = readers.text(40)(cell)
    return "" if said in NOBODY or not said else read_phone(said).e164


def name(cell: object) -> str:
    """Return the name in a cell, empty where nobody gave one."""
    said = readers.text(60)(cell)
    return "" if said in NOBODY else said


def _degrees(most: float) -> readers.Reader:
    read = readers.degrees(most)
    return lambda cell: read(cell) if readers.plain(cell) else None


def _asked_for(cell: object) -> bool:
    """Return whether a cell asks for something: yes or no, or the word 保密 itself. Raises ``Fault``."""
    said = readers.plain(cell)
    return said in {"保密", "要求保密"} or (said not in {"", "公开", "不保密"} and readers.yes(cell))


KINDS = words(RequestKind) | {"意见": RequestKind.SUGGESTION.value, "其他": RequestKind.HELP.value}
SHEET = Sheet(
    HOTLINE,
    "热线工单",
    "hotline orders",
    ("order",),
    (
        Column(
            "order",
            ("工单号", "工单编号", "工单编码", "受理编号", "诉求编号", "workordercode"),
            "order number",
            readers.text(40, needed=True),
            needed=True,
            width=22,
        ),
        Column(
            "words",
            ("诉求内容", "内容", "工单内容", "问题描述", "诉求描述", "workordercontent"),
            "content",
            readers.text(WORDS, needed=True),
            needed=True,
            width=60,
        ),
        Column(
            "kind",
            ("诉求类型", "类型", "工单类型", "workordertype"),
            "kind",
            readers.choice(KINDS, needed=False),
        ),
        Column("category", ("类别", "诉求类别", "事项分类", "scene"), "category", readers.text(60)),
        Column("address", ("地点", "地址", "事发地址", "诉求地址", "place"), "place", readers.text(120)),
        Column("area", ("社区", "所属社区", "area"), "community", readers.text(60)),
        Column("lon", ("经度",), "longitude", _degrees(180.0)),
        Column("lat", ("纬度",), "latitude", _degrees(90.0)),
        Column("name", ("姓名", "诉求人", "来电人", "联系人"), "name", name),
        Column("phone", ("电话", "来电号码", "联系电话", "诉求人电话"), "telephone", phone),
        Column("secret", ("是否保密", "保密", "要求保密", "issecret"), "secret", _asked_for),
        Column(
            "received", ("派单时间", "转办时间", "受理时间", "来电时间", "dispatchtime"), "received", moment
        ),
        Column("until", ("办理时限", "截止时间", "要求办结时间", "办结时限", "processlimited"), "due", limit),
    ),
)


def sheet() -> Sheet:
    """Return the sheet with all that its columns have been called so far."""
    learned: dict[str, list[str]] = {}
    for row in ColumnName.objects.filter(sheet=HOTLINE):
        learned.setdefault(row.role, []).append(row.name)
    columns = (replace(one, names=(*one.names, *learned.get(one.role, ()))) for one in SHEET.columns)
    return replace(SHEET, columns=tuple(columns))


@dataclass
class Known:
    """What a file's words may mean: communities and categories by name, orders that are here already."""

    areas: dict[str, Area]
    categories: dict[str, Category]
    there: frozenset[str]

    @classmethod
    def of(cls, orders: list[str]) -> Known:
        """Read what is needed for these orders; three queries."""
        rows = Area.objects.light().open().filter(level=AreaLevel.COMMUNITY)
        there = Request.objects.filter(order__in=orders).values_list("order", flat=True)
        categories = {row.name: row for row in Category.objects.filter(active=True)}
        return cls({area.name: area for area in rows}, categories, frozenset(there))

    def area(self, row: Row) -> Area | None:
        """Return the community a row names, or that its place speaks of; None where it says nothing."""
        said = row.values.get("area") or ""
        if said in self.areas:
            return self.areas[said]
        text = f"{said} {row.values.get('address') or ''} {row.values['words']}"
        found = [
            area
            for name, area in self.areas.items()
            if name in text or name.removesuffix("社区") in said != ""
        ]
        return found[0] if found else None


def plan_orders(drafts: Drafts, _user: Any = None, *, complete: bool = False) -> Plan:  # noqa: ARG001 - never all
    """Return what taking the orders in would do: an order that is here already is left as it is."""
    plan = Plan(mistakes=list(drafts.mistakes))
    known = Known.of([row.values["order"] for row in drafts.rows])
    seen: set[str] = set()
    for row in drafts.rows:
        order = row.values["order"]
        if order in known.there or order in seen:
            plan.same += 1
            continue
        seen.add(order)
        _add(plan, known, row)
    return plan


def _add(plan: Plan, known: Known, row: Row) -> None:
    said = row.values
    try:
        place: Place = place_at(
            said.get("address") or "", lon=said.get("lon"), lat=said.get("lat"), area=known.area(row)
        )
    except Fault as fault:
        plan.wrong(row, "lon", fault)
        return
    if (bad := _bad_limit(said.get("received"), said.get("until"))) is not None:
        plan.wrong(row, "until", bad)
        return
    category = known.categories.get(said.get("category") or "")
    if said.get("category") and category is None:
        plan.notes.append(_unknown_category(said["order"], said["category"]))
    values = {
        name: said.get(name)
        for name in ("order", "words", "kind", "name", "phone", "secret", "received", "until")
    }
    plan.changes.append(Change(row, None, values | {"place": place, "category": category}, said["order"]))


def _bad_limit(received: datetime | None, until: datetime | None) -> Fault | None:
    """Return what is wrong with an order's own limit, None where it can be kept. One that has passed can."""
    if until is None:
        return None
    since = min(received or now(), now())
    if received is not None and until <= since:
        return Fault(
            f"办理时限 {_when(until)} 不晚于派单时间 {_when(received)}",
            f"the limit {_when(until)} is not after the order, received {_when(received)}",
            do_zh="请核对这两格",
            do_en="Check these two cells",
        )
    if until - since <= LONGEST:
        return None
    return Fault(
        f"办理时限 {_when(until)} 离派单超过 {LONGEST.days} 天",
        f"the limit {_when(until)} is over {LONGEST.days} days after the order was received",
        do_zh="请核对年月日；确实这么长的，这一格留空，登记后再改期",
        do_en="Check the date; if it is meant, leave the cell empty and move the deadline afterwards",
    )


def _unknown_category(order: str, called: str) -> Fault:
    return Fault(
        f"工单 {order}：类别表里没有“{called}”",
        f'order {order}: the table of categories has no "{called}"',
        do_zh="先按五个工作日计，派单时再选类别",
        do_en="It counts as five working days; choose the category when dispatching",
    )


def _told(value: Any) -> str:
    return "" if value is None else str(value)


def _when(value: datetime | None) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


REPLIES = Sheet(
    "replies",
    "热线答复",
    "replies",
    ("order",),
    (
        Column("order", ("工单号",), "order number", _told, width=22),
        Column("number", ("登记号",), "number", _told, width=16),
        Column("unit", ("承办单位",), "unit", _told, _told, width=22),
        Column("result", ("办理结果",), "outcome", _told, labelled(Result)),
        Column("answer", ("答复内容",), "answer", _told, width=60),
        Column("answered", ("答复时间",), "answered at", _told, _when, width=18),
        Column("due", ("办理时限",), "due", _told, _told, width=18),
        Column("round", ("第几次办理",), "handling", _told, lambda n: n),
    ),
)


def reply_rows(rows: list[Request]) -> Iterator[dict[str, Any]]:
    """Yield the cells of answered orders: the last answer that was given."""
    for row in rows:
        said = [one for one in row.replies.all() if one.kind in {"answer", "channel"}]
        on_time = {True: "按期", False: "超期", None: ""}[row.on_time]
        yield {
            "order": row.order,
            "number": row.number,
            "unit": row.owner_unit,
            "result": row.result,
            "answer": said[-1].words if said else "",
            "answered": row.answered_at,
            "due": on_time,
            "round": row.round,
        }


def guess(headers: list[str]) -> dict[str, str]:
    """Return which of a file's headers hold which role, as far as is known."""
    names = {normal(name): one.role for one in sheet().columns for name in (*one.names, one.en)}
    found: dict[str, str] = {}
    for header in headers:
        role = names.get(normal(header))
        if role and role not in found:
            found[role] = header
    return found
