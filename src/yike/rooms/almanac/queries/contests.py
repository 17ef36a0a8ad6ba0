"""Contests: their rules, what is in, and where teams stand. Sealed until they are published."""

from __future__ import annotations

from decimal import Decimal
from itertools import takewhile
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from yike.core.record.models import HistoryEntry
from yike.engines.contest import Criterion, Deduction, Rules, Sheet, Standing, missing, ranked
from yike.rooms.almanac.actions.signups.signing import digest
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.contests import Contest, ContestState, Judge, ScoreSheet, Team, TeamDeduction

OUT = frozenset({ContestState.PUBLISHED, ContestState.FINAL})


def contest_of(activity: Activity) -> Contest | None:
    """Return the contest of an activity, if it has one."""
    return Contest.objects.filter(activity=activity).select_related("activity", "activity__area").first()


def access_contest(activity: Activity) -> Contest:
    """Return the contest of an activity that was found for somebody. Raises ``Http404``."""
    found = contest_of(activity)
    if found is None:
        raise Http404
    return found


def rules_of(contest: Contest) -> Rules:
    """Return how a contest is judged. Raises ``Fault`` where that was not said yet."""
    rows = tuple(Criterion(name, Decimal(weight), Decimal(most)) for name, weight, most in contest.criteria)
    return Rules(rows, contest.drop_highest, contest.drop_lowest, contest.decimals, tuple(contest.ties))


def sheets_of(contest: Contest) -> list[Sheet]:
    """Return all sheets that are in."""
    rows = ScoreSheet.objects.filter(contest=contest).select_related("judge", "team")
    return [
        Sheet(row.judge.name, row.team.name, {name: Decimal(value) for name, value in row.points.items()})
        for row in rows
    ]


def _names(model: type[Any], contest: Contest) -> list[str]:
    return list(model.objects.filter(contest=contest).values_list("name", flat=True))


def standings(contest: Contest) -> list[Standing]:
    """Return where each team is, the best first. Raises ``Fault`` for what is missing or wrong."""
    taken = TeamDeduction.objects.filter(contest=contest).select_related("team")
    off = [Deduction(row.team.name, row.points, row.reason) for row in taken]
    return ranked(rules_of(contest), _names(Team, contest), _names(Judge, contest), sheets_of(contest), off)


def still_missing(contest: Contest) -> list[tuple[str, str]]:
    """Return the pairs (team, judge) for which there is no sheet yet."""
    return missing(_names(Team, contest), _names(Judge, contest), sheets_of(contest))


def published(contest: Contest) -> list[Standing]:
    """Return the result, nothing as long as it is sealed."""
    return standings(contest) if contest.state in OUT else []


def revealed(contest: Contest) -> list[Standing]:
    """Return what the projector has revealed of the result, the best first; all of it once it is final.

    Whoever sits in the hall learns it there first: until then no page tells a place or a score.
    """
    result = published(contest)
    return result if contest.state == ContestState.FINAL else result[max(len(result) - contest.shown, 0) :]


def told(contest: Contest) -> QuerySet[Team]:
    """Return the teams that may know their place by now."""
    return Team.objects.filter(contest=contest, name__in=[one.team for one in revealed(contest)])


def public_result(activity: Activity) -> list[Standing]:
    """Return what residents may read of the result of an activity; nothing where it is no contest."""
    row = contest_of(activity)
    return revealed(row) if row else []


def judge_by_link(link: str) -> Judge:
    """Return whose judging link it is. Raises ``Http404``."""
    rows = Judge.objects.select_related("contest", "contest__activity")
    found = rows.filter(link_hash=digest(link.replace("\0", ""))).first()
    if found is None:
        raise Http404
    return found


def links_made_anew(contest: Contest) -> list[tuple[Judge, HistoryEntry]]:
    """Return whose link was made anew since judging began, and when by whom, the latest first.

    Who plans it holds such a link for a moment, and it opens what was given before: who publishes is told.
    """
    began, names = (
        "almanac.contest.begin",
        {str(one.pk): one for one in Judge.objects.filter(contest=contest)},
    )
    kept = HistoryEntry.objects.filter(subject=contest.recorded_subject()).order_by("-id")
    rows = takewhile(
        lambda one: one.verb != began, kept.filter(verb__in=(began, "almanac.contest.judge_link"))
    )
    return [(names[one.object_pk], one) for one in rows if one.object_pk in names]


def given_by(judge: Judge) -> dict[int, dict[str, Decimal]]:
    """Return what a judge has given so far, by team."""
    rows = ScoreSheet.objects.filter(judge=judge)
    return {row.team_id: {name: Decimal(value) for name, value in row.points.items()} for row in rows}
