"""A month of patrols: what was put right on the spot, and what went through all seven links, some of it twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, cast

from django.utils import timezone

from yike.core.accounts.models import Unit, User
from yike.core.record.clock import now, today
from yike.core.rights.by import By
from yike.demonstration.dice import Dice
from yike.demonstration.ground import Building
from yike.demonstration.load.stories import Story, after
from yike.demonstration.load.weeks import Cast
from yike.demonstration.scenes import scene
from yike.demonstration.town import SEED
from yike.rooms.grid.actions.cases import NewCase, Said, go, make_of_request, report
from yike.rooms.grid.actions.cases.kinds import import_kinds, load_sample
from yike.rooms.grid.actions.photos import Shot
from yike.rooms.grid.models import Case, CaseKind, PhotoRole, Request
from yike.rooms.grid.models.requests import RequestState
from yike.rooms.grid.sheets.case_kinds import SHEET
from yike.rooms.grid.sheets.reading import read_drafts

KINDS = Path(__file__).resolve().parents[1] / "data/case_kinds.csv"
DAYS = 30
ON_SPOT, FULL, STUCK, NEW, ASKED = 150, 46, 6, 9, 12
"""How many are put right on the spot, go the whole way, are left lying, are new since yesterday, were asked for."""


@dataclass(frozen=True)
class Sight:
    """A kind of case as patrols meet it, so ``often``. ``unit`` handles it; empty: the community.

    ``asked`` is a word by which requests of this kind are known.
    """

    code: str
    scene: str
    often: int
    text: str
    result: str
    unit: str = ""
    asked: str = ""


FORCE, POWER, WATER, CENTRE = (
    "综合执法队",
    "葑江供电所（虚构）",
    "双棠自来水服务所（虚构）",
    "综治和网格服务中心",
)
SIGHTS = (
    Sight("SR01", "rubbish", 8, "垃圾桶边堆了几袋垃圾。", "垃圾清走，地面冲过。", CENTRE, "垃圾"),
    Sight("SR02", "rubbish", 4, "路面有泥沙和纸屑。", "扫净，洒水压尘。", CENTRE),
    Sight("SR03", "rubble", 3, "墙边堆着装修的砖头。", "联系户主清走，提醒办手续。", CENTRE),
    Sight("SR05", "puddle", 3, "雨水口堵了，路面积水。", "雨水口掏通，水已排净。", WATER, "漏水"),
    Sight("SR06", "river", 1, "河边漂着树叶和盒子。", "打捞干净。", CENTRE),
    Sight("LH01", "green", 3, "花坛里有人丢垃圾。", "捡干净，立了提醒牌。"),
    Sight("ST01", "boxes", 7, "楼道里堆着纸箱，担架过不去。", "和住户一起搬走，过道通了。", "", "纸箱"),
    Sight("ST02", "bike", 6, "窗口拉线给电瓶车充电。", "线收了，车推到充电棚。", "", "电瓶车"),
    Sight("ST03", "stall", 4, "摊子摆到了人行道上。", "摊子收进店里，路让出来了。", FORCE),
    Sight("ST04", "car", 4, "车停在消防通道上。", "通知车主移走，补画了禁停线。", FORCE, "乱停车"),
    Sight("ST05", "lamp", 2, "巷口路灯不亮。", "换了灯头，晚上亮了。", POWER, "路灯"),
    Sight("ST06", "cover", 3, "井盖松，车过就响。", "换了垫圈，盖平了。", WATER, "窨井盖"),
)
QUICK = ("SR01", "SR02", "LH01", "ST01", "ST02", "ST03")
"""What somebody on patrol can put right alone."""
AGAIN = ("边上还剩一半，没有清完。", "第二天又堆上了，没有人跟住户说。", "盖子还是响。")
WHY = {
    "ask": "等配件到货",
    "suspend": "要等老旧小区改造一起做",
    "return": "这一段归综治和网格服务中心管养",
    "rule": "按包干表，归综治和网格服务中心",
    "refuse": "到现场看过，是商户临时卸货，已经离开",
}


def cases(cast: Cast) -> Iterator[Story]:
    """Put the kinds in, and yield a story for each case of the month."""
    add_kinds(cast)
    scenes = Patrols(cast, {row.code: row for row in CaseKind.objects.all()})
    dice = Dice(SEED, "cases")
    for order in range(ON_SPOT):
        yield scenes.on_spot(Dice(SEED, "case on the spot", order))
    for order in range(FULL):
        yield scenes.whole_way(Dice(SEED, "case", order), 1 + order * (DAYS - 4) // FULL)
    for order in range(STUCK):
        yield scenes.left_lying(Dice(SEED, "case left", order), 3 + order)
    for order in range(NEW):
        yield scenes.whole_way(Dice(SEED, "case of now", order), dice.whole(0, 1), from_now=True)
    for order in range(ASKED):
        yield scenes.asked_for(Dice(SEED, "case asked for", order), 1 + order * DAYS // ASKED)


def add_kinds(cast: Cast) -> None:
    """Put in the bundled sample of kinds, and those that the street added for itself."""
    by = cast.by("admin")
    load_sample(by)
    import_kinds(by, read_drafts(KINDS, SHEET), reason="街道自定")


class Patrols:
    """Whom each step of a case falls to."""

    def __init__(self, cast: Cast, kinds: dict[str, CaseKind]) -> None:
        self.cast, self.kinds = cast, kinds
        self.units = {unit.name: unit for unit in Unit.objects.all()}
        self.buildings = [one for parcel in cast.town.parcels for one in parcel.buildings]
        self.hands: dict[int, User] = {}

    def on_spot(self, dice: Dice) -> Story:
        """Put something right while walking by, with a photo before and one after."""
        sight = self._sight(dice, QUICK)
        yield _moment(dice, dice.whole(0, DAYS))
        place = dice.pick(self.buildings)
        shots = (_shot(sight, place.lon, after=False), _shot(sight, place.lon, after=True))
        report(self._worker(place), self._seen(sight, place, shots=shots, on_spot=True))

    def whole_way(self, dice: Dice, ago: int, *, from_now: bool = False) -> Story:
        """Report something and let it go its way; ``from_now``: so late that it is still under way."""
        sight = self._sight(dice)
        yield _moment(dice, ago)
        place = dice.pick(self.buildings)
        case = report(
            self._worker(place), self._seen(sight, place, shots=(_shot(sight, place.lon, after=False),))
        )
        if not from_now and dice.chance(0.06):
            yield after(now(), dice, 0.2, 1.5, duty=True)
            go(self.cast.by("clerk"), case, "refuse", Said(WHY["refuse"]))
            return
        yield from self._sent(case, sight, dice)
        yield from self._handled(case, sight, dice)

    def left_lying(self, dice: Dice, ago: int) -> Story:
        """Report something that somebody signs for and then leaves lying."""
        sight = self._sight(dice, ("SR03", "ST04", "ST05", "ST06"))
        yield _moment(dice, ago)
        place = dice.pick(self.buildings)
        case = report(
            self._worker(place), self._seen(sight, place, shots=(_shot(sight, place.lon, after=False),))
        )
        yield from self._sent(case, sight, dice)
        yield after(now(), dice, 0.2, 1)
        go(By.person(self._hand(case.unit)), case, "take")

    def asked_for(self, dice: Dice, ago: int) -> Story:
        """Make a case of what somebody has asked for, where that is a thing to be mended."""
        yield _moment(dice, ago)
        found = self._request()
        if found is None:
            return
        row, sight = found
        case = make_of_request(By.person(row.owner), row, kind=self.kinds[sight.code], text=row.words)
        yield from self._sent(case, sight, dice)
        yield from self._handled(case, sight, dice)

    def _request(self) -> tuple[Request, Sight] | None:
        """Return the newest request that is handled now and is of a kind that patrols know."""
        rows = Request.objects.filter(state=RequestState.HANDLING, secret=False, cases=None)
        for row in rows.select_related("owner", "area").order_by("-pk"):
            for sight in SIGHTS:
                if sight.asked and sight.asked in row.words and row.owner is not None:
                    return row, sight
        return None

    def _sight(self, dice: Dice, among: tuple[str, ...] = ()) -> Sight:
        rows = [row for row in SIGHTS if not among or row.code in among]
        return dice.weighted(rows, [row.often for row in rows])

    def _seen(self, sight: Sight, place: Building, **more: Any) -> NewCase:
        where: dict[str, Any] = {"lon": place.lon, "lat": place.lat, "address": place.address}
        return NewCase(self.kinds[sight.code], text=sight.text, **where, **more)

    def _worker(self, place: Building) -> By:
        return By.person(self.cast.worker_of[self.cast.grid_of[place.code]])

    def _verifier(self, case: Case) -> By:
        """Return who looks at what was done: the worker of the grid, who handles nothing here."""
        return By.person(self._near(case))

    def _near(self, case: Case) -> User:
        return self.cast.worker_of.get(case.area.code) or case.reporter

    def _hand(self, unit: Unit) -> User:
        """Return who handles for a unit: its liaison, else a worker of the community."""
        if unit.pk not in self.hands:
            rows = unit.users.filter(roles__role__in=("liaison", "community_worker")).order_by("pk")
            self.hands[unit.pk] = rows[0]
        return self.hands[unit.pk]

    def _unit(self, sight: Sight, case: Case) -> Unit:
        if sight.unit:
            return self.units[sight.unit]
        return cast(Unit, self._near(case).unit)  # who walks a grid belongs to its community

    def _sent(self, case: Case, sight: Sight, dice: Dice) -> Story:
        """Accept, file and dispatch it, within its two working hours most of the time."""
        clerk = self.cast.by(dice.pick(("clerk", "clerk2", "clerk5")))
        yield after(now(), dice, 0.1, 1.2, duty=True)
        for verb in ("accept", "file"):
            go(clerk, case, verb)
        go(clerk, case, "dispatch", Said(unit=self._unit(sight, case)))
        case.refresh_from_db()

    def _handled(self, case: Case, sight: Sight, dice: Dice) -> Story:
        own, clerk = By.person(self._hand(case.unit)), self.cast.by("clerk")
        yield after(now(), dice, 0.2, 1.5)
        if dice.chance(0.05) and sight.unit not in {"", CENTRE}:
            yield from self._returned(case, own, dice)
            own = By.person(self._hand(self.units[CENTRE]))
        go(own, case, "take")
        if dice.chance(0.09):
            yield after(now(), dice, 0.3, 1)
            go(
                clerk,
                case,
                "suspend",
                Said(WHY["suspend"], review_on=today() + timedelta(days=dice.whole(3, 20))),
            )
            return
        yield after(now(), dice, 0.5, 12 if dice.chance(0.2) else 2.5)
        go(own, case, "answer", Said(sight.result, shots=(_shot(sight, case.lon, after=True),)))
        yield from self._looked_at(case, sight, dice, own)

    def _returned(self, case: Case, own: By, dice: Dice) -> Story:
        go(own, case, "return", Said(WHY["return"]))
        yield after(now(), dice, 0.5, 2)
        go(self.cast.by("clerk"), case, "rule", Said(WHY["rule"], unit=self.units[CENTRE]))
        yield after(now(), dice, 0.5, 2)

    def _looked_at(self, case: Case, sight: Sight, dice: Dice, own: By) -> Story:
        """Have it verified; sometimes it has to be done again."""
        verifier = self._verifier(case)
        yield after(now(), dice, 0.5, 6)
        if dice.chance(0.15):
            go(verifier, case, "rework", Said(dice.pick(AGAIN)))
            yield after(now(), dice, 0.5, 3)
            go(own, case, "answer", Said(f"重新做过：{sight.result}"))
            yield after(now(), dice, 0.5, 5)
        go(verifier, case, "verify", Said("到现场看过。"))
        if dice.chance(0.35):
            yield after(now(), dice, 2, 30)
            go(self.cast.by("clerk"), case, "assess", Said(score=dice.weighted((5, 4, 3), (5, 4, 1))))


def _moment(dice: Dice, ago: int) -> datetime:
    """Return a moment of a day on which people walk their grids."""
    clock = time(dice.weighted((8, 9, 10, 13, 14, 15, 16), (2, 4, 4, 2, 4, 3, 1)), dice.whole(0, 59))
    return timezone.make_aware(datetime.combine(today() - timedelta(days=ago), clock))


def _shot(sight: Sight, lon: float | None, *, after: bool) -> Shot:
    """Return the picture of a place: the same place looks alike before and after."""
    role = PhotoRole.AFTER if after else PhotoRole.BEFORE
    return Shot(role, scene(sight.scene, int((lon or 0) * 1e6) % 4, after=after))
