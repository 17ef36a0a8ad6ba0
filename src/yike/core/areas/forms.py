"""What can be entered about an area."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yike.core.areas.codes import NAME_LENGTH, PARENTS
from yike.core.areas.models import Area, AreaKind, AreaLevel
from yike.core.look.drawn import Drawn
from yike.core.look.faults import Faulty
from yike.engines.faults import Fault

MOST_POLYGON_BYTES = 2 * 1024 * 1024
GRID_KINDS = [
    (AreaKind.BASIC.value, AreaKind.BASIC.label),
    (AreaKind.DEDICATED.value, AreaKind.DEDICATED.label),
]
DATUMS = [
    ("wgs84", _("WGS-84 / CGCS2000（GPS、天地图、OSM）")),
    ("gcj02", _("GCJ-02（高德、腾讯）")),
    ("bd09", _("BD-09（百度）")),
]


class Reasoned(forms.Form):
    """A form whose last field is the reason, kept in history."""

    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("记在留痕里，如会议、文件名称"))


class DescribeForm(Drawn):
    """What may be said of an area: name, kind of grid, numbers."""

    name = forms.CharField(label=_("名称"), max_length=NAME_LENGTH)
    kind = forms.ChoiceField(label=_("类型"), choices=GRID_KINDS)
    households = forms.IntegerField(label=_("户数"), min_value=0, max_value=100_000_000, required=False)
    persons = forms.IntegerField(label=_("人数"), min_value=0, max_value=100_000_000, required=False)

    def __init__(self, level: str, data: Any = None, area: Area | None = None) -> None:
        names = ("name", "kind", "households", "persons")
        super().__init__(data, initial={n: getattr(area, n) for n in names} if area else None)
        if area is None:
            self.of_nothing()
        if level != AreaLevel.GRID:
            del self.fields["kind"]

    def said(self) -> dict[str, Any]:
        """Return the fields as the actions take them."""
        return {"kind": "", **self.cleaned_data}


class AddForm(DescribeForm):
    """A new area below another."""

    code = forms.CharField(label=_("代码"), max_length=32)
    field_order = ("name", "code", "kind", "households", "persons")

    def __init__(self, level: str, data: Any = None, code: str = "") -> None:
        super().__init__(level, data)
        self.initial = {"code": code, "kind": AreaKind.BASIC.value}


class RecodeForm(Reasoned):
    """Another code."""

    code = forms.CharField(label=_("新代码"), max_length=32)
    field_order = ("code", "reason")


class MoveForm(Reasoned):
    """Another parent."""

    parent: Any = forms.ModelChoiceField(label=_("新的上级"), queryset=Area.objects.none())
    code = forms.CharField(
        label=_("新代码"), max_length=32, required=False, help_text=_("留空就沿用原来的代码")
    )
    field_order = ("parent", "code", "reason")

    def __init__(self, area: Area, areas: Any, data: Any = None) -> None:
        super().__init__(data)
        levels = [level for level in PARENTS[AreaLevel(area.level)] if level]
        fitting = areas.open().light().filter(level__in=levels).exclude(path=area.parent_path)
        self.fields["parent"].queryset = fitting  # type: ignore[attr-defined]


class BorderForm(forms.Form):
    """A border as GeoJSON, typed or as a file: the way without a map."""

    text = forms.CharField(
        label=_("边界（GeoJSON）"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("一个 Polygon 或 MultiPolygon，经度在前；清空就去掉边界"),
    )
    file = forms.FileField(label=_("或者选一个 GeoJSON 文件"), required=False)
    datum = forms.ChoiceField(label=_("坐标系"), choices=DATUMS, initial="wgs84")
    reason = forms.CharField(label=_("理由"), max_length=200, required=False)

    def clean_file(self) -> str:
        """Return the text of the file, empty where none was chosen."""
        upload = self.cleaned_data["file"]
        if not upload:
            return ""
        if upload.size > MOST_POLYGON_BYTES:
            raise Faulty(_too_large())
        try:
            return str(upload.read(), "utf-8-sig")
        except UnicodeDecodeError:
            raise Faulty(_no_geojson()) from None

    def clean(self) -> dict[str, Any]:
        """Read the polygon: ``polygon`` is what the GeoJSON says, None where the border is taken away."""
        told = self.cleaned_data
        text = told.get("file") or told.get("text", "")
        try:
            told["polygon"] = json.loads(text) if text.strip() else None
        except (ValueError, RecursionError):
            raise Faulty(_no_geojson()) from None
        return told


class ImportForm(forms.Form):
    """A file of areas to look at."""

    file = forms.FileField(label=_("文件"), help_text=_("GeoJSON、XLSX 或 CSV；最多 20,000 行"))
    datum = forms.ChoiceField(label=_("边界的坐标系"), choices=DATUMS, initial="wgs84")
    complete = forms.BooleanField(
        label=_("文件里没有的就关闭"),
        required=False,
        help_text=_("只在文件列出了全部区域时选；超过两成会拒绝"),
    )


class ConfirmForm(forms.Form):
    """The yes to what was looked at."""

    token = forms.CharField(max_length=100, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)
    datum = forms.ChoiceField(choices=DATUMS, widget=forms.HiddenInput)
    complete = forms.BooleanField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("记在留痕里，如会议、文件名称"))


def _no_geojson() -> Fault:
    return Fault(
        "这不是 GeoJSON",
        "this is not GeoJSON",
        do_zh="请从地图软件导出为 GeoJSON，再粘贴或选文件",
        do_en="Export GeoJSON from the map program, then paste it or choose the file",
    )


def _too_large() -> Fault:
    return Fault(
        "文件超过 2 MB",
        "the file is larger than 2 MB",
        do_zh="请在地图软件里简化边界再导出",
        do_en="Simplify the border in the map program and export it again",
    )
