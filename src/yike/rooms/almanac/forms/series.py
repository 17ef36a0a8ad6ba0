"""How an activity becomes a series, and whether a change is for one session or for all that follow."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from yike.core.look.faults import told
from yike.core.look.widgets import Cards, ManyCards
from yike.engines.faults import Fault
from yike.engines.recurrence import FURTHEST, MOST, Every, Rule, days_in, sessions
from yike.rooms.almanac.actions.activities.series import Wanted
from yike.rooms.almanac.forms.activities import ReasonForm
from yike.rooms.almanac.forms.fields import day, number, text
from yike.rooms.almanac.models.activities import Activity

EVERY = [
    (Every.DAY.value, _("每隔几天")),
    (Every.WEEK.value, _("每周")),
    (Every.DATE.value, _("每月同一天")),
    (Every.NTH.value, _("每月同一个星期几（如第二个星期二）")),
]
WEEKDAYS = [
    *((0, _("周一")), (1, _("周二")), (2, _("周三")), (3, _("周四"))),
    *((4, _("周五")), (5, _("周六")), (6, _("周日"))),
]
ONE, FOLLOWING = "one", "following"
SCOPE = [(ONE, _("只这一场")), (FOLLOWING, _("这一场和以后的各场"))]


class SeriesForm(forms.Form):
    """How it recurs; every day is counted from the first session, which is the activity itself."""

    name = text(_("系列名称"), 60, required=True)
    name_en = text(_("英文名称"), 120)
    every = forms.ChoiceField(label=_("怎么重复"), choices=EVERY, initial=Every.WEEK.value, widget=Cards)
    interval = forms.IntegerField(
        label=_("隔多少"),
        min_value=1,
        max_value=FURTHEST,
        initial=1,
        help_text=_("1 就是每天、每周、每月，2 就是隔一天、隔一周、隔一个月"),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("星期几"),
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=ManyCards,
        help_text=_("按周重复才选；不选就是第一场那天"),
    )
    until = day(_("办到哪天"), required=False)
    count = number(
        _("或者一共几次"), least=1, most=MOST, hint=_("连第一场，连除去的日子；两样都填，先到的算")
    )
    without = text(_("除去哪些日子"), 1500, rows=2, hint=_("如节假日，写成 2026-12-31，一行一个"))

    def __init__(self, activity: Activity, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._activity = activity
        self.initial.setdefault("name", activity.title[:60])
        self.initial.setdefault("name_en", activity.title_en)

    def clean_without(self) -> list[Any]:
        """Return the days left out."""
        try:
            return list(days_in(self.cleaned_data["without"]))
        except Fault as fault:
            raise ValidationError(told(fault)) from None

    def clean(self) -> dict[str, Any]:
        """Say what cannot be before anything is planned."""
        said: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                wanted = self.wanted()
                sessions(wanted.rule, timezone.localtime(self._activity.starts_at), wanted.without)
            except Fault as fault:
                self.add_error(None, told(fault))
        return said

    def wanted(self) -> Wanted:
        """Return what was asked for."""
        said = self.cleaned_data
        every = Every(said["every"])
        weekdays = frozenset(said["weekdays"]) if every == Every.WEEK else frozenset()
        rule = Rule(every, said["interval"], weekdays, said["until"], said["count"])
        return Wanted(said["name"], rule, tuple(said["without"]), said["name_en"])


class ScopeForm(forms.Form):
    """Whether one session is meant or all that follow."""

    prefix = "series"
    scope = forms.ChoiceField(label=_("改哪些"), choices=SCOPE, initial=ONE, widget=Cards)

    @property
    def following(self) -> bool:
        """Return whether those that follow are meant too."""
        return bool(self.cleaned_data["scope"] == FOLLOWING)


class SessionReasonForm(ReasonForm):
    """Why a session does not take place, and whether those after it do."""

    scope = forms.ChoiceField(label=_("取消哪些"), choices=SCOPE, initial=ONE, widget=Cards)
