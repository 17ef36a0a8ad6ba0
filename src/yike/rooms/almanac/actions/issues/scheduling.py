"""Publish a signed issue at a set hour, and put away those whose month is long over."""

from __future__ import annotations

from datetime import datetime, timedelta

from yike.core.record.clock import now, today
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.issues.keeping import locked
from yike.rooms.almanac.actions.issues.publishing import is_due, publish
from yike.rooms.almanac.flows.issues import ISSUE
from yike.rooms.almanac.models.issues import Issue, IssueState
from yike.rooms.almanac.rules import issues as rules

AHEAD = timedelta(days=62)
OVER = timedelta(days=31)
"""So long after its month an issue is put away; residents can read it all the same."""
MACHINE = By.machine("almanac.issues")


def schedule(by: By, issue: Issue, *, at: datetime | None, base: str = "") -> Issue:
    """Set the hour at which a signed issue is published by itself; None takes it back.

    ``base`` is where residents reach this house. Raises ``Fault`` for an hour that is over or far away, and for an
    issue that is not signed.
    """
    with deed(by, "almanac.issue.schedule") as d:
        issue = locked(d, issue)
        rules.COMPILE.require(by, issue.area)
        ISSUE.step("publish", issue.state)
        if at is not None and not d.at < at <= d.at + AHEAD:
            raise Fault(
                "这个时间不行",
                "this hour is not possible",
                do_zh="请选以后的、两个月之内的时间",
                do_en="Choose one to come, within two months",
            )
        return d.change(issue, publish_at=at, publish_base=base.rstrip("/") if at else "")


def publish_due() -> int:
    """Publish the signed issues whose hour has come; return how many.

    One that cannot be published loses its hour, and its page says so by being signed still.
    """
    due = Issue.objects.filter(state=IssueState.SIGNED, publish_at__lte=now()).order_by("publish_at", "pk")
    return sum(_published(issue) for issue in due.select_related("area").defer("area__polygon"))


def _published(issue: Issue) -> int:
    try:
        publish(MACHINE, issue, base=issue.publish_base, due=True)
    except Fault:  # somebody was faster or took the hour back, or it has no entry any more
        with deed(MACHINE, "almanac.issue.schedule") as d:
            row = locked(d, issue)
            if is_due(row, d.at):
                d.change(row, publish_at=None, publish_base="")
        return 0
    return 1


def archive_old() -> int:
    """Put away the published issues whose month ended a month ago; return how many.

    One that was published late, or corrected, can be corrected for a month all the same.
    """
    last = (today() - OVER).replace(day=1)
    rows = Issue.objects.filter(state=IssueState.PUBLISHED, month__lt=last, published_at__lte=now() - OVER)
    rows = rows.order_by("pk")
    return sum(_archived(issue) for issue in rows.select_related("area").defer("area__polygon"))


def _archived(issue: Issue) -> int:
    with deed(MACHINE, "almanac.issue.archive") as d:
        row = locked(d, issue)
        if row.state != IssueState.PUBLISHED or row.published_at > d.at - OVER:
            return 0
        d.change(row, state=ISSUE.step("archive", row.state).to)
        return 1
