"""A year of activities: consultations, a bank's service day, an open day, a contest, classes, what is on next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from yike.core.accounts.models import Unit, UnitKind, User
from yike.core.record.clock import moved_to, now, today
from yike.core.rights.by import By
from yike.demonstration.load.weeks import Cast
from yike.demonstration.scenes import scene
from yike.engines.contest import Criterion, Rules
from yike.engines.recurrence import Every, Rule
from yike.rooms.almanac.actions import activities as act
from yike.rooms.almanac.actions import after as act_after
from yike.rooms.almanac.actions import contests, door, signups
from yike.rooms.almanac.actions.activities import NewPart
from yike.rooms.almanac.actions.activities.parts import TIMED
from yike.rooms.almanac.checking import Plan
from yike.rooms.almanac.models.activities import Activity, ActivityKind, SignUp, Strand
from yike.rooms.almanac.models.contests import Judge, Team
from yike.rooms.almanac.models.parts import PartKind
from yike.rooms.almanac.models.photos import Seen
from yike.rooms.almanac.models.signups import Counted, Registration, Way
from yike.rooms.almanac.models.venues import Venue
from yike.rooms.almanac.signing import Wish
from yike.rooms.circle.models import ServicePoint

CONSULTATIONS = 32
TOPICS = (
    *("医保年度缴费", "社保认证", "公积金提取", "老年优待证"),
    *("灵活就业参保", "生育登记", "居住证办理", "高龄津贴"),
)
ZONES = (
    *("警车", "警犬", "无人机", "反诈剧场", "交通安全", "消防灭火", "急救", "枪械模型", "指纹", "法医"),
    *("禁毒", "网警", "户政", "出入境", "巡特警", "水警", "骑警", "护学岗", "警营食堂"),
)
ACTS = (
    *("舞蹈《海棠依旧》", "评弹《枫桥夜泊》", "小组唱《夕阳红》", "旗袍走秀"),
    *("太极扇", "二胡独奏", "诗朗诵", "合唱《歌唱祖国》"),
)
TALKS = ("碳达峰与碳中和", "碳关税和新电池法规", "国内碳资产市场的兴起", "数字化构建双碳生态")
OFFICIAL = (
    ("户籍摊", "派出所", "带身份证", "居住登记"),
    ("优待证摊", "便民服务中心", "", "老年人优待证办理"),
)
STALLS = ("缝补", "理发", "修鞋", "配钥匙", "磨刀", "量血压")
TEAMS = ["素质教育中心", "葑江队", "银杏队", "邻里队", "青藤队", "少年宫队", "河畔队", "社工队", "健身队"]
PHOTO_NOTE = "现场会拍照，用于街道公众号；不愿入镜请告诉工作人员"
PHOTO_ANSWERS = ("yes", "yes", "", "yes", "no")
CRITERIA = ("动作干净利落", "队形富于变换", "造型难度大")
APPEALED = "河畔队"
LEVELS = ["9.4", "9.1", "9.1", "8.8", "8.6", "8.3", "8.0", "7.8", "7.5"]


def _programme(plan: Plan, kind: str, names: Sequence[str]) -> list[NewPart]:
    """Return parts, acts and talks one after the other through the hours of a plan."""
    step = (plan.ends_at - plan.starts_at) / len(names)
    begins = [timezone.localtime(plan.starts_at + step * n).time() for n in range(len(names))]
    return [
        NewPart(name, starts_at=at if kind in TIMED else None) for name, at in zip(names, begins, strict=True)
    ]


@dataclass(frozen=True)
class Hosts:
    """Who holds activities: the street's office, its communities, a bank."""

    street: Unit
    communities: Sequence[Unit]
    bank: Unit | None


def load_activities(cast: Cast, began: timedelta) -> list[Activity]:
    """Hold a year of activities through the same actions as real use, and leave what is ahead."""
    places = Unit.objects.select_related("area").defer("area__polygon").filter(active=True).order_by("pk")
    street = places.filter(kind=UnitKind.STREET).first()
    communities = list(places.filter(kind=UnitKind.COMMUNITY))
    bank = places.filter(kind=UnitKind.PARTNER, name__contains="银行").first()
    year = Year(cast, Hosts(street or communities[0], communities, bank), now() - began + timedelta(days=2))
    return [*year.consultations(), *year.feasts(), *year.ahead()]


