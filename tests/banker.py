"""The liaison of a bank that runs a point, for tests."""

from __future__ import annotations

from office import BY, EARLY, PASSWORD, Office
from yike.core.accounts.actions import add_unit, add_user, give_role
from yike.core.accounts.models import User
from yike.core.rights.roles import Role
from yike.rooms.circle import actions
from yike.rooms.circle.models import ServicePoint


def make_banker(office: Office, point: ServicePoint) -> User:
    """Let a bank run a point, and return its liaison."""
    bank = add_unit(BY, kind="partner", name="梅巷银行", area=office.street)
    actions.change_point(BY, point, partner=bank)
    user = add_user(BY, username="bank", name="金柜员", unit=bank, password=PASSWORD)
    give_role(BY, user=user, role=Role.BANK_LIAISON, area=office.street, since=EARLY)
    return user
