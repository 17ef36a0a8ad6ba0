"""Before it begins: rules, teams, judges, the draw."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import IntegrityError, transaction

from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.contest import Rules, drawn
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.contests.opening import SETTING, contest_of, keeping, require_state
from yike.rooms.almanac.actions.signups.signing import digest
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.contests import APPEAL_DAYS, Contest, ContestState, Judge, ScoreSheet, Team
from yike.rooms.almanac.rules import activities as rules

S = ContestState


def set_rules(by: By, activity: Activity, made: Rules, *, appeal_days: int = APPEAL_DAYS) -> Contest:
    """Say how a contest is judged, and how long teams may object. Raises ``Fault`` once it is judged."""
    with deed(by, "almanac.contest.rules") as d:
        row = d.lock(activity)
        rules.require_plan(by, row)
        contest = contest_of(d, row)
        require_state(contest, *SETTING)
        criteria = [[one.name, str(one.weight), str(one.most)] for one in made.criteria]
        return d.change(
            contest,
            criteria=criteria,
            ties=list(made.ties),
            drop_highest=made.drop_highest,
            drop_lowest=made.drop_lowest,
            decimals=made.decimals,
            appeal_days=appeal_days,
        )


def add_team(by: By, contest: Contest, *, name: str, unit: str = "", people: int = 1) -> Team:
    """Enter a team before the draw. Raises ``Fault`` for a name that is taken."""
    with keeping(by, contest, "team", S.ENTRY) as (d, row):
        return _new(d, Team(contest=row, name=name.strip(), unit=unit.strip(), people=people))


def drop_team(by: By, team: Team) -> None:
    """Take a team out before the draw."""
    with keeping(by, team.contest, "team", S.ENTRY) as (d, _row):
        d.remove(d.lock(team))


def add_judge(by: By, contest: Contest, *, name: str) -> tuple[Judge, str]:
    """Name a judge; return the row and the secret link of the judge's phone, told once."""
    link = secrets.token_urlsafe(24)
    with keeping(by, contest, "judge", *SETTING) as (d, row):
        return _new(d, Judge(contest=row, name=name.strip(), link_hash=digest(link))), link


def make_judge_link(by: By, judge: Judge) -> str:
    """Return a new secret link for a judge's phone, told once; a former one ends, what was given stays."""
    link = secrets.token_urlsafe(24)
    with keeping(by, judge.contest, "judge_link", *SETTING, S.JUDGING) as (d, _row):
        d.change(d.lock(judge), link_hash=digest(link))
    return link


def drop_judge(by: By, judge: Judge, *, leaving: bool = False) -> None:
    """Take a judge out before it begins; of one ``leaving`` before all sheets are in, those given go as well.

    Only ``leaving`` is allowed once judging has begun: a button of a page from before it costs nobody's points.
    Raises ``Fault`` for one who has judged all teams, and where too few would remain.
    """
    with keeping(by, judge.contest, "judge", *SETTING, *([S.JUDGING] if leaving else [])) as (d, row):
        sheets = list(ScoreSheet.objects.filter(judge=judge).select_for_update())
        if row.state == S.JUDGING:
            _refuse_out(row, given=len(sheets))
        for sheet in sheets:
            d.remove(sheet)
        d.remove(d.lock(judge))


def _refuse_out(contest: Contest, *, given: int) -> None:
    """Raise ``Fault`` for a judge whose points count, or without whom there are too few."""
    if given == Team.objects.filter(contest=contest).count():
        raise Fault(
            "这位评委的分都打完了，要算进去",
            "this judge has judged all teams, and that counts",
            do_zh="打错了的，请评委自己改",
            do_en="Let the judge mend what is wrong",
        )
    if Judge.objects.filter(contest=contest).count() - 1 <= contest.drop_highest + contest.drop_lowest:
        raise Fault(
            "少了这位，评委就不够去掉最高分、最低分了",
            "without this judge there are too few for the scores that are dropped",
            do_zh="请让这位评委打完；别人不能用这位评委的码打分",
            do_en="Let this judge go on; nobody else scores by this judge's link",
        )


def _new(d: Any, row: Any) -> Any:
    try:
        with transaction.atomic():
            return d.add(row)
    except IntegrityError:
        raise Fault(
            f"“{row.name}”已经有了",
            f'"{row.name}" is there already',
            do_zh="请换一个名字",
            do_en="Choose another name",
        ) from None


def draw(by: By, contest: Contest, *, word: str) -> list[Team]:
    """Draw the order of appearance, once, from a word that is spoken aloud.

    Raises ``Fault`` without a word, and for fewer than two teams.
    """
    if not word.strip():
        raise Fault(
            "没有写抽签词",
            "there is no word",
            do_zh="请当场念一个词写上",
            do_en="Let somebody say a word, and write it",
        )
    with keeping(by, contest, "draw", S.ENTRY) as (d, row):
        teams = {team.name: team for team in Team.objects.filter(contest=row)}
        if len(teams) < 2:
            raise Fault(
                "不到两支队伍，不用抽签",
                "with fewer than two teams there is nothing to draw",
                do_zh="请先登记队伍",
                do_en="Enter the teams first",
            )
        order = [teams[name] for name in drawn(teams, word)]
        for at, team in enumerate(order, 1):
            d.change(team, order=at)
        d.change(row, state=S.DRAWN, word=word.strip()[:40])
        return order


def begin_judging(by: By, contest: Contest) -> Contest:
    """Let the judges begin; from here on rules, teams and judges stand. Raises ``Fault`` where some are missing."""
    with keeping(by, contest, "begin", S.DRAWN) as (d, row):
        judges = Judge.objects.filter(contest=row).count()
        if not row.criteria or judges <= row.drop_highest + row.drop_lowest:
            raise Fault(
                "还没有评分项，或评委太少：去掉最高分、最低分就没有了",
                "there are no criteria yet, or too few judges for the scores that are dropped",
                do_zh="请先写好评分项，再加评委",
                do_en="Write the criteria and name judges first",
            )
        return d.change(row, state=S.JUDGING)
