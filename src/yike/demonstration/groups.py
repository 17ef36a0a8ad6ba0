"""Micro-groups 微网群: the chat of one stairwell or courtyard, kept by a neighbour, with another to stand in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from yike.demonstration.dice import Dice
from yike.demonstration.families import Family, Somebody
from yike.demonstration.ground import Stair

GROUPS = 408
LANE = 7  # households: neighbouring old houses of a lane are joined until they have so many
STAIRWELL = 8  # households: a stairwell of an estate with fewer has no group of its own


@dataclass(frozen=True)
class Circle:
    """A micro-group: the families it reaches, its owner and deputy, who both live there."""

    code: str
    community: str
    grid: str
    stairs: tuple[Stair, ...]
    families: tuple[Family, ...]
    owner: Somebody
    deputy: Somebody

    @property
    def words(self) -> str:
        """Return the stairs it covers as people say them."""
        return "、".join(stair.words for stair in self.stairs)


def draw_circles(seed: int, families: Sequence[Family], grid_of: Mapping[str, str]) -> Iterator[Circle]:
    """Yield the 408 groups, so many in each community as its share of households.

    ``grid_of`` gives the grid of each building by their codes; a group belongs to the grid of its first stair.
    """
    by_community = defaultdict(list)
    for family in families:
        by_community[family.stair.building.community].append(family)
    quota = shares({name: len(homes) for name, homes in by_community.items()}, GROUPS)
    order = 0
    for name, homes in by_community.items():
        dice = Dice(seed, "groups", name)
        for stairs, covered in _spread(list(_candidates(homes)), quota[name]):
            order += 1
            owner, deputy = _keepers(dice, covered)
            grid = grid_of[stairs[0].building.code]
            yield Circle(f"WQ{order:03d}", name, grid, stairs, covered, owner, deputy)


def shares(weights: dict[str, int], total: int) -> dict[str, int]:
    """Return whole shares of ``total`` in proportion to ``weights`` (largest remainders), at least one each."""
    whole = sum(weights.values())
    exact = {name: weight * total / whole for name, weight in weights.items()}
    given = Counter({name: max(1, int(share)) for name, share in exact.items()})
    by_rest = sorted(exact, key=lambda name: int(exact[name]) - exact[name])
    for name in by_rest[: total - given.total()]:
        given[name] += 1
    return dict(given)


Candidate = tuple[tuple[Stair, ...], tuple[Family, ...]]


def _candidates(homes: Iterable[Family]) -> Iterator[Candidate]:
    """Yield stairwells, and runs of neighbouring houses of a lane, with enough households for a group."""
    for _, lane in groupby(sorted(homes, key=_doors), key=lambda family: _lane(family.stair)):
        stairs, covered = list[Stair](), list[Family]()
        for stair, inside in groupby(lane, key=lambda family: family.stair):
            stairs.append(stair)
            covered += inside
            if len(covered) >= (STAIRWELL if stair.building.slab else LANE):
                yield tuple(stairs), tuple(covered)
                stairs, covered = [], []


def _doors(family: Family) -> tuple[str, tuple[int, ...], str]:
    """Return where a family stands in a walk past all doors."""
    building = family.stair.building
    return building.lane, building.number, family.stair.unit


def _lane(stair: Stair) -> str:
    """Return the lane of an old house; a stairwell of an estate stands for itself."""
    return stair.words if stair.building.slab else stair.building.lane


def _spread(candidates: list[Candidate], count: int) -> list[Candidate]:
    """Return ``count`` of the candidates, evenly over the whole list."""
    return [candidates[(2 * i + 1) * len(candidates) // (2 * count)] for i in range(count)]


def _keepers(dice: Dice, covered: Sequence[Family]) -> tuple[Somebody, Somebody]:
    """Return an owner and a deputy from two families: grown-ups with a telephone, the retired first."""
    able = [next((m for m in family.members if 22 <= m.age <= 78 and m.phone), None) for family in covered]
    willing = sorted((m for m in able if m), key=lambda m: not 55 <= m.age <= 72)
    owner, deputy = dice.some(willing[:4], 2)
    return owner, deputy
