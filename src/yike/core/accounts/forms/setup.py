"""The form of the first set-up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yike.core.accounts.actions.setup import Founder
from yike.core.accounts.firstrun import is_setup_code
from yike.core.accounts.forms.fields import SecretField
from yike.core.accounts.models import User
from yike.core.accounts.names import read_username, username_for
from yike.core.accounts.passwords import check_new_password
from yike.core.areas.exchange.drafts import Drafts
from yike.core.areas.exchange.reading import read_drafts
from yike.core.look.faults import cleaned
from yike.core.look.uploads import on_disk
from yike.core.rights.roles import Role

OTHERS = (
    ("security", Role.SECURITY_OFFICER, True),
    ("audit", Role.AUDIT_OFFICER, False),
    ("admin", Role.STREET_ADMIN, False),
)


def _read(upload: Any) -> Drafts:
    with on_disk(upload) as path:
        return read_drafts(path)


class SetupForm(forms.Form):
    """The street, the person at the keyboard (system officer), and the other first people."""

    code = forms.CharField(
        label=gettext_lazy("设置码"),
        max_length=40,
        help_text=gettext_lazy("启动服务的窗口里有，数据文件夹的 setup.code 里也有。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 18}),
    )
    street = forms.CharField(label=gettext_lazy("街道名称"), max_length=60)
    street_code = forms.CharField(
        label=gettext_lazy("街道代码"), max_length=20, help_text=gettext_lazy("9 位行政区划代码。")
    )
    areas = forms.FileField(
        label=gettext_lazy("社区和网格文件"),
        required=False,
        help_text=gettext_lazy("GeoJSON 或 XLSX。可以以后再导入。"),
    )
    name = forms.CharField(label=gettext_lazy("您的姓名（系统管理员）"), max_length=60)
    username = forms.CharField(
        label=gettext_lazy("您的登录名"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("空着就用姓名的拼音。"),
    )
    password = SecretField(
        "new-password", label=gettext_lazy("您的密码"), help_text=gettext_lazy("至少 10 位。")
    )
    again = SecretField("new-password", label=gettext_lazy("再填一遍"))
    security = forms.CharField(
        label=gettext_lazy("安全管理员姓名"),
        max_length=60,
        help_text=gettext_lazy("管角色和权限。必须是另一个人：一个人不能既开户又授权。"),
    )
    audit = forms.CharField(
        label=gettext_lazy("审计员姓名"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("只看留痕，什么也不能改。可以以后再定。"),
    )
    admin = forms.CharField(
        label=gettext_lazy("街道管理员姓名"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("管区域、单位和日常业务。可以以后再定。"),
    )

    def clean_code(self) -> str:
        """Let in only who can read the machine."""
        text: str = self.cleaned_data["code"]
        if not is_setup_code(text):
            raise forms.ValidationError(_("设置码不对。请看启动服务的窗口。"))
        return text

    def clean_areas(self) -> Drafts | None:
        """Read the areas; mistakes of single rows are told by the action, which knows the whole tree.

        Nothing is read for whoever does not have the code.
        """
        upload = self.cleaned_data["areas"] if "code" in self.cleaned_data else None
        return cleaned(_read, upload) if upload else None

    def clean_username(self) -> str:
        """Check the shape of a log-in name."""
        text: str = self.cleaned_data["username"]
        return cleaned(read_username, text) if text.strip() else ""

    def clean(self) -> dict[str, Any]:
        """Check the password against the person, and that different people are named."""
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("两遍不一样。"))
        if given.get("password") and given.get("name"):
            user = User(username=given.get("username") or "", name=given["name"])
            try:
                cleaned(check_new_password, user, given["password"])
            except forms.ValidationError as error:
                self.add_error("password", error)
        return given

    def founders(self) -> tuple[Founder, ...]:
        """Return the first people, each with a log-in name of their own."""
        given, taken = self.cleaned_data, set[str]()
        own = given["username"] or username_for(given["name"], taken)
        taken.add(own)
        people = [Founder(Role.SYSTEM_OFFICER, given["name"], own, given["password"])]
        for field, role, _needed in OTHERS:
            if name := given[field].strip():
                username = username_for(name, taken)
                taken.add(username)
                people.append(Founder(role, name, username))
        return tuple(people)
