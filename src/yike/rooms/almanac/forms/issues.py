"""What is entered about the monthly calendar: its month, its entries, why it goes back."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from yike.core.areas.models import Area
from yike.core.look.widgets import ManyCards
from yike.core.record.forms import FigureQuestion
from yike.rooms.almanac.forms.fields import OneOf, moment, text
from yike.rooms.almanac.forms.fields import day as a_day
from yike.rooms.almanac.models.activities import Audience, Strand
from yike.rooms.almanac.models.bulletins import Bulletin
from yike.rooms.almanac.models.issues import Entry, EntryKind, Issue
from yike.rooms.almanac.queries.gathering import bulletin_areas
from yike.rooms.almanac.queries.issues import streets_for, writable_areas

MONTH = re.compile(r"(\d{4})-(\d{2})")
OLDEST = date(2000, 1, 1)


class MonthField(forms.CharField):
    """A month as browsers write it: 2026-12."""

    widget = forms.TextInput(attrs={"type": "month"})

    def clean(self, value: Any) -> Any:
        """Return the first day of the month. Raises ``ValidationError``."""
        written = super().clean(value)
        found = MONTH.fullmatch(written)
        if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) < OLDEST.year:
            raise ValidationError(_("请写年和月，如 2026-12"), "invalid")
        return date(int(found[1]), int(found[2]), 1)


class BeginForm(forms.Form):
    """Which month, and of which street."""

    month = MonthField(label=_("哪个月"), max_length=7)
    title = text(_("标题"), 30, hint=_("不填就是“12月便民月历”"))
    area: Any = OneOf(label=_("街道"), queryset=Area.objects.none(), empty_label=None)

    def __init__(self, user: Any, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["area"].queryset = streets_for(user)  # type: ignore[attr-defined]


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


class EntryForm(forms.Form):
    """One entry of the month."""

    title = text(_("什么事"), 120, required=True, hint=_("连日期、地点在内，群里的一行不超过 50 个字"))
    kind = forms.ChoiceField(label=_("来源"), choices=EntryKind, initial=EntryKind.NOTICE)
    area: Any = OneOf(label=_("哪里"), queryset=Area.objects.none(), empty_label=None)
    strand = forms.ChoiceField(label=_("条线"), choices=Strand, initial=Strand.SERVICE)
    day = a_day(_("日期"))
    until = a_day(_("最后一天"), required=False, hint=_("只有一天就空着"))
    start = _time(_("几点开始"))
    end = _time(_("几点结束"))
    place = text(_("地点"), 120, required=True)
    audience = forms.MultipleChoiceField(
        label=_("面向谁"),
        choices=Audience,
        required=False,
        widget=ManyCards,
        help_text=_("不选就是所有居民"),
    )
    contact = text(_("问谁"), 40)
    phone = text(_("咨询电话"), 60)
    more = text(_("更多"), 500, rows=3, hint=_("印在大字版网页上；60 字以内也印在海报上"))
    link = text(_("网址"), 200, hint=_("本站的网页，以 / 开头"))

    def __init__(self, user: Any, issue: Issue, *args: Any, entry: Entry | None = None, **named: Any) -> None:
        if entry is not None:
            named["initial"] = {name: getattr(entry, name) for name in self.base_fields}
        super().__init__(*args, **named)
        self.fields["area"].queryset = writable_areas(user, issue)  # type: ignore[attr-defined]


class BulletinForm(EntryForm):
    """One notice, written before there is an issue for it."""

    kind = None  # type: ignore[assignment]

    def __init__(self, user: Any, *args: Any, bulletin: Bulletin | None = None, **named: Any) -> None:
        if bulletin is not None:
            named["initial"] = {name: getattr(bulletin, name) for name in self.base_fields}
        forms.Form.__init__(self, *args, **named)
        self.fields["area"].queryset = bulletin_areas(user)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why it goes back, is corrected or withdrawn."""

    reason = text(_("原因"), 200, required=True)


class ScheduleForm(forms.Form):
    """When a signed issue is published by itself; left empty, it is published by hand."""

    at = moment(_("几时发布"), required=False, hint=_("空着就是不定时，由人来发布"))


class AnswerForm(forms.Form):
    """What neighbours are told."""

    answer = text(_("答复"), 500, rows=3, required=True)


class AskForm(forms.Form):
    """What neighbours ask back."""

    words = text(_("邻居问了什么"), 300, rows=2, required=True)


class PhotoForm(forms.Form):
    """A photo of the notice board."""

    photo = forms.FileField(label=_("告示栏的照片"))


class NumbersQuestion(FigureQuestion):
    """In which area, from when until when."""

    split: Any = None
