"""Opinions heard at an activity: written down, then made requests of the grid room, or noted."""

from __future__ import annotations

from collections.abc import Sequence

from yike.core.record.deed import Deed, deed
from yike.core.record.voices import Voice, hand_on
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.models.activities import Activity, ActivityKind
from yike.rooms.almanac.models.after import Opinion, OpinionState
from yike.rooms.almanac.rules import activities as rules

LONGEST, MOST = 500, 100
DEPUTIES = ("人大代表", "议政代表", "代表讲坛")
"""By these words in its name, or that of its series, a lecture is known to be one of deputies."""


def take_opinions(by: By, activity: Activity, words: Sequence[str]) -> list[Opinion]:
    """Write down what was said, one each. Raises ``Fault`` for nothing, too long a one and too many."""
    said = [one.strip() for one in words if one.strip()]
    if not said or len(said) > MOST or any(len(one) > LONGEST for one in said):
        raise Fault(
            f"一次写 1 到 {MOST} 条意见，每条不超过 {LONGEST} 个字",
            f"write 1 to {MOST} opinions, of at most {LONGEST} characters each",
            do_zh="请分开写，一行一条",
            do_en="Write them apart, one a line",
        )
    with deed(by, "almanac.opinion.take") as d:
        row = d.lock(activity)
        rules.require_plan(by, row)
        news = [Opinion(activity=row, words=one, entered_by=by.user, at=d.at) for one in said]
        return d.add_many(news)


def hand(by: By, opinion: Opinion) -> Opinion:
    """Make an opinion a request, with the activity's place; it keeps the request's number.

    Raises ``PermissionDenied`` for who may not take requests there, and ``Fault`` where it is handed on already.
    """
    with deed(by, "almanac.opinion.hand") as d:
        row = _fresh(d, by, opinion)
        place = row.activity
        taken = hand_on(by, Voice(row.words, place.area, place.where[:120], _of_deputies(place)))
        return d.change(row, state=OpinionState.HANDED, number=taken.number, of=taken.of)


def _of_deputies(activity: Activity) -> bool:
    named = f"{activity.title} {activity.series or ''}"
    return activity.kind == ActivityKind.LECTURE and any(word in named for word in DEPUTIES)


def note(by: By, opinion: Opinion) -> Opinion:
    """Note that an opinion asks for nothing: thanks, praise. Raises ``Fault`` where it is handed on already."""
    with deed(by, "almanac.opinion.note") as d:
        return d.change(_fresh(d, by, opinion), state=OpinionState.NOTED)


def _fresh(d: Deed, by: By, opinion: Opinion) -> Opinion:
    row = d.lock(opinion)
    rules.require_plan(by, row.activity)
    if row.state != OpinionState.NEW:
        raise Fault(
            f"这条意见已经是“{row.get_state_display()}”",
            "this opinion was dealt with already",
            do_zh="请刷新页面",
            do_en="Reload the page",
        )
    return row
