"""Forms at the entrance: name and password, the second factor, one's own password and preferences."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes import forms as recovery
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yike.core.accounts import actions
from yike.core.accounts.forms.fields import CodeField, SecretField
from yike.core.accounts.models import User
from yike.core.accounts.names import plain_username
from yike.core.accounts.passwords import check_new_password
from yike.core.look.faults import cleaned
from yike.core.look.widgets import Cards


class LoginForm(account.LoginForm):
    """Log-in name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        self.fields = {
            "login": forms.CharField(
                label=gettext_lazy("登录名"),
                max_length=200,
                widget=forms.TextInput(attrs=attrs),
            ),
            "password": SecretField("current-password", label=gettext_lazy("密码")),
        }

    def clean_login(self) -> str:
        """Forgive full-width letters, capitals and spaces around."""
        return plain_username(self.cleaned_data["login"])


class AuthenticateForm(mfa.AuthenticateForm):
    """The code of the second factor, or a recovery code; each works once, whichever process hears it."""

    code = CodeField(label=gettext_lazy("动态码"))

    def clean_code(self) -> str:
        """Return a code that fits and was not used before."""
        code: str = super().clean_code()
        second = self.authenticator
        if second.type == second.Type.TOTP and not actions.spend_code(second, code):
            self._emit_authentication_failed(second)
            raise get_adapter().validation_error("incorrect_code")
        return code


class ActivateForm(totp.ActivateTOTPForm):
    """The first code of a new second factor."""

    code = CodeField(label=gettext_lazy("动态码"), help_text=gettext_lazy("手机上显示的 6 位数字。"))


class DeactivateForm(totp.DeactivateTOTPForm):
    """Take one's second factor off."""


class NewCodesForm(recovery.GenerateRecoveryCodesForm):
    """Make new recovery codes."""


class AgainForm(account.ReauthenticateForm):
    """The password once more before something that matters."""

    password = SecretField("current-password", label=gettext_lazy("密码"))


class PasswordForm(forms.Form):
    """A new password of one's own; the present one is asked for by the view that comes before."""

    password = SecretField(
        "new-password",
        label=gettext_lazy("新密码"),
        help_text=gettext_lazy("至少 10 位。几个不相干的词连起来，再加数字，好记又难猜。"),
    )
    again = SecretField("new-password", label=gettext_lazy("再填一遍"))

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Refuse a weak one before anything is written."""
        password: str = self.cleaned_data["password"]
        cleaned(check_new_password, self.user, password)
        return password

    def clean(self) -> dict[str, Any]:
        """Both fields must be the same."""
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", _("两遍不一样。"))
        return given


class OwnForm(forms.ModelForm):  # type: ignore[type-arg]
    """One's own telephone, language and size of type."""

    LANGUAGES = (("", gettext_lazy("随设备")), ("zh-hans", "中文"), ("en", "English"))
    TYPES = (("", gettext_lazy("随设备")), ("normal", gettext_lazy("标准")), ("large", gettext_lazy("大字")))

    language = forms.ChoiceField(label=gettext_lazy("语言"), choices=LANGUAGES, required=False, widget=Cards)
    type = forms.ChoiceField(label=gettext_lazy("字的大小"), choices=TYPES, required=False, widget=Cards)

    class Meta:
        """What may be changed by oneself."""

        model = User
        fields = ("phone", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["type"] = {None: "", True: "large", False: "normal"}[self.instance.large_type]

    def values(self) -> dict[str, Any]:
        """Return what was chosen, as it is kept."""
        given = self.cleaned_data
        large = {"": None, "large": True, "normal": False}[given["type"]]
        return {"phone": given["phone"], "language": given["language"], "large_type": large}
