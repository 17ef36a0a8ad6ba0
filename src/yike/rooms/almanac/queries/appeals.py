"""Appeals and result sheets as the desk and a team's leader find them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from yike.core.accounts.models import User
from yike.core.record.clock import now
from yike.rooms.almanac.actions.signups.signing import digest
from yike.rooms.almanac.models.appeals import Appeal, AppealState, ResultSheet
from yike.rooms.almanac.models.contests import Contest, ContestState, Judge, Team
from yike.rooms.almanac.queries.activities import access_activity, approvers
from yike.rooms.almanac.rules import activities as rules


def appeals_until(contest: Contest) -> datetime | None:
    """Return until when appeals can be entered; None as long as a place is sealed: their days have not begun."""
    if contest.revealed_at is None:
        return None
    return contest.revealed_at + timedelta(days=contest.appeal_days)


def appealing(contest: Contest, at: datetime | None = None) -> bool:
    """Return whether an appeal can be entered now, or at a moment, by a team that knows its place."""
    last = appeals_until(contest)
    in_time = contest.appeal_days > 0 and (last is None or (at or now()) < last)
    return contest.state == ContestState.PUBLISHED and in_time


def when_said(contest: Contest) -> str:
    """Return in words how long appeals can be entered."""
    last = appeals_until(contest)
    if last is not None:
        return _("{when} 以前可以申诉。由没有打分的人裁定。").format(when=said(last))
    return ngettext(
        "全部揭晓后 {n} 天内可以申诉。由没有打分的人裁定。",
        "全部揭晓后 {n} 天内可以申诉。由没有打分的人裁定。",
        contest.appeal_days,
    ).format(n=contest.appeal_days)


def said(moment: datetime) -> str:
    """Return a moment in the office's time."""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def appeals_of(contest: Contest) -> list[Appeal]:
    """Return the appeals of a contest, in order."""
    return list(Appeal.objects.filter(contest=contest).select_related("team", "ruled_by", "entered_by"))


def access_appeal(user: Any, pk: int) -> Appeal:
    """Return an appeal of a contest that somebody may see. Raises ``Http404``."""
    rows = Appeal.objects.select_related("team", "contest__activity", "entered_by", "ruled_by")
    found: Appeal | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    found.contest.activity = access_activity(user, found.contest.activity_id)
    return found


def may_rule(user: Any, row: Appeal) -> bool:
    """Return whether somebody may rule: who approves there and has not planned, scored or entered it."""
    if row.entered_by_id is not None and row.entered_by_id == user.pk:
        return False
    scored = Judge.objects.filter(contest=row.contest_id, name=user.name).exists()
    return rules.may_approve(user, row.contest.activity) and not scored


def rulers(row: Appeal) -> list[User]:
    """Return who may rule on an appeal, the nearest first."""
    return [user for user in approvers(row.contest.activity) if may_rule(user, row)]


def sheets_of(contest: Contest) -> list[ResultSheet]:
    """Return the versions of the result sheet, the latest first."""
    rows = ResultSheet.objects.filter(contest=contest).select_related(
        "by", "appeal__team", "appeal__ruled_by"
    )
    return list(rows.order_by("-number"))


def team_by_link(link: str) -> Team:
    """Return whose link it is. Raises ``Http404``."""
    rows = Team.objects.select_related("contest__activity__area")
    found: Team | None = rows.filter(link_hash=digest(link.replace("\0", ""))).first()
    if found is None:
        raise Http404
    return found


def own_appeals(team: Team) -> list[Appeal]:
    """Return what a team has appealed, open ones first in order."""
    rows = list(Appeal.objects.filter(team=team))
    return sorted(rows, key=lambda one: (one.state != AppealState.OPEN, one.pk))
