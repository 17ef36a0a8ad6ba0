"""What can be entered about a plan: its name, and one step at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yike.core.look.faults import Faulty, cleaned
from yike.core.look.widgets import Cards
from yike.engines.faults import Fault
from yike.rooms.circle import placing
from yike.rooms.circle.actions.hours import readable
from yike.rooms.circle.actions.plans import PLACED, NewStep
from yike.rooms.circle.forms.points import HOURS_HELP
from yike.rooms.circle.models import PointKind
from yike.rooms.circle.models.plans import StepKind
from yike.rooms.circle.queries.plans import planned_points, planning_areas

if TYPE_CHECKING:
    from yike.rooms.circle.walking.places import Within
    from yike.rooms.circle.walking.siting import Search

KINDS = [(kind.value, kind.label) for kind in PointKind if kind is not PointKind.OTHER]


SHARES = (90, 80, 95, 100)
AIMS = [
    ("most", gettext_lazy("最多人走得到：就这几个点，让一刻钟走得到的人最多")),
    ("fewest", gettext_lazy("最少几个点：让多少人走得到，要增设几个才够")),
    ("shortest", gettext_lazy("总路程最短：让所有人走的路加起来最少")),
    ("fairest", gettext_lazy("最公平：让走得最远的那户也少走一点")),
]


def _for(*choices: str) -> dict[str, str]:
    """Return the attribute by which a field is shown only beside some of the choices; without styles always."""
    return {"data-for": " ".join(choices)}


class PlanForm(forms.Form):
    """A plan: what it is called, for which area, and what it is about."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)
    area: Any = forms.ModelChoiceField(None, label=gettext_lazy("区域"), empty_label=None)
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)

    def __init__(self, user: Any, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        area: Any = self.fields["area"]
        area.queryset = planning_areas(user)


class RenameForm(forms.Form):
    """Another name and note for a plan."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)
    note = forms.CharField(label=gettext_lazy("说明"), max_length=200, required=False)


class StepForm(forms.Form):
    """One step. What a step does not need is not looked at."""

    step = forms.ChoiceField(label=gettext_lazy("做什么"), choices=StepKind)
    point: Any = forms.ModelChoiceField(
        None,
        label=gettext_lazy("哪个站点"),
        required=False,
        empty_label="—",
        help_text=gettext_lazy("增设不用选"),
        widget=forms.Select(_for("move", "close", "reopen", "hours")),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("增设什么"), choices=KINDS, required=False, widget=forms.Select(_for("add"))
    )
    name = forms.CharField(
        label=gettext_lazy("新站点叫什么"),
        max_length=60,
        required=False,
        widget=forms.TextInput(_for("add")),
    )
    lon = forms.CharField(
        label=gettext_lazy("经度"),
        max_length=60,
        required=False,
        widget=forms.TextInput(_for("add", "move")),
        help_text=gettext_lazy("点一下地图就填好；也可以把“120.6275, 31.3006”整个贴进来"),
    )
    lat = forms.CharField(
        label=gettext_lazy("纬度"),
        max_length=60,
        required=False,
        widget=forms.TextInput(_for("add", "move")),
    )
    hours = forms.CharField(
        label=gettext_lazy("开放时间"),
        max_length=200,
        required=False,
        help_text=HOURS_HELP,
        widget=forms.TextInput(_for("add", "hours")),
    )

    def __init__(self, user: Any, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        point: Any = self.fields["point"]
        point.queryset = planned_points(user)

    def clean_hours(self) -> str:
        """Return hours that the engine can read."""
        return str(cleaned(readable, self.cleaned_data["hours"]))

    def clean(self) -> dict[str, Any]:
        """Return the step with its place as numbers, where it has one."""
        said = super().clean() or self.cleaned_data
        if said.get("step") in PLACED:
            self._place(said)
        else:
            said["lon"] = said["lat"] = None
        return said

    def _place(self, said: dict[str, Any]) -> None:
        try:
            lon, lat = placing.degrees(said.get("lon", ""), said.get("lat", ""))
        except Fault as fault:
            self.add_error("lon", Faulty(fault))
            return
        found = placing.placed(lon, lat)
        if found.typed.far or abs(lat) > 90.0:
            self.add_error("lon", _("这个位置离街道太远，可能经纬度填反了、坐标系不对，或点在了河里"))
        said["lon"], said["lat"] = found.typed.lon, found.typed.lat

    def said(self) -> NewStep:
        """Return the step as the action takes it."""
        return NewStep(**self.cleaned_data)


class SiteForm(forms.Form):
    """What is asked of the siting page."""

    kind = forms.ChoiceField(label=gettext_lazy("增设什么"), choices=KINDS)
    aim = forms.ChoiceField(label=gettext_lazy("要的是什么"), choices=AIMS, widget=Cards)
    add = forms.IntegerField(
        label=gettext_lazy("几个"),
        min_value=1,
        max_value=5,
        required=False,
        widget=forms.NumberInput(_for("most", "shortest", "fairest")),
    )
    share = forms.ChoiceField(
        label=gettext_lazy("要让多少人走得到"),
        choices=[(number, f"{number}%") for number in SHARES],
        required=False,
        widget=forms.Select(_for("fewest")),
    )
    weight = forms.ChoiceField(
        label=gettext_lazy("先看谁"),
        choices=[("households", gettext_lazy("住户")), ("elders", gettext_lazy("老人"))],
    )

    def search(self, within: Within) -> Search:
        """Return what is looked for, among who lives in some communities. The form must be valid."""
        from yike.rooms.circle.walking.siting import Search  # noqa: PLC0415 - compiled code: slow to import

        said = self.cleaned_data
        return Search(
            said["aim"], said["add"] or 1, said["weight"], int(said["share"] or SHARES[0]) / 100, within
        )
