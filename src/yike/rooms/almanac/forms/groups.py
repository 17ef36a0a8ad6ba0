"""What can be entered about a micro-group."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yike.core.accounts.models import User
from yike.core.areas.models import Area
from yike.core.outbox.models import Endpoint
from yike.rooms.almanac.models.groups import MicroGroup, Platform
from yike.rooms.almanac.queries.groups import candidates, other_grids, robots_for


class GroupForm(forms.Form):
    """What may be changed of a group."""

    stairs = forms.CharField(
        label=_("覆盖的楼道、院落"), help_text=_("一行一个"), max_length=1000, widget=forms.Textarea
    )
    households = forms.IntegerField(label=_("覆盖户数"), min_value=1, max_value=2000)
    platform = forms.ChoiceField(label=_("用什么联系"), choices=Platform)
    most_a_week = forms.IntegerField(
        label=_("一周最多几条"),
        help_text=_("更正和撤回不受这个限制"),
        min_value=1,
        max_value=14,
        required=False,
    )
    endpoint: Any = forms.ModelChoiceField(
        label=_("群机器人"), queryset=Endpoint.objects.none(), required=False, empty_label=_("没有机器人")
    )
    deputy: Any = forms.ModelChoiceField(
        label=_("副群主"), queryset=User.objects.none(), required=False, empty_label=_("暂时空缺")
    )

    def __init__(self, group: MicroGroup, data: Any = None) -> None:
        super().__init__(data, initial={name: getattr(group, name) for name in self.base_fields})
        self.fields["deputy"].queryset = candidates(group)  # type: ignore[attr-defined]
        self.fields["endpoint"].queryset = robots_for(group)  # type: ignore[attr-defined]

    def clean_most_a_week(self) -> int:
        """Return how many; as it is where nothing is said."""
        most: int = self.cleaned_data["most_a_week"] or self.initial["most_a_week"]
        return most

    def clean_stairs(self) -> str:
        """Return the stairs without empty lines and blanks around them."""
        lines = (line.strip() for line in self.cleaned_data["stairs"].splitlines())
        return "\n".join(line for line in lines if line)


class HandOverForm(forms.Form):
    """Who becomes the owner, and why."""

    owner: Any = forms.ModelChoiceField(label=_("新群主"), queryset=User.objects.none(), empty_label=None)
    reason = forms.CharField(label=_("理由"), max_length=200)

    def __init__(self, group: MicroGroup, data: Any = None) -> None:
        super().__init__(data, initial={"owner": group.deputy_id})
        self.fields["owner"].queryset = candidates(group)  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """Into which grid a group goes, and why."""

    area: Any = forms.ModelChoiceField(
        label=_("划到哪个网格"), queryset=Area.objects.none(), empty_label=None
    )
    reason = forms.CharField(label=_("理由"), max_length=200)

    def __init__(self, user: Any, group: MicroGroup, data: Any = None) -> None:
        super().__init__(data)
        self.fields["area"].queryset = other_grids(user, group)  # type: ignore[attr-defined]


class RobotForm(forms.Form):
    """Which robot is to say the monthly calendar in a community's chat."""

    endpoint: Any = forms.ModelChoiceField(
        label=_("社区群的机器人"), queryset=Endpoint.objects.none(), empty_label=_("请选一个")
    )

    def __init__(self, free: Any, data: Any = None) -> None:
        super().__init__(data)
        self.fields["endpoint"].queryset = free  # type: ignore[attr-defined]
