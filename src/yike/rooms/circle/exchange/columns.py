"""The five sheets and their columns: how each is called, read and written."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from yike.core.look.choices import labelled, words
from yike.engines.sheets.columns import Column, Sheet, Writer
from yike.rooms.circle.exchange import cells
from yike.rooms.circle.models import (
    Feature,
    ItemLevel,
    ItemType,
    MaterialForm,
    Mode,
    PointKind,
    PointState,
)


def _features(codes: Any) -> str:
    return "、".join(str(Feature(code).label) for code in codes if code in Feature.values)


def _day(value: Any) -> str:
    return value.isoformat() if value else ""


def _yes(value: Any) -> str:
    english = (get_language() or "").startswith("en")
    return ("yes" if value else "no") if english else ("是" if value else "否")


def _same(value: Any) -> Any:
    return value


def _linked(name: str) -> Writer:
    return lambda row: str(getattr(row, name)) if row else ""


def _text(
    role: str, names: tuple[str, ...], en: str, most: int, *, needed: bool = False, width: int = 14
) -> Column:
    return Column(role, names, en, cells.text(most, needed=needed), needed=needed, width=width)


KINDS = words(PointKind) | {
    "银行": "bank",
    "邮政": "post_office",
    "自助区24h": "self_service",
    "自助区": "self_service",
    "社区卫生服务站": "health_station",
    "助餐点": "elder_meals",
}
POINT_CODE = ("站点编号", "编号", "point code")
ITEM_CODE = ("事项编码", "编码", "item code")

POINTS = Sheet(
    "points",
    "站点",
    "points",
    ("code",),
    (
        Column("code", POINT_CODE, "point code", cells.code(20), width=14),
        _text("name", ("名称", "站点名称"), "name", 60, needed=True, width=28),
        Column("kind", ("类型",), "kind", cells.choice(KINDS), labelled(PointKind), needed=True),
        Column("area", ("所在区域", "社区", "区域代码"), "area", cells.text(60), _linked("code")),
        Column("host", ("设在哪个站点里", "设在", "所在"), "inside of", cells.text(20), _linked("code")),
        _text("address", ("地址",), "address", 120, needed=True, width=30),
        _text("entrance", ("楼层、入口", "入口"), "entrance", 80),
        Column("lon", ("经度", "lng", "longitude"), "lon", cells.degrees(180), _same, needed=True),
        Column("lat", ("纬度", "latitude"), "lat", cells.degrees(90), _same, needed=True),
        _text("phone", ("电话",), "phone", 40),
        _text("contact", ("联系人",), "contact", 40),
        Column("hours", ("开放时间",), "hours", cells.hours, width=34),
        Column("keeps_holidays", ("节假日休息",), "keeps holidays", cells.yes, _yes),
        Column("features", ("无障碍与便利",), "features", cells.several(words(Feature)), _features),
        Column("devices", ("设备",), "devices", cells.lines),
        _text("note", ("给居民的提示", "提示"), "note", 200),
        Column("state", ("状态",), "state", cells.choice(words(PointState)), labelled(PointState)),
        _text("state_reason", ("状态说明", "暂停或关闭的原因"), "reason of the state", 200),
        Column("back_on", ("预计恢复日期", "恢复日期"), "back on", cells.day, _day),
        Column("first_day", ("临时服务从",), "first day", cells.day, _day),
        Column("last_day", ("临时服务到",), "last day", cells.day, _day),
        Column("partner", ("合作单位",), "partner", cells.text(80), _linked("name")),
        _text("agreement", ("协议",), "agreement", 80),
        Column("agreement_until", ("协议到期",), "agreement until", cells.day, _day),
        Column("keeper", ("信息负责人",), "keeper", cells.text(40), _linked("username")),
        Column("checked_on", ("核对日期",), "checked on", cells.day, _day),
    ),
)

ITEMS = Sheet(
    "items",
    "事项",
    "items",
    ("code",),
    (
        _text("code", ITEM_CODE, "item code", 40, needed=True),
        _text("name", ("名称", "事项名称"), "name", 100, needed=True, width=30),
        _text("name_en", ("英文名称",), "name in English", 160),
        Column("everyday", ("大家怎么叫它",), "everyday words", cells.lines),
        _text("plain", ("一句话说明",), "in plain words", 200, width=30),
        _text("plain_en", ("英文说明",), "in plain English", 300, width=30),
        Column("type", ("类型",), "type", cells.choice(words(ItemType)), labelled(ItemType), needed=True),
        Column("level", ("层级",), "level", cells.choice(words(ItemLevel)), labelled(ItemLevel), needed=True),
        _text("fee", ("收费",), "fee", 80),
        Column("legal_days", ("法定时限（工作日）", "法定时限"), "legal days", cells.count(999), _same),
        Column("promised_days", ("承诺时限（工作日）", "承诺时限"), "promised days", cells.count(999), _same),
        Column("online_url", ("网上办理",), "online", cells.url),
        _text("basis", ("依据",), "basis", 200),
        _text("version", ("版本",), "version", 20),
        Column("source_date", ("来源日期",), "source date", cells.day, _day),
        Column("in_use", ("在办",), "in use", cells.yes, _yes),
    ),
)

MATERIALS = Sheet(
    "materials",
    "材料",
    "materials",
    ("item", "order"),
    (
        _text("item", ITEM_CODE, "item code", 40, needed=True),
        Column("order", ("次序",), "order", cells.count(99, 1), _same),
        _text("name", ("材料", "材料名称"), "material", 100, needed=True, width=28),
        Column("form", ("形式",), "form", cells.choice(words(MaterialForm)), labelled(MaterialForm)),
        Column("copies", ("份数",), "copies", cells.count(99, 1), _same),
        Column("given_back", ("原件当场退还",), "given back", cells.yes, _yes),
        Column("required", ("必须带",), "required", cells.yes, _yes),
        _text("note", ("说明",), "note", 120),
        _text("name_en", ("材料英文名称",), "material in English", 160),
    ),
)

OFFERS = Sheet(
    "offers",
    "办理点",
    "offers",
    ("point", "item", "mode"),
    (
        _text("point", POINT_CODE, "point code", 20, needed=True),
        _text("item", ITEM_CODE, "item code", 40, needed=True),
        Column("mode", ("方式",), "mode", cells.choice(words(Mode)), labelled(Mode), needed=True),
        _text("place", ("窗口",), "window", 40),
        Column("hours", ("办理时间",), "hours", cells.hours, width=30),
        Column("first_day", ("从",), "from", cells.day, _day),
        Column("last_day", ("到",), "until", cells.day, _day),
        _text("note", ("提示",), "note", 120),
    ),
)

EXCEPTIONS = Sheet(
    "exceptions",
    "例外时间",
    "special days",
    ("point", "since"),
    (
        _text("point", POINT_CODE, "point code", 20, needed=True),
        Column("since", ("从",), "from", cells.day, _day, needed=True),
        Column("until", ("到",), "until", cells.day, _day),
        Column("hours", ("这几天的时间",), "hours on these days", cells.day_hours, width=30),
        _text("reason", ("原因",), "reason", 80, needed=True, width=30),
    ),
)

SHEETS = (POINTS, ITEMS, MATERIALS, OFFERS, EXCEPTIONS)
BY_ROLE = {sheet.role: sheet for sheet in SHEETS}
