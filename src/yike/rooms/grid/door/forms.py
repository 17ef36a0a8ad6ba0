"""What somebody fills in at the door: one sentence is enough."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yike.core.areas.models import Area, AreaLevel
from yike.core.look.faults import cleaned
from yike.core.look.photos import PhotosField
from yike.core.look.widgets import Cards
from yike.core.record.lookup import rows_where
from yike.engines.faults import Fault
from yike.rooms.grid.actions.photos import Shot
from yike.rooms.grid.actions.photos import cleaned as clean_shots
from yike.rooms.grid.door.links import press
from yike.rooms.grid.models import Category, PhotoRole, RequestKind
from yike.rooms.grid.models.requests import WORDS
from yike.rooms.grid.queries.categories import public_categories
from yike.rooms.grid.queries.places import Place, place_at

MOST_PHOTOS = 3
WRONG_WORDS = {
    "required": _("请写一两句：在哪里、怎么了。"),
    "max_length": _("最多 %(limit_value)d 字，现在有 %(show_value)d 字。写短一点，说不完的分两次说。"),
    "null_characters_not_allowed": _("里面有看不见的坏字符，请删掉再送。"),
}
INCOMPLETE = {"required": _("这一页没有打开完整，请刷新以后再送。")}
"""What is said of fields that nobody sees."""


KEY, CODE = re.compile(r"[0-9]{1,9}"), re.compile(r"[^\0]{1,60}")


def communities() -> list[tuple[str, str]]:
    """Return the communities to choose from."""
    rows = Area.objects.light().open().filter(level=AreaLevel.COMMUNITY)
    return [("", _("不知道，或不在这里")), *((str(area.pk), area.name) for area in rows)]


def _community(key: str) -> Area | None:
    wanted: dict[str, Any] = {
        "id": int(key) if KEY.fullmatch(key) else [],
        "level": AreaLevel.COMMUNITY.value,
        "closed_on": None,
    }
    return next(iter(rows_where(Area, without=("polygon",), **wanted)), None)


def _offered() -> list[tuple[str, Any]]:
    """Return the categories to choose from, nothing at all where the table has none for the public."""
    offered = [(one.code, one.said) for one in public_categories()]
    return [("", _("说不清")), *offered] if offered else []


def _category(code: str) -> Category | None:
    wanted: dict[str, Any] = {"code": code if CODE.fullmatch(code) else [], "public": True, "active": True}
    return next(iter(rows_where(Category, **wanted)), None)


class RowField(forms.ChoiceField):
    """A row to choose, or none: all are read where they are shown, only the chosen one where it is sent."""

    def __init__(self, listed: Callable[[], Any], find: Callable[[str], Any], **named: Any) -> None:
        super().__init__(choices=listed, required=False, **named)
        self._find = find

    def clean(self, value: Any) -> Any:
        """Return the row. Raises ``ValidationError`` for one that is not among those shown."""
        said = self.to_python(value)
        found = self._find(said) if said else None
        if said and found is None:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
            )
        return found


def degrees(label: Any, most: int) -> forms.FloatField:
    """Return a field for one half of a point, filled in by a script."""
    return forms.FloatField(
        label=label, required=False, widget=forms.HiddenInput, min_value=-most, max_value=most
    )


def press_field() -> forms.CharField:
    """Return the field for the word that tells one fresh form from another."""
    return forms.CharField(
        label=_("表单"), max_length=64, widget=forms.HiddenInput, error_messages=INCOMPLETE
    )


class SayForm(forms.Form):
    """The words; the rest may stay empty. ``website`` is seen by programs only; ``press`` makes a form itself."""

    words = forms.CharField(
        label=_("说说是什么事"),
        max_length=WORDS,
        error_messages=WRONG_WORDS,
        help_text=_("在哪里、什么时候、怎么了。不要写别人的身份证号、电话。"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    address = forms.CharField(
        label=_("在哪里"), required=False, max_length=120, help_text=_("路名、门牌，或旁边有什么")
    )
    photos = PhotosField(label=_("照片"), help_text=_("最多三张；拍照的地点会去掉，人脸可以遮住"))
    community = RowField(communities, _community, label=_("哪个社区"))
    kind = forms.ChoiceField(
        label=_("是哪一类"), choices=RequestKind, initial=RequestKind.HELP, widget=Cards, required=False
    )
    category = RowField(_offered, _category, label=_("关于什么"))
    phone = forms.CharField(
        label=_("您的电话"),
        required=False,
        max_length=40,
        help_text=_("可以不写。写了，24 小时内联系您；只用来办这一件事。"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "size": 16}),
    )
    name = forms.CharField(
        label=_("怎么称呼您"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name", "size": 16}),
    )
    secret = forms.BooleanField(
        label=_("举报请保密"), required=False, help_text=_("按举报登记；承办的人看不到您的姓名和电话")
    )
    lon = degrees(_("经度"), 180)
    lat = degrees(_("纬度"), 90)
    press = press_field()
    seen = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, **named: Any) -> None:
        named.setdefault("initial", {}).setdefault("press", press())
        super().__init__(data, files, **named)

    @property
    def categorised(self) -> bool:
        """Whether there is any category to choose."""
        return bool(list(self.fields["category"].choices))  # type: ignore[attr-defined]

    def clean_kind(self) -> str:
        """Take no answer for a plea for help."""
        return self.cleaned_data["kind"] or RequestKind.HELP.value

    def clean_photos(self) -> tuple[Shot, ...]:
        """Return the photos with nothing but their pixels; at most three."""
        files = self.cleaned_data["photos"]
        if len(files) > MOST_PHOTOS:
            raise forms.ValidationError(_("最多三张照片。"))
        shots: tuple[Shot, ...] = tuple(cleaned(clean_shots, PhotoRole.EVIDENCE, files))
        return shots

    def place(self) -> Place:
        """Return where it is. Raises ``Fault`` for a point outside the street."""
        said = self.cleaned_data
        return place_at(said["address"], lon=said["lon"], lat=said["lat"], area=said["community"])

    def refuse(self, fault: Fault) -> None:
        """Say what is wrong beside the field it is about."""
        from yike.core.look.faults import refuse  # noqa: PLC0415 - named like this method

        where = "phone" if "电话号码" in fault.zh else "address" if "位置" in fault.zh else "words"
        refuse(self, fault, where)


class WordForm(forms.Form):
    """One more word."""

    words = forms.CharField(
        label=_("再说一句"),
        max_length=WORDS,
        error_messages=WRONG_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class UnsolvedForm(forms.Form):
    """Why it is not solved."""

    words = forms.CharField(
        label=_("还差什么"),
        max_length=WORDS,
        error_messages=WRONG_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SolvedForm(forms.Form):
    """It is solved; content or not may be said too."""

    satisfied = forms.ChoiceField(
        label=_("办得怎么样"),
        choices=[("yes", _("满意")), ("no", _("不满意"))],
        required=False,
        widget=Cards,
    )
    words = forms.CharField(
        label=_("想说的话"), required=False, max_length=WORDS, widget=forms.Textarea(attrs={"rows": 2})
    )
