"""Publish an issue or its correction; withdraw it. Each makes a version, and the version goes down the chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet

from yike.core.areas.models import Area
from yike.core.record.deed import Deed, deed
from yike.core.record.models import Fact
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.issues.keeping import locked
from yike.rooms.almanac.actions.issues.reviewing import reasoned
from yike.rooms.almanac.flows.issues import ISSUE
from yike.rooms.almanac.models.issues import Issue, IssueVersion, VersionKind
from yike.rooms.almanac.rules import issues as rules
from yike.rooms.almanac.written import content_of

ISSUES, ENTRIES = "almanac.issues", "almanac.entries"


def publish(by: By, issue: Issue, *, base: str = "", due: bool = False) -> IssueVersion:
    """Publish what is signed: the first time it gets its number, the next in the street without a gap.

    ``base`` is where residents reach this house ("https://name"). ``due``: at the hour that was set, where it still
    stands. In order: may they, number, version with its content, facts. The forward packs are made by
    ``cascade.spread``. Raises ``Fault`` where it is not signed, has no entry, or its hour was moved meanwhile.
    """
    with deed(by, "almanac.issue.publish", reason=issue.reason if issue.version else "") as d:
        issue = locked(d, issue)
        rules.COMPILE.require(by, issue.area)
        to = ISSUE.step("publish", issue.state).to
        if due and not is_due(issue, d.at):
            raise _moved()
        _refuse_changed(issue)
        kind = VersionKind.CORRECTION if issue.version else VersionKind.FIRST
        number = issue.number or _next_number(d, issue)
        before = _standing(issue)
        told = {"publish_at": None, "publish_base": ""}
        d.change(issue, state=to, version=issue.version + 1, number=number, published_at=d.at, **told)
        row = _version(d, issue, kind, content_of(issue), base)
        _count(d, issue, len(row.content) - before, first=kind == VersionKind.FIRST)
        return row


def is_due(issue: Issue, at: datetime) -> bool:
    """Return whether the hour set for an issue has come."""
    return issue.publish_at is not None and issue.publish_at <= at


def _moved() -> Fault:
    return Fault(
        "发布的时间刚刚改过",
        "the hour of publishing has just been changed",
        do_zh="到了新的时间会自动发布",
        do_en="It is published at the new hour",
    )


def _refuse_changed(issue: Issue) -> None:
    if not issue.entries.filter(dropped=False).exists():
        raise Fault(
            "这一期没有条目",
            "this issue has no entry",
            do_zh="请退回，写上一条，或者撤回",
            do_en="Send it back and write one, or withdraw it",
        )


def _next_number(d: Deed, issue: Issue) -> int:
    """Return the next number of the street; who comes next waits until this deed ends."""
    d.lock(Area.objects.only("pk").get(pk=issue.area_id))
    last: int | None = Issue.objects.filter(area=issue.area_id).aggregate(n=Max("number"))["n"]
    return (last or 0) + 1


def _standing(issue: Issue) -> int:
    """Return how many entries the last version has."""
    last: Any = issue.versions.last()
    return len(last.content) if last else 0


def _of_month(issue: Issue) -> QuerySet[IssueVersion]:
    """Return what went out of all issues of the month, without the words."""
    rows = IssueVersion.objects.filter(issue__area=issue.area_id, issue__month=issue.month)
    return rows.only("number", "sequence")


def _version(
    d: Deed, issue: Issue, kind: VersionKind, content: list[dict[str, Any]], base: str
) -> IssueVersion:
    row = IssueVersion(issue=issue, number=issue.version, kind=kind, content=content, published_at=d.at)
    row.base = base.rstrip("/")
    row.sequence = 1 + max((one.turn for one in _of_month(issue)), default=0)
    row.reason = issue.reason if kind != VersionKind.FIRST else ""
    return d.add(row)


def _count(d: Deed, issue: Issue, entries: int, *, first: bool) -> None:
    if first:
        d.fact(ISSUES, 1, area=issue.area_id, source=issue)
    if entries:
        d.fact(ENTRIES, entries, area=issue.area_id, source=issue)


def withdraw(by: By, issue: Issue, *, reason: str) -> IssueVersion:
    """Withdraw a published issue: its page says why, and all who had it are told. Its number is not used again."""
    with deed(by, "almanac.issue.withdraw", reason=reason) as d:
        issue = locked(d, issue)
        rules.SIGN.require(by, issue.area)
        to = ISSUE.step("withdraw", issue.state).to
        d.change(issue, state=to, reason=reasoned(reason), version=issue.version + 1)
        _uncount(d, issue)
        last = IssueVersion.objects.filter(issue=issue).order_by("-number").first()
        return _version(d, issue, VersionKind.WITHDRAWAL, [], last.base if last else "")


def _uncount(d: Deed, issue: Issue) -> None:
    """Take back what was counted of the issue: nobody reads it any more."""
    kept = Fact.objects.filter(
        measure__in=(ISSUES, ENTRIES), source_model="almanac.issue", source_pk=str(issue.pk)
    )
    for fact in kept.filter(corrects=None, corrections=None):
        d.fact(fact.measure, -fact.quantity, area=fact.area_id, source=issue, day=fact.day, corrects=fact)
