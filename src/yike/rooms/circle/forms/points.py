"""What can be entered about a point: all of it in one form, its place looked at before it is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yike.core.accounts.models import Unit, User
from yike.core.accounts.queries import colleagues
from yike.core.areas.models import Area, AreaLevel
from yike.core.areas.queries import locate_one
from yike.core.look.drawn import Drawn
from yike.core.look.faults import Faulty, cleaned
from yike.engines.faults import Fault
from yike.rooms.circle import placing, rules
from yike.rooms.circle.actions.hours import readable
from yike.rooms.circle.forms.nights import ask_about_night, night_field
from yike.rooms.circle.models import Feature, PointKind, PointState, ServicePoint
from yike.rooms.circle.opening import day_hours
from yike.rooms.circle.placing import Place, Reading
from yike.rooms.circle.queries import visible_to
from yike.rooms.circle.queries.desk import kept_areas

DATUMS = [
    ("wgs84", gettext_lazy("GPS、天地图、本系统地图（WGS-84 / CGCS2000）")),
    ("gcj02", gettext_lazy("高德、腾讯（GCJ-02）")),
    ("bd09", gettext_lazy("百度（BD-09）")),
]
HOURS_HELP = gettext_lazy(
    "照平时说的写：周一至周五 9:00-12:00，13:30-17:00；周六 9:00-12:00。没写的日子算休息。"
)
PLAIN = (
    *(
        "name",
        "kind",
        "address",
        "entrance",
        "phone",
        "contact",
        "keeps_holidays",
        "features",
        "devices",
        "note",
    ),
    *("host", "partner", "agreement", "agreement_until", "keeper", "first_day", "last_day"),
)
PLACE = ("lon", "lat", "datum", "area")


def day_field(label: Any, **more: Any) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more
    )


class PointForm(Drawn):
    """One point. ``place`` and ``night`` answer what its coordinates and hours mean, asked only in doubt."""

    bare = frozenset({"place", "night"})
    together = (PLACE,)

    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)
    kind = forms.ChoiceField(label=gettext_lazy("类型"), choices=PointKind)
    address = forms.CharField(label=gettext_lazy("地址"), max_length=120)
    entrance = forms.CharField(
        label=gettext_lazy("楼层、入口"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("如：北门进，二楼"),
    )
    lon = forms.CharField(
        label=gettext_lazy("经度"),
        max_length=60,
        help_text=gettext_lazy("入口的位置；可以把“120.6275, 31.3006”整个贴进来"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    lat = forms.CharField(
        label=gettext_lazy("纬度"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    datum = forms.ChoiceField(label=gettext_lazy("坐标从哪里来"), choices=DATUMS, initial="wgs84")
    place = forms.ChoiceField(
        label=gettext_lazy("位置有疑问，请选一个"), required=False, widget=forms.RadioSelect
    )
    area: Any = forms.ModelChoiceField(
        label=gettext_lazy("所在区域"),
        queryset=Area.objects.none(),
        required=False,
        empty_label=gettext_lazy("按位置自动判断"),
    )
    hours = forms.CharField(
        label=gettext_lazy("开放时间"), max_length=200, required=False, help_text=HOURS_HELP
    )
    night = night_field()
    keeps_holidays = forms.BooleanField(
        label=gettext_lazy("节假日休息，调休日上班"), required=False, initial=True
    )
    phone = forms.CharField(label=gettext_lazy("电话"), max_length=40, required=False)
    note = forms.CharField(
        label=gettext_lazy("给居民的提示"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("一句话，大家看得到"),
    )
    features = forms.MultipleChoiceField(
        label=gettext_lazy("无障碍与便利"),
        choices=Feature,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    devices = forms.CharField(
        label=gettext_lazy("设备"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("一行一个，如：社保自助机"),
    )
    host: Any = forms.ModelChoiceField(
        label=gettext_lazy("设在哪个站点里"),
        queryset=ServicePoint.objects.none(),
        required=False,
        empty_label=gettext_lazy("单独设点"),
    )
    contact = forms.CharField(label=gettext_lazy("联系人"), max_length=40, required=False)
    keeper: Any = forms.ModelChoiceField(
        label=gettext_lazy("信息负责人"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("没有指定"),
    )
    partner: Any = forms.ModelChoiceField(
        label=gettext_lazy("合作单位"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=gettext_lazy("没有"),
    )
    agreement = forms.CharField(label=gettext_lazy("协议"), max_length=80, required=False)
    agreement_until = day_field(gettext_lazy("协议到期"))
    first_day = day_field(
        gettext_lazy("临时服务从"), help_text=gettext_lazy("只有集市、讲座这类临时服务点才填")
    )
    last_day = day_field(gettext_lazy("临时服务到"))

    def __init__(self, user: Any, data: Any = None, point: ServicePoint | None = None) -> None:
        super().__init__(data, initial=_initial(point))
        self.user, self.point = user, point
        self.found: Place | None = None
        self.unmoved = False
        if point is None:
            self.of_nothing()
        self._offer(user, point)
        self.fields["place"].widget = forms.HiddenInput()
        if data and data.get("place"):
            self.fields["place"].choices = [(how, how) for how in placing.READINGS]  # type: ignore[attr-defined]

    def _offer(self, user: Any, point: ServicePoint | None) -> None:
        """Fill in what can be chosen: only what this person may see, and what the point has already."""
        hosts = visible_to(user).defer("area__polygon").exclude(state=PointState.CLOSED)
        keepers = colleagues(user) | User.objects.filter(pk__in=[user.pk, point.keeper_id if point else None])
        rows = {
            "area": kept_areas(user),
            "host": hosts.exclude(pk=point.pk) if point else hosts,
            "keeper": keepers,
            "partner": Unit.objects.filter(active=True).order_by("name"),
        }
        for name, queryset in rows.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]

    def clean_hours(self) -> str:
        """Return hours that the engine can read."""
        return str(cleaned(readable, self.cleaned_data["hours"]))

    def clean_devices(self) -> str:
        """Return the devices without empty lines."""
        lines = (line.strip() for line in self.cleaned_data["devices"].splitlines())
        return "\n".join(line for line in lines if line)

    def clean(self) -> dict[str, Any]:
        """Find out where the point is, and in whose area; ask about hours at night."""
        said = self.cleaned_data
        first, last = said.get("first_day"), said.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("结束早于开始，请对调"))
        ask_about_night(self, said.get("kind", ""), self.point)
        if "lon" in said:
            self._find(said)
        return said

    def _find(self, said: dict[str, Any]) -> None:
        try:
            lon, lat = placing.degrees(said["lon"], said.get("lat", ""))
        except Fault as fault:
            self.add_error("lon", Faulty(fault))
            return
        self.found = placing.placed(lon, lat, said.get("datum") or "wgs84")
        answer = said.get("place") or ""
        unmoved = self.unmoved = self.point is not None and (self.found.typed.lon, self.found.typed.lat) == (
            round(self.point.lon, 7),
            round(self.point.lat, 7),
        )
        if self.found.doubtful and not answer and not unmoved:
            self._ask(self.found)
            return
        self._settle(said, self.found.read_as(answer))

    def _ask(self, found: Place) -> None:
        """Ask what is meant: the likeliest reading first, what was typed last."""
        choices = [(one.how, reading_words(one)) for one in (*found.others, found.typed)]
        field: Any = self.fields["place"]
        field.widget = forms.RadioSelect()
        field.choices = choices
        self.add_error("place", _("请看一看下面的位置，选一个再保存"))

    def _settle(self, said: dict[str, Any], reading: Reading) -> None:
        if abs(reading.lat) > 90.0:
            self.add_error("lat", _("纬度在 -90 到 90 之间，请对调或改正"))
            return
        said["lon"], said["lat"] = reading.lon, reading.lat
        stays = self.point.area if self.point is not None and self.unmoved else None
        area = said.get("area") or reading.area or stays
        if area is None:
            self.add_error("area", _("这个位置不在任何社区的边界里，请选所在区域"))
        elif not rules.KEEP.allows(self.user, area):
            self.add_error("area", _("位置在{area}，不归您维护").format(area=area))
        said["area"] = area

    def said(self) -> dict[str, Any]:
        """Return what was entered as the actions take it: of a point that exists only what this person changed."""
        told = self.cleaned_data
        names = (*PLAIN, "hours", "lon", "lat", "area")
        return {name: told[name] for name in names if self.point is None or name in self.touched}


def reading_words(one: Reading) -> str:
    """Return one reading of a place in words."""
    names = {
        "typed": _("就用填的：{lon}, {lat}"),
        "swapped": _("经纬度填反了，应为 {lon}, {lat}"),
        "gcj02": _("是高德、腾讯的坐标，应为 {lon}, {lat}"),
        "bd09": _("是百度的坐标，应为 {lon}, {lat}"),
    }
    words = [names[one.how].format(lon=f"{one.lon:.6f}", lat=f"{one.lat:.6f}")]
    words.append(one.area.name if one.area else _("不在任何社区里"))
    if one.metres is not None:
        words.append(_footing_words(one).format(metres=round(one.metres)))
    return _("；").join(words)


def _footing_words(one: Reading) -> str:
    if not one.far:
        return _("离最近的街道 {metres} 米")
    if one.wet:
        return _("在水里，离最近的街道 {metres} 米")
    if one.banks:
        return _("离最近的街道 {metres} 米，可能在院墙里")
    return _("离最近的街道 {metres} 米，可能在河里或院墙里")


def _initial(point: ServicePoint | None) -> dict[str, Any]:
    if point is None:
        return {"datum": "wgs84", "keeps_holidays": True}
    values = {name: getattr(point, name) for name in PLAIN if name not in {"host", "partner", "keeper"}}
    links = {name: getattr(point, f"{name}_id") for name in ("host", "partner", "keeper", "area")}
    place = {"lon": f"{point.lon:.7f}".rstrip("0"), "lat": f"{point.lat:.7f}".rstrip("0"), "datum": "wgs84"}
    if locate_one(point.lon, point.lat, AreaLevel.COMMUNITY) == point.area:
        links["area"] = None  # it follows the place, where that is moved
    return values | links | place | {"hours": point.hours}


class GoForm(forms.Form):
    """One move of the flow: why, and for a pause until when."""

    reason = forms.CharField(
        label=gettext_lazy("原因"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("居民看得到，如：内部装修"),
    )
    back_on = day_field(gettext_lazy("预计恢复日期"), help_text=gettext_lazy("不知道就留空"))

    def __init__(self, to: str, data: Any = None) -> None:
        super().__init__(data)
        if to not in {PointState.PAUSED, PointState.CLOSED}:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = True
        if to != PointState.PAUSED:
            del self.fields["back_on"]


class HoursForm(Drawn):
    """The week of a point of a ``kind``."""

    bare = frozenset({"night"})

    hours = forms.CharField(
        label=gettext_lazy("开放时间"), max_length=200, required=False, help_text=HOURS_HELP
    )
    night = night_field()
    keeps_holidays = forms.BooleanField(label=gettext_lazy("节假日休息，调休日上班"), required=False)

    def __init__(self, kind: str, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.kind = kind

    def clean(self) -> dict[str, Any]:
        """Ask about hours at night."""
        ask_about_night(self, self.kind)
        return self.cleaned_data

    def clean_hours(self) -> str:
        """Return hours that the engine can read."""
        return str(cleaned(readable, self.cleaned_data["hours"]))

    def said(self) -> dict[str, Any]:
        """Return what this person changed."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.touched}


