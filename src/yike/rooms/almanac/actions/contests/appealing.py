"""Appeals: a team objects in time, somebody who did not score rules, and an upheld one makes a new result sheet."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from yike.core.deadlines.actions import meet_deadline, start_deadline
from yike.core.deadlines.queries import open_deadline
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.contest import Sheet, checked
from yike.engines.faults import Fault
from yike.engines.worktime import Limit, Unit
from yike.rooms.almanac.actions.contests.judging import plain
from yike.rooms.almanac.actions.contests.opening import keeping, require_state
from yike.rooms.almanac.actions.contests.results import next_sheet
from yike.rooms.almanac.actions.contests.telling import tell_appealed, tell_ruled
from yike.rooms.almanac.actions.signups.signing import digest
from yike.rooms.almanac.flows.contests import APPEAL
from yike.rooms.almanac.models.appeals import Appeal, AppealState
from yike.rooms.almanac.models.contests import Contest, ContestState, Judge, ScoreSheet, Team, TeamDeduction
from yike.rooms.almanac.queries import appeals as queries
from yike.rooms.almanac.queries import contests
from yike.rooms.almanac.rules import activities as rules

KIND, WITHIN = "almanac.appeal", Limit(3, Unit.WORK_DAY)
WORDS = 500
S = ContestState


def make_team_link(by: By, team: Team) -> str:
    """Return a new secret link for the leader of a team, told once; a former one ends."""
    link = secrets.token_urlsafe(24)
    with deed(by, "almanac.contest.link") as d:
        row = d.lock(team)
        rules.require_plan(by, row.contest.activity)
        d.change(row, link_hash=digest(link))
    return link


def appeal(by: By, team: Team, *, words: str, own: bool = False) -> Appeal:
    """Enter an appeal of a team against the result: by the clerk, or its leader's ``own`` by the team's link.

    Whoever may rule is told, and has three working days. Raises ``Fault`` without a word, before the team's place
    was revealed, after the time for it, and while the team has another one open.
    """
    said = _said(words)
    with deed(by, "almanac.contest.appeal") as d:
        contest = d.lock(team.contest)
        if not own:
            rules.require_plan(by, contest.activity)
        require_state(contest, S.PUBLISHED)
        _refuse_sealed(contest, team)
        _refuse_late(d, contest)
        row = _entered(d, Appeal(contest=contest, team=team, words=said, entered_by=by.user, at=d.at))
        _due(d, row, contest.activity.area_id)
        tell_appealed(d, row)
        return row


def _due(d: Deed, row: Appeal, area: int) -> None:
    """Let a ruling be due; an appeal does not wait for want of a calendar."""
    told: dict[str, Any] = {"of": row.of, "kind": KIND, "area": area, "name": row.team.name}
    try:
        start_deadline(d, limit=WITHIN, **told)
    except Fault:
        start_deadline(d, limit=Limit(WITHIN.amount * 24 * 60, Unit.MINUTE), **told)


def _said(words: str) -> str:
    words = words.strip()
    if not words or len(words) > WORDS:
        raise Fault(
            f"申诉要写清是什么事，不超过 {WORDS} 个字",
            f"an appeal says what is wrong, in at most {WORDS} characters",
            do_zh="请写哪一项、为什么不对",
            do_en="Say what is wrong and why",
        )
    return words


def _refuse_sealed(contest: Contest, team: Team) -> None:
    """Raise ``Fault`` for who does not know its place yet: a ruling would tell it before the hall does."""
    if not contests.told(contest).filter(pk=team.pk).exists():
        raise Fault(
            f"“{team}”的名次还没有揭晓",
            f'the place of "{team}" is still sealed',
            do_zh="揭晓以后再申诉；申诉期从全部揭晓时算起",
            do_en="Appeal once it is revealed; the days for it count from when all places are",
        )


def _refuse_late(d: Deed, contest: Contest) -> None:
    if not queries.appealing(contest, d.at):
        raise Fault(
            "申诉期已经过了",
            "the time for appeals is over",
            do_zh=f"规则写的是全部揭晓后 {contest.appeal_days} 天内",
            do_en=f"The rules say within {contest.appeal_days} days of revealing all places",
        )


def _entered(d: Deed, row: Appeal) -> Appeal:
    try:
        with transaction.atomic():
            return d.add(row)
    except IntegrityError:
        raise Fault(
            f"“{row.team}”已经有一件申诉在等裁定",
            f'an appeal of "{row.team}" waits for its ruling already',
            do_zh="请等这一件裁定以后再说",
            do_en="Wait for that ruling",
        ) from None


def uphold(
    by: By,
    row: Appeal,
    *,
    ruling: str,
    judge: Judge | None = None,
    points: Mapping[str, Decimal] | None = None,
    waived: Iterable[TeamDeduction] = (),
) -> Appeal:
    """Uphold an appeal: mend one judge's sheet of the team, or waive its deductions, and publish the next version.

    The sheet that stood stays as the former version. Raises ``Fault`` without a reason, while a place is sealed,
    where nothing would change, and for points outside the rules; ``PermissionDenied`` for who scored, entered it
    or planned the contest.
    """
    waived = list(waived)
    if judge is None and not waived:
        raise Fault(
            "没有写改什么",
            "nothing is said to be mended",
            do_zh="请改一位评委的分，或撤销扣分；都不用改，就是申诉不成立",
            do_en="Mend a judge's points or waive a deduction; if neither is needed, refuse the appeal",
        )
    with deed(by, "almanac.contest.uphold", reason=ruling) as d:
        contest, found = _ruling(d, by, row, "uphold", ruling)
        _refuse_half_told(contest)
        if judge is not None:
            _mend(d, contest, found.team, judge, points or {})
        for one in waived:
            _waive(d, found, one)
        next_sheet(d, contest, found)
        tell_ruled(d, found)
        return found


def _refuse_half_told(contest: Contest) -> None:
    """Raise ``Fault`` while a place is sealed: a new order would let others slip among those already told."""
    if contest.revealed_at is None:
        raise Fault(
            "名次还没有全部揭晓，现在改会让还没揭晓的名次先露出来",
            "not all places are revealed, and a change now would give away some that are still sealed",
            do_zh="请先让办活动的人全部揭晓，再裁定",
            do_en="Have all places revealed first by those who plan it, and rule then",
        )


def refuse(by: By, row: Appeal, *, ruling: str) -> Appeal:
    """Refuse an appeal, with the reason; those it concerns are told. Raises as ``uphold``."""
    with deed(by, "almanac.contest.refuse", reason=ruling) as d:
        _contest, found = _ruling(d, by, row, "refuse", ruling)
        tell_ruled(d, found)
        return found


def _ruling(d: Deed, by: By, row: Appeal, verb: str, ruling: str) -> tuple[Contest, Appeal]:
    """Lock contest and appeal and write the ruling. Raises ``PermissionDenied`` and ``Fault``."""
    contest, found = d.lock(row.contest), d.lock(row)
    if not by.trusted and (by.user is None or not queries.may_rule(by.user, found)):
        raise PermissionDenied(rules.APPROVE.code)
    arrow = APPEAL.step(verb, found.state)
    if not ruling.strip():
        raise Fault("没有写理由", "there is no reason", do_zh="请写清为什么", do_en="Say why in a few words")
    d.change(found, state=arrow.to, ruling=ruling.strip()[:300], ruled_by=by.user, ruled_at=d.at)
    due = open_deadline(found.of, KIND)
    if due is not None:
        meet_deadline(d, due)
    return contest, found


def _mend(d: Deed, contest: Contest, team: Team, judge: Judge, points: Mapping[str, Decimal]) -> None:
    """Write what a judge should have given the team."""
    sheet = checked(contests.rules_of(contest), Sheet(judge.name, team.name, dict(points)))
    kept = plain(sheet.points)
    there = ScoreSheet.objects.get(contest=contest, judge=judge, team=team)
    if {name: Decimal(value) for name, value in there.points.items()} == dict(sheet.points):
        raise Fault(
            f"{judge.name}给{team.name}的分和原来一样",
            f"{judge.name} gives {team.name} what was given before",
            do_zh="请写改正后的分",
            do_en="Write the points as they should be",
        )
    d.change(there, points=kept, at=d.at)


def _waive(d: Deed, row: Appeal, one: TeamDeduction) -> None:
    """Take back a deduction of the team that appealed."""
    if one.team_id != row.team_id:
        raise Fault(
            "这项扣分不是这支队伍的",
            "that deduction is another team's",
            do_zh="请从它自己的扣分里选",
            do_en="Choose among its own",
        )
    d.remove(d.lock(one))


def refuse_open(contest: Contest, d: Deed) -> None:
    """Raise ``Fault`` where a result cannot stand for good yet.

    A place is still sealed although teams may appeal, an appeal is open, or the time for them is not over.
    """
    if contest.revealed_at is None and contest.appeal_days:
        raise Fault(
            "名次还没有全部揭晓，申诉期还没有开始",
            "not all places are revealed, and the time for appeals has not begun",
            do_zh="请先揭晓，或按“一次全部揭晓”",
            do_en='Reveal them first, or press "Reveal all at once"',
        )
    if Appeal.objects.filter(contest=contest, state=AppealState.OPEN).exists():
        raise Fault(
            "还有申诉没有裁定",
            "an appeal waits for its ruling",
            do_zh="请先裁定",
            do_en="Let it be ruled on first",
        )
    last = queries.appeals_until(contest)
    if last is not None and d.at < last:
        raise Fault(
            f"申诉期到 {queries.said(last)} 才过",
            f"appeals can be entered until {queries.said(last)}",
            do_zh="请过了再定稿",
            do_en="Let the result stand for good after that",
        )


def finish(by: By, contest: Contest) -> Contest:
    """Let the result stand for good, once no appeal is open or can be entered. Raises ``Fault`` before."""
    with keeping(by, contest, "finish", S.PUBLISHED) as (d, row):
        refuse_open(row, d)
        return d.change(row, state=S.FINAL)
