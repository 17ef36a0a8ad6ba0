"""What somebody fills in who wants to come, and what staff fill in for others."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from yike.core.look.widgets import Cards
from yike.rooms.almanac.checking import OLDEST
from yike.rooms.almanac.door.links import press
from yike.rooms.almanac.forms.fields import number
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.signups import PhotoAnswer, Way
from yike.rooms.almanac.signing import LONGEST_NAME, Wish


class SignUpForm(forms.Form):
    """Name and telephone; the rest only where this activity asks for it. ``website`` is seen by programs only."""

    name = forms.CharField(
        label=_("来的人的姓名"),
        required=False,
        max_length=LONGEST_NAME * 2,
        widget=forms.TextInput(attrs={"autocomplete": "name", "size": 16}),
    )
    phone = forms.CharField(
        label=_("电话"),
        required=False,
        max_length=40,
        help_text=_("活动有变时告诉您；活动结束 30 天后清除"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "size": 16}),
    )
    companions = number(_("另外带几人"), most=9)
    age = number(_("年龄"), most=OLDEST, hint=_("只看合不合适，不留下来"))
    agrees = forms.BooleanField(required=False)
    photos = forms.ChoiceField(
        label=_("活动会拍照。照片里可以有您吗？"),
        choices=PhotoAnswer,
        required=False,
        widget=Cards,
        help_text=_("您和一起来的人；14 岁以下的孩子由监护人回答。不选就是不同意，以后可以改"),
    )
    helper = forms.CharField(
        label=_("您是替别人报名吗？写您的称呼"),
        required=False,
        max_length=30,
        help_text=_("替老人、孩子报名时写，电话可以写您自己的"),
    )
    another = forms.BooleanField(label=_("确实是另一个人"), required=False)
    press = forms.CharField(max_length=64, widget=forms.HiddenInput)
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, activity: Activity, data: Any = None, **named: Any) -> None:
        named.setdefault("initial", {}).setdefault("press", press())
        super().__init__(data, **named)
        self.activity = activity
        if not activity.companions:
            del self.fields["companions"]
        if activity.age_from is None and activity.age_to is None:
            del self.fields["age"]
        if activity.condition:
            self.fields["agrees"].label = activity.condition
        else:
            del self.fields["agrees"]
        if not activity.photo_note:
            del self.fields["photos"]
        self._another = self.fields.pop("another")
        if data is not None and data.get("another"):
            self.fields["another"] = self._another
        for name in self.needed:
            self.fields[name].required = True

    needed: tuple[str, ...] = ("name", "phone")

    def ask_whether_another(self) -> None:
        """Let whoever fills it in say that it is somebody else than the one who sounds the same."""
        self.fields["another"] = self._another
        self.add_error(
            "another",
            _(
                "用这个电话、名字听起来一样的人已经报过了。是同一个人就不用再报；确实是另一个人，勾上再按一次。"
            ),
        )

    def _clean_fields(self) -> None:
        """Let what is needed be told with all other reasons, though the page marks it as needed."""
        for name in self.needed:
            self.fields[name].required = False
        super()._clean_fields()  # type: ignore[misc]
        for name in self.needed:
            self.fields[name].required = True

    def wish(self, **more: Any) -> Wish:
        """Return what was said."""
        said = self.cleaned_data
        helper = said.get("helper") or ""
        return Wish(
            name=said["name"],
            phone=said["phone"],
            companions=said.get("companions") or 0,
            age=said.get("age"),
            agrees=bool(said.get("agrees")),
            helper=helper,
            photos=said.get("photos") or "",
            press=said["press"],
            **({"way": Way.HELPER if helper else Way.WEB} | more),
        )


class DeskSignUpForm(SignUpForm):
    """Somebody telephones or stands at the window, and staff type."""

    needed = ("name",)

    def __init__(self, activity: Activity, data: Any = None, **named: Any) -> None:
        super().__init__(activity, data, **named)
        del self.fields["helper"]
        self.fields["phone"].help_text = _("没有电话也可以报，请他记住报名号")


class PhotosAnswerForm(forms.Form):
    """Whether somebody may be seen on photos."""

    photos = forms.ChoiceField(label=_("照片里可以有您吗？"), choices=PhotoAnswer, widget=Cards)


class BringForm(forms.Form):
    """How many come along."""

    companions = number(_("另外带几人"), most=9)


class LostForm(forms.Form):
    """What somebody knows who has lost the personal page."""

    number = forms.RegexField(
        r"^[0-9０-９]{1,6}$",
        label=_("报名号"),
        help_text=_("报上时写着的号，例如 017"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 8}),
        error_messages={"invalid": _("报名号只有数字")},
    )
    phone = forms.CharField(
        label=_("报名时留的电话"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "size": 16}),
    )


class ListForm(forms.Form):
    """A paper list, typed."""

    file = forms.FileField(
        label=_("名单"), help_text=_("XLSX 或 CSV，列名：姓名、电话、同行人数、年龄、符合条件、愿意入镜")
    )


class ListYesForm(forms.Form):
    """The yes to what was looked at."""

    token = forms.CharField(max_length=100, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)
