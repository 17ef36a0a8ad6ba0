"""Sheets come in, deductions are taken; all sealed until two pairs of eyes have looked and it is published."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import PermissionDenied

from yike.core.record.deed import Deed, Gone, deed
from yike.core.rights.by import By
from yike.engines.contest import Sheet, checked
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.contests.opening import keeping, require_state
from yike.rooms.almanac.actions.contests.results import first_sheet
from yike.rooms.almanac.models.contests import Contest, ContestState, Judge, ScoreSheet, Team, TeamDeduction
from yike.rooms.almanac.queries import contests as queries
from yike.rooms.almanac.rules import activities as rules

S = ContestState


def give(by: By, judge: Judge, team: Team, points: Mapping[str, Decimal]) -> ScoreSheet:
    """Keep what a judge gives a team; given again before the end, the new points stand.

    By the judge's own link: no right is asked for. Raises ``Fault`` for points that cannot be, once the sheets
    are being checked, and where the judge was taken out or has another link by now; ``PermissionDenied`` for a team
    of another contest.
    """
    with deed(by, "almanac.contest.give") as d:
        contest = d.lock(judge.contest)
        require_state(contest, S.JUDGING)
        _refuse_ended(d, judge)
        if team.contest_id != contest.pk:
            raise PermissionDenied("almanac.contest.give")
        sheet = checked(queries.rules_of(contest), Sheet(judge.name, team.name, points))
        kept = plain(sheet.points)
        there: ScoreSheet | None = ScoreSheet.objects.filter(judge=judge, team=team).first()
        if there is not None:
            return d.change(there, points=kept, at=d.at)
        return d.add(ScoreSheet(contest=contest, judge=judge, team=team, points=kept, at=d.at))


def _refuse_ended(d: Deed, judge: Judge) -> None:
    """Raise ``Fault`` where a judge, as found by the link, is no longer there or has been given another one."""
    try:
        holds = d.lock(judge).link_hash == judge.link_hash
    except Gone:
        holds = False
    if not holds:
        raise Fault(
            "这个打分码已经不能用了，分没有记下",
            "this link is not good any more, and nothing was written down",
            do_zh="请找工作人员要新的码",
            do_en="Ask the staff for a new one",
        )


def plain(points: Mapping[str, Decimal]) -> dict[str, str]:
    """Return points as they are kept and shown again: 10, however somebody wrote it."""
    return {name: f"{value:f}" for name, value in points.items()}


def take_off(by: By, contest: Contest, *, team: Team, points: Decimal, reason: str) -> TeamDeduction:
    """Take points off a team, for a reason, before it is published. Raises ``Fault``."""
    if points <= 0 or not reason.strip():
        raise Fault(
            "扣分要大于 0，并写原因",
            "a deduction is more than 0 and has a reason",
            do_zh="请补上",
            do_en="Add what is missing",
        )
    with keeping(by, contest, "deduct", S.JUDGING, S.CHECKING) as (d, row):
        return d.add(TeamDeduction(contest=row, team=team, points=points, reason=reason.strip()[:100]))


def settle(by: By, contest: Contest) -> Contest:
    """Close the sheets: all are in, and add up. Raises ``Fault`` with what is missing."""
    with keeping(by, contest, "settle", S.JUDGING) as (d, row):
        queries.standings(row)
        return d.change(row, state=S.CHECKING)


def publish(by: By, contest: Contest) -> Contest:
    """Publish places and scores, by another than who has planned it. They are written as the first result sheet.

    Raises ``PermissionDenied`` for whoever may not approve activities there.
    """
    with deed(by, "almanac.contest.publish") as d:
        row = d.lock(contest)
        if not by.trusted and (by.user is None or not rules.may_approve(by.user, row.activity)):
            raise PermissionDenied(rules.APPROVE.code)
        require_state(row, S.CHECKING)
        first_sheet(d, row)
        return d.change(row, state=S.PUBLISHED, published_at=d.at, checked_by=by.user)


def reveal(by: By, contest: Contest, *, upto: int) -> Contest:
    """Show so many places on the projector, from the last one up; never more than there are teams.

    Never fewer than before either: nobody forgets what was told, and a page that came late takes nothing back.
    With the first place begins the time for appeals.
    """
    with keeping(by, contest, "reveal", S.PUBLISHED, S.FINAL) as (d, row):
        most = Team.objects.filter(contest=row).count()
        row.shown = max(row.shown, min(upto, most))
        d.tick_many([row], ["shown"])
        all_told = row.shown == most and row.revealed_at is None
        return d.change(row, revealed_at=d.at) if all_told else row
