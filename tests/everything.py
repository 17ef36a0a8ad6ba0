"""One row of every kind that an address names, all in the first community of the small street. All invented."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from allauth.usersessions.models import UserSession
from PIL import Image

import agreeing
import campaigning
import duties
import gathering
import monthly
import voices
import whistling
from gridcases import PHOTO, make_case, make_works
from homes import make_homes
from office import BY, EARLY, PASSWORD, Office, seen_by
from points import make_item, make_point
from posting import robot, say
from yike.core.accounts import actions as accounts
from yike.core.accounts.models import RoleHolding, User
from yike.core.apikeys.actions import issue as issue_key
from yike.core.areas.actions import add_area
from yike.core.areas.models import AreaLevel
from yike.core.calendar import actions as calendar
from yike.core.outbox.models import Notice
from yike.core.record.clock import now, today
from yike.core.record.models import HistoryEntry
from yike.core.residents import actions as residents
from yike.core.residents.details import Details
from yike.core.residents.models import Merge
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.engines.contest import Criterion, Rules
from yike.engines.pictures import clean_photo
from yike.engines.recurrence import Every, Rule
from yike.rooms.almanac.actions import activities, after, agreements, cascade, contests, robots, signups
from yike.rooms.almanac.actions import issues as monthlies
from yike.rooms.almanac.actions.activities import NewPart
from yike.rooms.almanac.actions.activities.days import avoid
from yike.rooms.almanac.models import Pack, Relay
from yike.rooms.almanac.models.contests import Team
from yike.rooms.almanac.models.parts import PartKind
from yike.rooms.almanac.signing import Wish
from yike.rooms.circle import actions as circle
from yike.rooms.circle.actions import plans as circle_plans
from yike.rooms.grid.actions import requests as grid_requests
from yike.rooms.grid.actions import whistles
from yike.rooms.grid.actions.photos import cleaned
from yike.rooms.grid.actions.requests.parting import ask_part
from yike.rooms.grid.models import Photo, PhotoRole, WhistleTask

Rows = dict[str, Any]


@dataclass(frozen=True)
class Everything:
    """The rows by name, the people of the street, and for each of them one with the same role in another street."""

    rows: Rows
    people: dict[str, User]
    strangers: dict[str, User]


def make_everything(office: Office, clock: Any) -> Everything:
    """Lay everything out on one Monday morning, through the same actions as real use wherever there is one."""
    works = make_works(office, clock)
    people = {name: getattr(office, name) for name in PEOPLE}
    people |= {"cleaner": works.cleaner}
    rows = _accounts(office) | _house(office) | _homes(office) | _points(office)
    rows |= _activities(office, clock) | _months(office, people) | _agreements(office, people)
    rows |= _grid(office, works)
    return Everything(rows, people, _strangers(people))


PEOPLE = (
    "clerk",
    "admin",
    "leader",
    "worker",
    "colleague",
    "stranger",
    "grid_worker",
    "system",
    "security",
    "audit",
)


def jpeg() -> bytes:
    """Return a photo big enough to be kept of an activity."""
    out = io.BytesIO()
    Image.effect_noise((320, 240), 90).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def _person(user: User) -> By:
    return By.person(User.objects.get(pk=user.pk))


def _strangers(people: dict[str, User]) -> dict[str, User]:
    street = add_area(BY, level=AreaLevel.STREET, code="999999002", name="竹巷街道", parent=None)
    first = add_area(BY, level=AreaLevel.COMMUNITY, code="999999002001", name="竹东社区", parent=street)
    grid = add_area(BY, level=AreaLevel.GRID, code="999999002001001", name="第一网格", parent=first)
    unit = accounts.add_unit(BY, kind="street", name="竹巷街道办事处", area=street)
    places = {AreaLevel.STREET: street, AreaLevel.COMMUNITY: first, AreaLevel.GRID: grid}
    return {name: _twin(name, user, unit, places) for name, user in people.items()}


def _twin(name: str, user: User, unit: Any, places: dict[Any, Any]) -> User:
    made = accounts.add_user(BY, username=f"far-{name}", name=f"远{user.name}", unit=unit, password=PASSWORD)
    for held in RoleHolding.objects.filter(user=user):
        place = places[AreaLevel(held.area.level)]
        accounts.give_role(BY, user=made, role=Role(held.role), area=place, since=EARLY)
    return User.objects.get(pk=made.pk)


def _accounts(office: Office) -> Rows:
    unit = accounts.add_unit(BY, kind="community", name="梅东社区工作站", area=office.first)
    user = accounts.add_user(BY, username="newcomer", name="新来人", unit=unit, password=PASSWORD)
    role = accounts.give_role(BY, user=user, role=Role.COMMUNITY_WORKER, area=office.first, since=EARLY)
    wanted = {"role": Role.CLERK, "area": office.first, "reason": "顶岗"}
    deputy = accounts.set_deputy(
        BY, principal=office.worker, deputy=office.colleague, since=today(), until=today(), reason="休假"
    )
    seen_by(office.worker)
    key, _text = issue_key(
        BY, unit, name="取数", scopes=["directory"], expires_on=today() + timedelta(days=30)
    )
    accounts.keep_portrait(BY, office.worker, _photo())
    return {
        "user": user,
        "pictured": office.worker,
        "unit": unit,
        "role": role,
        "proposal": accounts.propose_role(_person(office.admin), user=user, **wanted),
        "deputy": deputy,
        "session": _session(office.worker),
        "key": key,
    }


def _photo() -> Any:
    return clean_photo(jpeg(), "a.jpg")


def _session(user: User) -> UserSession:
    client = seen_by(user)
    return UserSession.objects.create(
        user=user, ip="127.0.0.1", user_agent="x", session_key=client.session.session_key
    )


def _house(office: Office) -> Rows:
    hours = calendar.save_hours(BY, office.unit, weekly={"monday": "9:00-17:00"}, keeps_holidays=True)
    post = robot(office)
    message = say([post, office.worker], office.first)
    return {
        "area": office.first,
        "grid": office.grids[0],
        "entry": HistoryEntry.objects.filter(area=office.first).first(),
        "street_unit": office.unit,
        "hours_date": calendar.set_date(BY, hours, today(), spans="9:00-10:00"),
        "endpoint": post,
        "message": message,
        "delivery": message.deliveries.get(endpoint=post),
        "notice": Notice.objects.get(message=message, user=office.worker),
    }


def _homes(office: Office) -> Rows:
    homes = make_homes(office)
    twin = residents.add_person(BY, homes.household, _named("王小铭"))
    other = residents.add_person(BY, homes.household, _named("王晓明"))
    residents.merge(BY, homes.wang, other)
    return {
        "dwelling": homes.household.dwelling,
        "household": homes.household,
        "person": homes.wang,
        "twin": twin,
        "merge": Merge.objects.get(),
        "helper": residents.add_helper(BY, homes.wang, kinship="kin", name="王小女", phone="15400000009"),
        "consent": residents.record_consent(BY, homes.wang, purpose="care", way="voice"),
    }


def _named(name: str) -> Any:
    return Details(name, relation="other")


def _points(office: Office) -> Rows:
    point = make_point(office.first, name="梅东书屋")
    item = make_item()
    offered = circle.offer(BY, circle.NewOffer(point, item))
    circle.keep_photo(BY, point, content=jpeg(), name="a.jpg")
    worker = _person(office.worker)
    plan = circle_plans.add_plan(worker, office.first, name="东移")
    circle_plans.add_step(worker, plan, circle_plans.NewStep("close", point=point))
    bad = circle.rate(By(None, "居民", "web"), point, grade=1, words="排队", phone="13800138000")
    return {
        "point": point,
        "item": item,
        "offer": offered,
        "closed_days": circle.add_exception(BY, point, since=today(), until=today(), reason="盘点"),
        "sign": circle.print_signs(worker, point),
        "rating": bad,
        "plan": plan,
    }


def _activities(office: Office, clock: Any) -> Rows:
    begins = now() + timedelta(hours=1)
    worker = _person(office.worker)
    more = {
        "signup": "open",
        "photo_note": "现场会拍照",
        "starts_at": begins,
        "ends_at": begins + timedelta(hours=2),
    }
    row = gathering.opened(office, kind="contest", title="农耕操比赛", **more)
    made = contests.set_rules(
        worker, row, Rules((Criterion("动作", Decimal(60)), Criterion("队形", Decimal(40))), 0, 0)
    )
    teams = [contests.add_team(worker, made, name=name, people=20) for name in ("甲队", "乙队")]
    contests.draw(worker, made, word="海棠")
    judge, _link = contests.add_judge(worker, made, name="评委")
    contests.begin_judging(worker, made)
    signup = signups.sign_up(worker, row, Wish(name="林小满", phone="13800138000", user=office.worker))
    [zone, *_] = activities.set_parts(BY, row, PartKind.ZONE, [NewPart("警犬"), NewPart("消防车")])
    helping = activities.note_helper(worker, row, user=office.colleague, minutes=90)
    clock.set(begins)
    activities.begin(BY, row)
    for team in teams:
        points = dict.fromkeys(("动作", "队形"), Decimal(9 if team == teams[0] else 8))
        contests.give(worker, judge, Team.objects.get(pk=team.pk), points)
    contests.settle(worker, made)
    contests.publish(_person(office.leader), made)
    contests.reveal(worker, made, upto=2)
    [photo] = after.keep_photos(worker, row, [("a.jpg", jpeg())])
    [opinion] = after.take_opinions(worker, row, ["多办几场"])
    planned = gathering.planned(office)
    series = activities.make_series(
        worker,
        gathering.planned(office, title="每周市集"),
        activities.Wanted("市集", Rule(Every.WEEK, count=4), (), "Market"),
    )
    return {
        "activity": row,
        "contest_team": teams[0],
        "judge": judge,
        "appeal": contests.appeal(worker, Team.objects.get(pk=teams[1].pk), words="记成 8 分"),
        "signup": signup,
        "zone": zone,
        "helping": helping,
        "activity_photo": photo,
        "opinion": opinion,
        "task": after.ask_later(worker, row, words="回电", owner=office.worker, due=today()),
        "planned": planned,
        "series": series,
        "day": avoid(BY, kind="other", name="台风", since=today(), until=today()),
        "venue": activities.add_venue(BY, area=office.first, name="梅东礼堂", address="梅巷1号"),
    }


def _months(office: Office, people: dict[str, User]) -> Rows:
    kept = monthly.keepers(office)
    people["keeper"] = kept.owners[0]
    version = monthly.published(office)
    monthly.spread(version)
    cascade.hand_out(monthly.MACHINE)
    pack = Pack.objects.get(group=kept.groups[0])
    by = _person(kept.owners[0])
    cascade.forwarded(by, pack, photo=("a.jpg", jpeg()))
    draft = monthly.begun(office, date(2027, 1, 1))
    own = {"area": office.first, "title": "停水", "day": today() + timedelta(days=9), "phone": "67271234"}
    shared = robot(office)
    return {
        "group": kept.groups[0],
        "group_robot": robots.subscribe_robot(BY, shared),
        "issue": draft,
        "published": version.issue,
        "issue_entry": monthly.wrote(office, draft),
        "bulletin": monthlies.add_bulletin(_person(office.worker), **own),
        "relay": Relay.objects.get(version=version, area=office.first),
        "question": cascade.ask_back(by, pack, words="几点开始"),
        "receipt": pack,
    }


def _agreements(office: Office, people: dict[str, User]) -> Rows:
    both = agreeing.sides(office)
    people["liaison"] = both.liaison
    row = agreeing.signed(office, both)
    held = gathering.opened(office, title="共建市集", hosts=(both.bank,))
    return {
        "agreement": row,
        "line": agreeing.line(row, "project", "敬老", both.bank),
        "under": agreements.put_under(BY, row, activity=held),
    }


def _grid(office: Office, works: Any) -> Rows:
    place = duties.make_place(office, unit=works.cleaners)
    case = make_case(office, works)
    campaign, team, [point, _other] = campaigning.running(office)
    request = voices.make_request(
        office.grids[0], name="林小满", phone="13800138000", photos=tuple(cleaned(PhotoRole.BEFORE, PHOTO))
    )
    like = voices.make_request(office.grids[0])
    grid_requests.dispatch(_person(office.clerk), request, unit=office.unit, owner=office.worker)
    grid_requests.sign(_person(office.worker), request)
    crew = whistling.Crew(works.cleaners, works.wardens, works.wardens, works.cleaner, works.warden)
    whistle = whistling.blow(office, crew)
    settled = whistling.blow(office, crew, units=[crew.water])
    whistles.see_arrived(_person(office.worker), whistling.call_of(settled, crew.water))
    task = whistles.NewTask(crew.water, "换水管", today() + timedelta(days=1))
    whistles.plan_whistle(_person(office.worker), settled, plan="换管", tasks=[task])
    return {
        "place": place,
        "duty": place.duties.get(),
        "case": case,
        "case_photo": Photo.objects.filter(of=case.of).first(),
        "campaign": campaign,
        "campaign_team": team,
        "campaign_point": point,
        "request": request,
        "like": like,
        "request_photo": Photo.objects.filter(of=request.of).first(),
        "part": ask_part(_person(office.worker), request, unit=works.cleaners, what="看井盖", due_on=today()),
        "whistle": whistle,
        "call": whistling.call_of(whistle, crew.water),
        "settled": settled,
        "came": whistling.call_of(settled, crew.water),
        "whistle_task": WhistleTask.objects.get(),
    }
