"""Write entries: add, change, drop and take back, move up and down."""

from __future__ import annotations

from typing import Any

from yike.core.areas.models import Area
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.issues.keeping import writable
from yike.rooms.almanac.gathering import kept, now_of
from yike.rooms.almanac.models.issues import Entry, Issue, IssueState
from yike.rooms.almanac.rules import issues as rules

MOST = 60
"""The most entries of an issue: more than anybody reads in a month."""
FIELDS = frozenset(
    (
        *("kind", "area", "strand", "title", "day", "until", "start", "end", "place"),
        *("audience", "more", "contact", "phone", "link"),
    )
)


def _require(by: By, issue: Issue, area: Area) -> None:
    """Who compiles may write all; a community writes its own while entries are gathered."""
    own = issue.state == IssueState.GATHERING and area.path.startswith(issue.area.path)
    if own and by.user is not None and not rules.COMPILE.allows(by.user, issue.area):
        rules.PROPOSE.require(by, area)
    else:
        rules.COMPILE.require(by, issue.area)


def _values(issue: Issue, values: dict[str, Any]) -> dict[str, Any]:
    unknown = set(values) - FIELDS
    if unknown:
        raise ValueError(f"not to be written here: {sorted(unknown)}")
    area = values.get("area")
    if area is not None and not area.path.startswith(issue.area.path):
        raise Fault(
            f"“{area.name}”不在{issue.area.name}",
            f'"{area.name}" is not in {issue.area.name}',
            do_zh="请选本街道的社区",
            do_en="Choose a community of this street",
        )
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def add_entry(by: By, issue: Issue, *, area: Area, **values: Any) -> Entry:
    """Add an entry typed by hand, the last of its issue.

    Communities do it while entries are gathered, the office until the issue goes to its reviewers. Raises ``Fault``
    where the issue is closed to writing, is full, or the area is another street's.
    """
    with deed(by, "almanac.entry.add") as d:
        issue = writable(d, issue)
        _require(by, issue, area)
        told = _values(issue, {**values, "area": area})
        orders = list(issue.entries.values_list("order", flat=True))
        if len(orders) >= MOST:
            raise Fault(
                f"一期最多 {MOST} 条",
                f"an issue has at most {MOST} entries",
                do_zh="请先删去不登的",
                do_en="Drop some first",
            )
        return d.add(Entry(issue=issue, order=max(orders, default=0) + 1, made_by=by.user, **told))


def change_entry(by: By, entry: Entry, **values: Any) -> Entry:
    """Change what an entry says. Raises ``Fault`` as ``add_entry``."""
    with deed(by, "almanac.entry.change") as d:
        issue = writable(d, entry.issue)
        entry = d.lock(entry)
        _require(by, issue, entry.area)
        told = _values(issue, values)
        _require(by, issue, told.get("area", entry.area))
        return d.change(entry, **told)


def drop_entry(by: By, entry: Entry, *, dropped: bool = True) -> Entry:
    """Keep an entry from going out, or take it back in. It stays in the issue and is not gathered again."""
    with deed(by, "almanac.entry.drop" if dropped else "almanac.entry.keep") as d:
        issue = writable(d, entry.issue)
        entry = d.lock(entry)
        _require(by, issue, entry.area)
        return d.change(entry, dropped=dropped)


def renew_entry(by: By, entry: Entry) -> Entry:
    """Let an entry say what its activity says now: a new day, hours or place; called off, it is dropped.

    What a colleague wrote in other words stays where the activity has not changed. Raises ``Fault`` as
    ``change_entry``.
    """
    with deed(by, "almanac.entry.renew") as d:
        issue = writable(d, entry.issue)
        entry = d.lock(entry)
        _require(by, issue, entry.area)
        found = now_of(entry)
        if found.off:
            return d.change(entry, dropped=True)
        facts = {name: found.facts[name] for name in found.other}
        return d.change(entry, **facts, gathered=kept(found.facts) if facts else entry.gathered)


def move_entry(by: By, entry: Entry, *, up: bool) -> None:
    """Change places with the entry above or below; the first and the last stay where they are."""
    with deed(by, "almanac.entry.move") as d:
        issue = writable(d, entry.issue)
        rules.COMPILE.require(by, issue.area)
        rows = list(issue.entries.select_for_update(of=("self",)))
        here = next(n for n, row in enumerate(rows) if row.pk == entry.pk)
        there = here + (-1 if up else 1)
        if 0 <= there < len(rows):
            rows[here], rows[there] = rows[there], rows[here]
            for n, row in enumerate(rows, 1):
                row.order = n
            d.change_many(rows, ["order"])
