"""Days to keep away from."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from yike.rooms.almanac.forms.fields import day, text
from yike.rooms.almanac.models.days import DayKind


class AvoidForm(forms.Form):
    """Which days, and why."""

    kind = forms.ChoiceField(label=_("什么日子"), choices=DayKind)
    name = text(_("名称"), 40, required=True, hint=_("如：中考、区运动会"))
    since = day(_("从"))
    until = day(_("到"))
