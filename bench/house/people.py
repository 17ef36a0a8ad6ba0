"""Invented households for the measurements: surnames as common as they are, names of two and three characters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any

from yike.core.residents.identity import id_check
from yike.core.residents.register import DwellingRow, HouseholdRow, Living, PersonRow, Relation

# per cent of the commonest surnames, as published for the whole country, rounded; the rest share what is left
COMMON = (
    "王7.1 李7 张6.7 刘5.1 陈4.4 杨3 黄2.2 赵2.1 周1.9 吴1.9"
    " 徐1.5 孙1.4 马1.3 朱1.2 胡1.2 郭1.1 林1.1 何1.1 高1 罗0.9"
)
RARE = "沈陆顾钱蒋金许姚曹潘唐施薛俞殷丁倪邹戴范龚郁尤宋谢席吕凌石孔糜苏计浦冯章梁郑蔡董萧程袁邓傅韩曾彭蒋"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂云华金玉春梅建国志文海波晓东红宝根珍福生荣林凤琴"
HEADS = Relation.HEAD, Relation.SPOUSE, Relation.PARENT


@dataclass(frozen=True)
class Register:
    """Rows as ``load_register`` takes them."""

    dwellings: list[DwellingRow]
    households: list[HouseholdRow]
    persons: list[PersonRow]

    @property
    def rows(self) -> dict[str, Any]:
        """The keyword arguments of ``load_register``."""
        return {"dwellings": self.dwellings, "households": self.households, "persons": self.persons}


class Names:
    """Draws names: one in eight has a given name of one character."""

    def __init__(self, seed: int) -> None:
        self.draw = Random(seed)  # noqa: S311 - no secret is drawn
        common = {entry[0]: float(entry[1:]) for entry in COMMON.split()}
        rest = (100 - sum(common.values())) / len(RARE)
        self._surnames = [*common, *RARE]
        self._sums = list(accumulate([*common.values(), *(rest for _ in RARE)]))

    def name(self) -> str:
        """Return a name."""
        [surname] = self.draw.choices(self._surnames, cum_weights=self._sums)
        given = "".join(self.draw.choices(GIVEN, k=1 if self.draw.random() < 0.12 else 2))
        return f"{surname}{given}"


def identity(number: int) -> str:
    """Return the identity number of the n-th person: no city 99 lies in the province 32."""
    day, order = divmod(number, 500)
    division, day = divmod(day, 28 * 12 * 80)
    month, day = divmod(day, 28)
    year, month = divmod(month, 12)
    first17 = f"3299{division + 1:02}{1930 + year}{month + 1:02}{day + 1:02}{order:03}"
    return first17 + id_check(first17)


def phone(number: int) -> str:
    """Return the telephone number of the n-th person, from a range that no operator was given."""
    return f"154{number:08}"


def draw(households: int, grids: Sequence[str], first: int = 0) -> Register:
    """Return so many households, with five persons in every three of them, numbered from ``first``."""
    names = Names(first)
    numbers = range(first, first + households)
    dwellings = [_dwelling(n, grids) for n in numbers]
    homes = [HouseholdRow(f"{n}", f"{n}", f"H{n:07}", size=1 + n % 4) for n in numbers]
    order = range(first * 5 // 3, (first + households) * 5 // 3)
    persons = [_person(names, n, f"{numbers[(n - order.start) % households]}") for n in order]
    return Register(dwellings, homes, persons)


def _dwelling(n: int, grids: Sequence[str]) -> DwellingRow:
    stair, room = f"{n // 12 % 8 + 1}", f"{n % 12 + 101}"
    return DwellingRow(f"{n}", grids[n // 96 % len(grids)], f"测速新村{n // 96 + 1}幢", "", stair, room)


def _person(names: Names, number: int, household: str) -> PersonRow:
    return PersonRow(
        f"{number}",
        household,
        names.name(),
        HEADS[number % 3],
        national_id=identity(number),
        phone=phone(number),
        living=Living.ALONE if number % 20 == 0 else Living.UNKNOWN,
    )
