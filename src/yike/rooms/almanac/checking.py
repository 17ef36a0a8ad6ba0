"""What is wrong with a planned activity, all of it at once: each fault with the field it stands beside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from yike.engines.faults import Fault
from yike.rooms.almanac.models.activities import ActivityKind, Audience, SignUp, Strand

LONGEST = timedelta(days=31)
MANY = 1000
"""From so many people on, the police have to permit it (大型群众性活动)."""
OLDEST = 120
FIRST_YEAR, LAST_YEAR = 2000, 2100
"""What lies outside is a slip of the keyboard: nobody plans for it, and calendars break on its ends."""

Faults = Iterator[tuple[str, Fault]]


@dataclass(frozen=True)
class Plan:
    """What is planned. ``hosts`` and ``co_hosts`` are units, at least one host; the other words are the model's."""

    title: str
    kind: str
    area: Any
    starts_at: datetime
    ends_at: datetime
    hosts: tuple[Any, ...]
    co_hosts: tuple[Any, ...] = ()
    strand: str = Strand.SERVICE
    title_en: str = ""
    summary: str = ""
    summary_en: str = ""
    venue: Any = None
    place: str = ""
    audience: tuple[str, ...] = ()
    signup: str = SignUp.NONE
    signup_opens: datetime | None = None
    signup_closes: datetime | None = None
    expected: int = 0
    capacity: int = 0
    companions: int = 0
    age_from: int | None = None
    age_to: int | None = None
    condition: str = ""
    cost: Decimal = Decimal(0)
    weather_plan: str = ""
    insurance: str = ""
    photo_note: str = ""
    safety: str = ""
    permit: str = ""
    budget: Decimal | None = None
    contact: str = ""
    leader: Any = None

    def columns(self) -> dict[str, Any]:
        """Return what stands on the activity's own row."""
        found = {name: getattr(self, name) for name in self.__dataclass_fields__}
        for name in ("hosts", "co_hosts"):
            del found[name]
        return found | {
            "kind": ActivityKind(self.kind),
            "strand": Strand(self.strand),
            "signup": SignUp(self.signup),
            "audience": [code for code in Audience.values if code in self.audience],
        }


def faults(plan: Plan) -> Faults:
    """Yield everything that is wrong with a plan, by field."""
    yield from _time_faults(plan.starts_at, plan.ends_at)
    yield from _sign_up_faults(plan)
    yield from _people_faults(plan)
    yield from _host_faults(plan)


def moment_faults(starts_at: datetime, ends_at: datetime) -> Faults:
    """Yield what is wrong with a new day and hour."""
    return _time_faults(starts_at, ends_at)


def year_fault() -> Fault:
    """Return the fault of a year nobody plans for."""
    return Fault(
        f"年份要在 {FIRST_YEAR} 到 {LAST_YEAR} 之间",
        f"the year is from {FIRST_YEAR} to {LAST_YEAR}",
        do_zh="请核对年份",
        do_en="Check the year",
    )


def _time_faults(starts_at: datetime, ends_at: datetime) -> Faults:
    if starts_at.year < FIRST_YEAR or ends_at.year > LAST_YEAR:
        yield "starts_at", year_fault()
    elif ends_at <= starts_at:
        yield (
            "ends_at",
            Fault(
                "结束不晚于开始",
                "it ends before it begins",
                do_zh="请改结束的日期和时间",
                do_en="Change the day and hour at which it ends",
            ),
        )
    elif ends_at - starts_at > LONGEST:
        yield (
            "ends_at",
            Fault(
                f"一次活动超过了 {LONGEST.days} 天",
                f"one activity takes more than {LONGEST.days} days",
                do_zh="请改结束日期；长期的活动请建成系列，一次一条",
                do_en="Change the last day; make a series of what goes on for long, one for each time",
            ),
        )


def _sign_up_faults(plan: Plan) -> Faults:
    if plan.signup != SignUp.OPEN:
        return
    last = plan.signup_closes or plan.starts_at
    if plan.signup_opens is not None and plan.signup_opens >= last:
        yield (
            "signup_opens",
            Fault(
                "开始报名不早于截止",
                "signing up begins after it has closed",
                do_zh="请改开始报名或截止报名的时间",
                do_en="Change when signing up begins or closes",
            ),
        )
    if last > plan.ends_at:
        yield (
            "signup_closes",
            Fault(
                "截止报名在活动结束以后",
                "signing up closes after the activity has ended",
                do_zh="请改截止报名的时间，不填就是到活动开始",
                do_en="Change when it closes; left empty, it closes when the activity begins",
            ),
        )


def _people_faults(plan: Plan) -> Faults:
    if plan.age_from is not None and plan.age_to is not None and plan.age_from > plan.age_to:
        yield (
            "age_to",
            Fault(
                f"年龄从 {plan.age_from} 到 {plan.age_to}，没有人合适",
                f"nobody is from {plan.age_from} to {plan.age_to} years old",
                do_zh="请把两个年龄对调",
                do_en="Exchange the two ages",
            ),
        )
    seats = plan.venue.seats if plan.venue is not None else None
    if seats and max(plan.capacity, plan.expected) > seats:
        yield (
            "capacity" if plan.capacity > seats else "expected",
            Fault(
                f"“{plan.venue}”最多容纳 {seats} 人",
                f'"{plan.venue}" holds {seats} people at most',
                do_zh="请换大一点的场地，或减少人数",
                do_en="Choose a larger place or fewer people",
            ),
        )
    if max(plan.capacity, plan.expected) >= MANY and not plan.permit.strip():
        yield (
            "permit",
            Fault(
                f"{MANY} 人以上的活动要先有公安许可",
                f"{MANY} people or more need a permit of the police",
                do_zh="请填许可文号，或减少人数",
                do_en="Give the number of the permit, or plan for fewer people",
            ),
        )


def _host_faults(plan: Plan) -> Faults:
    if not plan.hosts:
        yield (
            "hosts",
            Fault(
                "没有主办单位", "nobody holds it", do_zh="请选至少一个单位", do_en="Choose at least one unit"
            ),
        )
    both = [unit.name for unit in plan.hosts if unit in plan.co_hosts]
    if both:
        yield (
            "co_hosts",
            Fault(
                f"{both[0]} 既是主办又是协办",
                f"{both[0]} is host and co-host at once",
                do_zh="请只留一项",
                do_en="Leave it in one of the two",
            ),
        )
