"""Agreements of the small street for tests: a community, a bank with its liaison, another bank. All invented."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from gathering import person
from office import BY, EARLY, PASSWORD, Office
from yike.core.accounts.actions import add_unit, add_user, give_role
from yike.core.accounts.actions.units import change_unit
from yike.core.accounts.models import Unit, User
from yike.core.rights.roles import Role
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import agreements as actions
from yike.rooms.almanac.actions.agreements import Draft, NewLine
from yike.rooms.almanac.models.agreements import Agreement


@dataclass(frozen=True)
class Sides:
    """The community that keeps the agreement, the bank with its liaison, and a bank that has none."""

    house: Unit
    bank: Unit
    liaison: User
    other: Unit
    other_liaison: User


def sides(office: Office) -> Sides:
    """Enter the units and people of both sides."""
    house = add_unit(BY, kind="community", name="梅东社区居委会", area=office.first)
    banks = [add_unit(BY, kind="partner", name=name, area=office.street) for name in ("枕梅银行", "望梅银行")]
    people = []
    for n, bank in enumerate(banks):
        user = add_user(BY, username=f"bank{n}", name=f"许行员{n}", unit=bank, password=PASSWORD)
        give_role(BY, user=user, role=Role.BANK_LIAISON, area=office.street, since=EARLY)
        change_unit(BY, bank, liaison=user)
        people.append(user)
    return Sides(house, banks[0], people[0], banks[1], people[1])


def draft(office: Office, both: Sides, **other: Any) -> Draft:
    """Return the draft of an agreement of the first community with the bank, for the year 2026."""
    made = Draft(
        title="梅东社区和枕梅银行共建协议",
        area=office.first,
        owner=both.house,
        parties=(both.bank,),
        begins=date(2026, 1, 1),
        ends=date(2026, 12, 31),
    )
    return replace(made, **other)


def drafted(office: Office, both: Sides, **other: Any) -> Agreement:
    """Return a draft, made by the worker of the community."""
    return actions.draft_agreement(person(office.worker), draft(office, both, **other))


def signed(office: Office, both: Sides, **other: Any) -> Agreement:
    """Return an agreement in force."""
    row = drafted(office, both, **other)
    return actions.sign(BY, row, signed_on=row.begins, signers="周社工、许行员")


def line(row: Agreement, kind: str, title: str, unit: Unit, **more: Any) -> Any:
    """Return a line written into a list."""
    return actions.add_line(BY, row, NewLine(kind, title, unit, **more))


@contextmanager
def refused(zh: str) -> Iterator[None]:
    """Expect that something is refused with exactly these words."""
    with pytest.raises(Fault) as told:
        yield
    assert told.value.zh == zh
