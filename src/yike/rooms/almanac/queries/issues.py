"""All that is read of the monthly calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from yike.core.accounts.models import User
from yike.core.areas.models import Area, AreaLevel, lineage
from yike.core.rights.right import Right
from yike.rooms.almanac.models.issues import OUT, Entry, Issue, IssueState, IssueVersion, VersionKind
from yike.rooms.almanac.queries.activities import around
from yike.rooms.almanac.rules import issues as rules


def _rows() -> QuerySet[Issue]:
    return Issue.objects.select_related("area", "made_by").defer("area__polygon")


def visible_to(user: Any) -> QuerySet[Issue]:
    """Return the issues of the streets in or above one's areas, the newest month first."""
    tops = {path[: Area.steplen] for path in rules.SEE.paths(user)}
    scope = Q(pk__in=[])
    for path in rules.SEE.paths(user):
        scope |= Q(area__path__startswith=path) | Q(area__path__in=lineage(path))
    return _rows().filter(scope) if tops else _rows().none()


def listed(user: Any) -> QuerySet[Issue]:
    """Return the issues one sees with the number of their ``kept`` entries."""
    return (
        visible_to(user)
        .annotate(kept=Count("entries", filter=Q(entries__dropped=False)))
        .order_by("-month", "-pk")
    )


def access_issue(user: Any, pk: int) -> Issue:
    """Return one issue. Raises ``Http404`` outside one's scope."""
    found = visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def entries_of(issue: Issue) -> list[Entry]:
    """Return the entries of an issue in their order, dropped ones last."""
    rows = issue.entries.select_related(
        *("area", "activity__venue", "activity__area", "made_by", "issue")
    ).defer("area__polygon", "activity__area__polygon")
    return sorted(rows, key=lambda row: row.dropped)


def access_entry(issue: Issue, pk: int) -> Entry:
    """Return an entry of an issue that somebody may see. Raises ``Http404``."""
    found: Entry | None = issue.entries.select_related("area", "issue", "issue__area").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def may_write(user: Any, issue: Issue, area: Area) -> bool:
    """Return whether somebody may write an entry of an area in an issue now."""
    if not issue.edited:
        return False
    if rules.COMPILE.allows(user, issue.area):
        return True
    return issue.state == IssueState.GATHERING and rules.PROPOSE.allows(user, area)


def writable_areas(user: Any, issue: Issue) -> QuerySet[Area]:
    """Return the areas for which somebody may write entries: the street and its communities, or one's own."""
    rows = Area.objects.open().light().filter(path__startswith=issue.area.path)
    rows = rows.filter(level__in=(AreaLevel.STREET, AreaLevel.COMMUNITY))
    right = rules.COMPILE if rules.COMPILE.allows(user, issue.area) else rules.PROPOSE
    return right.visible(rows, user, "path").order_by("path")


def streets_for(user: Any) -> QuerySet[Area]:
    """Return the streets for which somebody may compile."""
    rows = Area.objects.open().light().filter(level=AreaLevel.STREET)
    return rules.COMPILE.visible(rows, user, "path").order_by("path")


def month_span(month: date) -> tuple[datetime, datetime]:
    """Return the first moment of a month and of the next one, local."""
    first = month.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    begin, end = (timezone.make_aware(datetime.combine(day, time())) for day in (first, after))
    return begin, end


def reviewers(issue: Issue, right: Right) -> list[User]:
    """Return who may take the next step and has not looked in this round."""
    done = set(issue.approvals.filter(round=issue.round).values_list("by_id", flat=True))
    return [one for one in around(issue.area, right.roles) if one.pk not in done]


def approvals_of(issue: Issue) -> list[Any]:
    """Return who said yes in the present round, in order."""
    return list(issue.approvals.filter(round=issue.round).select_related("by"))


def versions_of(issue: Issue) -> list[IssueVersion]:
    """Return what went out, the latest first."""
    return list(issue.versions.order_by("-number"))


def last_version(issue: Issue) -> IssueVersion | None:
    """Return what residents read now, or that it was withdrawn; None where nothing went out."""
    row: IssueVersion | None = issue.versions.order_by("-number").first()
    return row


def public_issue(pk: int) -> tuple[Issue, IssueVersion]:
    """Return an issue that went out with its last version, a withdrawn one too. Raises ``Http404``."""
    issue = _rows().filter(pk=pk, version__gt=0).first()
    version = last_version(issue) if issue else None
    if issue is None or version is None:
        raise Http404
    return issue, version


def standing() -> QuerySet[IssueVersion]:
    """Return the last versions of all issues that residents read, the newest month first."""
    rows = IssueVersion.objects.select_related("issue", "issue__area").defer("issue__area__polygon")
    newer = IssueVersion.objects.filter(issue=OuterRef("issue"), number__gt=OuterRef("number"))
    rows = rows.filter(~Exists(newer), issue__state__in=sorted(OUT)).exclude(kind=VersionKind.WITHDRAWAL)
    return rows.order_by("-issue__month", "-pk")


def versions_by_issue(since: date) -> list[list[IssueVersion]]:
    """Return the versions of each issue that has had several, in order; of issues from a month on. One query."""
    rows = IssueVersion.objects.select_related("issue").filter(issue__month__gte=since, issue__version__gt=1)
    by_issue = groupby(rows.order_by("issue", "number"), key=lambda row: row.issue_id)
    return [list(some) for _issue, some in by_issue]


def standing_versions(since: date | None = None) -> list[IssueVersion]:
    """Return the last versions of issues that residents read, the newest month first; from a month on."""
    rows = standing()
    return list(rows.filter(issue__month__gte=since) if since is not None else rows)
