"""Three taps of somebody who came: once for each personal link, or by the code at the exit."""

from __future__ import annotations

from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.after import SurveyAnswer
from yike.rooms.almanac.models.signups import Registration
from yike.rooms.almanac.queries import after as queries

TAPS = frozenset({1, 2, 3})


def take_survey(by: By, row: Registration, *, liked: int, useful: int, again: int) -> SurveyAnswer:
    """Keep three taps; that the link has been used is kept apart, so that nothing says whose they are.

    Raises ``Fault`` before the end, for who did not come, a second time, and for what is none of three.
    """
    _refuse_others(liked, useful, again)
    with deed(by, "almanac.survey.answer") as d:
        kept = d.lock(row)
        if kept.surveyed:
            raise Fault(
                "已经答过了",
                "this was answered already",
                do_zh="谢谢，一次就够",
                do_en="Thank you, once is enough",
            )
        if not queries.may_answer(kept):
            raise Fault(
                "问卷在活动结束以后开放，给来过的人",
                "the questions are asked after the end, of those who came",
                do_zh="请在活动以后再打开",
                do_en="Open this page after the activity",
            )
        kept.surveyed = True
        d.tick_many([kept], ["surveyed"])
        return d.add(SurveyAnswer(activity=kept.activity, liked=liked, useful=useful, again=again))


def take_on_the_spot(by: By, activity: Activity, *, liked: int, useful: int, again: int) -> SurveyAnswer:
    """Keep three taps of somebody who scanned the code at the exit, marked as such.

    Raises ``Fault`` before it has begun, once the exit is long closed, and for what is none of three.
    """
    _refuse_others(liked, useful, again)
    with deed(by, "almanac.survey.answer") as d:
        row = Activity.objects.get(pk=activity.pk)
        if not queries.open_on_the_spot(row, d.at):
            raise Fault(
                "现在不能答",
                "the questions cannot be answered now",
                do_zh="活动开始以后、结束后三天里可以答",
                do_en="They can be from the beginning until three days after the end",
            )
        return d.add(SurveyAnswer(activity=row, liked=liked, useful=useful, again=again, on_the_spot=True))


def _refuse_others(*taps: int) -> None:
    if not set(taps) <= TAPS:
        raise Fault(
            "没有这个选项", "there is no such choice", do_zh="请在三个里选一个", do_en="Choose one of three"
        )
