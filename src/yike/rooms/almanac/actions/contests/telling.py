"""Who is told of an appeal: who may rule on it, then who entered it and whom the contest concerns."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.record.deed import Deed
from yike.rooms.almanac.actions.activities.telling import tell
from yike.rooms.almanac.models.appeals import Appeal, AppealState
from yike.rooms.almanac.queries import appeals as queries
from yike.rooms.almanac.queries.activities import concerned


def tell_appealed(d: Deed, row: Appeal) -> None:
    """Tell those who may rule."""
    with translation.override("zh-hans"):
        title = _("有申诉要裁定：{team}").format(team=row.team.name)
    activity = row.contest.activity
    tell(d, activity, "almanac.appeal.entered", (title, row.words), queries.rulers(row))


def tell_ruled(d: Deed, row: Appeal) -> None:
    """Tell who entered it, and who planned, leads and approved the contest, with the units that hold it."""
    with translation.override("zh-hans"):
        upheld = row.state == AppealState.UPHELD
        heading = _("申诉成立，成绩单已改：{team}") if upheld else _("申诉不成立：{team}")
        title = heading.format(team=row.team.name)
    people = [*([row.entered_by] if row.entered_by else []), *concerned(row.contest.activity)]
    tell(d, row.contest.activity, "almanac.appeal.ruled", (title, row.ruling), people)
