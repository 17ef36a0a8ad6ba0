"""Six issues of the monthly calendar with seventeen entries, each passed on through the 408 micro-groups."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from yike.core.record.clock import moved_to, now, today
from yike.core.rights.by import By
from yike.demonstration.dice import Dice
from yike.demonstration.load.weeks import Cast
from yike.demonstration.town import SEED
from yike.rooms.almanac.actions import cascade
from yike.rooms.almanac.actions import issues as act
from yike.rooms.almanac.models import Issue, IssueVersion, Pack

ISSUES = 6
ADDRESS = "http://127.0.0.1:8000"
MACHINE = By.machine("almanac.cascade")


@dataclass(frozen=True)
class Line:
    """One entry: what, on the n-th such weekday of its month (or over ``days`` from the first on), when, where."""

    title: str
    weekday: int
    nth: int
    start: str
    end: str
    place: str
    strand: str = "service"
    audience: tuple[str, ...] = ()
    days: int = 0
    more: str = ""


SAT, WED, THU = 5, 2, 3
MONTHS: tuple[tuple[Line, ...], ...] = (
    (
        Line(
            "便民市集：磨刀、修伞、理发", SAT, 1, "9:00", "11:30", "大公园社区广场", "good", more="长者优先"
        ),
        Line("社保待遇资格认证", 0, 1, "", "", "各社区便民服务站", audience=("elders",), days=15),
        Line("门口招聘会", WED, 2, "13:30", "16:00", "一平米公益空间", audience=("jobseekers",)),
    ),
    (
        Line("公积金政策咨询", THU, 1, "9:30", "11:00", "便民服务中心"),
        Line("吴语小课堂", WED, 2, "19:00", "20:30", "大公园社区二楼", "culture", ("newcomers",)),
        Line("长者免费体检", SAT, 3, "8:00", "10:30", "社区卫生服务站", "good", ("elders",), more="空腹来"),
    ),
    (
        Line("板凳会议：小店租约怎么签", THU, 2, "14:00", "15:30", "无人律所", "law", ("businesses",)),
        Line("便民市集：缝补、配钥匙、量血压", SAT, 1, "9:00", "11:30", "定慧寺巷东口", "good"),
        Line("望星桥站点搬家，改到隔壁三号门", 0, 1, "", "", "望星桥", days=20),
    ),
    (
        Line("燃气安全入户检查", 0, 2, "", "", "各家各户", days=12, more="工作人员戴证件，先核对再开门"),
        Line("居住证办理咨询日", SAT, 2, "9:00", "11:00", "便民服务中心", audience=("newcomers",)),
        Line("共读红色家书", THU, 3, "18:30", "20:00", "邻里之家", "party", ("members",)),
    ),
    (
        Line("流感疫苗接种", 0, 1, "8:30", "10:30", "社区卫生服务站", audience=("elders",), more="带医保卡"),
        Line("便民市集：修小家电、理发", SAT, 2, "9:00", "11:30", "大公园社区广场", "good"),
        Line("冬季防火防一氧化碳讲座", WED, 3, "14:00", "15:00", "邻里之家", "good"),
    ),
    (
        Line("城乡居民医保缴费", 0, 1, "", "", "各社区便民服务站", days=20, more="子女可以代缴，带身份证"),
        Line("写春联、送平安", SAT, 3, "9:00", "11:00", "邻里之家", "culture", ("families",)),
    ),
)
ASKED = (
    ("下雨还办吗？", "下雨改到邻里之家一楼，时间不变。"),
    ("要不要预约？", "不用预约，直接来，老人先办。"),
    ("轮椅能进去吗？", "东门有坡道，工作人员会来接。"),
)


def publish_months(cast: Cast) -> None:
    """Publish six monthly calendars, the last one for the month ahead, and begin the next."""
    dice = Dice(SEED, "monthly")
    last = (today() + timedelta(days=10)).replace(day=1)
    for back, lines in zip(range(ISSUES - 1, -1, -1), MONTHS, strict=True):
        month = _months_before(last, back)
        with moved_to(_published(month)):
            version = _publish(cast, month, lines)
        _pass_on(cast, dice, version, quiet=0 if back else 12)
    with moved_to(now() - timedelta(hours=3)):
        _begin_next(cast, _months_before(last, -1))


def _months_before(month: date, back: int) -> date:
    number = month.year * 12 + month.month - 1 - back
    return date(number // 12, number % 12 + 1, 1)


def _published(month: date) -> datetime:
    """Return when the issue of a month is published: five days before it begins, two days ago at the latest."""
    day = min(month - timedelta(days=5), today() - timedelta(days=2))
    return timezone.make_aware(datetime.combine(day, time(9, 30)))


def _publish(cast: Cast, month: date, lines: Sequence[Line]) -> IssueVersion:
    clerk = cast.by("clerk")
    issue = _gathered(cast, month, lines)
    act.proof(clerk, issue)
    act.submit(clerk, issue)
    for name, step in (("clerk", "first"), ("admin", "second"), ("leader", "sign")):
        act.look(cast.by(name), issue, step=step)
    version = act.publish(clerk, issue, base=ADDRESS)
    cascade.spread(MACHINE, version)
    return version


def _gathered(cast: Cast, month: date, lines: Sequence[Line]) -> Issue:
    """Write notices as the office hears of them, and let the issue of their month gather them.

    Whatever else it gathers is left out by hand: the page counts seventeen entries in six issues.
    """
    clerk = cast.by("clerk")
    own = {act.add_bulletin(clerk, **_told(cast, month, line)).source for line in lines}
    issue = act.begin_issue(clerk, area=cast.areas[""], month=month)
    for entry in issue.entries.exclude(source__in=own):
        act.drop_entry(clerk, entry)
    return issue


def _told(cast: Cast, month: date, line: Line) -> dict[str, Any]:
    """Return a notice as a clerk would write it."""
    day = _nth(month, line.weekday, line.nth)
    return {
        "area": cast.areas[""],
        "title": line.title,
        "day": day,
        "until": day + timedelta(days=line.days) if line.days else None,
        "start": _clock(line.start),
        "end": _clock(line.end),
        "place": line.place,
        "strand": line.strand,
        "audience": list(line.audience),
        "more": line.more,
        "contact": "便民服务中心",
        "phone": "0512-67270000",
    }


def _nth(month: date, weekday: int, nth: int) -> date:
    """Return the n-th such weekday of a month."""
    days = [week[weekday] for week in calendar.monthcalendar(month.year, month.month) if week[weekday]]
    return month.replace(day=days[nth - 1])


def _clock(text: str) -> time | None:
    return datetime.strptime(text, "%H:%M").time() if text else None


def _pass_on(cast: Cast, dice: Dice, version: IssueVersion, *, quiet: int) -> None:
    """Let keepers forward it, most within hours; ``quiet`` of them say nothing, and their deputies are asked."""
    packs = list(Pack.objects.filter(version=version).select_related("group__owner", "area").order_by("pk"))
    silent = {one.pk for one in dice.some(packs, quiet)}
    moments = {one.pk: _taken(dice, version.published_at) for one in packs if one.pk not in silent}
    with moved_to(version.published_at + timedelta(hours=34)):
        cascade.tick(By.machine("演示", "demo"), [one for one in packs if one.pk in moments], moments=moments)
        cascade.ask_deputies(MACHINE)
    for pack, (words, answer) in zip(dice.some(packs, len(ASKED)), ASKED, strict=True):
        with moved_to(version.published_at + timedelta(hours=dice.whole(2, 8))):
            asked = cascade.ask_back(By.person(pack.group.owner), pack, words=words)
        with moved_to(version.published_at + timedelta(hours=dice.whole(9, 27))):
            cascade.answer_question(cast.by("clerk"), asked, answer=answer)


def _taken(dice: Dice, published: datetime) -> datetime:
    """Return when a keeper forwards: half within the hour, most the same day, some on the next morning."""
    low, high = dice.weighted(((2, 60), (60, 480), (480, 690), (1380, 1900)), (50, 36, 8, 6))
    return published + timedelta(minutes=dice.whole(low, high))


def _begin_next(cast: Cast, month: date) -> Issue:
    """Begin the issue after the last, with one entry whose weekday is wrong: proof-reading shows it."""
    clerk = cast.by("clerk")
    saturday = _nth(month, SAT, 2)
    wrong = f"{saturday.month}月{saturday.day}日周日便民市集"
    issue = _gathered(cast, month, [Line(wrong, SAT, 2, "9:00", "11:30", "大公园社区广场")])
    act.proof(clerk, issue)
    return issue
