"""Invented content for the living page of the design system."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.messages.constants import ERROR, SUCCESS
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yike.core.look.icons import ICONS
from yike.core.look.pages import paged
from yike.core.look.widgets import Cards

WAYS = (
    ("walk", gettext_lazy("自己走过去")),
    ("wheel", gettext_lazy("坐轮椅")),
    ("visit", gettext_lazy("请人上门")),
)


class SampleForm(forms.Form):
    """Every kind of field, as pages use them."""

    name = forms.CharField(
        label=gettext_lazy("姓名"), max_length=40, help_text=gettext_lazy("和身份证上一样。")
    )
    phone = forms.CharField(
        label=gettext_lazy("手机"),
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "size": 16}),
    )
    day = forms.DateField(
        label=gettext_lazy("哪一天"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("办什么"),
        choices=[("", "—"), ("a", gettext_lazy("老年证")), ("b", gettext_lazy("居住证"))],
    )
    way = forms.ChoiceField(label=gettext_lazy("怎么来"), choices=WAYS, widget=Cards)
    tell = forms.MultipleChoiceField(
        label=gettext_lazy("怎么告诉您"),
        required=False,
        choices=[
            ("sms", gettext_lazy("短信")),
            ("call", gettext_lazy("打电话")),
            ("door", gettext_lazy("上门")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    remark = forms.CharField(
        label=gettext_lazy("备注"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = forms.FileField(
        label=gettext_lazy("材料照片"), required=False, help_text=gettext_lazy("照片里的拍摄位置会去掉。")
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("我已看过并同意"), help_text=gettext_lazy("随时可以撤回。")
    )


def wrong() -> SampleForm:
    """Return the form as it comes back with mistakes."""
    return SampleForm({"name": "", "phone": "123", "kind": "a", "way": ""}, prefix="wrong")


def rows() -> list[dict[str, Any]]:
    """Return three households."""
    return [
        {
            "name": "钱**",
            "home": _("梅巷 12 号 3 单元 402"),
            "people": 3,
            "state": _("一切正常"),
            "tone": "ok",
            "seen": "11-21",
        },
        {
            "name": "孙**",
            "home": _("竹巷 7 号"),
            "people": 1,
            "state": _("三天没见"),
            "tone": "stop",
            "seen": "11-18",
        },
        {
            "name": "李**",
            "home": _("桂花弄 5 号 1 单元 101"),
            "people": 2,
            "state": _("约好明天去"),
            "tone": "warn",
            "seen": "11-20",
        },
    ]


def weeks() -> list[list[tuple[int, str]]]:
    """Return the first weeks of an October with a week off and a Saturday worked: day (0 = none) and kind."""
    kinds = {**dict.fromkeys(range(1, 8), "rest"), 10: "makeup", 11: "weekend", 17: "weekend", 18: "weekend"}
    days = [0, 0, 0, *range(1, 19)]
    return [[(day, kinds.get(day, "")) for day in days[at : at + 7]] for at in range(0, len(days), 7)]


def page(request: HttpRequest) -> dict[str, Any]:
    """Return what ``/style`` shows."""
    return {
        "form": SampleForm(),
        "wrong": wrong(),
        "rows": rows(),
        "weeks": weeks(),
        "weekdays": [_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日")],
        "many": paged(request, range(1, 1204)),
        "tones": [
            ("", _("平常")),
            ("ok", _("一切正常")),
            ("warn", _("快到期")),
            ("stop", _("已超期")),
            ("info", _("办理中")),
        ],
        "colours": COLOURS,
        "said": [
            Message(SUCCESS, _("已保存。")),
            Message(ERROR, _("对方的机器人不收了。消息还在，可以换一个渠道再发。")),
        ],
        "shares": [(_("梅东社区"), 96), (_("竹巷社区"), 41), (_("桂花社区"), 0)],
        "icons": sorted(ICONS),
    }


COLOURS = (
    ("paper", gettext_lazy("纸")),
    ("card", gettext_lazy("页")),
    ("wash", gettext_lazy("淡墨")),
    ("ink", gettext_lazy("墨")),
    ("soft", gettext_lazy("灰墨")),
    ("edge", gettext_lazy("边")),
    ("red", gettext_lazy("海棠红")),
    ("blue", gettext_lazy("水巷蓝")),
    ("ok", gettext_lazy("竹青")),
    ("warn", gettext_lazy("藤黄")),
)


def _block(x: float, y: float, **about: Any) -> dict[str, Any]:
    west, south, east, north = x, y, x + 0.004, y + 0.003
    ring = [[west, south], [east, south], [east + 0.0004, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "properties": {"kind": "area", **about},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def town() -> dict[str, Any]:
    """Return an invented quarter: four communities, a canal, a service point."""
    areas = [
        _block(120.6, 31.3, label=_("梅东社区"), href="#map", tone="ok"),
        _block(120.6045, 31.3, label=_("梅西社区"), href="#map", current=True),
        _block(120.6, 31.3035, label=_("竹巷社区"), href="#map", tone="warn"),
        _block(120.6045, 31.3035, label=_("桂花社区"), href="#map", tone="stop"),
    ]
    canal = {
        "type": "Feature",
        "properties": {"kind": "water", "label": _("官太尉河")},
        "geometry": {"type": "LineString", "coordinates": [[120.599, 31.3032], [120.61, 31.3033]]},
    }
    point = {
        "type": "Feature",
        "properties": {"kind": "point", "label": _("便民服务中心"), "href": "#map"},
        "geometry": {"type": "Point", "coordinates": [120.6062, 31.3015]},
    }
    return {"type": "FeatureCollection", "features": [*areas, canal, point]}


def town_answer() -> JsonResponse:
    """Return the quarter as GeoJSON."""
    return JsonResponse(
        town(), json_dumps_params={"ensure_ascii": False}, content_type="application/geo+json"
    )
