"""What this house does at the turning points of django-allauth's log-in."""
# ruff: noqa: ARG002 - django-allauth decides what an adapter is given

from __future__ import annotations

from typing import Any, ClassVar, NoReturn, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yike.core.accounts import actions
from yike.core.accounts.actions.entrance import SECOND_FACTOR
from yike.core.accounts.actions.sessions import make_room
from yike.core.accounts.entrance import limits
from yike.core.accounts.entrance.lockout import failed, mark_of
from yike.core.accounts.models import FirstEntry, User
from yike.core.accounts.passwords import lapsed
from yike.core.look.appearance import Appearance
from yike.core.record.clock import now
from yike.core.rights.by import By, by_of
from yike.core.vault.current import keyring
from yike.core.vault.sealing import open_sealed, seal

RECENT = 300  # seconds after a log-in in which the password is not asked for once more
SERVICE = "service"  # the way in by the office's own log-in service
NOT_THROUGH = gettext_lazy("统一身份验证没有完成。请再试一次，或用本系统的登录名和密码。")


def _ways(request: HttpRequest) -> list[str]:
    records = request.session.get("account_authentication_methods", ())
    return [record["method"] for record in records]


def spent_text(entry: FirstEntry) -> str:
    """Return what whoever types a one-time password that is used up is told: when and from where it was used."""
    when = date_format(localtime(entry.used_at), "Y-m-d H:i")
    told = _(
        "这个一次性密码在 %(when)s 从 %(address)s 已经用过。"
        "不是您本人用的，请马上告诉安全管理员；账号现在没有任何权限。"
    )
    return told % {"when": when, "address": entry.used_from or "—"}


def wear(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let this device show pages as the account has them; without a wish of its own the device's stays."""
    if user.large_type is not None:
        size = "large" if user.large_type else "normal"
        Appearance.of(request).changed(type=size).keep(response)
    if user.language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax")


class Accounts(DefaultAccountAdapter):
    """Nobody signs up; coming in and going out are kept; no mail is sent."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("登录名或密码不对。"),
        "incorrect_password": gettext_lazy("密码不对。"),
        "incorrect_code": gettext_lazy("动态码不对，或已经用过。请等手机上换下一个再试。"),
        "too_many_login_attempts": gettext_lazy("试得太快了，请过几分钟再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by the system officer."""
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        """Log in, begin the session's time, end the oldest sessions beyond the limit, keep it in history."""
        ways = _ways(request)
        super().login(request, user)
        by = By.person(user, "web", request.META.get("REMOTE_ADDR", ""))
        limits.begin(request.session, user, by_password="password" in ways)
        actions.note_login(by, user, way="+".join(ways))
        if user.unproven and user.must_change and "password" in ways:
            actions.note_entry(by, user)
        if user.unproven and "socialaccount" in ways:
            actions.note_entry(by, user, by_service=True)
        make_room(by, user, settings.YIKE_SESSIONS)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Go on as after any log-in; pages take the language and the type of the account, where it has any."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        wear(request, response, user)
        return response

    def logout(self, request: HttpRequest) -> None:
        """Log out and keep it in history."""
        user = cast("User", request.user)
        actions.note_logout(by_of(request), user, session=request.session.session_key or "")
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Keep a wrong password in history."""
        name, typed = str(credentials.get("username", "")), str(credentials.get("password", ""))
        failed(request, name, "password")
        user = User.objects.filter(username=name, unproven=True).first()
        if user and not getattr(request, "axes_locked_out", False):
            spent = actions.note_spent(user, typed, request.META.get("REMOTE_ADDR", ""))
            if spent:
                messages.error(request, spent_text(spent))

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Let nobody in with a one-time password that is too old."""
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        if response is None and "password" in _ways(request) and lapsed(user):
            clear_login(request)
            messages.error(request, _("这个一次性密码已过期（72 小时）。请系统管理员重新生成一个。"))
            return redirect("account_login")
        return response

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Tell whoever knows the password that the account is closed."""
        failed(request, user.username, "closed")
        messages.error(request, _("这个账号已停用。要恢复请找系统管理员。"))
        return redirect("account_login")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password again unless it was given a few minutes ago."""
        begun = self.request.session.get(limits.BEGUN, 0)
        return bool(now().timestamp() - begun > RECENT)

    def set_password(self, user: Any, password: str) -> None:
        """Set one's own password through the one door."""
        actions.change_own_password(By.person(user), password=password)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the pages say it themselves."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: closed networks have no mail; history and the sessions page tell."""


class SecondFactors(DefaultMFAAdapter):
    """Secrets of second factors are sealed with the office's key before they are kept."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("动态码不对，或已经用过。请等手机上换下一个再试。"),
        "cannot_delete_authenticator": gettext_lazy("您的岗位必须用第二道验证，不能关掉。"),
        "cannot_generate_recovery_codes": gettext_lazy("先设置第二道验证，才有恢复码。"),
    }

    def encrypt(self, text: str) -> str:
        """Return the sealed secret."""
        return seal(keyring(), text, SECOND_FACTOR)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret. Raises ``Fault`` where it was altered or its key is missing."""
        return open_sealed(keyring(), encrypted_text, SECOND_FACTOR)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Return whether its owner may do without."""
        return not limits.needs_second_factor(User.objects.get(pk=authenticator.user_id))

    def get_totp_issuer(self) -> str:
        """Return what the authenticator shows beside the code."""
        return "一刻 Yike"


def _of_one(said: dict[str, Any]) -> bool:
    """Return whether ID token and user info name one subject (OIDC Core 5.3.2); django-allauth does not look.

    A service that names none in its user info goes by a field of the office's choice: there is nothing to compare.
    """
    parts = (said.get("userinfo") or {}, said.get("id_token") or {})
    return len({part["sub"] for part in parts if part.get("sub")}) <= 1


def _refuse(request: HttpRequest, text: str) -> NoReturn:
    messages.error(request, text)
    raise ImmediateHttpResponse(redirect("account_login"))


class Services(DefaultSocialAccountAdapter):
    """The office's own log-in service opens the account with its identifier, and no other."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody gets an account by coming from elsewhere."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the account; refuse whoever has none, and an answer that tells of two persons."""
        if not _of_one(sociallogin.account.extra_data):
            self._turn_away(request, sociallogin, str(NOT_THROUGH))
        user = User.objects.filter(identifier=sociallogin.account.uid).first()
        if user is None:
            self._turn_away(
                request, sociallogin, _("统一身份验证通过了，但这里没有您的账号。请找系统管理员开户。")
            )
        sociallogin.user = user

    @staticmethod
    def _turn_away(request: HttpRequest, sociallogin: Any, text: str) -> NoReturn:
        """Let nobody in, and keep that somebody tried."""
        mark, address = mark_of(sociallogin.account.uid), request.META.get("REMOTE_ADDR", "")
        actions.note_failure(user=None, mark=mark, address=address, what=SERVICE)
        _refuse(request, text)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        """Come back to the log-in page where the service does not answer or was cancelled."""
        _refuse(request, str(NOT_THROUGH))
