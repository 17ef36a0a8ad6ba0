"""The first set-up: the street, its unit and the first officers, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from yike.core.accounts.actions.roles import give_role
from yike.core.accounts.actions.units import add_unit
from yike.core.accounts.actions.users import add_user
from yike.core.accounts.models import UnitKind, User
from yike.core.accounts.passwords import check_new_password, one_time_password
from yike.core.areas.actions import add_area, import_areas
from yike.core.areas.exchange.drafts import Drafts
from yike.core.areas.models import Area, AreaLevel
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.engines.faults import Fault


@dataclass(frozen=True)
class Founder:
    """One of the first people; without a password of their own they get a one-time one."""

    role: Role
    name: str
    username: str
    password: str | None = None


@dataclass(frozen=True)
class Founded:
    """What stands after the first set-up: the street's area, and each account with its one-time password."""

    street: Any
    accounts: tuple[tuple[User, Role, str | None], ...]


def _check(founders: tuple[Founder, ...]) -> None:
    if User.objects.exists():
        raise Fault("已经设置过了", "the house is set up already", do_zh="请直接登录", do_en="Log in instead")
    names = [founder.username for founder in founders]
    if len(set(names)) < len(names):
        raise Fault(
            "几个管理员要由不同的人担任",
            "the officers must be different people",
            do_zh="请填不同的人和登录名",
            do_en="Enter different people with different log-in names",
        )


def _admit(by: By, founder: Founder, unit: Any, street: Any) -> tuple[User, Role, str | None]:
    one_time = None if founder.password else one_time_password()
    if founder.password:
        check_new_password(User(username=founder.username, name=founder.name), founder.password)
    user = add_user(
        by,
        username=founder.username,
        name=founder.name,
        unit=unit,
        password=founder.password or one_time,
        must_change=one_time is not None,
    )
    give_role(by, user=user, role=founder.role, area=street)
    return user, founder.role, one_time


def found_house(
    *, name: str, code: str, founders: tuple[Founder, ...], areas: Drafts | None = None, address: str = ""
) -> Founded:
    """Set the house up: the street's area with what ``areas`` says lies in it, its unit, then each founder's role.

    The caller has seen the one-time code, so the machine itself acts. Raises ``Fault`` where there is an account
    already, for a wrong code of the street, a mistake in the areas, taken or equal log-in names, and a weak
    password; then nothing stays.
    """
    by = By(None, "首次设置 first set-up", "cli", "", address)
    with deed(by, "accounts.setup") as d:
        _check(founders)
        street = add_area(by, level=AreaLevel.STREET, code=code, name=name, parent=None)
        if areas is not None:
            import_areas(by, areas, within=street)
            street = Area.objects.get(pk=street.pk)
        unit = add_unit(by, kind=UnitKind.STREET, name=name, area=street)
        accounts = tuple(_admit(by, founder, unit, street) for founder in founders)
        d.note(unit, accounts=len(accounts))
    return Founded(street, accounts)
