"""Units and accounts: those of the demonstration get its password, nobody else can log in."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.hashers import make_password

from yike.core.accounts.actions import NewRole, NewUser, add_unit, add_users, give_roles
from yike.core.accounts.models import Unit, User
from yike.core.areas.models import Area
from yike.core.rights.by import By
from yike.demonstration.accounts import ACCOUNTS, PASSWORD
from yike.demonstration.offices import STREET
from yike.demonstration.staff import Colleague
from yike.demonstration.town import Town


def load_units(by: By, town: Town, areas: Mapping[str, Area]) -> dict[str, Unit]:
    """Add all units below the street's and return them by their code."""
    units: dict[str, Unit] = {}
    for office in town.offices:
        parent = None if office is STREET else units[STREET.code]
        area = areas[office.community]
        units[office.code] = add_unit(by, kind=office.kind, name=office.name, area=area, parent=parent)
    return units


def load_staff(by: By, town: Town, areas: Mapping[str, Area], units: Mapping[str, Unit]) -> dict[str, User]:
    """Add all accounts with their roles and return them by log-in name."""
    opened = {account.username for account in ACCOUNTS}
    password = make_password(PASSWORD)
    news = [
        NewUser(
            colleague.username,
            colleague.name,
            _place(colleague, areas),
            units.get(colleague.unit),
            colleague.phone,
            password if colleague.username in opened else None,
        )
        for colleague in town.staff
    ]
    users = add_users(by, news)
    give_roles(
        by,
        [
            NewRole(user, colleague.role, _place(colleague, areas))
            for user, colleague in zip(users, town.staff, strict=True)
        ],
    )
    return {user.username: user for user in users}


def _place(colleague: Colleague, areas: Mapping[str, Area]) -> Area:
    return areas[colleague.place.grid or colleague.place.community]
