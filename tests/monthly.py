"""An issue of the monthly calendar, and micro-groups to which it goes, in the small street."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from office import BY, EARLY, PASSWORD, Office
from yike.core.accounts.actions import add_user, give_role
from yike.core.accounts.models import User
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.rooms.almanac.actions import NewGroup, add_groups, cascade
from yike.rooms.almanac.actions import issues as actions
from yike.rooms.almanac.models import Issue, IssueVersion, MicroGroup

MONTH = date(2026, 12, 1)
MORNING = timezone.make_aware(datetime(2026, 11, 27, 9, 0))
MACHINE = By.machine("almanac.cascade")


def person(user: Any) -> By:
    return By.person(user)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of November 2026 in the office's time; days above 30 lie in December."""
    return timezone.make_aware(
        datetime(2026, 11 if day <= 30 else 12, day if day <= 30 else day - 30, hour, minute)
    )


def begun(office: Office, month: date = MONTH) -> Issue:
    """Return an issue begun by the clerk."""
    return actions.begin_issue(person(office.clerk), area=office.street, month=month)


def wrote(office: Office, issue: Issue, title: str = "便民市集：磨刀、缝补", **other: Any) -> Any:
    """Return an entry typed by the clerk; a Saturday of the issue's month where nothing else is said."""
    told: dict[str, Any] = {
        "area": office.first,
        "day": date(issue.month.year, issue.month.month, 5),
        "start": time(9),
        "end": time(11, 30),
        "place": "梅东广场",
        "phone": "67271234",
    }
    return actions.add_entry(person(office.clerk), issue, title=title, **told | other)


def signed(office: Office, issue: Issue) -> Issue:
    """Return the issue after proof-reading and the three looks."""
    actions.proof(person(office.clerk), issue)
    actions.submit(person(office.clerk), issue)
    actions.look(person(office.clerk), issue, step="first")
    actions.look(person(office.admin), issue, step="second")
    return actions.look(person(office.leader), issue, step="sign")


def published(office: Office, *titles: str, month: date = MONTH) -> IssueVersion:
    """Return the first version of an issue with these entries."""
    issue = begun(office, month)
    for title in titles or ("便民市集：磨刀、缝补",):
        wrote(office, issue, title)
    return actions.publish(person(office.clerk), signed(office, issue), base="http://testserver/")


def corrected(office: Office, version: IssueVersion, reason: str = "日期写错") -> IssueVersion:
    """Return the corrected version of what was published: the first entry is on another day."""
    issue = Issue.objects.get(pk=version.issue_id)
    actions.correct(person(office.clerk), issue, reason=reason)
    actions.change_entry(person(office.clerk), issue.entries.first(), day=date(2026, 12, 12))
    actions.submit(person(office.clerk), issue)
    actions.look(person(office.admin), issue, step="second")
    actions.look(person(office.leader), issue, step="sign")
    return actions.publish(person(office.clerk), issue, base="http://testserver/")


@dataclass(frozen=True)
class Keepers:
    """Three groups: two of the first community (the second without a deputy), one of the second community."""

    groups: tuple[MicroGroup, MicroGroup, MicroGroup]
    owners: tuple[User, User, User]
    deputy: User


def keepers(office: Office) -> Keepers:
    """Add the three groups, of 9, 8 and 7 households."""
    people = [
        add_user(BY, username=f"keeper{n}", name=f"群主{n}", unit=office.unit, password=PASSWORD)
        for n in range(4)
    ]
    grids = (office.grids[0], office.grids[1], office.grids[2])
    for user, grid in zip(people, (*grids, grids[0]), strict=True):
        give_role(BY, user=user, role=Role.GROUP_OWNER, area=grid, since=EARLY)
    new = [
        NewGroup(f"WQ{n:03}", grid, (f"梅园{n}幢",), 10 - n, people[n - 1], people[3] if n == 1 else None)
        for n, grid in enumerate(grids, 1)
    ]
    groups = add_groups(BY, new)
    return Keepers(tuple(groups), tuple(people[:3]), people[3])  # type: ignore[arg-type]


def spread(version: IssueVersion) -> int:
    """Make all packs of a version."""
    return cascade.spread(MACHINE, version)
