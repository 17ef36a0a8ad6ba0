"""Six weeks of ordinary work after the house was moved into: what people did, hour by hour, each by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from yike.core.accounts.actions import propose_role, set_deputy
from yike.core.accounts.models import User
from yike.core.areas.models import Area
from yike.core.record.clock import moved_to, today
from yike.core.residents import actions as register
from yike.core.residents.models import Person
from yike.core.residents.models.people import ContactWay, Kinship
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.demonstration.dice import Dice
from yike.demonstration.families import Family, Somebody
from yike.demonstration.numbers import Numbers
from yike.demonstration.town import SEED, Town
from yike.rooms.almanac.actions import hand_over
from yike.rooms.almanac.models import MicroGroup

Deed = Callable[[], object]
REASONS = (
    "来电核实独居老人近况",
    "上门走访前确认电话",
    "帮老人代办社保认证",
    "停水通知逐户电话",
    "家属来访核对身份",
)
HELPERS, WISHES, PHONES, REVEALS, GONE, HANDED = 160, 80, 60, 48, 24, 6


@dataclass(frozen=True)
class Cast:
    """Who acts, and upon what."""

    town: Town
    areas: Mapping[str, Area]
    users: Mapping[str, User]
    groups: Sequence[MicroGroup]
    persons: Mapping[str, int]
    grid_of: Mapping[str, str]
    worker_of: Mapping[str, User]

    def person(self, somebody: Somebody) -> Person:
        """Return the record of somebody."""
        return Person.objects.select_related("area", "household").get(pk=self.persons[somebody.identity])

    def worker(self, family: Family) -> By:
        """Return the grid worker of a family's grid."""
        return By.person(self.worker_of[self.grid_of[family.stair.building.code]])

    def by(self, username: str) -> By:
        """Return a colleague by log-in name."""
        return By.person(self.users[username])


def make_cast(
    town: Town,
    areas: Mapping[str, Area],
    users: Mapping[str, User],
    groups: Sequence[MicroGroup],
    persons: Mapping[str, int],
) -> Cast:
    """Return everybody and everything that the weeks need."""
    workers = {c.place.grid: users[c.username] for c in town.staff if c.role is Role.GRID_WORKER}
    grid_of = {building.code: parcel.code for parcel in town.parcels for building in parcel.buildings}
    return Cast(town, areas, users, groups, persons, grid_of, workers)


def work_through(cast: Cast, first: date, last: date) -> None:
    """Do everything the people of the town did between two days, in the order of the clock."""
    dice = Dice(SEED, "weeks")
    moments = sorted(_moments(dice, first, last, HELPERS + WISHES + PHONES + REVEALS + GONE + HANDED))
    deeds = list(_deeds(dice, cast))
    for moment, deed in zip(moments, dice.some(deeds, len(deeds)), strict=True):
        with moved_to(moment):
            deed()


def arrange(cast: Cast) -> None:
    """Leave on the desks what waits today: proposals to answer, people who stand in for others."""
    admin, day = cast.by("admin"), today()
    place = cast.areas[cast.town.parcels[3].community]
    for username, role in (("helper3", Role.GRID_WORKER), ("volunteer4", Role.GROUP_OWNER)):
        reason = "老网格员下月调岗，由兼职网格员接任" if role is Role.GRID_WORKER else "本楼道新选出的群主"
        propose_role(admin, user=cast.users[username], role=role, area=place, reason=reason)
    for away, stand_in, begin, days in (("leader2", "leader3", 0, 5), ("clerk2", "clerk3", 3, 4)):
        since = day + timedelta(days=begin)
        set_deputy(
            cast.by(away),
            principal=cast.users[away],
            deputy=cast.users[stand_in],
            since=since,
            until=since + timedelta(days=days),
            reason="外出培训",
        )


def _moments(dice: Dice, first: date, last: date, count: int) -> Iterator[datetime]:
    """Yield moments of office hours on working days of the week."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    working = [day for day in days if day.weekday() < 5] or days
    for _ in range(count):
        clock = time(dice.pick((9, 10, 11, 13, 14, 15, 16)), dice.whole(0, 59), dice.whole(0, 59))
        yield timezone.make_aware(datetime.combine(dice.pick(working), clock))


def _deeds(dice: Dice, cast: Cast) -> Iterator[Deed]:
    alone = [family for family in cast.town.families if family.alone]
    cared = dice.some([family for family in alone if family.cared_for], HELPERS)
    others = dice.some([f for f in cast.town.families if not f.members[0].elder], PHONES + GONE)
    yield from (_helped(cast, family) for family in cared)
    yield from (_wishing(dice, cast, family) for family in dice.some(cared, WISHES))
    yield from (_reached(dice, cast, family, order) for order, family in enumerate(others[:PHONES]))
    yield from (_leaving(dice, cast, family) for family in others[PHONES:])
    yield from (_read(dice, cast, family) for family in dice.some(cared, REVEALS))
    yield from (_handed(group) for group in dice.some(cast.groups, HANDED))


def _helped(cast: Cast, family: Family) -> Deed:
    """Let a neighbour of the same building look in on somebody who lives alone."""
    near = [f for f in cast.town.neighbours(family) if not f.members[0].elder and f.members[0].phone]

    def deed() -> None:
        by, person = cast.worker(family), cast.person(family.members[0])
        if near:
            helper = cast.person(near[0].members[0])
            register.add_helper(by, person, kinship=Kinship.NEIGHBOUR, helper=helper)
        else:
            register.add_helper(by, person, kinship=Kinship.VOLUNTEER, name="社区志愿者")

    return deed


def _wishing(dice: Dice, cast: Cast, family: Family) -> Deed:
    way = dice.pick((ContactWay.PHONE, ContactWay.VISIT, ContactWay.KIN))
    note = dice.pick(("", "耳朵背，请大声", "午睡到两点", "只会说苏州话"))

    def deed() -> None:
        register.set_wish(
            cast.worker(family),
            cast.person(family.members[0]),
            way=way,
            not_before=time(9, 0),
            not_after=time(17, 30),
            note=note,
        )

    return deed


def _reached(dice: Dice, cast: Cast, family: Family, order: int) -> Deed:
    phone = Numbers().mobile(Dice(SEED, "new telephone", order))
    clerk = dice.pick(("clerk", "clerk2", "clerk4"))
    return lambda: register.edit_person(cast.by(clerk), cast.person(family.members[0]), phone=phone)


def _leaving(dice: Dice, cast: Cast, family: Family) -> Deed:
    leaving = dice.chance(0.7)

    def deed() -> None:
        step = register.leave if leaving else register.die
        step(cast.worker(family), cast.person(family.members[0]), day=today())

    return deed


def _read(dice: Dice, cast: Cast, family: Family) -> Deed:
    reason = dice.pick(REASONS)
    return lambda: register.reveal(
        cast.worker(family), cast.person(family.members[0]), "phone", reason=reason
    )


def _handed(group: MicroGroup) -> Deed:
    def deed() -> None:
        hand_over(By.person(group.owner), group, owner=group.deputy, reason="照看外孙，顾不过来")

    return deed
