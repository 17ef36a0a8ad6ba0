"""Who lives behind each door: every householder and every elder by name, some of the others, all invented.

A building's counts of persons and elders (65 and over) come from the sketch and are met exactly. Persons who
are not drawn by name are in their household's ``size`` only, as in an office that has not met them yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from yike.demonstration.dice import Dice
from yike.demonstration.ground import Building, Stair
from yike.demonstration.names import FEMALE, MALE, Sex, family_name, given_name
from yike.demonstration.numbers import Numbers

DRAWN_ON = date(2026, 1, 1)  # ages are as of this day, so that everybody is the same every time
ELDER = 65

Role = Literal["户主", "配偶", "子女", "父母", "亲属"]

# share of elders by age: many have just turned 65, few are over 90
_ELDER_AGES = ((65, 69, 33), (70, 74, 27), (75, 79, 18), (80, 84, 12), (85, 89, 7), (90, 99, 3))
_ADULT_AGES = ((26, 34, 18), (35, 44, 30), (45, 54, 30), (55, 64, 22))


@dataclass(frozen=True)
class Somebody:
    """An invented person. ``phone`` is empty for who has none."""

    name: str
    sex: Sex
    birth: date
    identity: str
    phone: str
    role: Role

    @property
    def age(self) -> int:
        """Return the age in years on ``DRAWN_ON``, the first day of a year, on which nobody was born."""
        return DRAWN_ON.year - 1 - self.birth.year

    @property
    def elder(self) -> bool:
        """Return whether this person is 65 or over."""
        return self.age >= ELDER


@dataclass(frozen=True)
class Family:
    """A household of ``size`` persons in a dwelling; ``members`` are those known by name, the householder first.

    ``cared_for``: its elders have agreed that somebody looks in on them.
    """

    stair: Stair
    room: str
    size: int
    members: tuple[Somebody, ...]
    cared_for: bool

    @cached_property
    def only_elders(self) -> bool:
        """Return whether nobody under 65 lives here."""
        return self.size == len(self.members) and all(member.elder for member in self.members)

    @property
    def alone(self) -> bool:
        """Return whether an elder lives here alone."""
        return self.size == 1 and self.only_elders

    @property
    def address(self) -> str:
        """Return the address down to the room."""
        return f"{self.stair.words}{self.room}室"


@dataclass
class _Plan:
    """How many live in a household, how many of them are elders, and whether that is all who live there."""

    elders: int
    size: int
    closed: bool


def draw_families(seed: int, buildings: Iterable[Building]) -> Iterator[Family]:
    """Yield the households of all buildings, door by door."""
    numbers = Numbers()
    for building in buildings:
        dice = Dice(seed, "families", building.code)
        plans = _plans(dice, building)
        doors = [(stair, room) for stair in building.stairs for room in stair.rooms]
        empty = set(dice.some(range(len(doors)), len(doors) - len(plans)))
        lived_in = [door for i, door in enumerate(doors) if i not in empty]
        for (stair, room), plan in zip(lived_in, plans, strict=True):
            members = tuple(_members(dice, numbers, plan))
            yield Family(stair, room, plan.size, members, dice.chance(_agree(plan)))


def _agree(plan: _Plan) -> float:
    """Return how likely elders agree to be looked in on: who lives alone does more often."""
    if plan.elders == 0:
        return 0.0
    return 0.75 if plan.closed and plan.size == 1 else 0.5 if plan.closed else 0.2


def _plans(dice: Dice, building: Building) -> list[_Plan]:
    """Deal the building's persons and elders to its households."""
    plans = [_Plan(0, 1, False) for _ in range(building.households)]
    order = dice.some(plans, len(plans))
    _deal_elders(dice, order, building.elders)
    for plan in order:
        plan.size = max(1, plan.elders)
    open_ones = [plan for plan in order if not plan.closed] or order[-1:]
    for _ in range(building.persons - sum(plan.size for plan in order)):
        dice.pick(open_ones).size += 1
    return plans


