"""Four partnership agreements: with a bank, with those at the market, with a firm, and one that is a draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from yike.core.accounts.models import Unit
from yike.core.record.clock import moved_to, now, today
from yike.core.rights.by import By
from yike.demonstration.codes import community_name
from yike.demonstration.load.weeks import Cast
from yike.rooms.almanac.actions import agreements as act
from yike.rooms.almanac.actions.agreements import Draft, NewLine
from yike.rooms.almanac.models.activities import Activity, ActivityKind
from yike.rooms.almanac.models.agreements import Agreement
from yike.rooms.almanac.queries.agreements import speakers_of

A_YEAR = timedelta(days=364)
House = dict[str, Unit]


@dataclass(frozen=True)
class Told:
    """An agreement: with whom (by part of the name), since how many days, what stands in its lists.

    ``needs`` and ``resources`` are of the house and of the first partner; each of ``projects`` joins the need and
    the resource at its own place in their lists, and ``done`` says how many of them are done.
    """

    title: str
    partners: tuple[str, ...]
    ago: int
    needs: tuple[str, ...]
    resources: tuple[str, ...]
    projects: tuple[str, ...]
    done: int = 0
    community: str = ""
    number: str = ""


BANK = Told(
    "政银合作共建协议",
    ("里河支行",),
    200,
    ("开户、社保卡、公积金要跑三处", "老人不会用手机银行"),
    ("每季度派 6 名业务员", "反诈讲师 2 名"),
    ("政银合作便民服务日", "教老人用手机银行"),
    1,
    number="双塔建〔2026〕3号",
)
MARKET = Told(
    "便民市集共建协议",
    ("供电所", "自来水", "燃气"),
    150,
    ("老小区水电气小修找不到人",),
    ("市集上免费检查电线、水管、软管",),
    ("我们的节日·便民市集",),
    number="双塔建〔2026〕5号",
)
ELDERS = Told(
    "长岛社区养老助餐共建协议",
    ("养老服务",),
    330,
    ("独居老人中午吃饭难",),
    ("每天 40 份长者餐",),
    ("长者餐送上门",),
    1,
    community="长岛",
)
SCHOOL = Told(
    "校社共建协议",
    ("中学",),
    -10,
    ("暑假孩子没处去",),
    ("图书馆和操场周末开放",),
    ("暑期小课堂",),
    community="大公园",
)


def load_agreements(cast: Cast, activities: Sequence[Activity], began: timedelta) -> None:
    """Draft, sign and live under four agreements through the same actions as real use."""
    units = {unit.name: unit for unit in Unit.objects.select_related("area").filter(active=True)}
    clerk, leader, day = cast.by("clerk"), cast.by("leader"), today()
    with moved_to(now() - began + timedelta(days=1)):
        bank, market, _elders = (
            _signed(cast, (clerk, leader), units, one, day) for one in (BANK, MARKET, ELDERS)
        )
        _drafted(cast, clerk, units, SCHOOL, day)
    with moved_to(now() - timedelta(days=2)):
        kinds = {row.kind: row for row in activities}
        for row, kind in ((bank, ActivityKind.SERVICE_DAY), (market, ActivityKind.MARKET)):
            project = row.lines.filter(kind="project").order_by("pk").first()
            act.put_under(clerk, row, activity=kinds[kind], project=project)
        for unit in (party.unit for party in bank.parties.all()):
            by = next(map(By.person, speakers_of(unit)), clerk)
            act.rate(by, bank, unit=unit, year=today().year, grade=5, words="办得实在，群众少跑了路")


def _find(units: House, part: str) -> Unit:
    return next(unit for name, unit in sorted(units.items()) if part in name)


def _drafted(cast: Cast, by: By, units: House, told: Told, day: date) -> Agreement:
    house = _find(units, community_name(told.community) if told.community else "街道办事处")
    partners = tuple(_find(units, part) for part in told.partners)
    begins = day - timedelta(days=told.ago)
    area = cast.areas[told.community]
    draft = Draft(told.title, area, house, partners, begins, begins + A_YEAR, told.number, "便民服务中心")
    row = act.draft_agreement(by, draft)
    needs = act.add_lines(by, row, [NewLine("need", words, house) for words in told.needs])
    resources = act.add_lines(by, row, [NewLine("resource", words, partners[0]) for words in told.resources])
    joined = zip(told.projects, needs, resources, strict=True)
    act.add_lines(by, row, [NewLine("project", words, house, None, *pair) for words, *pair in joined])
    return row


def _signed(cast: Cast, who: tuple[By, By], units: House, told: Told, day: date) -> Agreement:
    clerk, leader = who
    row = _drafted(cast, clerk, units, told, day)
    act.sign(leader, row, signed_on=min(row.begins, today()), signers="双方负责人")
    for project in row.lines.filter(kind="project").order_by("pk")[: told.done]:
        act.move_line(clerk, project, "finish", result="办成了，有照片和签到表")
    return row
