"""Two sheets of the city's hotline: one came in twelve days ago and was answered, one came in yesterday."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils import timezone

from yike.core.record.clock import now, today
from yike.core.rights.by import By
from yike.demonstration.dice import Dice
from yike.demonstration.families import Family
from yike.demonstration.load.stories import Story, after
from yike.demonstration.load.weeks import Cast
from yike.demonstration.town import SEED
from yike.rooms.grid.actions import requests as act
from yike.rooms.grid.actions.hotline import given_back, import_orders
from yike.rooms.grid.models import Request, RequestKind, Result
from yike.rooms.grid.sheets.hotline import SHEET
from yike.rooms.grid.sheets.reading import read_drafts
from yike.rooms.grid.sheets.writing import workbook

FIRST, SECOND = 12, 1  # days ago
BACK = 6  # so many answers of the first sheet were given back; the others wait


@dataclass(frozen=True)
class Order:
    """What somebody told the hotline, and what the office answers."""

    words: str
    category: str
    answer: str
    result: str = Result.SOLVED


ORDERS = (
    Order("来电人反映{lane}路灯三天不亮，请尽快修复。", "路灯不亮", "线路接头进水，已更换，晚上复查亮了。"),
    Order("来电人反映{lane}口非机动车乱停，影响通行。", "车辆乱停", "已清理并补划停车线，安排早晚各巡一次。"),
    Order(
        "来电人反映{lane}饭店晚上油烟和噪声大。", "油烟噪声", "已约谈店主，清洗油烟机，十点后不再外放音响。"
    ),
    Order("来电人咨询老年人助餐怎么申请。", "养老助餐", "已电话说明，本人带身份证到社区登记即可。"),
    Order(
        "来电人反映{lane}二楼外墙渗水到楼下。", "漏水渗水", "已请房修所查看，雨停后补防水。", Result.PARTLY
    ),
    Order("来电人建议{lane}小游园加一个扶手。", "健身和儿童设施", "扶手已装好，请来电人看过。"),
    Order("来电人反映{lane}有人在河边倒泔水。", "河道水质", "已上门劝导，河边加了提示牌，三天没有再见。"),
    Order("来电人反映{lane}路面有一块砖松动。", "路面破损", "已重新铺好。"),
)
LATER = (
    Order("来电人反映{lane}楼道灯坏了一盏，老人摔过一次。", "路灯不亮", ""),
    Order("来电人反映{lane}楼下堆放建筑垃圾一星期。", "垃圾没有清运", ""),
    Order("来电人咨询加装电梯要几户同意。", "加装电梯", ""),
)


def hotline(cast: Cast) -> list[Story]:
    """Return the story of each sheet."""
    dice = Dice(SEED, "hotline")
    homes = [family for family in cast.town.families if family.members[0].phone]
    families = dice.some(homes, len(ORDERS) + len(LATER))
    return [
        _answered(cast, dice, families[: len(ORDERS)]),
        _waiting(cast, families[len(ORDERS) :]),
    ]


def _morning(ago: int) -> datetime:
    return timezone.make_aware(datetime.combine(today() - timedelta(days=ago), time(9, 12)))


def _answered(cast: Cast, dice: Dice, families: Sequence[Family]) -> Story:
    """Take a sheet in, dispatch all of it, answer each order in its days, give most answers back."""
    clerk = cast.by("clerk")
    yield _morning(FIRST)
    rows = _taken(clerk, ORDERS, families)
    yield after(now(), dice, 0.3, 0.9, duty=True)
    workers: list[Any] = [cast.worker_of[cast.grid_of[family.stair.building.code]] for family in families]
    for row, worker in zip(rows, workers, strict=True):
        act.dispatch(clerk, row, unit=worker.unit)
    for row, worker, order in zip(rows, workers, ORDERS, strict=True):
        yield after(now(), dice, 0.2, 1, duty=True)
        act.sign(By.person(worker), row)
        yield after(now(), dice, 0.5, 2, duty=True)
        act.contact(By.person(worker), row, words="电话里核实了地方和情况。", way="phone")
        yield after(now(), dice, 1, 5, duty=True)
        act.answer(By.person(worker), row, words=order.answer, result=order.result)
    yield after(now(), dice, 2, 5, duty=True)
    given_back(clerk, rows[:BACK])


def _waiting(cast: Cast, families: Sequence[Family]) -> Story:
    """Take yesterday's sheet in; the first of its orders is dispatched."""
    clerk = cast.by("clerk2")
    yield _morning(SECOND)
    row, *_rest = _taken(clerk, LATER, families)
    yield now() + timedelta(minutes=40)
    worker: Any = cast.worker_of[cast.grid_of[families[0].stair.building.code]]
    act.dispatch(clerk, row, unit=worker.unit)


def _taken(by: By, orders: Sequence[Order], families: Sequence[Family]) -> list[Request]:
    """Write a workbook as the hotline sends it, take it in as the desk does, and return its requests in order."""
    day, told = today(), []
    for number, (order, family) in enumerate(zip(orders, families, strict=True), 1):
        building, caller = family.stair.building, family.members[0]
        told.append(
            dict.fromkeys((column.role for column in SHEET.columns), "")
            | {
                "order": f"RX{day:%Y%m%d}{number:04d}",
                "words": order.words.format(lane=building.lane),
                "kind": str(RequestKind.CONSULT.label if "咨询" in order.words else RequestKind.HELP.label),
                "category": order.category,
                "address": building.address,
                "lon": building.lon,
                "lat": building.lat,
                "name": caller.name,
                "phone": caller.phone,
                "received": f"{day} 08:40",
                "until": f"{day + timedelta(days=9)} 17:30",
            }
        )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "热线工单.xlsx"
        path.write_bytes(workbook(SHEET, told))
        import_orders(by, read_drafts(path, SHEET), reason=f"热线中心 {day:%m-%d} 转来")
    found = {row.order: row for row in Request.objects.filter(order__in=[one["order"] for one in told])}
    return [found[one["order"]] for one in told]
