"""Whistles of the month: who was called, who came and when, what was settled; one of them is under way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from yike.core.accounts.models import Unit, User
from yike.core.record.clock import now, today
from yike.core.rights.by import By
from yike.demonstration.dice import Dice
from yike.demonstration.load.stories import Story, after
from yike.demonstration.load.weeks import Cast
from yike.demonstration.town import SEED
from yike.rooms.grid.actions import whistles as act
from yike.rooms.grid.actions.whistles import NewTask
from yike.rooms.grid.models import Whistle, WhistleCall, WhistleKind


@dataclass(frozen=True)
class Call:
    """A whistle: how many days ago, what kind, where, what for, who was called, and who said no (their order)."""

    ago: int
    kind: str
    matter: str
    units: tuple[str, ...]
    plan: str
    refused: int | None = None


FORCE, POWER, WATER, GAS = (
    "综合执法队",
    "葑江供电所（虚构）",
    "双棠自来水服务所（虚构）",
    "听橹燃气服务站（虚构）",
)
K = WhistleKind
CALLS = (
    Call(
        27,
        K.ENFORCEMENT,
        "沿河违停占了消防通道，劝了三次不走。",
        (FORCE,),
        "当场拖移两辆，划黄线，装活动桩。",
    ),
    Call(
        24,
        K.EMERGENCY,
        "巷口水管爆裂，水往低处的人家流。",
        (WATER, FORCE),
        "关阀抢修，沙袋挡门，连夜恢复供水。",
    ),
    Call(
        19,
        K.DEMAND,
        "三户人家的电线拖在屋檐下，下雨跳闸。",
        (POWER, FORCE),
        "整理入户线，换三只表箱，清掉私拉的线。",
    ),
    Call(
        15,
        K.ENFORCEMENT,
        "夜市收摊后油水倒进河里。",
        (FORCE, WATER),
        "约谈四家摊主，设隔油桶，每晚巡一次。",
        refused=1,
    ),
    Call(
        11,
        K.EMERGENCY,
        "楼道有煤气味，已经请人先下楼。",
        (GAS, FORCE),
        "查出一户软管老化，当场更换并逐户检漏。",
    ),
    Call(8, K.DEMAND, "老楼要装充电桩，电不够。", (POWER,), "先装六个插座试用，明春增容。"),
    Call(5, K.ENFORCEMENT, "空屋被人撬开堆放杂物。", (FORCE,), "清空上锁，通知房东，网格员每周看一次。"),
    Call(1, K.DEMAND, "下水道堵了，三家店门口积水。", (WATER, FORCE), "疏通主管，装滤网，月底回看。"),
)


def whistles(cast: Cast) -> Iterator[Story]:
    """Yield a story for each whistle."""
    for order, call in enumerate(CALLS):
        yield _whistled(cast, call, order, Dice(SEED, "whistle", order))


def _whistled(cast: Cast, call: Call, order: int, dice: Dice) -> Story:
    parcel = cast.town.parcels[order * 7 % len(cast.town.parcels)]
    secretary = next(user for user in cast.users.values() if _leads(user, cast, parcel.community))
    own, leader = By.person(secretary), cast.by("leader")
    begin = datetime.combine(today() - timedelta(days=call.ago), time(10, dice.whole(0, 40)))
    yield after(timezone.make_aware(begin), dice, 0, 0.5, duty=True)  # trouble does not wait for Monday
    whistle = act.make_whistle(
        own,
        kind=call.kind,
        area=cast.areas[parcel.code],
        address=parcel.buildings[0].address,
        matter=call.matter,
        units=[Unit.objects.get(name=name) for name in call.units],
    )
    yield now() + timedelta(minutes=dice.whole(6, 25))
    act.approve_whistle(leader, whistle)
    for number, one in enumerate(whistle.calls.order_by("pk")):
        yield from _came(one, dice, leader, own, refused=call.refused == number)
    yield from _settled(cast, call, whistle, dice, own)


def _leads(user: User, cast: Cast, community: str) -> bool:
    return any(
        colleague.role == "secretary" and colleague.place.community == community
        for colleague in cast.town.staff
        if colleague.username == user.username
    )


def _came(call: WhistleCall, dice: Dice, leader: By, own: By, *, refused: bool) -> Story:
    """Let a called unit read, sign, set out and arrive; or say that it is not theirs, and be excused."""
    somebody = By.person(call.unit.users.filter(roles__role="liaison").order_by("pk")[0])
    yield now() + timedelta(minutes=dice.whole(1, 4))
    act.read_call(somebody, call)
    if refused:
        act.refuse(somebody, call, reason="河道归水务站管，供水这边没有设备。")
        yield now() + timedelta(minutes=20)
        act.rule(leader, call, come=False, reason="理由成立，另请水务站。")
        return
    act.sign(somebody, call)
    yield now() + timedelta(minutes=dice.whole(2, 6))
    act.leave(somebody, call)
    yield now() + timedelta(minutes=dice.whole(4, 14))
    act.see_arrived(own, call)


def _settled(cast: Cast, call: Call, whistle: Whistle, dice: Dice, own: By) -> Story:
    """Agree on the spot, do it, have it accepted by somebody else, rate both sides, close."""
    came = [one for one in whistle.calls.select_related("unit").order_by("pk") if not one.ruling]
    yield now() + timedelta(minutes=dice.whole(15, 40))
    due = today() + timedelta(days=3)
    act.plan_whistle(
        own, whistle, plan=call.plan, tasks=[NewTask(one.unit, call.plan[:60], due) for one in came]
    )
    for task in whistle.tasks.order_by("pk"):
        yield after(now(), dice, 3, 20)
        act.do_task(own, task, result="做好了，拍了照片。")
    yield after(now(), dice, 1, 4)
    act.finish_whistle(own, whistle, result=f"{call.plan}居民看过，没有意见。")
    yield after(now(), dice, 2, 20)
    act.accept_whistle(cast.by("leader2"), whistle)
    for one in came:
        yield after(now(), dice, 0.2, 3)
        act.rate_unit(own, one, score=dice.weighted((5, 4, 3), (6, 3, 1)))
        somebody = By.person(one.unit.users.filter(roles__role="liaison").order_by("pk")[0])
        act.rate_caller(somebody, one, score=dice.weighted((5, 4), (3, 1)))
    yield after(now(), dice, 0.2, 2)
    act.close_whistle(own, whistle)
