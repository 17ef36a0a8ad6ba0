"""What can be asked of the messages, and what can be entered about an endpoint."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from yike.core.areas.models import Area
from yike.core.look.asked import DIGITS
from yike.core.look.widgets import Cards
from yike.core.outbox import queries
from yike.core.outbox.channels.twins import WAYS
from yike.core.outbox.flows import State
from yike.core.outbox.models import Endpoint, Kind

WRITE_ONLY = {"autocomplete": "off", "spellcheck": "false"}
MOST_PK = 10**DIGITS
KEPT = _("已经保存，不再显示；填了新的才会替换")


class Filter(forms.Form):
    """Which deliveries to show."""

    state = forms.ChoiceField(choices=[("", ""), ("stuck", ""), *State.choices], required=False)
    q = forms.CharField(max_length=80, required=False)
    endpoint = forms.IntegerField(required=False, min_value=1, max_value=MOST_PK)
    before = forms.IntegerField(required=False, min_value=1, max_value=MOST_PK)

    @property
    def row(self) -> int | None:
        """The row before which to go on, None for the newest."""
        self.is_valid()
        before: int | None = self.cleaned_data.get("before")
        return before

    def asked(self) -> dict[str, Any]:
        """Return what was asked; whatever is not understood counts as not asked."""
        self.is_valid()
        found = self.cleaned_data
        return {
            "state": found.get("state", ""),
            "words": found.get("q", ""),
            "endpoint": found.get("endpoint"),
        }


class EndpointForm(forms.Form):
    """An endpoint. What is secret is asked for and never shown."""

    kind = forms.ChoiceField(label=_("通道"), choices=Kind.choices, widget=Cards)
    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("例如 梅东社区工作群"))
    area = forms.ModelChoiceField(
        label=_("区域"), queryset=Area.objects.none(), help_text=_("这个区域的管理员能看到它")
    )
    address = forms.CharField(
        label=_("地址或密钥"),
        max_length=500,
        help_text=_("群机器人：整条复制它的 Webhook 地址；电子邮件：收件人邮箱"),
        widget=forms.TextInput(attrs=WRITE_ONLY),
    )
    secret = forms.CharField(
        label=_("签名密钥"),
        max_length=200,
        required=False,
        help_text=_("钉钉、飞书机器人开了“加签”才有"),
        widget=forms.TextInput(attrs=WRITE_ONLY),
    )
    rehearsal = forms.ChoiceField(
        label=_("演练"), required=False, help_text=_("演示里什么都不真发；可以演成发不出去的样子")
    )
    enabled = forms.BooleanField(label=_("在用"), required=False, initial=True)

    def __init__(self, user: Any, *args: Any, endpoint: Endpoint | None = None, **kwargs: Any) -> None:
        if endpoint is not None:
            shown = {name: getattr(endpoint, name) for name in ("name", "area", "rehearsal", "enabled")}
            kwargs["initial"] = shown
        super().__init__(*args, **kwargs)
        self.endpoint = endpoint
        self._field("area").queryset = queries.areas_for(user)
        self._shape()

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def _shape(self) -> None:
        """Ask only for what can be said here."""
        if self.endpoint is None:
            del self.fields["enabled"], self.fields["rehearsal"]
            return
        del self.fields["kind"]
        for name in ("address", "secret"):
            self._field(name).required, self._field(name).help_text = False, KEPT
        if settings.YIKE_DEMONSTRATION:
            self._field("rehearsal").choices = ways(self.endpoint.kind)
        else:
            del self.fields["rehearsal"]


WAY_NAMES = {
    "works": _("正常送达"),
    "unreachable": _("连不上"),
    "silent": _("发出后没有答复"),
    "garbled": _("答复看不懂"),
    "broken": _("对方服务器出错"),
    "closed": _("对方暂停服务"),
    "redirecting": _("要求跳转"),
    "busy": _("对方系统忙"),
    "too_often": _("被限流"),
    "removed": _("机器人被移除"),
    "too_long": _("内容太长"),
    "not_trusted": _("签名不对"),
    "no_recipient": _("没有这个收件人"),
    "strange": _("报不认识的错"),
}


def ways(kind: str) -> list[tuple[str, Any]]:
    """Return the ways a channel can be played, with their names."""
    return [(way, WAY_NAMES[way]) for way in WAYS[kind]]
