"""What can be entered about duties: a place, who answers for it, when that ends, and what is posted of a grid."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yike.core.accounts.models import User
from yike.core.areas.models import AreaLevel
from yike.core.areas.queries import locate_one
from yike.core.look.faults import cleaned
from yike.core.record.clock import today
from yike.engines.sheets.readers import PARTS
from yike.rooms.grid import rules
from yike.rooms.grid.models import Duty, DutyPlace, PlaceKind
from yike.rooms.grid.queries import duties as queries
from yike.rooms.grid.sheets.duties import corners

PLACE = ("kind", "name", "address", "lon", "lat", "line", "area")
TERMS = ("unit", "partner", "leader", "members")


def day_field(label: Any, *, required: bool = False, **more: Any) -> forms.DateField:
    """Return a field for a day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, **more)


def degree_field(label: Any, most: float, **more: Any) -> forms.FloatField:
    """Return a field for degrees from ``-most`` to ``most``, which may stay empty."""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.FloatField(
        label=label, required=False, min_value=-most, max_value=most, widget=widget, **more
    )


class PlaceForm(forms.Form):
    """A place that is answered for. The area is found where it lies, unless one is chosen."""

    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=PlaceKind)
    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)
    address = forms.CharField(label=gettext_lazy("地址"), max_length=120, required=False)
    lon = degree_field(gettext_lazy("经度"), 180.0, help_text=gettext_lazy("点一下地图就填好（WGS-84）"))
    lat = degree_field(gettext_lazy("纬度"), 90.0)
    line = forms.CharField(
        label=gettext_lazy("路段走向"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("只有路段才填：沿路写几个位置，如 120.62 31.30; 120.63 31.31"),
    )
    area: Any = forms.ModelChoiceField(
        None, label=gettext_lazy("所在网格"), required=False, empty_label=gettext_lazy("按位置自动找")
    )

    def __init__(self, user: Any, data: Any = None, place: DutyPlace | None = None) -> None:
        super().__init__(data, initial=_initial(place))
        self.user = user
        area: Any = self.fields["area"]
        area.queryset = queries.kept_areas(user)

    def clean_line(self) -> list[list[float]]:
        """Return the corners of a stretch."""
        found: list[list[float]] = cleaned(corners, self.cleaned_data["line"])
        return found

    def clean(self) -> dict[str, Any]:
        """Find out in which area the place lies."""
        said = self.cleaned_data
        lon, lat = said.get("lon"), said.get("lat")
        if (lon is None) != (lat is None) and not self.errors:
            self.add_error("lon", _("经度和纬度要么都填，要么都空。"))
        if said.get("line"):
            lon, lat = said["line"][len(said["line"]) // 2]
        if not said.get("area") and not self.errors:
            self._find(said, lon, lat)
        return said

    def _find(self, said: dict[str, Any], lon: float | None, lat: float | None) -> None:
        found = None
        if lon is not None and lat is not None:
            found = locate_one(lon, lat) or locate_one(lon, lat, AreaLevel.COMMUNITY)
        if found is None:
            self.add_error("area", _("按位置找不到网格，请选一个。"))
        elif not rules.KEEP_DUTIES.allows(self.user, found):
            self.add_error("area", _("位置在{area}，不归您维护。").format(area=found))
        said["area"] = found

    def said(self) -> dict[str, Any]:
        """Return the place as the actions take it."""
        return {name: self.cleaned_data[name] for name in PLACE}


def _initial(place: DutyPlace | None) -> dict[str, Any]:
    if place is None:
        return {"kind": PlaceKind.POINT}
    line = "; ".join(f"{lon:.7g} {lat:.7g}" for lon, lat in place.line)
    plain = {name: getattr(place, name) for name in ("kind", "name", "address", "lon", "lat")}
    return plain | {"line": line, "area": place.area_id}


class TermsForm(forms.Form):
    """Who answers for a place; with days where a new period begins."""

    unit: Any = forms.ModelChoiceField(None, label=gettext_lazy("责任单位"), empty_label="—")
    partner: Any = forms.ModelChoiceField(
        None, label=gettext_lazy("共建单位"), required=False, empty_label="—"
    )
    leader: Any = forms.ModelChoiceField(None, label=gettext_lazy("组长"), required=False, empty_label="—")
    members = forms.CharField(
        label=gettext_lazy("队员"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("写姓名，用顿号隔开"),
    )
    since = day_field(gettext_lazy("从"), required=True)
    until = day_field(gettext_lazy("到"), help_text=gettext_lazy("没有期限就留空"))

    def __init__(self, user: Any, data: Any = None, duty: Duty | None = None, *, dated: bool = True) -> None:
        super().__init__(data, initial=_terms(duty))
        fields: Any = self.fields
        fields["unit"].queryset = fields["partner"].queryset = queries.units()
        ours = queries.leaders(user)
        if duty is not None and duty.leader_id:
            ours = (ours | User.objects.filter(pk=duty.leader_id)).distinct()
        fields["leader"].queryset = ours
        if not dated:
            del self.fields["since"], self.fields["until"]

    def clean_members(self) -> list[str]:
        """Return the names, one by one."""
        return [one.strip() for one in PARTS.split(self.cleaned_data["members"]) if one.strip()]


def _terms(duty: Duty | None) -> dict[str, Any]:
    if duty is None:
        return {"since": today()}
    links = {name: getattr(duty, f"{name}_id") for name in ("unit", "partner", "leader")}
    return links | {"members": "、".join(duty.members), "since": today()}


class EndForm(forms.Form):
    """The last day of a duty, and why."""

    last = day_field(gettext_lazy("最后一天"), required=True)
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200)


class NoticeForm(forms.Form):
    """What is posted of an area; a street or community has only the phone for complaints."""

    worker: Any = forms.ModelChoiceField(None, label=gettext_lazy("网格员"), required=False, empty_label="—")
    phone = forms.CharField(
        label=gettext_lazy("公布的电话"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("谁都看得到；请写工作电话"),
    )
    supervision = forms.CharField(
        label=gettext_lazy("监督电话"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("空着就用社区或街道的"),
    )

    def __init__(self, workers: Any, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        if workers is None:
            del self.fields["worker"], self.fields["phone"]
        else:
            field: Any = self.fields["worker"]
            field.queryset = workers


class SheetForm(forms.Form):
    """A file to look at."""

    file = forms.FileField(label=gettext_lazy("文件"), help_text=gettext_lazy("XLSX 或 CSV"))
    complete = forms.BooleanField(
        label=gettext_lazy("文件里没有的就撤销"),
        required=False,
        help_text=gettext_lazy("只在文件列出了全部时选；超过两成会拒绝"),
    )


class SheetConfirmForm(forms.Form):
    """The yes to what was looked at."""

    token = forms.CharField(max_length=100, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)
    complete = forms.BooleanField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=200, help_text=gettext_lazy("记在留痕里，如会议、文件名称")
    )
