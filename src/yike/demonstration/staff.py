"""Who works in the demonstration: every role is held, and every community and grid has its own people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from yike.core.rights.roles import Role
from yike.demonstration import offices
from yike.demonstration.dice import Dice
from yike.demonstration.groups import Circle
from yike.demonstration.names import FEMALE, MALE, full_name
from yike.demonstration.numbers import Numbers
from yike.demonstration.offices import Office


@dataclass(frozen=True)
class Place:
    """Where a role is held: the street, a community, or a grid of it. Empty is the street."""

    community: str = ""
    grid: str = ""


@dataclass(frozen=True)
class Colleague:
    """Somebody with an account and one role in one place. ``unit`` is an office's code, empty for residents."""

    username: str
    name: str
    phone: str
    role: Role
    place: Place
    unit: str


@dataclass(frozen=True)
class Post:
    """So many people of one role in one place and unit."""

    role: Role
    unit: Office
    count: int = 1
    place: Place = Place()


# short names to log in with; further people of the same role are numbered from 2
SHORT = {
    Role.STREET_ADMIN: "admin",
    Role.COMMUNITY_WORKER: "worker",
    Role.GRID_WORKER: "grid",
    Role.GRID_HELPER: "helper",
    Role.GROUP_OWNER: "owner",
    Role.BRANCH_SECRETARY: "branch",
    Role.BANK_LIAISON: "bank",
    Role.ENTERPRISE_CONTACT: "enterprise",
    Role.SYSTEM_OFFICER: "system",
    Role.SECURITY_OFFICER: "security",
    Role.AUDIT_OFFICER: "audit",
}


def draw_staff(
    seed: int, communities: Sequence[Office], grids: Mapping[str, Sequence[str]], circles: Iterable[Circle]
) -> Iterator[Colleague]:
    """Yield everybody who can log in. ``grids`` holds the codes of each community's grids."""
    dice, numbers = Dice(seed, "staff"), Numbers()
    taken: dict[Role, int] = {}
    for post in (*_street(), *_partners(), *_communities(communities, grids)):
        for _ in range(post.count):
            name = full_name(dice, dice.pick((MALE, FEMALE)), dice.whole(1968, 2000))
            yield Colleague(
                _username(taken, post.role), name, numbers.mobile(dice), post.role, post.place, post.unit.code
            )
    for circle in circles:
        for keeper in (circle.owner, circle.deputy):
            yield Colleague(
                _username(taken, Role.GROUP_OWNER),
                keeper.name,
                keeper.phone,
                Role.GROUP_OWNER,
                Place(circle.community, circle.grid),
                "",
            )


def _username(taken: dict[Role, int], role: Role) -> str:
    taken[role] = order = taken.get(role, 0) + 1
    short = SHORT.get(role, role.value)
    return short if order == 1 else f"{short}{order}"


def _street() -> Iterator[Post]:
    centre, grid_centre = offices.SERVICE_CENTRE, offices.DEPARTMENTS[3]
    by_code = {office.code: office for office in offices.DEPARTMENTS}
    yield Post(Role.STREET_ADMIN, offices.STREET, 2)
    yield Post(Role.LEADER, offices.STREET, 3)
    yield Post(Role.CLERK, centre, 8)
    yield Post(Role.AGENT, centre, 4)
    yield Post(Role.BRANCH_SECRETARY, by_code["party-building"], 3)
    yield Post(Role.LIAISON, by_code["enforcement"], 2)
    yield Post(Role.LIAISON, by_code["social-affairs"])
    yield Post(Role.LIAISON, grid_centre)
    yield Post(Role.MEDIATOR, by_code["justice"], 4)
    for role in (Role.SYSTEM_OFFICER, Role.SECURITY_OFFICER, Role.AUDIT_OFFICER):
        yield Post(role, by_code["information"])


def _partners() -> Iterator[Post]:
    for bank in offices.BANKS:
        yield Post(Role.BANK_LIAISON, bank, place=Place(bank.community))
    for partner in offices.PARTNERS:
        role = Role.LAWYER if "律师" in partner.name else Role.LIAISON
        yield Post(role, partner, 2)
    for enterprise in offices.ENTERPRISES:
        yield Post(Role.ENTERPRISE_CONTACT, enterprise, place=Place(enterprise.community))


def _communities(communities: Sequence[Office], grids: Mapping[str, Sequence[str]]) -> Iterator[Post]:
    for office in communities:
        here = Place(office.community)
        yield Post(Role.SECRETARY, office, place=here)
        yield Post(Role.COMMUNITY_WORKER, office, 3, here)
        for role in (Role.VOLUNTEER, Role.TALENT, Role.SHOPKEEPER):
            yield Post(role, office, 2 if role is Role.VOLUNTEER else 1, here)
        for grid in grids[office.community]:
            yield Post(Role.GRID_WORKER, office, place=Place(office.community, grid))
        yield Post(Role.GRID_HELPER, office, 2, here)