class Year:
    """What takes place, and who does it: the clerk plans, the leader approves."""

    def __init__(self, cast: Cast, hosts: Hosts, first: datetime) -> None:
        self.hosts, self.first = hosts, first
        self.clerk, self.leader = cast.by("clerk"), cast.by("leader")
        self.names = [family.members[0].name for family in cast.town.families[:80]]

    def plan(self, title: str, kind: str, ago: int, hour: int = 14, **more: Any) -> Plan:
        """Return a plan so many days ago (below nought: ahead), two hours long."""
        day = today() - timedelta(days=ago)
        start = timezone.make_aware(datetime.combine(day, time(hour)))
        street = self.hosts.street
        plan = Plan(title, kind, street.area, start, start + timedelta(hours=2), (street,))
        return replace(plan, **more)

    def approved(self, plan: Plan) -> Activity:
        """Plan, ask and approve."""
        row = act.plan_activity(self.clerk, plan)
        act.ask(self.clerk, row)
        return act.approve(self.leader, row)

    def held(self, plan: Plan, people: int, how: str, words: str) -> Activity:
        """Hold an activity, count heads and put it away; older ones are entered when the house was moved into."""
        with moved_to(max(self.first, plan.ends_at)):
            row = self.approved(plan)
            act.begin(self.clerk, row)
            door.count_heads(self.clerk, row, people=people, how=how)
            return self.closed(row, words)

    def closed(self, row: Activity, words: str) -> Activity:
        """End it and put it away."""
        act.end(self.clerk, row)
        return act.archive(self.clerk, row, words=words)

    def consultations(self) -> list[Activity]:
        """Return the consultations of the year, in turn at each community."""
        made = []
        for n in range(CONSULTATIONS):
            unit = self.hosts.communities[n % len(self.hosts.communities)]
            topic = TOPICS[n % len(TOPICS)]
            hosts, place = (self.hosts.street, unit), f"{unit.area.name}便民服务站"
            plan = self.plan(
                f"{topic}咨询", ActivityKind.CONSULT, 10 + n * 11, 9, area=unit.area, hosts=hosts, place=place
            )
            made.append(self.held(plan, 18 + n % 9, Counted.COUNT, f"现场解答{topic}，发了办事清单。"))
        return made

    def feasts(self) -> list[Activity]:
        """Return what was larger: the bank's day, the open day, the show, the lecture, the contest."""
        return [self.bank_day(), self.open_day(), self.show(), self.lecture(), self.contest()]

    def bank_day(self) -> Activity:
        """Return the first joint service day with a bank: over fifty people, some of whom had signed up."""
        co = (self.hosts.bank,) if self.hosts.bank else ()
        more: dict[str, Any] = {"strand": Strand.PARTY, "signup": SignUp.OPEN, "capacity": 60, "co_hosts": co}
        more["photo_note"] = PHOTO_NOTE
        plan = self.plan("政银合作便民服务日", ActivityKind.SERVICE_DAY, 24, 9, place="便民服务中心", **more)
        with moved_to(plan.starts_at - timedelta(days=5)):
            row = self.approved(plan)
            for n, name in enumerate(self.names[:16]):
                wish = Wish(name=name, way=Way.DESK, photos=PHOTO_ANSWERS[n % len(PHOTO_ANSWERS)])
                signups.sign_up(self.clerk, row, wish)
        with moved_to(plan.starts_at):
            act.begin(self.clerk, row)
            for one in Registration.objects.filter(activity=row).order_by("number")[:14]:
                door.check_in(self.clerk, one)
            door.count_heads(self.clerk, row, people=56)
        with moved_to(plan.ends_at):
            self.closed(row, "开户、社保卡、公积金一次办好，群众说下次还来。")
            self._heard(row)
            self._photographed(row)
        return row

    def _photographed(self, row: Activity) -> None:
        """Add three drawn pictures; one is out, one was taken back, one waits to be looked at."""
        files = [(f"{n}.jpg", scene("stall", n, after=False).jpeg) for n in range(3)]
        first, second, _third = act_after.keep_photos(self.clerk, row, files)
        said = {"words": "银行和街道一起摆的摊", "words_en": "The stall of the bank and the street"}
        act_after.show_photo(self.clerk, first, seen=Seen.NOBODY, **said)
        act_after.hide_photo(self.clerk, second)

    def _heard(self, row: Activity) -> None:
        """Let those who came answer three questions, and write down what they said."""
        for n, one in enumerate(Registration.objects.filter(activity=row, came__gt=0).order_by("number")):
            visitor = By(None, "来过的人", "web")
            act_after.take_survey(visitor, one, liked=1 + (n % 7 == 6), useful=1, again=1 + (n % 6 == 5))
        said = ("里河口的路灯坏了两盏", "希望每个月来一次", "谢谢银行的小姑娘")
        opinions = act_after.take_opinions(self.clerk, row, said)
        act_after.note(self.clerk, opinions[-1])

    def open_day(self) -> Activity:
        """Return the open day with its nineteen zones."""
        plan = self.plan(
            "警营开放日", ActivityKind.OPEN_DAY, 70, 9, expected=400, place="派出所院内", strand=Strand.LAW
        )
        return self._with_parts(plan, PartKind.ZONE, ZONES, 380, "19 个展区，孩子们最喜欢警犬。")

    def show(self) -> Activity:
        """Return the action branch's show with its eight acts."""
        more: dict[str, Any] = {"strand": Strand.PARTY, "audience": ("elders",), "place": "邻里之家"}
        plan = self.plan("夕阳红·乐分享", ActivityKind.SHOW, 40, **more)
        return self._with_parts(plan, PartKind.ACT, ACTS, 120, "八个节目，演了两个小时。")

    def lecture(self) -> Activity:
        """Return the lecture in four parts."""
        plan = self.plan(
            "代表讲坛：碳资产规划", ActivityKind.LECTURE, 55, audience=("businesses",), place="三楼会议室"
        )
        row = self._with_parts(plan, PartKind.TALK, TALKS, 46, "企业问得很细，会后留下名片。")
        asker, clerk = self.clerk, User.objects.get(username="clerk")
        with moved_to(now() - timedelta(days=3)):
            for words in ("小企业要不要报碳排放？", "出口电池几时要有碳足迹声明？"):
                task = act_after.ask_later(
                    asker, row, words=words, owner=clerk, due=today() + timedelta(days=7)
                )
            act_after.answer_task(asker, task, answer="按欧盟新电池法规分批实行，资料已发到企业群。")
        return row

    def _with_parts(self, plan: Plan, kind: str, names: Sequence[str], people: int, words: str) -> Activity:
        with moved_to(max(self.first, plan.ends_at)):
            row = self.approved(plan)
            act.set_parts(self.clerk, row, kind, _programme(plan, kind, names))
            act.begin(self.clerk, row)
            how = Counted.ESTIMATE if people > 200 else Counted.COUNT
            door.count_heads(self.clerk, row, people=people, how=how)
            return self.closed(row, words)

    def contest(self) -> Activity:
        """Return the contest of nine teams and over two hundred people."""
        more: dict[str, Any] = {"expected": 260, "strand": Strand.CULTURE, "place": "体育场"}
        plan = self.plan("农耕操比赛", ActivityKind.CONTEST, 18, 9, **more)
        with moved_to(plan.starts_at):
            row = self.approved(plan)
            self._judged(row)
            act.begin(self.clerk, row)
            door.count_heads(self.clerk, row, people=232)
        with moved_to(plan.ends_at):
            self.closed(row, "九支队伍 207 人，素质教育中心第一。")
        with moved_to(plan.ends_at + timedelta(hours=20)):
            self._appealed(Team.objects.get(contest__activity=row, name=APPEALED))
        return row

    def _appealed(self, team: Team) -> None:
        """Let a team object to a slip of a judge, and the leader have it mended: two versions of the result."""
        judge = Judge.objects.filter(contest=team.contest).order_by("pk")[1]
        made = contests.appeal(
            self.clerk, team, words="二号评委的“动作干净利落”记成了 8.0，录像里报的是 9.0。"
        )
        points = {name: Decimal(LEVELS[TEAMS.index(team.name)]) for name in CRITERIA} | {
            CRITERIA[0]: Decimal(9)
        }
        contests.uphold(
            self.leader, made, ruling="看了录像，确实记错，改为 9.0。", judge=judge, points=points
        )

    def _judged(self, row: Activity) -> None:
        names = CRITERIA
        weights = zip(names, (40, 30, 30), strict=True)
        criteria = tuple(Criterion(name, Decimal(weight)) for name, weight in weights)
        made = contests.set_rules(self.clerk, row, Rules(criteria, ties=names))
        for n, name in enumerate(TEAMS):
            contests.add_team(self.clerk, made, name=name, people=22 + n % 3)
        contests.draw(self.clerk, made, word="五谷丰登")
        judges = [contests.add_judge(self.clerk, made, name=f"{n}号评委")[0] for n in range(1, 6)]
        contests.begin_judging(self.clerk, made)
        machine = By.machine("演示", "demo")
        for team in Team.objects.filter(contest=made):
            level = Decimal(LEVELS[TEAMS.index(team.name)])
            for judge, more in zip(judges, ("0.3", "0", "-0.1", "0.1", "-0.4"), strict=True):
                contests.give(machine, judge, team, dict.fromkeys(names, level + Decimal(more)))
        contests.settle(self.clerk, made)
        contests.publish(self.leader, made)
        contests.reveal(self.clerk, made, upto=len(TEAMS))

    def ahead(self) -> list[Activity]:
        """Return what is on next: classes of four communities, a market with stalls, one that waits for a yes."""
        four = tuple(self.hosts.communities[:4])
        more: dict[str, Any] = {
            "hosts": four,
            "signup": SignUp.OPEN,
            "capacity": 12,
            "strand": Strand.CULTURE,
            "venue": self.house("社区学堂", 1),
            "photo_note": PHOTO_NOTE,
        }
        with moved_to(now() - timedelta(days=3)):
            course = self.approved(self.plan("吴语小课堂·入乡随“苏”", ActivityKind.COURSE, -5, **more))
            for name in self.names[16:31]:
                signups.sign_up(self.clerk, course, Wish(name=name, way=Way.DESK))
            rule = Rule(Every.WEEK, count=4)
            series = act.make_series(self.clerk, course, act.Wanted("吴语小课堂·入乡随“苏”", rule))
            act.ask_all(self.clerk, series)
            again = act.approve_all(self.leader, series)
            market = self.approved(
                self.plan(
                    "我们的节日·便民市集", ActivityKind.MARKET, -9, 9, venue=self.square(), strand=Strand.GOOD
                )
            )
            stalls = [NewPart(name) for name in STALLS] + [NewPart(*stall) for stall in OFFICIAL]
            act.set_parts(self.clerk, market, PartKind.STALL, stalls)
            jobs = act.plan_activity(
                self.clerk,
                self.plan(
                    "家门口的招聘会",
                    ActivityKind.JOBS,
                    -16,
                    9,
                    audience=("jobseekers",),
                    venue=self.house("一平米公益空间", 2),
                ),
            )
            act.ask(self.clerk, jobs)
        return [course, *again, market, jobs]

    def house(self, name: str, which: int) -> Venue:
        """Return a house that belongs to one of the first points: residents see how far it is on foot."""
        point = ServicePoint.objects.order_by("pk")[which]
        place = {"address": f"{point.name}旁", "point_id": point.pk}
        return act.add_venue(self.clerk, area=self.hosts.street.area, name=name, **place)

    def square(self) -> Venue:
        """Return the square beside the first point, where the market is held."""
        point = ServicePoint.objects.order_by("pk")[0]
        place = {"address": f"{point.name}门前", "lon": point.lon, "lat": point.lat}
        return act.add_venue(self.clerk, area=self.hosts.street.area, name="小广场", **place)
