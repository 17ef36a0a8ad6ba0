"""The form of a new API key."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yike.core.accounts.models import Unit, User
from yike.core.accounts.queries import visible_units
from yike.core.apikeys import rules
from yike.core.apikeys.actions import LEAST, MOST
from yike.core.apikeys.models import Scope
from yike.core.record.clock import today

YEAR = timedelta(days=365)


class KeyForm(forms.Form):
    """What a key is for, whose it is, what it opens and how long."""

    name = forms.CharField(
        label=_("用途"), max_length=80, help_text=_("谁看了都明白，比如“街道官网的查找框”。")
    )
    unit: Any = forms.ModelChoiceField(Unit.objects.none(), label=_("哪个单位的"), empty_label=_("请选择"))
    scopes = forms.MultipleChoiceField(
        label=_("能做什么"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    expires_on = forms.DateField(
        label=_("有效到"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    per_minute = forms.IntegerField(label=_("每分钟最多问几次"), min_value=LEAST, max_value=MOST, initial=600)

    def __init__(self, by: User, data: Any = None) -> None:
        super().__init__(
            data, initial={"expires_on": today() + YEAR, "scopes": [Scope.DIRECTORY, Scope.NEAR]}
        )
        units = rules.KEEP.visible(visible_units(by), by)
        self.fields["unit"].queryset = units.filter(active=True)  # type: ignore[attr-defined]
