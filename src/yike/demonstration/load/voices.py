"""A month of what residents said, and what became of it: through the same actions as in use."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from yike.core.accounts.models import User
from yike.core.deadlines.actions import sweep
from yike.core.record.clock import now, today
from yike.core.rights.by import By
from yike.demonstration.dice import Dice
from yike.demonstration.families import Family
from yike.demonstration.load.stories import Story, after
from yike.demonstration.load.weeks import Cast
from yike.demonstration.town import SEED
from yike.rooms.grid.actions import requests as act
from yike.rooms.grid.actions.requests import NewRequest
from yike.rooms.grid.models import Category, Request, RequestKind, Result, Source
from yike.rooms.grid.queries.places import Place

COUNT, DAYS = 150, 30
VISITOR = By(None, "诉求人", "web")


@dataclass(frozen=True)
class Matter:
    """What somebody says, and what the office answers in the end."""

    kind: str
    words: str
    answer: str
    result: str = Result.SOLVED
    category: str = ""  # code of the sample table


K = RequestKind
MATTERS = (
    Matter(
        K.HELP,
        "{lane}口的路灯坏了两盏，老人晚上出门看不见台阶。",
        "路灯当天修好了，另一盏换了灯头。",
        category="101",
    ),
    Matter(K.HELP, "{lane}的窨井盖松了，车一过就响，夜里睡不着。", "已换防响垫圈，晚上去听过，不响了。"),
    Matter(
        K.COMPLAINT,
        "{lane}有人在楼道里堆纸箱，还给电瓶车充电，怕着火。",
        "已和住户一起清走，充电搬到了车棚。",
        category="202",
    ),
    Matter(
        K.COMPLAINT,
        "{lane}口的饭店油烟直往楼上冲。",
        "约了饭店，油烟机已清洗，排口改向河边。",
        Result.PARTLY,
        category="204",
    ),
    Matter(
        K.COMPLAINT,
        "{lane}工地夜里十一点还在敲。",
        "已要求晚十点后停工，留了工地的电话，可以随时打。",
        category="204",
    ),
    Matter(
        K.HELP,
        "家里老人住{lane}，轮椅下不了门口的台阶，能不能搭个坡道？",
        "坡道已经装好，社区工作者陪老人试过。",
    ),
    Matter(
        K.HELP, "{lane}的水管漏水，地上一直湿，冬天要结冰。", "自来水服务所已换了一段管子。", category="301"
    ),
    Matter(
        K.SUGGESTION,
        "{lane}能不能多放一个旧衣回收箱？",
        "下月起在居委会门口放一个，先试三个月。",
        Result.PARTLY,
    ),
    Matter(K.SUGGESTION, "便民市集能不能改到周日？周六要上班。", "春天起单月周六、双月周日。"),
    Matter(
        K.CONSULT,
        "老人换医保卡要带什么，子女能代办吗？",
        "可以代办，带双方身份证和旧卡；走不动的可以上门。",
        category="602",
    ),
    Matter(K.CONSULT, "居住证在哪个窗口办，周末开不开？", "便民服务站就能办，周六上午开。", category="603"),
    Matter(K.COMPLAINT, "{lane}垃圾桶满了三天没有人清。", "已补一趟清运，这条巷改为每天两次。"),
    Matter(
        K.COMPLAINT,
        "{lane}口乱停车，救护车进不来。",
        "划了禁停黄线，装了两根活动桩。",
        Result.PARTLY,
        category="401",
    ),
    Matter(K.HELP, "{lane}的树枝挡住了二楼的窗，断了一根掉在晾衣架上。", "绿化养护已经修剪。"),
    Matter(K.REPORT, "{lane}一间车库里有人灌煤气瓶，味道很重。", "当天查处，钢瓶已经收走。谢谢您。"),
    Matter(
        K.HELP,
        "{lane}想装电梯，二楼不同意，能不能请人来说说？",
        "已开两次协商会，方案改了一版，仍在谈。",
        Result.EXPLAINED,
        category="303",
    ),
)
UNHAPPY = ("只修了一半，另一边还是黑的。", "好了两天又坏了。", "说来看，没有人来。")
CALLED = ("电话里说了情况，约了明天上门看。", "和本人通了电话，确认了地方。", "上门看过，拍了照片。")


def voices(cast: Cast) -> Iterator[Story]:
    """Yield a story for each thing that was said in the month, and the watch that reminds of what is due."""
    dice = Dice(SEED, "voices")
    homes = [family for family in cast.town.families if family.members[0].phone]
    for family in dice.some(homes, COUNT):
        yield _said(cast, family, dice.pick(MATTERS), Dice(SEED, "voice", dice.whole(0, 10**9)))
    yield _watch()


def _moment(dice: Dice) -> datetime:
    """Return a moment of the last thirty days at which people are awake."""
    day = today() - timedelta(days=dice.whole(0, DAYS))
    clock = time(dice.weighted((8, 9, 10, 12, 14, 16, 18, 20), (2, 3, 3, 1, 2, 2, 3, 2)), dice.whole(0, 59))
    return timezone.make_aware(datetime.combine(day, clock))


def _watch() -> Story:
    """Take the steps of the ladder each morning and each evening."""
    at = timezone.make_aware(datetime.combine(today() - timedelta(days=DAYS), time(8, 55)))
    while True:
        yield at
        sweep()
        at += timedelta(hours=12)


def _said(cast: Cast, family: Family, matter: Matter, dice: Dice) -> Story:
    worker: Any = cast.worker_of[cast.grid_of[family.stair.building.code]]
    clerk = cast.by(dice.pick(("clerk", "clerk2", "clerk3")))
    yield _moment(dice)
    row = _taken(cast, family, matter, dice, worker)
    if matter.kind == RequestKind.CONSULT:
        yield after(now(), dice, 0.2, 5)
        act.answer_now(clerk, row, words=matter.answer)
        yield after(now(), dice, 20, 60)
        act.revisit(clerk, row, solved="yes", satisfied=dice.chance(0.95))
        return
    yield after(now(), dice, 0.2, 2, duty=True)
    act.dispatch(clerk, row, unit=worker.unit)
    yield from _handled(row, matter, dice, worker, clerk)


def _taken(cast: Cast, family: Family, matter: Matter, dice: Dice, worker: User) -> Request:
    """Take it down: most come by the door, some by telephone or through the grid worker."""
    building, asker = family.stair.building, family.members[0]
    source = dice.weighted((Source.DOOR, Source.PHONE, Source.CARD), (6, 2, 2))
    by = {Source.DOOR: VISITOR, Source.PHONE: cast.by("clerk4")}.get(source, By.person(worker))
    return act.take_request(
        by,
        NewRequest(
            words=matter.words.format(lane=building.lane),
            place=Place(
                cast.areas[cast.grid_of[building.code]], building.address, building.lon, building.lat
            ),
            source=source,
            kind=matter.kind,
            category=Category.objects.filter(code=matter.category).first(),
            name=asker.name,
            phone=asker.phone,
            secret=matter.kind == RequestKind.REPORT,
            behalf=asker.name if source == Source.CARD else "",
        ),
    )


def _handled(row: Request, matter: Matter, dice: Dice, worker: Any, clerk: By) -> Story:
    own = By.person(worker)
    yield after(now(), dice, 0.2, 2, duty=True)
    act.sign(own, row)
    yield after(now(), dice, 0.5, 40 if dice.chance(0.1) else 4, duty=True)
    act.contact(own, row, words=dice.pick(CALLED), way=dice.pick(("phone", "visit")))
    if dice.chance(0.08):
        yield after(now(), dice, 10, 40)
        act.ask_extension(own, row, amount=3, reason="要等配件到货")
        yield after(now(), dice, 1, 8)
        act.rule_extension(clerk, row, agreed=True, reason="情况属实")
    yield after(now(), dice, 4, 200 if dice.chance(0.1) else 70)
    act.answer(own, row, words=matter.answer, result=matter.result)
    yield after(now(), dice, 18, 60)
    yield from _asked_back(row, matter, dice, own, clerk)


def _asked_back(row: Request, matter: Matter, dice: Dice, own: By, clerk: By) -> Story:
    if dice.chance(0.07):
        act.revisit(clerk, row, solved="no", satisfied=False, words=dice.pick(UNHAPPY))
        yield after(now(), dice, 20, 60)
        act.answer(own, row, words="又去看了一遍，这次弄好了，下周再来查一次。", result=Result.SOLVED)
        yield after(now(), dice, 18, 50)
    if dice.chance(0.1):
        act.revisit(clerk, row, reached=False)
    else:
        solved = "yes" if matter.result == Result.SOLVED else "partly"
        act.revisit(clerk, row, solved=solved, satisfied=dice.chance(0.93))