def _deal_elders(dice: Dice, plans: list[_Plan], left: int) -> None:
    for plan in plans:
        plan.elders = min(left, 1 if dice.chance(0.46) else 2)
        plan.closed = plan.elders > 0 and dice.chance(0.30 if plan.elders == 1 else 0.45)
        left -= plan.elders
    while left:
        dice.pick(plans).elders += 1
        left -= 1


def _members(dice: Dice, numbers: Numbers, plan: _Plan) -> Iterator[Somebody]:
    """Yield those of a household who are known by name."""
    if plan.elders == 0:
        yield from _young(dice, numbers, plan.size)
    else:
        yield from _old(dice, numbers, plan)


def _young(dice: Dice, numbers: Numbers, size: int) -> Iterator[Somebody]:
    sex, name, age = _sex(dice, 0.62), family_name(dice), _age(dice, _ADULT_AGES)
    other = family_name(dice)
    yield _somebody(dice, numbers, name, sex, age, "户主")
    if size > 1 and dice.chance(0.68):
        yield _somebody(dice, numbers, other, _other(sex), _near(dice, age, 26, 64), "配偶")
    if size > 2 and 28 <= age <= 60 and dice.chance(0.2):
        father = name if sex == MALE else other
        yield _somebody(
            dice, numbers, father, _sex(dice, 0.5), age - dice.whole(24, min(34, age - 1)), "子女"
        )


def _old(dice: Dice, numbers: Numbers, plan: _Plan) -> Iterator[Somebody]:
    """Yield a household with elders: they head it, or live with a grown child who does."""
    age, sex, name, other = _age(dice, _ELDER_AGES), _sex(dice, 0.45), family_name(dice), family_name(dice)
    father, child_age = (name if sex == MALE else other), min(age - dice.whole(23, 32), ELDER - 1)
    with_child = plan.size > plan.elders
    child_heads = with_child and dice.chance(0.35)
    if child_heads:
        yield _somebody(dice, numbers, father, MALE, child_age, "户主")
    yield _somebody(dice, numbers, name, sex, age, "父母" if child_heads else "户主")
    for order in range(1, plan.elders):
        role: Role = "亲属" if order > 1 else "父母" if child_heads else "配偶"
        family, of = (other, _other(sex)) if order == 1 else (family_name(dice), _sex(dice, 0.4))
        yield _somebody(dice, numbers, family, of, _near(dice, age, ELDER, 99), role)
    if with_child and not child_heads and dice.chance(0.55):
        yield _somebody(dice, numbers, father, _sex(dice, 0.5), child_age, "子女")


def _somebody(dice: Dice, numbers: Numbers, family: str, sex: Sex, age: int, role: Role) -> Somebody:
    birth = _birth(dice, age)
    phone = numbers.mobile(dice) if dice.chance(_has_phone(age)) else ""
    name = family + given_name(dice, sex, birth.year)
    return Somebody(name, sex, birth, numbers.identity(birth, sex), phone, role)


def _birth(dice: Dice, age: int) -> date:
    """Return a birthday of somebody who is ``age`` years old on ``DRAWN_ON``, the first day of a year."""
    return date(DRAWN_ON.year - age - 1, 1, 1) + timedelta(days=dice.whole(1, 364))


def _has_phone(age: int) -> float:
    if age < 14:
        return 0.0
    return 0.96 if age < 70 else 0.8 if age < 80 else 0.5


def _age(dice: Dice, bands: tuple[tuple[int, int, int], ...]) -> int:
    low, high, _ = dice.weighted(bands, [band[2] for band in bands])
    return dice.whole(low, high)


def _near(dice: Dice, age: int, low: int, high: int) -> int:
    """Return the age of a spouse."""
    return max(low, min(high, age + dice.whole(-4, 3)))


def _sex(dice: Dice, men: float) -> Sex:
    return MALE if dice.chance(men) else FEMALE


def _other(sex: Sex) -> Sex:
    return FEMALE if sex == MALE else MALE
