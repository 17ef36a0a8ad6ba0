"""Forms of accounts, roles and deputies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yike.core.accounts import queries, rules
from yike.core.accounts.forms.fields import AreaField, DayField, PersonField, ReasonField
from yike.core.accounts.models import Unit, User
from yike.core.accounts.names import read_username
from yike.core.accounts.queries.users import State
from yike.core.look.faults import cleaned
from yike.core.record.clock import today
from yike.core.rights.right import Right
from yike.core.rights.roles import Role


class SearchForm(forms.Form):
    """What is looked for among accounts."""

    q = forms.CharField(label=gettext_lazy("姓名、登录名、手机、单位"), max_length=60, required=False)
    role = forms.ChoiceField(
        label=gettext_lazy("角色"), choices=[("", gettext_lazy("全部")), *Role.choices], required=False
    )
    state = forms.ChoiceField(
        label=gettext_lazy("情况"), choices=[("", gettext_lazy("全部")), *State.choices], required=False
    )

    def wanted(self) -> dict[str, str]:
        """Return what was asked; a form that is not valid asks for nothing in particular."""
        if not self.is_valid():
            return {}
        return {
            "text": self.cleaned_data["q"],
            "role": self.cleaned_data["role"],
            "state": self.cleaned_data["state"],
        }


class AccountForm(forms.Form):
    """An account, new or changed."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    username = forms.CharField(
        label=gettext_lazy("登录名"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("空着就用姓名的拼音。"),
    )
    unit: Any = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("单位"), required=False)
    area = AreaField(
        required=False, help_text=gettext_lazy("空着就用单位所在的区域。居民、微网群主没有单位，请选区域。")
    )
    phone = forms.CharField(
        label=gettext_lazy("手机"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "size": 16}),
    )
    identifier = forms.CharField(
        label=gettext_lazy("统一身份编号"),
        max_length=120,
        required=False,
        help_text=gettext_lazy(
            "用统一身份认证登录时才需要。填写或更换以后，角色要等安全管理员当面确认才有效。"
        ),
    )

    def __init__(self, by: User, data: Any = None, *, user: User | None = None) -> None:
        super().__init__(data, initial=_values(user) if user else None)
        units = rules.KEEP.visible(Unit.objects.filter(active=True), by)
        self.fields["unit"].queryset = units.order_by("kind", "name")  # type: ignore[attr-defined]
        self.fields["area"].offer(by, rules.KEEP)  # type: ignore[attr-defined]
        if user:
            del self.fields["username"]  # what somebody is known by in history stays

    def clean_username(self) -> str:
        """Check the shape of a log-in name."""
        text: str = self.cleaned_data["username"]
        return cleaned(read_username, text) if text.strip() else ""

    def clean(self) -> dict[str, Any]:
        """Ask for a unit or an area."""
        given = super().clean() or {}
        if not given.get("unit") and not given.get("area"):
            self.add_error("unit", _("请选单位；没有单位的请选区域。"))
        elif not given.get("area"):
            given["area"] = given["unit"].area
        return given


def _values(user: User) -> dict[str, Any]:
    values = {name: getattr(user, name) for name in ("name", "unit", "area", "phone")}
    return {**values, "identifier": user.identifier or ""}


class RoleForm(forms.Form):
    """A role in an area on days, granted or proposed."""

    role = forms.ChoiceField(label=gettext_lazy("角色"), choices=[("", "—"), *Role.choices])
    area = AreaField(help_text=gettext_lazy("角色在这里和它下面的区域都有效。"))
    since = DayField(label=gettext_lazy("从"))
    until = DayField(label=gettext_lazy("到"), required=False, help_text=gettext_lazy("空着就是一直有效。"))
    reason = ReasonField()

    def __init__(self, by: User, right: Right, data: Any = None) -> None:
        super().__init__(data, initial={"since": today()})
        self.fields["area"].offer(by, right)  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """A reason, for deeds that ask for nothing else."""

    reason = ReasonField()


class SureForm(forms.Form):
    """Nothing but the wish to do it."""


class DeputyForm(forms.Form):
    """Who stands in, on which days, and why."""

    deputy = PersonField(label=gettext_lazy("由谁代"))
    since = DayField(label=gettext_lazy("从"))
    until = DayField(label=gettext_lazy("到"), help_text=gettext_lazy("这一天也算在内。"))
    reason = ReasonField()

    def __init__(self, offered: QuerySet[User], data: Any = None) -> None:
        super().__init__(data, initial={"since": today()})
        self.fields["deputy"].offered = offered  # type: ignore[attr-defined]


class LeavingForm(forms.Form):
    """Who takes over, and why."""

    to = PersonField(label=gettext_lazy("交给谁"))
    reason = ReasonField(label=gettext_lazy("离岗原因"))

    def __init__(self, by: User, leaver: User, data: Any = None) -> None:
        super().__init__(data)
        offered = queries.visible_users(by).filter(is_active=True).exclude(pk=leaver.pk)
        self.fields["to"].offered = offered  # type: ignore[attr-defined]
