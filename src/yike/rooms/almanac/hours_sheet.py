"""The hours of volunteers as a workbook, to be handed on to the volunteers' record: each person, and each time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yike.rooms.almanac import worksheets as sheets
from yike.rooms.almanac.models.signups import Helping
from yike.rooms.almanac.queries.own import Hours, by_person


def workbook(rows: Sequence[Helping]) -> bytes:
    """Return the workbook: nothing of a person but name and unit. What begins like a formula is written as text."""
    each, once = (
        (_("姓名"), _("单位"), _("次数"), _("分钟"), _("小时")),
        (_("姓名"), _("日期"), _("活动"), _("做什么"), _("分钟")),
    )
    return sheets.workbook(
        sheets.Sheet(_("每人合计"), each, map(_person, by_person(rows))),
        sheets.Sheet(_("每次"), once, map(_time, rows)),
    )


def _person(one: Hours) -> tuple[Any, ...]:
    unit = one.user.unit.name if one.user.unit else ""
    return one.user.name, unit, one.times, one.minutes, f"{one.minutes / 60:.1f}"


def _time(one: Helping) -> tuple[Any, ...]:
    day = timezone.localdate(one.activity.starts_at).isoformat()
    return one.user.name, day, one.activity.shown_title, one.task, one.minutes
