"""What can be done to accounts: the only door that writes them."""

from __future__ import annotations

from yike.core.accounts.models import RoleHolding, Unit, User
from yike.core.record.clock import today
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.core.rights.roles import Role


def add_unit(by: By, *, kind: str, name: str, area: object = None) -> Unit:
    """Add a unit."""
    with deed(by, "accounts.unit.add") as d:
        return d.add(Unit(kind=kind, name=name, area=area))


def add_user(by: By, *, username: str, name: str, unit: Unit | None, password: str | None = None) -> User:
    """Add an account; without a password nobody can log in with it yet."""
    user = User(username=username, name=name, unit=unit)
    user.set_password(password) if password else user.set_unusable_password()
    with deed(by, "accounts.user.add") as d:
        return d.add(user)


def give_role(by: By, *, user: User, role: Role, area: object) -> RoleHolding:
    """Give somebody a role in an area from today on."""
    with deed(by, "accounts.role.give") as d:
        return d.add(RoleHolding(user=user, role=role, area=area, since=today()))