class ExceptionForm(forms.Form):
    """Days on which a point of a ``kind`` has other hours, or none."""

    since = forms.DateField(
        label=gettext_lazy("从"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = day_field(gettext_lazy("到"), help_text=gettext_lazy("只有一天就留空"))
    hours = forms.CharField(
        label=gettext_lazy("这几天的时间"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("如 9:00-11:30；留空就是不开门"),
    )
    night = night_field()
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=80, help_text=gettext_lazy("居民看得到"))

    def __init__(self, kind: str, data: Any = None) -> None:
        super().__init__(data)
        self.kind = kind

    def clean(self) -> dict[str, Any]:
        """Ask about hours at night."""
        ask_about_night(self, self.kind)
        return self.cleaned_data

    def clean_hours(self) -> str:
        """Return hours that the engine can read."""
        return str(cleaned(day_hours, self.cleaned_data["hours"]))

    def said(self) -> dict[str, Any]:
        """Return the days as the action takes them."""
        told = self.cleaned_data
        return told | {"until": told["until"] or told["since"]}


class PhotoForm(forms.Form):
    """A photo of the entrance."""

    file = forms.FileField(
        label=gettext_lazy("入口照片"),
        help_text=gettext_lazy("JPG、PNG 或 WebP；拍摄位置会去掉。请不要拍到人脸。"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
    )
