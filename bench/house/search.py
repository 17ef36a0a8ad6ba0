"""Looking for a person among a million: by name, pinyin, initials, telephone and identity number."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from bench.house.child import say
from bench.house.limits import Row, held
from bench.house.people import Names, identity, phone
from bench.house.register import fill
from bench.house.street import Street, make_street
from yike.core.accounts.models import User
from yike.core.residents.queries import find
from yike.core.residents.searching import keys_of
from yike.core.rights.roles import Role

LIMIT_MS = 50
HOUSEHOLDS = {"PostgreSQL": 600_000, "SQLite": 30_000}
LOOKS = 60  # of each kind


@dataclass(frozen=True)
class Chance:
    """Draws what is looked for; ``persons`` is how many there are."""

    dice: Random
    names: Names
    persons: int

    def latin(self) -> tuple[str, str]:
        """Return the pinyin and the initials of a whole name."""
        name = self.names.name()
        keys = [key for key in keys_of(name) if key.isascii()]
        return max(keys, key=len), next(key for key in sorted(keys, key=len) if len(key) == len(name))

    @property
    def somebody(self) -> int:
        """The number of one of the persons."""
        return self.dice.randrange(self.persons)


KINDS: dict[str, Callable[[Chance], str]] = {
    "a whole name": lambda chance: chance.names.name(),
    "a given name": lambda chance: chance.names.name()[1:],
    "a surname": lambda chance: chance.names.name()[0],
    "张, seven in a hundred": lambda _: "张",
    "a name in pinyin": lambda chance: chance.latin()[0],
    "initials": lambda chance: chance.latin()[1],
    "two letters that begin much: li, yu, zh": lambda chance: chance.dice.choice(("li", "yu", "zh")),
    "a telephone number": lambda chance: phone(chance.somebody),
    "an identity number": lambda chance: identity(chance.somebody),
    "a name nobody has": lambda chance: "张" + chance.dice.choice("鬯鼗彘") + "鼐",
    "a number nobody has": lambda chance: phone(chance.persons + chance.somebody),
}


def _looks(user: User, needles: list[str]) -> tuple[list[float], float]:
    """Return the seconds of each search and how many persons were found at the median."""
    seconds, found = [], []
    for needle in needles:
        began = time.perf_counter()
        result = find(user, needle)
        seconds.append(time.perf_counter() - began)
        found.append(len(result.persons))
    return seconds, sorted(found)[len(found) // 2]


def _by(who: str, user: User, persons: int) -> Iterator[Row]:
    for kind, needle in KINDS.items():
        chance = Chance(Random(kind), Names(7), persons)  # noqa: S311 - no secret is drawn
        needles = [needle(chance) for _ in range(LOOKS)]
        find(user, needles[0])
        seconds, found = _looks(user, needles)
        yield held(kind, seconds, LIMIT_MS, **{"who looks": who, "found": found})


def _readers(street: Street) -> dict[str, User]:
    return {
        "clerk of the street": street.somebody("clerk", Role.CLERK, street.area),
        "grid worker": street.somebody("grid", Role.GRID_WORKER, street.grids[0]),
    }


def rows(database: str) -> Iterator[Row]:
    """Fill the register and look for people, as one who sees all of it and as one who sees a grid."""
    street = make_street()
    persons = fill(HOUSEHOLDS[database])
    for who, user in _readers(street).items():
        say(f"{who} looks")
        yield from _by(who, user, persons)
